//! What the proxies of one program have in common: what passed, in order, and the point at which
//! the program is to be caught.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::oneshot;

/// On which side of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// It was sent, and did not arrive yet.
    Before,
    /// It was done, and the answer did not arrive yet.
    After,
}

/// A point of what a program says to others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// What passes, such as `UpdateService` or `journal step-started`.
    pub what: String,
    /// For which time, from 1.
    pub nth: u32,
    /// Before it or after it.
    pub moment: Moment,
}

impl Point {
    /// Whether it is about the database and not about AWS.
    pub fn is_of_database(&self) -> bool {
        self.what.contains(' ')
    }

    /// Whether it is about a call that changes something in AWS.
    pub fn is_aws_write(&self) -> bool {
        let reads = ["Describe", "List", "Get", "Filter", "BatchGet"];
        !self.is_of_database() && !reads.iter().any(|read| self.what.starts_with(read))
    }
}

impl fmt::Display for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = match self.moment {
            Moment::Before => "before",
            Moment::After => "after",
        };
        write!(formatter, "{moment} {} #{}", self.what, self.nth)
    }
}

/// What becomes of what was caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes on.
    Pass,
    /// The connection ends; what was caught before it arrived never arrives.
    Drop,
}

/// Something is held until it is decided upon; unless it is, it is dropped.
#[derive(Debug)]
pub struct Caught(oneshot::Sender<Decision>);

impl Caught {
    /// Decides.
    pub fn release(self, decision: Decision) {
        // The connection may have ended by itself; then there is nothing left to decide.
        let _gone = self.0.send(decision);
    }
}

/// Tells when a program is caught.
#[derive(Debug)]
pub struct Trap {
    point: Point,
    caught: oneshot::Receiver<Caught>,
}

impl Trap {
    /// Waits until the program is there.
    ///
    /// # Errors
    ///
    /// When it does not come there in time.
    pub async fn caught(&mut self, bound: Duration) -> Result<Caught> {
        tokio::time::timeout(bound, &mut self.caught)
            .await
            .with_context(|| format!("the program did not come to the point {}", self.point))?
            .context("the gate is gone")
    }
}

/// What the proxies of one program share.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    passed: Vec<(Point, Instant)>,
    counts: HashMap<(String, Moment), u32>,
    traps: Vec<(Point, oneshot::Sender<Caught>)>,
}

impl Gate {
    /// Catches the program at a point, once.
    pub fn catch(&self, point: Point) -> Trap {
        let (sender, caught) = oneshot::channel();
        self.inner().traps.push((point.clone(), sender));
        Trap { point, caught }
    }

    /// Everything that came by since the counts began, in order.
    pub fn passed(&self) -> Vec<Point> {
        let inner = self.inner();
        inner
            .passed
            .iter()
            .map(|(point, _)| point.clone())
            .collect()
    }

    /// The same, each with its time.
    pub fn passed_at(&self) -> Vec<(Point, Instant)> {
        self.inner().passed.clone()
    }

    /// Counts from 1 again.
    pub fn count_anew(&self) {
        let mut inner = self.inner();
        inner.passed.clear();
        inner.counts.clear();
    }

    /// A proxy says what comes by, and learns what becomes of it.
    pub(super) async fn arrive(&self, what: &str, moment: Moment) -> Decision {
        let decision = {
            let mut inner = self.inner();
            let nth = inner.counts.entry((what.to_owned(), moment)).or_default();
            *nth += 1;
            let point = Point {
                what: what.to_owned(),
                nth: *nth,
                moment,
            };
            let wanted = inner.traps.iter().position(|(wanted, _)| *wanted == point);
            inner.passed.push((point, Instant::now()));
            let trap = wanted.map(|at| inner.traps.swap_remove(at));
            trap.and_then(|(_, told)| {
                let (sender, decision) = oneshot::channel();
                told.send(Caught(sender)).ok().map(|()| decision)
            })
        };
        match decision {
            Some(decision) => decision.await.unwrap_or(Decision::Drop),
            None => Decision::Pass,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(what: &str, nth: u32, moment: Moment) -> Point {
        Point {
            what: what.to_owned(),
            nth,
            moment,
        }
    }

    #[tokio::test]
    async fn the_second_of_two_calls_is_caught_and_decided_upon() {
        let gate = Gate::default();
        let mut trap = gate.catch(point("UpdateService", 2, Moment::After));
        for (what, moment) in [
            ("UpdateService", Moment::After),
            ("UpdateService", Moment::Before),
            ("DescribeServices", Moment::After),
        ] {
            assert_eq!(gate.arrive(what, moment).await, Decision::Pass);
        }
        let held = gate.arrive("UpdateService", Moment::After);
        let (held, ()) = tokio::join!(held, async {
            if let Ok(caught) = trap.caught(Duration::from_secs(5)).await {
                caught.release(Decision::Drop);
            }
        });
        assert_eq!(held, Decision::Drop);
        assert_eq!(gate.passed().len(), 4);
        let next = gate.arrive("UpdateService", Moment::After).await;
        assert_eq!(next, Decision::Pass);
    }

    #[tokio::test]
    async fn what_nobody_decides_upon_is_dropped() {
        let gate = Gate::default();
        drop(gate.catch(point("UpdateService", 1, Moment::Before)));
        let unheard = gate.arrive("UpdateService", Moment::Before).await;
        assert_eq!(unheard, Decision::Pass);
        let mut trap = gate.catch(point("UpdateService", 2, Moment::Before));
        let (held, ()) = tokio::join!(gate.arrive("UpdateService", Moment::Before), async {
            drop(trap.caught(Duration::from_secs(5)).await);
        });
        assert_eq!(held, Decision::Drop);
    }

    #[test]
    fn reads_and_the_database_are_no_writes_to_aws() {
        assert!(point("RunTask", 1, Moment::Before).is_aws_write());
        assert!(!point("DescribeTasks", 1, Moment::Before).is_aws_write());
        assert!(!point("journal requested", 1, Moment::Before).is_aws_write());
    }
}
