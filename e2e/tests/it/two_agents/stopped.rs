//! An agent that is stopped in the middle, as a machine that sleeps or swaps does, and goes on when
//! another has long finished its work: it must not change anything any more.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::case::{Engine, Ground, Kind, finished, plan};
use e2e::proxy::{Decision, Moment, Point};
use serde_json::{Value, json};

use super::{PACE, POINT_BOUND, another, at_pace, ensure_taken_over_once, point};

/// More than the other takes to notice and to finish.
const FINISH_BOUND: Duration = Duration::from_secs(40);

/// What a stopped agent had under way.
#[derive(Debug, Clone, Copy)]
enum UnderWay {
    /// It never leaves the machine.
    Lost,
    /// It arrives once the agent goes on.
    Late,
    /// It arrives at once, and its answer waits for the agent.
    Arrived,
}

async fn changes_nothing_any_more(at: Point, under_way: UnderWay) -> Result<()> {
    let ground = Ground::prepare(Kind::NewRevision, Engine::Postgres).await?;
    let mut world = ground.start().await?;
    at_pace(&mut world, PACE)?;
    let (at_what, api) = (at.to_string(), ground.api(world.first.url()));
    let mut trap = world.first.gate.catch(at);
    let id = ground.request(&api, &world.first.gate).await?;
    let caught = trap.caught(POINT_BOUND).await?;
    world.first.server()?.freeze()?;
    let late = match under_way {
        UnderWay::Lost => {
            caught.release(Decision::Drop);
            None
        }
        UnderWay::Arrived => {
            caught.release(Decision::Pass);
            None
        }
        UnderWay::Late => Some(caught),
    };
    let mut second = another(&world, PACE).await?;
    let there = ground.api(second.url());
    let over = |detail: &Value| detail.pointer("/deployment/state") == Some(&json!("finished"));
    let done = there
        .until(&id, "the other to finish", FINISH_BOUND, over)
        .await
        .with_context(|| format!("stopped {at_what}; {}", second.log()))?;
    second.kill()?;

    world.first.server()?.thaw()?;
    if let Some(caught) = late {
        caught.release(Decision::Pass);
    }
    // By the time that it has carried out something else, it would have gone on with the old.
    let service = json!({"cluster": "test", "service": "status-page", "desiredCount": 2});
    let next = plan(&api, None, service).await?;
    let next = next.deploy(&api, "after-the-stop").await?;
    finished(&api, &next)
        .await
        .with_context(|| world.first.log())?;
    let after = there
        .at(world.first.url())
        .get(&format!("/deployments/{id}"))
        .await?;
    ensure!(
        after == done,
        "stopped {at_what}, it wrote on:\n{after}\ninstead of\n{done}"
    );
    ensure_taken_over_once(&after)?;
    let run = ground.end(&mut world, vec![after]).await?;
    ground
        .ensure_right(&run)
        .with_context(|| format!("stopped {at_what}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn before_it_registers() -> Result<()> {
    let at = point("RegisterTaskDefinition", 1, Moment::Before);
    changes_nothing_any_more(at, UnderWay::Lost).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn before_it_updates() -> Result<()> {
    let at = point("UpdateService", 1, Moment::Before);
    changes_nothing_any_more(at, UnderWay::Lost).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_it_has_updated() -> Result<()> {
    let at = point("UpdateService", 1, Moment::After);
    changes_nothing_any_more(at, UnderWay::Arrived).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn between_two_looks() -> Result<()> {
    let at = point("DescribeServiceDeployments", 1, Moment::After);
    changes_nothing_any_more(at, UnderWay::Arrived).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn before_a_commit_that_is_lost() -> Result<()> {
    let at = point("journal step-finished", 1, Moment::Before);
    changes_nothing_any_more(at, UnderWay::Lost).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn before_a_commit_that_comes_late() -> Result<()> {
    let at = point("journal step-finished", 1, Moment::Before);
    changes_nothing_any_more(at, UnderWay::Late).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn before_the_commit_of_an_intention_that_comes_late() -> Result<()> {
    let at = point("journal call-intended", 1, Moment::Before);
    changes_nothing_any_more(at, UnderWay::Late).await
}
