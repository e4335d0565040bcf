//! Lists of changes. Each is read along an index, from the newest number down, so that its cost
//! does not grow with what is over.

mod statement;

use shared::change::ChangeState;
use shared::permission::Grants;
use shared::plan::Target;
use shared::policy::Policy;
use shared::wire::{ChangeCounts, ChangeQuery, ChangeSummary, ChangeView, Listing, MOST_COUNTED};
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};

use super::super::{Store, StoreError};
use super::row;
use statement::{AGE, OPEN, Statement};

const COLUMNS: &str = "changes.id, changes.environment, title, changes.author, changes.state, version, targets, \
                       moved, broken_by, created_at, updated_at, due_at";

/// What is listed, and for whom.
#[derive(Debug, Clone)]
pub struct ChangeFilter<'a> {
    /// What the person asks for.
    pub query: &'a ChangeQuery,
    /// The person.
    pub name: &'a str,
    /// What they may do, and where.
    pub grants: &'a Grants,
    /// The environments that there are; those that the person may not see are left out.
    pub environments: &'a [String],
    /// At most so many.
    pub limit: i64,
}

impl Store {
    /// Lists changes, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes(
        &self,
        filter: &ChangeFilter<'_>,
    ) -> Result<Listing<ChangeSummary>, StoreError> {
        let policies = self.policies_for(filter.query.view).await?;
        let Some(statement) = statement::page(filter, &policies) else {
            return Ok(Listing {
                items: Vec::new(),
                next: None,
            });
        };
        let mut items = fetch(&self.pool, statement).await?;
        let most = usize::try_from(filter.limit).unwrap_or(0);
        let more = items.len() > most;
        items.truncate(most);
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| last.id.to_string());
        Ok(Listing { items, next })
    }

    /// How many changes wait for the person, and how many of theirs and of all are open, each
    /// counted to [`MOST_COUNTED`] at most.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_changes(
        &self,
        name: &str,
        grants: &Grants,
        environments: &[String],
    ) -> Result<ChangeCounts, StoreError> {
        let count = async |view| {
            let query = ChangeQuery {
                view,
                ..ChangeQuery::default()
            };
            let filter = ChangeFilter {
                query: &query,
                name,
                grants,
                environments,
                limit: i64::from(MOST_COUNTED),
            };
            self.count_open(&filter).await
        };
        Ok(ChangeCounts {
            waiting_for_me: count(ChangeView::WaitingForMe).await?,
            mine: count(ChangeView::Mine).await?,
            open: count(ChangeView::Open).await?,
        })
    }

    /// What environments ask for, where a view asks whose turn it is.
    async fn policies_for(&self, view: ChangeView) -> Result<Vec<(String, Policy)>, StoreError> {
        match view {
            ChangeView::WaitingForMe => self.policies().await,
            ChangeView::Mine | ChangeView::Open | ChangeView::All => Ok(Vec::new()),
        }
    }

    async fn count_open(&self, filter: &ChangeFilter<'_>) -> Result<u32, StoreError> {
        let policies = self.policies_for(filter.query.view).await?;
        let Some(statement) = statement::count_open(filter, &policies) else {
            return Ok(0);
        };
        let many: i64 = statement
            .query()
            .fetch_one(&self.pool)
            .await
            .and_then(|row| row.try_get("many"))
            .map_err(StoreError::query("count changes"))?;
        Ok(u32::try_from(many).unwrap_or(MOST_COUNTED))
    }

    /// Other changes to the services of one that wait or run, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes_beside(
        &self,
        id: i64,
        environment: &str,
        targets: &[Target],
    ) -> Result<Vec<ChangeSummary>, StoreError> {
        let mut beside: Vec<ChangeSummary> = Vec::new();
        for target in targets {
            let mut statement = Statement::default();
            let own = statement.number(id);
            let [environment, cluster, service] =
                [environment, &target.cluster, &target.service].map(|text| statement.text(text));
            let states = statement.states(&OPEN);
            // What is open is little; what was ever done to a service is not.
            statement.words = format!(
                "select {COLUMNS} from changes where changes.id <> {own} \
                 and changes.environment = {environment} and state in ({states}) \
                 and exists (select 1 from change_targets of_one where of_one.change_id = changes.id \
                 and of_one.cluster = {cluster} and of_one.service = {service}) \
                 order by {AGE} limit 20"
            );
            beside.extend(fetch(&self.pool, statement).await?);
        }
        beside.sort_by_key(|change| std::cmp::Reverse(change.id));
        beside.dedup_by_key(|change| change.id);
        Ok(beside)
    }

    /// Those that wait for people and were not held against what runs since a moment, longest ago
    /// first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes_to_look_at(
        &self,
        environment: &str,
        before_ms: i64,
        limit: i64,
    ) -> Result<Vec<i64>, StoreError> {
        ids(&sqlx::query(
            "select id from changes where state in ('draft', 'in-review', 'approved') \
             and environment = $1 and looked_at < $2 order by looked_at, id limit $3",
        )
        .bind(environment)
        .bind(before_ms)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find changes to look at"))?)
    }

    /// Everybody who saved a draft.
    ///
    /// # Errors
    /// The database failed.
    pub async fn draft_editors(
        &self,
        environment: &str,
        draft: &str,
    ) -> Result<Vec<String>, StoreError> {
        let statement = "select name from draft_editors where draft_id = $1 and exists \
             (select 1 from drafts where id = draft_id and environment = $2) order by name";
        sqlx::query(statement)
            .bind(draft)
            .bind(environment)
            .fetch_all(&self.pool)
            .await
            .and_then(|rows| rows.iter().map(|row| row.try_get("name")).collect())
            .map_err(StoreError::query("find who wrote on a draft"))
    }

    /// Notes that a change was held against what runs.
    ///
    /// # Errors
    /// The database failed.
    pub async fn looked_at_change(&self, id: i64, now_ms: i64) -> Result<(), StoreError> {
        sqlx::query("update changes set looked_at = $2 where id = $1")
            .bind(id)
            .bind(now_ms)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("note that a change was looked at"))
    }

    /// Those of an environment that wait for people.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending_changes(&self, environment: &str) -> Result<Vec<i64>, StoreError> {
        ids(&sqlx::query(
            // Ordered by what no index has, so that what is over is not gone through.
            "select id from changes where state in ('draft', 'in-review', 'approved') \
             and environment = $1 order by -(-id)",
        )
        .bind(environment)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find pending changes"))?)
    }

    /// Approved ones whose time has come, by number: those after one first, so that none that cannot
    /// be deployed keeps the others waiting.
    ///
    /// # Errors
    /// The database failed.
    pub async fn due_changes(
        &self,
        environment: &str,
        now_ms: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<i64>, StoreError> {
        ids(&sqlx::query(
            "select id from changes where state = 'approved' and due_at is not null \
             and due_at <= $2 and moved = 0 and environment = $1 \
             order by case when id > $3 then 0 else 1 end, id limit $4",
        )
        .bind(environment)
        .bind(now_ms)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find changes that are due"))?)
    }

    /// Approved ones whose time came after a moment and not after another, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes_due_between(
        &self,
        environment: &str,
        after_ms: i64,
        until_ms: i64,
    ) -> Result<Vec<i64>, StoreError> {
        ids(&sqlx::query(
            "select id from changes where state = 'approved' and due_at is not null \
             and due_at > $2 and due_at <= $3 and environment = $1 order by due_at, id",
        )
        .bind(environment)
        .bind(after_ms)
        .bind(until_ms)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find changes whose time has passed"))?)
    }

    /// When an environment's changes were last looked after; nothing before the first time.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tended_at(&self, environment: &str) -> Result<Option<i64>, StoreError> {
        sqlx::query("select tended_at from tended where environment = $1")
            .bind(environment)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("tended_at")).transpose())
            .map_err(StoreError::query("find when changes were looked after"))
    }

    /// Notes that an environment's changes are looked after.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_tended(&self, environment: &str, now_ms: i64) -> Result<(), StoreError> {
        sqlx::query(
            "insert into tended (environment, tended_at) values ($1, $2) \
             on conflict (environment) do update set tended_at = excluded.tended_at",
        )
        .bind(environment)
        .bind(now_ms)
        .execute(&self.pool)
        .await
        .map(|_| ())
        .map_err(StoreError::query("note that changes are looked after"))
    }

    /// What somebody marked as viewed of a version.
    ///
    /// # Errors
    /// The database failed.
    pub async fn viewed(
        &self,
        id: i64,
        digest: &str,
        name: &str,
    ) -> Result<Vec<String>, StoreError> {
        sqlx::query(
            "select mark from change_views where change_id = $1 and digest = $2 and name = $3 \
             order by mark",
        )
        .bind(id)
        .bind(digest)
        .bind(name)
        .fetch_all(&self.pool)
        .await
        .and_then(|rows| rows.iter().map(|row| row.try_get("mark")).collect())
        .map_err(StoreError::query("find what somebody viewed"))
    }

    /// Marks something of a version as viewed, or takes the mark away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mark_viewed(
        &self,
        id: i64,
        digest: &str,
        name: &str,
        mark: &str,
        viewed: bool,
    ) -> Result<(), StoreError> {
        let statement = if viewed {
            "insert into change_views (change_id, digest, name, mark) values ($1, $2, $3, $4) \
             on conflict (change_id, digest, name, mark) do nothing"
        } else {
            "delete from change_views where change_id = $1 and digest = $2 and name = $3 and mark = $4"
        };
        sqlx::query(statement)
            .bind(id)
            .bind(digest)
            .bind(name)
            .bind(mark)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("mark something as viewed"))
    }
}

async fn fetch(pool: &AnyPool, statement: Statement) -> Result<Vec<ChangeSummary>, StoreError> {
    statement
        .query()
        .fetch_all(pool)
        .await
        .map_err(StoreError::query("list changes"))?
        .iter()
        .map(summary)
        .collect()
}

fn ids(rows: &[AnyRow]) -> Result<Vec<i64>, StoreError> {
    rows.iter()
        .map(|row| row.try_get("id"))
        .collect::<Result<_, _>>()
        .map_err(StoreError::query("read a change's number"))
}

fn summary(row: &AnyRow) -> Result<ChangeSummary, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a change" };
    let text = |column: &str| {
        row.try_get::<String, _>(column)
            .map_err(|_| StoreError::Unreadable { what: "a change" })
    };
    let number = |column: &str| {
        row.try_get::<i64, _>(column)
            .map_err(|_| StoreError::Unreadable { what: "a change" })
    };
    Ok(ChangeSummary {
        id: number("id")?,
        environment: text("environment")?,
        title: text("title")?,
        author: text("author")?,
        state: ChangeState::find(&text("state")?).ok_or_else(unreadable)?,
        version: u32::try_from(number("version")?).map_err(|_| unreadable())?,
        targets: serde_json::from_str(&text("targets")?).map_err(|_| unreadable())?,
        moved: number("moved")? != 0,
        unreviewed: row
            .try_get::<Option<String>, _>("broken_by")
            .map_err(|_| unreadable())?
            .is_some(),
        when: row::when(row.try_get("due_at").map_err(|_| unreadable())?),
        created_at_ms: number("created_at")?,
        updated_at_ms: number("updated_at")?,
    })
}
