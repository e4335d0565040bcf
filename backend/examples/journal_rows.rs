//! Measures the store with few and with a million journal rows: `journal_rows URL ROWS`, an empty
//! database and how many rows to fill it with. Each line that it prints is what was measured and its
//! median in microseconds, with a tab between.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::error::Error;
use std::time::{Duration, Instant};

use backend::store::{Filter, Lease, MadePlan, NewDeployment, NewRequest, Started, Store, User};
use shared::deployment::{JournalEvent, Verdict, WhenBusy};
use shared::permission::Role;
use shared::plan::{Base, Plan, PlanKind, Step, Target};
use shared::wire::Preview;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// So many rows a deployment, as one of a larger service has.
const ROWS_EACH: usize = 200;
const AGENT: &str = "agent";
const ENVIRONMENT: &str = "measured";
const MEASURED: usize = 101;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("the URL of the database is missing")?;
    let rows: usize = arguments
        .next()
        .ok_or("the number of rows is missing")?
        .parse()?;
    let store = Store::open(&url).await?;
    let user = User {
        name: "dana".to_owned(),
        role: Role::Deployer,
        password_hash: "none".to_owned(),
        trial: false,
    };
    store.add_user(&user, 0).await?;
    store
        .renew_agent(AGENT, AGENT, Duration::from_hours(1))
        .await?;
    let n_deployments = rows.div_ceil(ROWS_EACH);
    let mut middle = String::new();
    for number in 0..n_deployments {
        let lease = begin(&store, number).await?;
        let mut events = vec![progress(); ROWS_EACH - 2];
        events.push(JournalEvent::Finished {
            verdict: Verdict::Succeeded,
            reason: "it runs".to_owned(),
        });
        store.append_journal(&lease, &events, None, 1).await?;
        if number == n_deployments / 2 {
            middle = lease.deployment;
        }
    }
    let lease = begin(&store, n_deployments).await?;
    say(
        "append",
        measure(async || {
            store.append_journal(&lease, &[progress()], None, 1).await?;
            Ok(())
        })
        .await?,
    );
    say(
        "journal",
        measure(async || {
            store.journal(&middle, 0, 500).await?;
            Ok(())
        })
        .await?,
    );
    let filter = Filter {
        target: None,
        after: Some(middle.clone()),
        limit: 50,
    };
    say(
        "list",
        measure(async || {
            store.deployments(&filter).await?;
            Ok(())
        })
        .await?,
    );
    say(
        "beat",
        measure(async || {
            store.claim_orphans(AGENT, ENVIRONMENT).await?;
            store.claim_queued(AGENT, ENVIRONMENT, 100).await?;
            store.commands_of_agent(AGENT).await?;
            Ok(())
        })
        .await?,
    );
    store.close().await;
    Ok(())
}

fn say(what: &str, median: Duration) {
    println!("{what}\t{}", median.as_micros());
}

/// The median of doing it again and again.
async fn measure(work: impl AsyncFn() -> Outcome<()>) -> Outcome<Duration> {
    let mut times = Vec::with_capacity(MEASURED);
    for _ in 0..MEASURED {
        let began = Instant::now();
        work().await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times
        .get(MEASURED / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".into())
}

/// A deployment that runs.
async fn begin(store: &Store, number: usize) -> Outcome<Lease> {
    let id = format!("deployment-{number:07}");
    let preview = preview(&id);
    store
        .save_plan(&MadePlan {
            preview: &preview,
            ask: None,
            environment: ENVIRONMENT,
            by: "dana",
            now_ms: 0,
        })
        .await?;
    let new = NewDeployment {
        id: &id,
        plan: &preview.plan,
        plan_hash: &id,
        summary: "image shop-web:1 → shop-web:2",
    };
    let started = store
        .start(&NewRequest {
            user: "dana",
            environment: ENVIRONMENT,
            idempotency_key: &id,
            request_hash: &id,
            when_busy: WhenBusy::Refuse,
            release: None,
            change: None,
            despite_freeze: None,
            deployments: &[new],
            now_ms: i64::try_from(number)?,
        })
        .await?;
    if started != Started::Queued {
        return Err(format!("{id} was not started: {started:?}").into());
    }
    let mut leases = store.claim_queued(AGENT, ENVIRONMENT, 1).await?;
    leases
        .pop()
        .ok_or_else(|| format!("{id} was not begun").into())
}

fn progress() -> JournalEvent {
    JournalEvent::Progress {
        desired: 4,
        running: 2,
        pending: 1,
        failed: 0,
        old_running: 3,
        rollout_state: "IN_PROGRESS".to_owned(),
        rollout_reason: "ECS deployment ecs-svc/1234567890123456789 in progress.".to_owned(),
    }
}

fn preview(id: &str) -> Preview {
    Preview {
        hash: id.to_owned(),
        plan: Plan {
            id: id.to_owned(),
            target: Target {
                cluster: "production".to_owned(),
                service: id.to_owned(),
            },
            kind: PlanKind::NewRevision,
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
    }
}
