//! Measures the store with a thousand and with a million changes: `change_rows URL CHANGES`, an
//! empty database and how many changes to fill it with.
//!
//! The last thousand are made as people make them, through the store, with versions, comments,
//! approvals and what became of them; a few of them are still open. Those before are copies of
//! what is over among them, as a team leaves them behind over the years.

#[path = "support/measuring.rs"]
mod measuring;

use backend::store::{Acted, Actor, ChangeFilter, Deed, PolicySave, Proposal, Store, User};
use measuring::{Outcome, say};
use shared::change::{Act, Change, ChangeEvent, ChangeState, Decision, Version, VersionPlan, When};
use shared::permission::{Grant, Grants, Operation, Role};
use shared::plan::{PlanKind, Target};
use shared::policy::{Policy, ReviewRules};
use shared::wire::{ChangeQuery, ChangeView, Order};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// So many are made through the store; the others are copies of them.
const MADE: i64 = 1000;
/// So many of them are open, the youngest.
const OPEN: i64 = 30;
const PEOPLE: i64 = 10;
const SERVICES: i64 = 20;
/// Most of what a team changes is in one environment; the last is new, and has one change.
const ENVIRONMENTS: [&str; 4] = ["production", "staging", "edge", "new"];
/// So many are a page.
const PAGE: i64 = 50;
/// So many copies of the thousand in one transaction.
const AT_ONCE: i64 = 20;
const DAY_MS: i64 = 86_400_000;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (url, changes) = measuring::arguments()?;
    let changes = i64::try_from(changes)?.max(MADE);
    let store = Store::open(&url).await?;
    make_people(&store).await?;
    let mut connection = AnyConnection::connect(&url).await?;
    begin_after(&mut connection, changes - MADE).await?;
    for number in 0..MADE {
        make(&store, number).await?;
    }
    copy(&mut connection, changes).await?;
    if url.starts_with("postgres") {
        // Its autovacuum does that by itself, a moment later.
        connection.execute("analyze").await?;
    }
    connection.close().await?;
    measure(&store, changes).await?;
    store.close().await;
    Ok(())
}

async fn make_people(store: &Store) -> Outcome<()> {
    for number in 0..PEOPLE {
        let roles = [Role::Editor, Role::Reviewer, Role::Deployer];
        let grants = Grants(roles.map(Grant::everywhere).to_vec());
        store
            .add_user(
                &User::new(&person(number), grants, None),
                Deed::of_person(0, "", "person.added", "somebody", serde_json::Value::Null),
            )
            .await?;
    }
    for environment in ENVIRONMENTS {
        let policy = Policy {
            review: ReviewRules {
                approvals: 1,
                ..ReviewRules::default()
            },
            ..Policy::default()
        };
        store
            .save_policy(&PolicySave {
                environment,
                policy: &policy,
                base_version: 0,
                by: "person-0",
                now_ms: 0,
            })
            .await?;
    }
    Ok(())
}

/// Lets the numbers of what is made go on after those of the copies, which are older.
async fn begin_after(connection: &mut AnyConnection, last: i64) -> Outcome<()> {
    sqlx::query("update change_numbers set last = $1")
        .bind(last)
        .execute(connection)
        .await?;
    Ok(())
}

fn person(number: i64) -> String {
    format!("person-{}", number.rem_euclid(PEOPLE))
}

/// The small environment has a sixteenth: more than a page already of a thousand, so that its list
/// is as long with few changes as with many.
fn environment(number: i64) -> &'static str {
    let [production, staging, edge, new] = ENVIRONMENTS;
    match number {
        last if last == MADE - 1 => new,
        rare if rare % 16 == 7 => edge,
        some if some % 10 < 6 => production,
        _ => staging,
    }
}

/// One change, and what becomes of it. Its author is of another rhythm than its services.
async fn make(store: &Store, number: i64) -> Outcome<()> {
    let (author, reviewer) = (person(number / 3), person(number / 3 + 1));
    let at_ms = number * 60_000;
    let proposed = proposed(number, &author, at_ms);
    let key = format!("key-{number}");
    let change = done(
        store
            .propose(&Proposal {
                actor: actor(&author, at_ms),
                environment: environment(number),
                proposed: &proposed,
                idempotency_key: &key,
                request_hash: &key,
            })
            .await?,
    )?;
    let version = change.version().ok_or("a change has no version")?;
    let seen = (version.number, version.digest.clone());
    if number % 2 == 0 {
        let comment = Act::Comment {
            version: seen.0,
            place: None,
            text: "Is the health check's path the same in the new image?".to_owned(),
        };
        act(
            store,
            change.id,
            comment,
            Operation::Comment,
            &reviewer,
            at_ms,
        )
        .await?;
    }
    let review = |decision, reason: &str| Act::Review {
        version: seen.0,
        digest: seen.1.clone(),
        decision,
        reason: reason.to_owned(),
    };
    let (decision, reason) = match number % 50 {
        13 => (Decision::Reject, "We do not do that"),
        26 if number >= MADE - OPEN => (Decision::AskForChanges, "Please pin the image"),
        _ => (Decision::Approve, ""),
    };
    if number % 50 == 40 {
        let withdraw = Act::Withdraw {
            reason: "Not needed any more".to_owned(),
        };
        return act(
            store,
            change.id,
            withdraw,
            Operation::Propose,
            &author,
            at_ms,
        )
        .await;
    }
    // A third of what is open waits for its review.
    if number >= MADE - OPEN && number % 3 == 0 {
        return Ok(());
    }
    let decided = review(decision, reason);
    act(
        store,
        change.id,
        decided,
        Operation::Review,
        &reviewer,
        at_ms,
    )
    .await?;
    if decision != Decision::Approve || number >= MADE - OPEN {
        return Ok(());
    }
    let deploy = Act::Deploy {
        version: seen.0,
        digest: seen.1.clone(),
        deployments: vec![format!("deployment-{number}")],
        break_glass: None,
        despite_freeze: None,
    };
    act(store, change.id, deploy, Operation::Deploy, &author, at_ms).await?;
    done(store.tend_change(change.id, Act::Begin, at_ms).await?)?;
    let (state, reason) = match number % 20 {
        3 => (ChangeState::Failed, "The new tasks do not answer."),
        17 => (ChangeState::RolledBack, "ECS put the service back."),
        _ => (ChangeState::Deployed, "The service runs it."),
    };
    let end = Act::End {
        state,
        reason: reason.to_owned(),
    };
    done(store.tend_change(change.id, end, at_ms).await?)?;
    Ok(())
}

/// A proposal, each tenth of it for three services at once.
fn proposed(number: i64, author: &str, at_ms: i64) -> ChangeEvent {
    let services = if number % 10 == 0 { 3 } else { 1 };
    let plans: Vec<VersionPlan> = (0..services)
        .map(|one| {
            let hash = format!("{:064x}", number * 10 + one);
            VersionPlan {
                target: Target {
                    cluster: "main".to_owned(),
                    service: format!("service-{}", (number * 7 + one) % SERVICES),
                },
                kind: PlanKind::ServiceChange,
                summary: "image shop/web:1.4.1 → shop/web:1.4.2, cpu 256 → 512".to_owned(),
                effect: hash.clone(),
                hash,
            }
        })
        .collect();
    ChangeEvent::Proposed {
        environment: environment(number).to_owned(),
        title: format!("Roll out the release of week {}", number / 7),
        reason: "The release notes ask for it, and the tests of the week before passed.".to_owned(),
        with: Vec::new(),
        version: Version {
            number: 1,
            by: author.to_owned(),
            at_ms,
            note: String::new(),
            digest: Version::digest_of(&plans, Order::InOrder),
            plans,
            order: Order::InOrder,
        },
        when: When::ByHand,
    }
}

const fn actor(name: &str, now_ms: i64) -> Actor<'_> {
    Actor {
        name,
        is_person: true,
        now_ms,
    }
}

async fn act(
    store: &Store,
    id: i64,
    act: Act,
    operation: Operation,
    by: &str,
    now_ms: i64,
) -> Outcome<()> {
    done(
        store
            .act_on_change(id, operation, act, &actor(by, now_ms))
            .await?,
    )?;
    Ok(())
}

fn done(acted: Acted) -> Outcome<Change> {
    match acted {
        Acted::Done(change) => Ok(*change),
        other => Err(format!("a change is not as it should be: {other:?}").into()),
    }
}

/// Fills the numbers below those that were made with copies of what is over.
async fn copy(connection: &mut AnyConnection, changes: i64) -> Outcome<()> {
    let over: Vec<String> = ChangeState::ALL
        .into_iter()
        .filter(|state| !state.is_open())
        .map(|state| format!("'{}'", state.as_str()))
        .collect();
    let over = format!(
        "from changes where id > {} and state in ({})",
        changes - MADE,
        over.join(", ")
    );
    let mut step = 1;
    while step * MADE < changes {
        let mut transaction = connection.begin().await?;
        for step in step..(step + AT_ONCE).min((changes + MADE - 1) / MADE) {
            let (back, ago) = (step * MADE, step * DAY_MS);
            for statement in [
                format!(
                    "insert into changes (id, environment, title, author, state, version, targets, \
                     moved, created_at, updated_at, last_sequence, looked_at, due_at) \
                     select id - {back}, environment, title, author, state, version, targets, \
                     moved, created_at - {ago}, updated_at - {ago}, last_sequence, looked_at, \
                     due_at {over} and id > {back}"
                ),
                of_changes(
                    "change_events (change_id, sequence, at, by_name, event)",
                    &format!("sequence, at - {ago}, by_name, event"),
                    back,
                    &over,
                ),
                of_changes(
                    "change_targets (change_id, environment, cluster, service)",
                    "environment, cluster, service",
                    back,
                    &over,
                ),
                of_changes(
                    "change_people (change_id, name, part, environment)",
                    "name, part, environment",
                    back,
                    &over,
                ),
            ] {
                transaction.execute(AssertSqlSafe(statement)).await?;
            }
        }
        transaction.commit().await?;
        step += AT_ONCE;
    }
    Ok(())
}

/// Copies what stands in a table beside changes.
fn of_changes(into: &str, columns: &str, back: i64, over: &str) -> String {
    let table = into.split(' ').next().unwrap_or_default();
    format!(
        "insert into {into} select change_id - {back}, {columns} from {table} \
         where change_id in (select id {over} and id > {back})"
    )
}

async fn measure(store: &Store, changes: i64) -> Outcome<()> {
    let middle = changes - MADE / 2 - (changes - MADE) / 2;
    let mine = person(0);
    let lists = views(middle)
        .into_iter()
        .chain(of_services(middle))
        .chain(of_authors());
    for (what, query) in lists {
        list(store, what, &mine, &query).await?;
    }
    measure_others(store, &mine, changes).await
}

fn all() -> ChangeQuery {
    ChangeQuery {
        view: ChangeView::All,
        ..ChangeQuery::default()
    }
}

fn in_environment(environment: &str) -> ChangeQuery {
    ChangeQuery {
        environment: Some(environment.to_owned()),
        ..all()
    }
}

fn views(middle: i64) -> [(&'static str, ChangeQuery); 9] {
    let of_view = |view| ChangeQuery { view, ..all() };
    let elsewhere = ChangeQuery {
        view: ChangeView::Mine,
        ..in_environment("edge")
    };
    let deep = ChangeQuery {
        after: Some(middle),
        ..all()
    };
    let of_state = ChangeQuery {
        state: Some(ChangeState::Rejected),
        ..all()
    };
    [
        ("mine", of_view(ChangeView::Mine)),
        ("mine elsewhere", elsewhere),
        ("waiting", of_view(ChangeView::WaitingForMe)),
        ("open", of_view(ChangeView::Open)),
        ("all", all()),
        ("deep", deep),
        ("state", of_state),
        ("environment", in_environment("edge")),
        ("new environment", in_environment("new")),
    ]
}

fn of_services(middle: i64) -> [(&'static str, ChangeQuery); 4] {
    let of_service = |query| ChangeQuery {
        service: Some("service-3".to_owned()),
        ..query
    };
    let deep = ChangeQuery {
        cluster: Some("main".to_owned()),
        after: Some(middle),
        ..in_environment("production")
    };
    let open = ChangeQuery {
        state: Some(ChangeState::InReview),
        ..all()
    };
    [
        ("service", of_service(all())),
        ("service deep", of_service(deep)),
        ("service open", of_service(open)),
        ("service elsewhere", of_service(in_environment("new"))),
    ]
}

fn of_authors() -> [(&'static str, ChangeQuery); 4] {
    let of_author = |query| ChangeQuery {
        author: Some(person(1)),
        ..query
    };
    let of_state = |state| ChangeQuery {
        state: Some(state),
        ..all()
    };
    [
        ("author", of_author(all())),
        ("author open", of_author(of_state(ChangeState::InReview))),
        ("author elsewhere", of_author(in_environment("edge"))),
        ("author expired", of_author(of_state(ChangeState::Expired))),
    ]
}

async fn list(store: &Store, what: &str, name: &str, query: &ChangeQuery) -> Outcome<()> {
    let grants = Grants(vec![Grant::everywhere(Role::Deployer)]);
    let environments = ENVIRONMENTS.map(str::to_owned);
    let filter = ChangeFilter {
        query,
        name,
        grants: &grants,
        environments: &environments,
        limit: PAGE,
    };
    say(what, async || {
        store.changes(&filter).await?;
        Ok(())
    })
    .await
}

/// What is not a list.
async fn measure_others(store: &Store, name: &str, changes: i64) -> Outcome<()> {
    let grants = Grants(vec![Grant::everywhere(Role::Deployer)]);
    let environments = ENVIRONMENTS.map(str::to_owned);
    say("counts", async || {
        store.count_changes(name, &grants, &environments).await?;
        Ok(())
    })
    .await?;
    let one = changes - MADE / 2;
    say("one", async || {
        let entries = store.change_entries(one, 0).await?;
        let change = Change::of(one, &entries).ok_or("a change is not there")?;
        store
            .changes_beside(one, &change.environment, &change.targets())
            .await?;
        store.reviewers(&change.environment).await?;
        Ok(())
    })
    .await?;
    // The youngest is open, and takes comments.
    say("comment", async || {
        let comment = Act::Comment {
            version: 1,
            place: None,
            text: "Looks good to me.".to_owned(),
        };
        act(store, changes, comment, Operation::Comment, name, 0).await
    })
    .await?;
    say("tend", async || {
        for environment in ENVIRONMENTS {
            store.changes_to_look_at(environment, 1, 10).await?;
            store.due_changes(environment, 1, 0, 10).await?;
            store.pending_changes(environment).await?;
        }
        Ok(())
    })
    .await
}
