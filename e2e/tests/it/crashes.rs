//! Longshore is killed at each point at which it writes into the journal or speaks to AWS, and
//! started again: what comes of it is what comes of it without.
//!
//! The points are those of a run without a fault. AWS's clock stands still but for the ticks that
//! looks at it bring, so that the same run has the same points. All of them are tried when the tests
//! may take long, and a fixed choice of each kind otherwise.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use e2e::case::{Engine, Ground, Kind};
use e2e::proxy::{Moment, Point};
use e2e::report;
use e2e::side_by_side::side_by_side;
use e2e::tools;

/// So many points of each kind are tried when the tests may not take long.
const SHORT: usize = 10;
/// The same of those on `SQLite`.
const SHORT_SQLITE: usize = 3;
/// The same of those on `SQLite` when they may: it is the same agent.
const LONG_SQLITE: usize = 12;
/// At most one in so many points may be passed by, because a run went another way than those before.
const MOST_PASSED_BY: usize = 8;
/// So many runs go on side by side in one test.
const SIDE_BY_SIDE: usize = 2;

/// The points of a run from the moment that the deployment is written down. Writes to `SQLite` are
/// not seen; there, the looks that come before it are among them.
fn points(kind: Kind, passed: &[Point], engine: Engine) -> Vec<Point> {
    let from = match kind {
        // Whoever is killed before he was told is through with it before anybody can tell again.
        Kind::StoppedBefore => "journal commanded",
        _ => "journal requested",
    };
    passed
        .iter()
        .skip_while(|point| engine == Engine::Postgres && !point.what.starts_with(from))
        .cloned()
        .collect()
}

/// Whether it is where most can go wrong: around a call that changes something, and where that is
/// answered and its step not done yet.
fn is_delicate(point: &Point) -> bool {
    let is = |what: &str, moment| point.what == what && point.moment == moment;
    point.is_aws_write()
        || is("journal call-answered", Moment::After)
        || is("journal step-finished", Moment::Before)
}

/// Some of them: the delicate ones, and others from the whole length of the run.
fn sample(points: &[Point], n_wanted: usize) -> Vec<Point> {
    if points.len() <= n_wanted {
        return points.to_vec();
    }
    let (delicate, others): (Vec<&Point>, Vec<&Point>) =
        points.iter().partition(|point| is_delicate(point));
    let n_others = n_wanted.saturating_sub(delicate.len());
    let spread = (0..n_others).filter_map(|index| {
        // Points come in pairs of before and after; one off takes of both.
        others.get((index * others.len() / n_others + index % 2).min(others.len() - 1))
    });
    delicate
        .iter()
        .take(n_wanted)
        .chain(spread)
        .map(|point| (**point).clone())
        .collect()
}

async fn is_killed_everywhere(kind: Kind, engine: Engine) -> Result<()> {
    let ground = Ground::prepare(kind, engine).await?;
    let undisturbed = ground.run().await?;
    let again = ground.run().await?;
    for run in [&undisturbed, &again] {
        ground
            .ensure_right(run)
            .with_context(|| format!("{} without a fault", kind.name()))?;
    }
    // On a busy machine a call may take too long and be made again; that is no point of each run.
    let mut passed = undisturbed.passed.clone();
    passed.retain(|point| again.passed.contains(point));
    let n_wanted = match (engine, tools::may_take_long()) {
        (Engine::Postgres, false) => SHORT,
        (Engine::Postgres, true) => usize::MAX,
        (Engine::Sqlite, false) => SHORT_SQLITE,
        (Engine::Sqlite, true) => LONG_SQLITE,
    };
    let chosen = sample(&points(kind, &passed, engine), n_wanted);
    ensure!(!chosen.is_empty(), "{} has no points", kind.name());
    let n_passed_by = AtomicUsize::new(0);
    let failures = side_by_side(SIDE_BY_SIDE, &chosen, async |point| {
        let (run, came) = ground.run_with_crash(point).await?;
        if !came {
            n_passed_by.fetch_add(1, Ordering::Relaxed);
        }
        ground
            .ensure_right(&run)
            .and_then(|()| {
                ensure!(
                    run.aftermath == undisturbed.aftermath,
                    "AWS is left as {:#?} and not as {:#?}",
                    run.aftermath,
                    undisturbed.aftermath
                );
                Ok(())
            })
            .with_context(|| format!("killed {point}"))
    })?;
    ensure!(
        failures.is_empty(),
        "{}: {} of {} points:\n{}",
        kind.name(),
        failures.len(),
        chosen.len(),
        failures.join("\n")
    );
    let n_passed_by = n_passed_by.into_inner();
    ensure!(
        n_passed_by * MOST_PASSED_BY <= chosen.len(),
        "{}: {n_passed_by} of {} points were passed by",
        kind.name(),
        chosen.len()
    );
    tell(kind, engine, &chosen)
}

fn tell(kind: Kind, engine: Engine, points: &[Point]) -> Result<()> {
    let n_of =
        |wanted: &dyn Fn(&Point) -> bool| points.iter().filter(|point| wanted(point)).count();
    let database = match engine {
        Engine::Postgres => "PostgreSQL",
        Engine::Sqlite => "SQLite",
    };
    report::tell(&format!(
        "Killed and started again on {database}: {}: {} points; journal {} before and {} after, AWS {} before and {} after",
        kind.name(),
        points.len(),
        n_of(&|point| point.is_of_database() && point.moment == Moment::Before),
        n_of(&|point| point.is_of_database() && point.moment == Moment::After),
        n_of(&|point| !point.is_of_database() && point.moment == Moment::Before),
        n_of(&|point| !point.is_of_database() && point.moment == Moment::After),
    ))
}

macro_rules! killed_everywhere {
    ($($name:ident: $kind:ident,)*) => {
        mod on_postgres {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
                async fn $name() -> Result<()> {
                    is_killed_everywhere(Kind::$kind, Engine::Postgres).await
                }
            )*

            // All of its points are writes to the database, which are not seen with SQLite.
            #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
            async fn stopped_between_register_and_update() -> Result<()> {
                is_killed_everywhere(Kind::StoppedBefore, Engine::Postgres).await
            }
        }

        mod on_sqlite {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
                async fn $name() -> Result<()> {
                    is_killed_everywhere(Kind::$kind, Engine::Sqlite).await
                }
            )*
        }
    };
}

killed_everywhere! {
    first_deploy: FirstDeploy,
    new_version: NewRevision,
    service_change: ServiceChange,
    scaling: Scaling,
    restart: Restart,
    tag_change: TagChange,
    rolled_back: Crash,
    backed_out: BackOut,
    one_off_task: OneOffTask,
    gate_and_new_version: Gate,
    auto_scaling: ScalableTarget,
    deletion: Deletion,
    release_of_two: Release,
    rollback: Rollback,
    blue_green: BlueGreen,
    stopped_at_the_gate: StoppedGate,
    superseded_while_rolling: Superseded,
    paused_and_let_go_on: Paused,
}
