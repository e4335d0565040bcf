//! The statement of a list of changes: along which index it is read.
//!
//! What is over grows for ever, and a page of it must cost what it cost on the first day. So what
//! is over is read a page of each environment, of which the newest are taken, and each such page
//! walks down an index that has the numbers in order, until it is full: of all, of an author, of a
//! service, or of what the person wrote on. What is open is little, whatever is over, and is read
//! by environment and state. So is what was deployed without its approvals and waits for somebody
//! who looks at it: it has a column and an index of its own.
//!
//! Those indexes have the number as `id + 0`, and so have the statements. An engine that guesses
//! that a page fills soon would else walk down the primary key instead, and go through all that was
//! ever done where the guess is wrong.

use std::collections::BTreeMap;

use shared::change::ChangeState;
use shared::permission::Operation;
use shared::policy::Policy;
use shared::wire::ChangeView;
use sqlx::{Any, query::Query};

use super::{COLUMNS, ChangeFilter};

/// To order what is open by: no index has it, so that the engines sort the few that are open and do
/// not walk down the numbers, past all that is over.
pub(super) const AGE: &str = "-changes.id";

pub(super) const OPEN: [ChangeState; 5] = [
    ChangeState::Draft,
    ChangeState::InReview,
    ChangeState::Approved,
    ChangeState::Queued,
    ChangeState::Deploying,
];

const PENDING: [ChangeState; 3] = [
    ChangeState::Draft,
    ChangeState::InReview,
    ChangeState::Approved,
];

/// A value of a statement.
#[derive(Debug, Clone)]
enum Bind {
    Text(String),
    Number(i64),
}

/// A statement and what is bound to it.
#[derive(Debug, Default)]
pub(super) struct Statement {
    pub(super) words: String,
    binds: Vec<Bind>,
}

impl Statement {
    pub(super) fn number(&mut self, number: i64) -> String {
        self.bind(Bind::Number(number))
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        self.bind(Bind::Text(text.to_owned()))
    }

    /// A list of placeholders.
    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        let places: Vec<String> = texts.into_iter().map(|text| self.text(text)).collect();
        places.join(", ")
    }

    pub(super) fn states(&mut self, states: &[ChangeState]) -> String {
        self.texts(states.iter().map(|state| state.as_str()))
    }

    /// The placeholder of a value.
    fn bind(&mut self, value: Bind) -> String {
        self.binds.push(value);
        format!("${}", self.binds.len())
    }

    pub(super) fn query(self) -> Query<'static, Any, sqlx::any::AnyArguments> {
        let query = sqlx::query(sqlx::AssertSqlSafe(self.words));
        self.binds
            .into_iter()
            .fold(query, |query, bind| match bind {
                Bind::Text(text) => query.bind(text),
                Bind::Number(number) => query.bind(number),
            })
    }
}

/// What a list asks for, with the environments that the person may see.
struct Asked<'f, 'q> {
    filter: &'f ChangeFilter<'q>,
    /// In which environments.
    seen: Vec<&'f str>,
    /// Those that are open, of these states; nothing where what is over counts, too.
    open: Option<Vec<ChangeState>>,
    /// Where the person may review what nobody has looked at since it was deployed.
    looks: Vec<&'f str>,
    /// What environments ask for.
    policies: &'f [(String, Policy)],
}

/// A page of a list, newest first, and one more; nothing where it is empty whatever the database
/// holds.
pub(super) fn page(filter: &ChangeFilter<'_>, policies: &[(String, Policy)]) -> Option<Statement> {
    let asked = Asked::of(filter, policies, false)?;
    let mut statement = Statement::default();
    let limit = statement.number(filter.limit + 1);
    statement.words = asked.words(&mut statement, &limit);
    Some(statement)
}

/// Counts the open ones of a list, to its limit at most.
pub(super) fn count_open(
    filter: &ChangeFilter<'_>,
    policies: &[(String, Policy)],
) -> Option<Statement> {
    let asked = Asked::of(filter, policies, true)?;
    let mut statement = Statement::default();
    let limit = statement.number(filter.limit);
    let listed = asked.words(&mut statement, &limit);
    statement.words = format!("select count(*) as many from ({listed}) counted");
    Some(statement)
}

/// What a page of one environment is read from.
struct Walk {
    from: &'static str,
    /// What has the environment in its index.
    of: &'static str,
    /// The change's number, as that index has it.
    id: &'static str,
    all: Vec<String>,
}

impl<'f, 'q> Asked<'f, 'q> {
    fn of(
        filter: &'f ChangeFilter<'q>,
        policies: &'f [(String, Policy)],
        only_open: bool,
    ) -> Option<Self> {
        let seen = environments(filter, Operation::Read);
        if seen.is_empty() {
            return None;
        }
        let query = filter.query;
        let of_view = match query.view {
            ChangeView::WaitingForMe => Some(PENDING.to_vec()),
            ChangeView::Open => Some(OPEN.to_vec()),
            ChangeView::All | ChangeView::Mine => only_open.then(|| OPEN.to_vec()),
        };
        let looks = match query.view {
            ChangeView::WaitingForMe => environments(filter, Operation::Review),
            ChangeView::Mine | ChangeView::Open | ChangeView::All => Vec::new(),
        };
        let open = match query.state {
            Some(state) if state.is_open() => Some(of_view.map_or_else(
                || vec![state],
                |states| states.into_iter().filter(|known| *known == state).collect(),
            )),
            // None is open and over at once.
            Some(_) if of_view.is_some() => Some(Vec::new()),
            Some(_) => None,
            None => of_view,
        };
        if open.as_ref().is_some_and(Vec::is_empty) && looks.is_empty() {
            return None;
        }
        Some(Self {
            filter,
            seen,
            open,
            looks,
            policies,
        })
    }

    fn words(&self, statement: &mut Statement, limit: &str) -> String {
        if let Some(states) = &self.open {
            let open = (!states.is_empty()).then(|| self.open(statement, states, limit));
            let unreviewed = (!self.looks.is_empty()).then(|| self.unreviewed(statement, limit));
            let parts: Vec<String> = open.into_iter().chain(unreviewed).collect();
            return all_of(&parts, limit);
        }
        // What does not differ between environments is bound once.
        let below = self.filter.query.after.map(|after| statement.number(after));
        let asked = self.walk(statement);
        let pages: Vec<String> = self
            .seen
            .iter()
            .map(|environment| {
                let Walk { from, of, id, all } = &asked;
                let place = statement.text(environment);
                let below = below.iter().map(|below| format!("{id} < {below}"));
                let all: Vec<String> = [format!("{of}.environment = {place}")]
                    .into_iter()
                    .chain(below)
                    .chain(all.iter().cloned())
                    .collect();
                listed(from, &all, &format!("{id} desc"), limit)
            })
            .collect();
        all_of(&pages, limit)
    }

    /// Along what a page of one environment is read.
    fn walk(&self, statement: &mut Statement) -> Walk {
        let query = self.filter.query;
        let mut all = Vec::new();
        let narrow = if query.service.is_some() {
            "of_one"
        } else if query.view == ChangeView::Mine {
            "mine"
        } else {
            "changes"
        };
        all.extend(self.state(statement, narrow));
        // Whoever wrote on a change need not be its author.
        let author = if narrow == "mine" { "changes" } else { narrow };
        all.extend(self.author(statement, author));
        if let Some(service) = &query.service {
            all.push("changes.id = of_one.change_id".to_owned());
            all.extend(self.of_service(statement, service));
            if query.cluster.is_none() {
                // A change of services of that name in two clusters stands in the list once.
                all.push(
                    "not exists (select 1 from change_targets before \
                     where before.change_id = of_one.change_id \
                     and before.service = of_one.service and before.cluster < of_one.cluster)"
                        .to_owned(),
                );
            }
            if query.view == ChangeView::Mine {
                let own = statement.text(self.filter.name);
                all.push(wrote(&own));
            }
            // To SQLite a cross join is one that is made in the order in which it is written.
            Walk {
                from: "change_targets of_one cross join changes",
                of: "of_one",
                id: "of_one.change_id + 0",
                all,
            }
        } else if query.view == ChangeView::Mine {
            let own = statement.text(self.filter.name);
            all.push("changes.id = mine.change_id".to_owned());
            all.push(format!("mine.name = {own} and mine.part = 'author'"));
            Walk {
                from: "change_people mine cross join changes",
                of: "mine",
                id: "mine.change_id + 0",
                all,
            }
        } else {
            Walk {
                from: "changes",
                of: "changes",
                id: "changes.id + 0",
                all,
            }
        }
    }

    /// What is open, of which there is not much.
    fn open(&self, statement: &mut Statement, states: &[ChangeState], limit: &str) -> String {
        let places = statement.texts(self.seen.iter().copied());
        let mut all = vec![format!("changes.environment in ({places})")];
        let places = statement.states(states);
        all.push(format!("state in ({places})"));
        all.extend(self.narrower(statement));
        match self.filter.query.view {
            ChangeView::Mine => {
                let own = statement.text(self.filter.name);
                all.push(wrote(&own));
            }
            ChangeView::WaitingForMe => all.push(self.waits(statement)),
            ChangeView::All | ChangeView::Open => {}
        }
        listed("changes", &all, AGE, limit)
    }

    /// What was deployed without its approvals and waits for somebody who neither wrote nor
    /// deployed it; of it, too, there is not much.
    fn unreviewed(&self, statement: &mut Statement, limit: &str) -> String {
        let places = statement.texts(self.looks.iter().copied());
        let mut all = vec![
            "broken_by is not null".to_owned(),
            format!("changes.environment in ({places})"),
        ];
        // It is in the other part already where it waits for something else of theirs, too.
        if matches!(&self.open, Some(states) if !states.is_empty()) {
            all.push(format!("not {}", self.waits(statement)));
        }
        all.extend(self.state(statement, "changes"));
        all.extend(self.narrower(statement));
        let own = statement.text(self.filter.name);
        all.push(format!("not {}", wrote(&own)));
        all.push(format!("broken_by <> {own}"));
        // Others may have deployed it so before, or after.
        all.push(format!(
            "not exists (select 1 from change_people mine where mine.change_id = changes.id \
             and mine.name = {own} and mine.part = 'breaker')"
        ));
        listed("changes", &all, AGE, limit)
    }

    /// What the person narrows a list of little down to.
    fn narrower(&self, statement: &mut Statement) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(after) = self.filter.query.after {
            let place = statement.number(after);
            all.push(format!("changes.id < {place}"));
        }
        all.extend(self.author(statement, "changes"));
        if let Some(service) = &self.filter.query.service {
            let of = self.of_service(statement, service);
            all.push(format!(
                "exists (select 1 from change_targets of_one where of_one.change_id = changes.id and {})",
                of.join(" and ")
            ));
        }
        all
    }

    /// That somebody is the author, by the table that has a column of it.
    fn author(&self, statement: &mut Statement, of: &str) -> Option<String> {
        let author = self.filter.query.author.as_ref()?;
        Some(format!("{of}.author = {}", statement.text(author)))
    }

    /// The state, by the table that has a column of it.
    fn state(&self, statement: &mut Statement, of: &str) -> Option<String> {
        let state = self.filter.query.state?;
        Some(format!("{of}.state = {}", statement.text(state.as_str())))
    }

    fn of_service(&self, statement: &mut Statement, service: &str) -> Vec<String> {
        let mut of = vec![format!("of_one.service = {}", statement.text(service))];
        if let Some(cluster) = &self.filter.query.cluster {
            of.push(format!("of_one.cluster = {}", statement.text(cluster)));
        }
        of
    }

    /// What waits for the person: what came back to them or does not fit what runs any more, what
    /// they may review and did not write or approve, and what they may deploy.
    fn waits(&self, statement: &mut Statement) -> String {
        let own = statement.text(self.filter.name);
        let mut ways = vec![format!(
            "((state = 'draft' or moved <> 0) and {})",
            wrote(&own)
        )];
        for (fingerprint, environments) in self.reviews() {
            let places = statement.texts(environments);
            let rules = statement.text(&fingerprint);
            ways.push(format!(
                "(state = 'in-review' and moved = 0 and changes.environment in ({places}) and not exists \
                 (select 1 from change_people mine where mine.change_id = changes.id and mine.name = {own} \
                 and (mine.part = 'author' or (mine.part = 'approver' and mine.rules in ('', {rules})))))"
            ));
        }
        for (author, environments) in self.deploys() {
            let places = statement.texts(environments);
            let by_author = match author {
                Author::Deploys => String::new(),
                Author::GoesBack => format!(" and (goes_back <> 0 or not {})", wrote(&own)),
                Author::Waits => format!(" and not {}", wrote(&own)),
            };
            ways.push(format!(
                "(state = 'approved' and due_at is null and moved = 0 \
                 and changes.environment in ({places}){by_author})"
            ));
        }
        format!("({})", ways.join(" or "))
    }

    /// The environments in which the person's approval would count, by the fingerprint of the rules
    /// under which it would be given.
    fn reviews(&self) -> BTreeMap<String, Vec<&'f str>> {
        let mut reviews: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for environment in environments(self.filter, Operation::Review) {
            let rules = self.policy(environment).review;
            let approvers = &rules.approvers;
            if approvers.is_empty() || approvers.iter().any(|name| name == self.filter.name) {
                let same = reviews.entry(rules.fingerprint()).or_default();
                same.push(environment);
            }
        }
        reviews
    }

    /// The environments in which the person may deploy, by what that means for what they wrote.
    fn deploys(&self) -> BTreeMap<Author, Vec<&'f str>> {
        let mut deploys: BTreeMap<Author, Vec<&str>> = BTreeMap::new();
        for environment in environments(self.filter, Operation::Deploy) {
            let policy = self.policy(environment);
            let author = if policy.review.author_may_deploy {
                Author::Deploys
            } else if policy.rollback_without_approval {
                Author::GoesBack
            } else {
                Author::Waits
            };
            deploys.entry(author).or_default().push(environment);
        }
        deploys
    }

    fn policy(&self, environment: &str) -> Policy {
        let known = self.policies.iter().find(|(name, _)| name == environment);
        known.map_or_else(Policy::default, |(_, policy)| policy.clone())
    }
}

/// Whether those who wrote a change may deploy it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Author {
    Deploys,
    /// Where it brings back what ran before.
    GoesBack,
    Waits,
}

/// That somebody wrote on a change.
fn wrote(own: &str) -> String {
    format!(
        "exists (select 1 from change_people mine where mine.change_id = changes.id \
         and mine.name = {own} and mine.part = 'author')"
    )
}

/// The newest of several lists.
fn all_of(lists: &[String], limit: &str) -> String {
    let all: Vec<String> = lists
        .iter()
        .zip(1..)
        .map(|(list, number)| format!("select * from ({list}) list_{number}"))
        .collect();
    format!(
        "select * from ({}) lists order by id desc limit {limit}",
        all.join(" union all ")
    )
}

fn listed(from: &str, all: &[String], order: &str, limit: &str) -> String {
    format!(
        "select {COLUMNS} from {from} where {} order by {order} limit {limit}",
        all.join(" and ")
    )
}

/// The environments that are asked for and in which the person may do something.
fn environments<'f>(filter: &'f ChangeFilter<'_>, operation: Operation) -> Vec<&'f str> {
    let wanted = filter.query.environment.as_ref();
    filter
        .environments
        .iter()
        .filter(|known| wanted.is_none_or(|wanted| wanted == *known))
        .filter(|known| filter.grants.can(operation, known).is_ok())
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use shared::permission::{Grant, Grants, Role};
    use shared::wire::ChangeQuery;
    use sqlx::Row as _;

    use super::*;
    use crate::store::Store;

    /// By environment, state and number.
    const OF_STATE: &str = "changes_by_environment ";
    /// What nobody has looked at since it was deployed.
    const UNREVIEWED: &str = "changes_unreviewed ";

    /// How SQLite goes about a list.
    async fn plan(store: &Store, query: &ChangeQuery, environments: &[String]) -> String {
        let grants = Grants(vec![
            Grant::everywhere(Role::Deployer),
            Grant::everywhere(Role::Reviewer),
        ]);
        let filter = ChangeFilter {
            query,
            name: "dana",
            grants: &grants,
            environments,
            limit: 50,
        };
        let mut statement = page(&filter, &[]).unwrap();
        statement.words = format!("explain query plan {}", statement.words);
        let rows = statement.query().fetch_all(&store.pool).await.unwrap();
        let details: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        details.join("\n")
    }

    /// With one environment and with several: the engine chooses anew for each.
    #[tokio::test]
    async fn each_list_is_read_along_the_index_that_is_meant_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::sqlite_url(&folder.path().join("store.sqlite"));
        let store = Store::open(&url).await.unwrap();
        let some = |text: &str| Some(text.to_owned());
        let all = || ChangeQuery {
            view: ChangeView::All,
            after: Some(1000),
            ..ChangeQuery::default()
        };
        let of_view = |view| ChangeQuery { view, ..all() };
        let of_state = |state| ChangeQuery {
            state: Some(state),
            ..all()
        };
        let of_author = |state| ChangeQuery {
            author: some("rosa"),
            state,
            ..all()
        };
        let of_service = |cluster| ChangeQuery {
            service: some("web"),
            cluster,
            ..all()
        };
        let environments = ["test".to_owned(), "live".to_owned()];
        let several = environments.as_slice();
        let one = &several[..1];
        for (query, seen, index) in [
            (all(), one, "changes_by_environment_and_number "),
            (all(), several, "changes_by_environment_and_number "),
            (of_state(ChangeState::Failed), one, OF_STATE),
            (of_state(ChangeState::Failed), several, OF_STATE),
            (of_state(ChangeState::InReview), one, OF_STATE),
            (of_view(ChangeView::Open), one, OF_STATE),
            (of_view(ChangeView::Open), several, OF_STATE),
            (of_view(ChangeView::WaitingForMe), one, OF_STATE),
            (of_view(ChangeView::WaitingForMe), one, UNREVIEWED),
            (of_view(ChangeView::WaitingForMe), several, UNREVIEWED),
            (of_view(ChangeView::Mine), one, "change_people_by_name "),
            (of_view(ChangeView::Mine), several, "change_people_by_name "),
            (of_author(None), one, "changes_by_author "),
            (of_author(None), several, "changes_by_author "),
            (
                of_author(Some(ChangeState::Failed)),
                one,
                "changes_by_author_and_state ",
            ),
            (of_service(None), one, "change_targets_by_name "),
            (of_service(None), several, "change_targets_by_name "),
            (
                of_service(some("main")),
                several,
                "change_targets_by_service ",
            ),
            (
                ChangeQuery {
                    state: Some(ChangeState::Failed),
                    ..of_service(None)
                },
                several,
                "change_targets_by_name_and_state ",
            ),
            (
                ChangeQuery {
                    author: some("rosa"),
                    ..of_service(None)
                },
                one,
                "change_targets_by_name_and_author ",
            ),
            (
                ChangeQuery {
                    state: Some(ChangeState::Failed),
                    ..of_view(ChangeView::Mine)
                },
                several,
                "change_people_by_name_and_state ",
            ),
        ] {
            let plan = plan(&store, &query, seen).await;
            assert!(plan.contains(index), "{query:?}\n{plan}");
            assert!(!plan.contains("SCAN change"), "{query:?}\n{plan}");
            // What is open is sorted, and so are pages among each other, but nothing that is walked.
            let is_open =
                [OF_STATE, UNREVIEWED].contains(&index) && query.state != Some(ChangeState::Failed);
            let sorts = plan.contains("?)\nUSE TEMP B-TREE");
            assert!(!sorts || is_open, "{query:?}\n{plan}");
        }
        store.close().await;
    }
}
