//! Measures the store with few and with a million journal rows: `journal_rows URL ROWS`, an empty
//! database and how many rows to fill it with.

#[path = "support/measuring.rs"]
mod measuring;

use std::collections::BTreeMap;
use std::time::Duration;

use backend::store::{
    Deed, Filter, Lease, MadePlan, NewDeployment, NewRequest, Started, Store, User,
};
use measuring::{Outcome, say};
use shared::deployment::{JournalEvent, Verdict, WhenBusy};
use shared::permission::{Grant, Grants, Role};
use shared::plan::{Base, Definitions, Plan, PlanKind, Step, Target};
use shared::wire::Preview;

/// So many rows a deployment, as one of a larger service has.
const ROWS_EACH: usize = 200;
const AGENT: &str = "agent";
const ENVIRONMENT: &str = "measured";

#[tokio::main]
async fn main() -> Outcome<()> {
    let (url, rows) = measuring::arguments()?;
    let store = Store::open(&url).await?;
    let grants = Grants(vec![Grant::everywhere(Role::Deployer)]);
    store
        .add_user(
            &User::new("dana", grants, None),
            Deed::of_person(0, "", "person.added", "somebody", serde_json::Value::Null),
        )
        .await?;
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
    say("append", async || {
        store.append_journal(&lease, &[progress()], None, 1).await?;
        Ok(())
    })
    .await?;
    say("journal", async || {
        store.journal(&middle, 0, 500).await?;
        Ok(())
    })
    .await?;
    let filter = Filter {
        environment: ENVIRONMENT.to_owned(),
        target: None,
        after: Some(middle.clone()),
        limit: 50,
    };
    say("list", async || {
        store.deployments(&filter).await?;
        Ok(())
    })
    .await?;
    say("beat", async || {
        store.claim_orphans(AGENT, ENVIRONMENT).await?;
        store.claim_queued(AGENT, ENVIRONMENT, 100).await?;
        store.commands_of_agent(AGENT).await?;
        Ok(())
    })
    .await?;
    say("in hand", async || {
        store.unfinished(ENVIRONMENT).await?;
        Ok(())
    })
    .await?;
    store.close().await;
    Ok(())
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
            calls: &[],
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
