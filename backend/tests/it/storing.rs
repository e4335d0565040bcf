//! The store on both engines: the same tables, the same queries, the same answers.

mod audit;
mod change_lists;
mod changes;
mod drafts;
mod earlier;
mod encrypted;
mod held;
mod news;
mod people;
mod plans;
mod queue;

use std::collections::BTreeMap;

use std::sync::Arc;

use std::time::Duration;

use backend::store::{
    Filter, Lease, MadePlan, NewDeployment, NewRequest, Started, Store, User, UserAdded,
};
use shared::deployment::{DeploymentState, JournalEvent, Verdict, WhenBusy};
use shared::permission::{Grant, Grants, Role};
use shared::plan::{Base, Definitions, Plan, PlanKind, Step, Target};
use shared::wire::Preview;

use crate::support::key;

/// A new store on each engine.
async fn stores(name: &str) -> Vec<(Store, Option<tempfile::TempDir>)> {
    let mut stores = Vec::new();
    for (url, folder) in new_databases(name).await {
        let store = Store::open(&url).await.unwrap();
        stores.push((store.with_key(key('5')).await.unwrap(), folder));
    }
    stores
}

/// The URL of a new database on each engine. PostgreSQL's is a schema of its own name.
async fn new_databases(name: &str) -> Vec<(String, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Store::sqlite_url(&folder.path().join("store.sqlite"));
    let Ok(url) = std::env::var("LONGSHORE_TEST_POSTGRES") else {
        panic!("LONGSHORE_TEST_POSTGRES is not set; run cargo xtask test");
    };
    let schema = format!("{name}_{}", backend::random::identifier().unwrap());
    make_schema(&url, &schema).await;
    let joint = if url.contains('?') { '&' } else { '?' };
    let postgres = format!("{url}{joint}options=-csearch_path%3D{schema}");
    vec![(sqlite, Some(folder)), (postgres, None)]
}

async fn make_schema(url: &str, schema: &str) {
    use sqlx::{Connection as _, Executor as _};
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
    let statement = format!("create schema {schema}");
    connection
        .execute(sqlx::AssertSqlSafe(statement))
        .await
        .unwrap();
    connection.close().await.unwrap();
}

fn preview(hash: &str, service: &str) -> Preview {
    Preview {
        hash: hash.to_owned(),
        plan: Plan {
            id: hash.to_owned(),
            target: Target {
                cluster: "test".to_owned(),
                service: service.to_owned(),
            },
            kind: PlanKind::ServiceChange,
            base: Base {
                fingerprint: String::new(),
                task_definition_arn: None,
                next_revision: None,
                images: BTreeMap::new(),
                desired_count: shared::plan::DesiredCount::Compared,
            },
            changes: Vec::new(),
            forecast: None,
            steps: vec![Step::WaitForSteadyState],
        },
        issues: Vec::new(),
        task_definition_before: None,
        task_definition_after: None,
        service_before: None,
        service_after: None,
        definitions: Definitions::default(),
    }
}

async fn add(store: &Store, name: &str, role: Role) {
    let grants = Grants(vec![Grant::everywhere(role)]);
    let user = User::new(name, grants, Some("x".to_owned()));
    let deed = crate::support::added(&user);
    assert_eq!(
        store.add_user(&user, deed.clone()).await.unwrap(),
        UserAdded::Done
    );
    assert_eq!(store.add_user(&user, deed).await.unwrap(), UserAdded::Taken);
}

async fn start(store: &Store, id: &str, service: &str, user: &str, now_ms: i64) -> Started {
    start_of(store, &preview(id, service), user, now_ms).await
}

/// Asks for the deployment of a plan, under its hash.
async fn start_of(store: &Store, preview: &Preview, user: &str, now_ms: i64) -> Started {
    let id = preview.hash.as_str();
    store
        .save_plan(&MadePlan {
            preview,
            ask: None,
            environment: "test",
            by: user,
            now_ms,
        })
        .await
        .unwrap();
    let new = NewDeployment {
        id,
        plan: &preview.plan,
        plan_hash: id,
        summary: "something",
    };
    store
        .start(&NewRequest {
            user,
            environment: "test",
            idempotency_key: id,
            request_hash: id,
            when_busy: WhenBusy::Refuse,
            release: None,
            change: None,
            despite_freeze: None,
            calls: &[],
            deployments: &[new],
            now_ms,
        })
        .await
        .unwrap()
}

/// Begins everything whose turn it is, as an agent of this name.
async fn begin(store: &Store, agent: &str) -> Vec<Lease> {
    let lasts = Duration::from_mins(1);
    store.renew_agent(agent, agent, lasts).await.unwrap();
    store.claim_queued(agent, "test", 100).await.unwrap()
}

fn ids(leases: &[Lease]) -> Vec<&str> {
    leases
        .iter()
        .map(|lease| lease.deployment.as_str())
        .collect()
}

fn finished() -> JournalEvent {
    JournalEvent::Finished {
        verdict: Verdict::Succeeded,
        reason: "it runs".to_owned(),
    }
}

#[tokio::test]
async fn one_deployment_of_a_service_runs_and_its_journal_counts_without_gaps() {
    for (store, _folder) in stores("running").await {
        add(&store, "dana", Role::Deployer).await;
        add(&store, "vera", Role::Viewer).await;
        assert_eq!(
            start(&store, "a", "web", "vera", 1).await,
            Started::Forbidden
        );
        assert_eq!(start(&store, "b", "web", "dana", 2).await, Started::Queued);
        let busy = Started::ServiceBusy("b".to_owned());
        assert_eq!(start(&store, "c", "web", "dana", 3).await, busy);
        assert_eq!(start(&store, "d", "api", "dana", 4).await, Started::Queued);
        let leases = begin(&store, "agent").await;
        assert_eq!(ids(&leases), ["b", "d"]);
        let step = JournalEvent::StepStarted { step: 0 };
        assert_eq!(
            store
                .append_journal(&leases[0], &[step, finished()], None, 5)
                .await
                .unwrap(),
            3
        );
        let journal = store.journal("b", 0, 10).await.unwrap();
        let sequences: Vec<i64> = journal.iter().map(|entry| entry.sequence).collect();
        assert_eq!(sequences, [1, 2, 3]);
        let over = store.deployment("b").await.unwrap().unwrap();
        assert!(matches!(
            over.state,
            DeploymentState::Finished {
                verdict: Verdict::Succeeded,
                ..
            }
        ));
        assert_eq!(start(&store, "e", "web", "dana", 6).await, Started::Queued);
        store.close().await;
    }
}

#[tokio::test]
async fn many_who_ask_at_once_start_one_deployment() {
    for (store, _folder) in stores("racing").await {
        add(&store, "dana", Role::Deployer).await;
        let store = Arc::new(store);
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..12 {
            let store = Arc::clone(&store);
            asking.spawn(async move {
                start(&store, &format!("id-{number}"), "web", "dana", number).await
            });
        }
        let answers = asking.join_all().await;
        let queued = answers.iter().filter(|one| **one == Started::Queued);
        assert_eq!(queued.count(), 1, "{answers:?}");
        store.close().await;
    }
}

#[tokio::test]
async fn lists_go_on_after_the_last_of_a_page() {
    for (store, _folder) in stores("paging").await {
        add(&store, "dana", Role::Deployer).await;
        for number in 0..5 {
            let id = format!("id-{number}");
            // Two at the same moment: the id decides.
            start(
                &store,
                &id,
                &format!("service-{number}"),
                "dana",
                number / 2,
            )
            .await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let filter = Filter {
                environment: "test".to_owned(),
                target: None,
                after: after.clone(),
                limit: 2,
            };
            let page = store.deployments(&filter).await.unwrap();
            seen.extend(page.items.iter().map(|item| item.id.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["id-4", "id-3", "id-2", "id-1", "id-0"]);
        store.close().await;
    }
}
