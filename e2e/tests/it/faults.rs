//! Each AWS call of each kind of plan goes wrong once, in each way in which a call can: what comes
//! of it is what comes of it without.

use anyhow::{Context, Result, bail, ensure};
use e2e::case::{Engine, Ground, Kind};
use e2e::proxy::{Moment, Point};
use e2e::report;
use e2e::side_by_side::side_by_side;
use e2e::tools;
use serde_json::{Value, json};

/// So many of each kind of plan are tried when the tests may not take long.
const SHORT: usize = 7;
/// So many runs go on side by side in one test.
const SIDE_BY_SIDE: usize = 2;
/// A call that comes in most runs and not in each is waited for in so many.
const RUNS: usize = 6;
/// A stale answer is so old; two ticks of AWS's clock.
const STALE_SECONDS: u32 = 40;
/// A clock goes wrong by so much; AWS refuses signatures that are off by more than five minutes.
const SKEW_SECONDS: i64 = 3600;

/// A way in which a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Throttled,
    Failed(u16, &'static str),
    ResetBefore,
    ResetAfter,
    SilentBefore,
    SilentAfter,
    Stale,
    /// The answer ends in the middle.
    BrokenOff,
    /// AWS's clock goes ahead of ours by so many seconds, or behind it.
    Skewed(i64),
}

impl Wrong {
    const ALL: [Self; 11] = [
        Self::Throttled,
        Self::Failed(500, "ServerException"),
        Self::ResetAfter,
        Self::SilentBefore,
        Self::Stale,
        Self::Failed(503, "ServiceUnavailableException"),
        Self::ResetBefore,
        Self::SilentAfter,
        Self::BrokenOff,
        Self::Skewed(SKEW_SECONDS),
        Self::Skewed(-SKEW_SECONDS),
    ];

    /// Whether it can happen to such a call.
    fn befalls(self, call: &Point) -> bool {
        self != Self::Stale || !call.is_aws_write()
    }

    /// The line of the sandbox's table.
    fn fault(self, call: &Point) -> Value {
        let mut fault = match self {
            Self::Throttled => json!({"kind": "throttle"}),
            Self::Failed(status, code) => {
                json!({"kind": "error", "status": status, "code": code, "message": "on purpose"})
            }
            Self::ResetBefore => json!({"kind": "reset_before"}),
            Self::ResetAfter => json!({"kind": "reset_after_commit"}),
            Self::SilentBefore => json!({"kind": "timeout_before"}),
            Self::SilentAfter => json!({"kind": "timeout_after_commit"}),
            Self::Stale => json!({"kind": "stale", "seconds": STALE_SECONDS}),
            Self::BrokenOff => json!({"kind": "truncate_after_commit"}),
            Self::Skewed(seconds) => json!({"kind": "skew", "seconds": seconds}),
        };
        if let Some(fault) = fault.as_object_mut() {
            fault.insert("operation".to_owned(), json!(call.what));
            fault.insert("nth".to_owned(), json!(call.nth));
        }
        fault
    }
}

/// The calls of the agent's that go wrong: of each operation the first, and one from the middle.
fn calls(passed: &[Point]) -> Vec<Point> {
    let of_agent: Vec<&Point> = passed
        .iter()
        .skip_while(|point| !point.what.starts_with("journal requested"))
        .filter(|point| !point.is_of_database() && point.moment == Moment::Before)
        .collect();
    let mut operations: Vec<&str> = of_agent.iter().map(|point| &*point.what).collect();
    operations.sort_unstable();
    operations.dedup();
    operations
        .into_iter()
        .flat_map(|operation| {
            let same: Vec<&&Point> = of_agent
                .iter()
                .filter(|point| point.what == operation)
                .collect();
            let mut chosen: Vec<Point> = [0, same.len() / 2]
                .into_iter()
                .filter_map(|index| same.get(index).map(|point| (**point).clone()))
                .collect();
            chosen.dedup();
            chosen
        })
        .collect()
}

/// All of them, or some from the whole list. Neighbors differ in how the same call goes wrong, so
/// that a stride that is no multiple of their number sees each of both.
fn sample(all: Vec<(Point, Wrong)>, offset: usize) -> Vec<(Point, Wrong)> {
    if tools::may_take_long() || all.len() <= SHORT {
        return all;
    }
    let n_all = all.len();
    (0..SHORT)
        .filter_map(|index| {
            all.get((index * n_all / SHORT + offset + index) % n_all)
                .cloned()
        })
        .collect()
}

async fn withstands(kind: Kind) -> Result<()> {
    let ground = Ground::prepare(kind, Engine::Postgres).await?;
    let undisturbed = ground.run().await?;
    ground.ensure_right(&undisturbed)?;
    // How often the agent looks depends on the machine, too: calls that come in each of two runs come
    // in others.
    let again = ground.run().await?;
    let all: Vec<(Point, Wrong)> = calls(&undisturbed.passed)
        .iter()
        .filter(|call| again.passed.contains(call))
        .flat_map(|call| {
            Wrong::ALL
                .into_iter()
                .filter(|wrong| wrong.befalls(call))
                .map(|wrong| (call.clone(), wrong))
        })
        .collect();
    ensure!(!all.is_empty(), "{} calls nothing", kind.name());
    let offset = Kind::ALL.iter().position(|other| *other == kind);
    let chosen = sample(all, offset.unwrap_or_default());
    let failures = side_by_side(SIDE_BY_SIDE, &chosen, async |(call, wrong)| {
        let tried = async {
            let fault = wrong.fault(call);
            for _ in 0..RUNS {
                let (run, fired) = ground.run_with_fault(&fault).await?;
                ground.ensure_right(&run)?;
                ensure!(
                    run.aftermath == undisturbed.aftermath,
                    "AWS is left as {:#?} and not as {:#?}",
                    run.aftermath,
                    undisturbed.aftermath
                );
                if fired {
                    return Ok(());
                }
            }
            bail!("it did not come to that in {RUNS} runs")
        };
        tried
            .await
            .with_context(|| format!("{} #{} {wrong:?}", call.what, call.nth))
    })?;
    ensure!(
        failures.is_empty(),
        "{}: {} of {} faults:\n{}",
        kind.name(),
        failures.len(),
        chosen.len(),
        failures.join("\n")
    );
    report::tell(&format!(
        "Calls that went wrong: {}: {}",
        kind.name(),
        chosen.len()
    ))
}

macro_rules! withstand {
    ($($name:ident: $kind:ident,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
            async fn $name() -> Result<()> {
                withstands(Kind::$kind).await
            }
        )*
    };
}

withstand! {
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

/// Whoever carries out a plan on a machine whose clock is wrong is refused once, sets the
/// signatures right by the time that AWS tells, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_machine_with_a_wrong_clock() -> Result<()> {
    let ground = Ground::prepare(Kind::Gate, Engine::Postgres).await?;
    for seconds in [SKEW_SECONDS, -SKEW_SECONDS] {
        let (run, fired) = ground
            .run_with_fault(&json!({"kind": "skew", "seconds": seconds}))
            .await
            .with_context(|| format!("AWS is {seconds} s ahead"))?;
        ensure!(fired, "the clocks were the same");
        ground.ensure_right(&run)?;
    }
    Ok(())
}
