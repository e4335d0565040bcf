//! Drafts: their rows, their lists and how they go. How they are saved is in `save`.

mod save;

use shared::audit::Outcome;
use shared::plan::Target;
use shared::wire::{Draft, DraftContent, DraftSummary, Listing};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Deed, Store, StoreError, audit};

pub use save::{DraftSave, Saved};

const SUMMARY: &str =
    "id, title, cluster, service, version, created_by, created_at, updated_by, updated_at";

/// Which drafts a list holds.
#[derive(Debug, Clone, Default)]
pub struct DraftFilter {
    /// The environment.
    pub environment: String,
    /// Those of a service.
    pub target: Option<Target>,
    /// Those after a place in the list.
    pub after: Option<DraftPlace>,
    /// At most so many.
    pub limit: i64,
}

/// A place in the list of drafts. It is the time and not the id alone, because a draft that is
/// saved while somebody turns pages moves to the top, and the place must not move with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPlace {
    updated_at_ms: i64,
    id: String,
}

impl DraftPlace {
    /// Reads a place as [`Listing::next`] has it; nothing when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (updated_at_ms, id) = text.split_once('.')?;
        let is_id = |id: &str| {
            id.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        Some(Self {
            updated_at_ms: updated_at_ms.parse().ok()?,
            id: Some(id).filter(|id| is_id(id))?.to_owned(),
        })
    }

    fn after(draft: &DraftSummary) -> String {
        format!("{}.{}", draft.updated_at_ms, draft.id)
    }
}

impl Store {
    /// Finds a draft of an environment, with its content.
    ///
    /// # Errors
    /// The database failed.
    pub async fn draft(&self, environment: &str, id: &str) -> Result<Option<Draft>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {SUMMARY}, content from drafts \
             where id = $1 and environment = $2 and deleted_at is null"
        )))
        .bind(id)
        .bind(environment)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a draft"))?
        .map(|row| draft(&row))
        .transpose()
    }

    /// Finds a draft of an environment, without its content.
    ///
    /// # Errors
    /// The database failed.
    pub async fn draft_summary(
        &self,
        environment: &str,
        id: &str,
    ) -> Result<Option<DraftSummary>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {SUMMARY} from drafts where id = $1 and environment = $2 and deleted_at is null"
        )))
        .bind(id)
        .bind(environment)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a draft"))?
        .map(|row| summary(&row))
        .transpose()
    }

    /// Lists drafts, the one that was saved last first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drafts(&self, filter: &DraftFilter) -> Result<Listing<DraftSummary>, StoreError> {
        let of_target = match &filter.target {
            Some(_) => "cluster = $4 and service = $5",
            None => "$4 = $5",
        };
        let statement = format!(
            "select {SUMMARY} from drafts where deleted_at is null and environment = $6 and {of_target} and \
             (updated_at, id) < ($1, $2) order by updated_at desc, id desc limit $3"
        );
        let (cluster, service) = filter
            .target
            .as_ref()
            .map_or(("", ""), |target| (&target.cluster, &target.service));
        let (at_ms, id) = filter
            .after
            .as_ref()
            .map_or((i64::MAX, ""), |place| (place.updated_at_ms, &place.id));
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(at_ms)
            .bind(id)
            .bind(filter.limit + 1)
            .bind(cluster)
            .bind(service)
            .bind(&filter.environment)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("list drafts"))?;
        let mut items: Vec<DraftSummary> = rows.iter().map(summary).collect::<Result<_, _>>()?;
        let limit = usize::try_from(filter.limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(DraftPlace::after);
        Ok(Listing { items, next })
    }

    /// Deletes a draft with what it held; answers false when there is none. That somebody deletes
    /// another's is told.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delete_draft(
        &self,
        environment: &str,
        id: &str,
        user: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let found = sqlx::query(
            "select title, created_by from drafts \
             where id = $1 and environment = $2 and deleted_at is null",
        )
        .bind(id)
        .bind(environment)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(StoreError::query("find a draft"))?;
        let is_deleted = sqlx::query(
            "update drafts set deleted_by = $2, deleted_at = $3, title = '', content = '' \
             where id = $1 and environment = $4 and deleted_at is null",
        )
        .bind(id)
        .bind(user)
        .bind(now_ms)
        .bind(environment)
        .execute(&mut *transaction)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("delete a draft"))?;
        if let Some(row) = found.filter(|_| is_deleted) {
            let read = |column: &str| -> Result<String, StoreError> {
                row.try_get(column)
                    .map_err(StoreError::query("read a draft"))
            };
            let made_by = read("created_by")?;
            if made_by != user {
                let deed = Deed {
                    at_ms: now_ms,
                    who: user.to_owned(),
                    action: "draft.deleted".to_owned(),
                    outcome: Outcome::Done,
                    environment: environment.to_owned(),
                    subject: format!("draft {id}"),
                    detail: serde_json::json!({"title": read("title")?, "made_by": made_by}),
                };
                audit::append(&mut transaction, deed).await?;
            }
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("delete a draft"))?;
        Ok(is_deleted)
    }
}

fn draft(row: &AnyRow) -> Result<Draft, StoreError> {
    let text: String = row
        .try_get("content")
        .map_err(StoreError::query("read a draft"))?;
    let content: DraftContent =
        serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { what: "a draft" })?;
    Ok(Draft {
        summary: summary(row)?,
        content,
    })
}

fn summary(row: &AnyRow) -> Result<DraftSummary, StoreError> {
    let read = || -> Result<DraftSummary, sqlx::Error> {
        Ok(DraftSummary {
            id: row.try_get("id")?,
            title: row.try_get("title")?,
            cluster: row.try_get("cluster")?,
            service: row.try_get("service")?,
            version: row.try_get("version")?,
            created_by: row.try_get("created_by")?,
            created_at_ms: row.try_get("created_at")?,
            updated_by: row.try_get("updated_by")?,
            updated_at_ms: row.try_get("updated_at")?,
        })
    };
    read().map_err(StoreError::query("read a draft"))
}
