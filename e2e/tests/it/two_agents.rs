//! Two Longshores on one database: each deployment is carried out by one of them, and by the other
//! when the first dies, is stopped for a while, or loses the database.

mod crowd;
mod stopped;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::case::{Engine, Ground, Kind, Seat, Storage, World};
use e2e::database::PrivateServer;
use e2e::proxy::{Decision, Moment, Point};
use e2e::report;
use serde_json::{Value, json};

/// The promise: so long after an agent died, another has taken up its work.
const TAKEOVER_BOUND: Duration = Duration::from_secs(10);
/// So quick that a lease ends soon, and slow enough that a busy machine renews it in time.
const PACE: u32 = 5;
/// More than enough to come to a point.
const POINT_BOUND: Duration = Duration::from_secs(30);

fn point(what: &str, nth: u32, moment: Moment) -> Point {
    Point {
        what: what.to_owned(),
        nth,
        moment,
    }
}

/// The terms in which agents took a deployment up, in the order of its journal.
fn terms(detail: &Value) -> Vec<i64> {
    let journal = detail.get("journal").and_then(Value::as_array);
    journal
        .into_iter()
        .flatten()
        .filter(|entry| entry.get("event") == Some(&json!("claimed")))
        .filter_map(|entry| entry.get("term")?.as_i64())
        .collect()
}

fn ensure_taken_over_once(detail: &Value) -> Result<()> {
    let terms = terms(detail);
    let [first, second] = terms.as_slice() else {
        anyhow::bail!("it was taken up in the terms {terms:?}: {detail}");
    };
    ensure!(second > first, "the terms go back: {terms:?}");
    Ok(())
}

/// Starts the first Longshore anew at a pace.
fn at_pace(world: &mut World, pace: u32) -> Result<()> {
    world.first.stop()?;
    world.first.set_pace(pace);
    world.first.start()
}

/// Another Longshore beside the first.
async fn another(world: &World, pace: u32) -> Result<Seat> {
    let mut seat = world.another_seat().await?;
    seat.set_pace(pace);
    seat.start()?;
    Ok(seat)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_one_is_killed_the_other_takes_over_in_time() -> Result<()> {
    let ground = Ground::prepare(Kind::NewRevision, Engine::Postgres).await?;
    let mut world = ground.start().await?;
    // The time is that of production.
    at_pace(&mut world, 1)?;
    let mut trap = world
        .first
        .gate
        .catch(point("UpdateService", 1, Moment::After));
    let api = ground.api(world.first.url());
    let id = ground.request(&api, &world.first.gate).await?;
    let caught = trap.caught(POINT_BOUND).await?;
    let second = another(&world, 1).await?;
    world.first.kill()?;
    let killed = Instant::now();
    caught.release(Decision::Drop);
    let api = ground.api(second.url());
    let taken_up = |detail: &Value| terms(detail).len() > 1;
    api.until(&id, "the other to take over", TAKEOVER_BOUND * 2, taken_up)
        .await?;
    let took = killed.elapsed();
    report::tell(&format!(
        "Taken over from a killed agent after {:.1} s",
        took.as_secs_f64()
    ))?;
    ensure!(took <= TAKEOVER_BOUND, "it took {took:?}");
    let details = ground.ask(&api, &second.gate).await?;
    details.iter().try_for_each(ensure_taken_over_once)?;
    let run = ground.end(&mut world, details).await?;
    ground.ensure_right(&run)
}

/// Stops PostgreSQL while the agent is held at a point.
async fn survives_a_restart_of_the_database(at: Point) -> Result<()> {
    let postgres = PrivateServer::start()?;
    let storage = Storage::on(&postgres.server()?)?;
    let ground = Ground::prepare_on(Kind::NewRevision, storage).await?;
    let mut world = ground.start().await?;
    at_pace(&mut world, PACE)?;
    let mut trap = world.first.gate.catch(at);
    let api = ground.api(world.first.url());
    let (details, _second) = tokio::try_join!(ground.ask(&api, &world.first.gate), async {
        let caught = trap.caught(POINT_BOUND).await?;
        // Not sooner: whoever is there may take the deployment up.
        let second = another(&world, PACE).await?;
        postgres.restart()?;
        caught.release(Decision::Pass);
        Ok(second)
    })
    .with_context(|| world.first.log())?;
    let run = ground.end(&mut world, details).await?;
    ground.ensure_right(&run)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_database_restarts_while_a_revision_is_registered() -> Result<()> {
    survives_a_restart_of_the_database(point("RegisterTaskDefinition", 1, Moment::After)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_database_restarts_while_the_service_is_updated() -> Result<()> {
    survives_a_restart_of_the_database(point("UpdateService", 1, Moment::After)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_database_restarts_at_a_commit() -> Result<()> {
    survives_a_restart_of_the_database(point("journal step-finished", 1, Moment::Before)).await
}
