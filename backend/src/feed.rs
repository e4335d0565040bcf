//! How services are, for everybody who needs to know: one poller for each service, however many
//! look, ten services a call, quicker while something moves.

mod round;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::deployment::Rollout;
use shared::plan::Target;
use shared::wire::EcsDeployment;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::{Aws, AwsError, Service};

/// So many calls are under way at the same time.
const AT_ONCE: usize = 8;
/// So many times longer than usual it takes until a service is looked at in which nothing moves.
const PATIENCE: u32 = 4;
/// So many looks may show no change before a record is read again.
const LOOKS_PER_RECORD: u32 = 5;

/// A service as AWS showed it at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Counts up; a look whose number is higher was asked for later.
    pub(crate) number: u64,
    /// The service; nothing when there is none of the name.
    pub(crate) service: Result<Option<Arc<Service>>, AwsError>,
    /// ECS's record of its rollout, where there is one and we may read it.
    pub(crate) rollout: Option<Rollout>,
}

/// How soon somebody needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// As long as nothing moves, later will do.
    Viewer,
    /// Something of ours is under way.
    Agent,
}

/// The poller.
#[derive(Debug, Clone)]
pub(crate) struct Feed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    aws: Aws,
    every: Duration,
    began: Instant,
    watched: Mutex<HashMap<Target, Watched>>,
    number: AtomicU64,
    wake: Notify,
    calls: Arc<Semaphore>,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

#[derive(Debug)]
struct Watched {
    sender: watch::Sender<Option<Arc<Look>>>,
    agents: usize,
    due_at: Instant,
    /// Whether a call that asks for it is under way.
    is_asked: bool,
    /// The record to read, where it is another than the service's current one.
    rollout: Option<String>,
    record: Record,
}

/// ECS's record of a rollout as it was last read. While the service shows no change, the record of
/// a rolling one has none either, so that it is read more seldom than the service.
#[derive(Debug, Default)]
struct Record {
    read: Option<Rollout>,
    /// What the service showed of its ECS deployments when it was read.
    showed: Vec<EcsDeployment>,
    /// The looks since then.
    looks: u32,
}

/// Somebody's look at a service; it is looked at as long as somebody has one.
#[derive(Debug)]
pub(crate) struct Sight {
    feed: Feed,
    target: Target,
    urgency: Urgency,
    receiver: watch::Receiver<Option<Arc<Look>>>,
    /// Looks up to this number are of no use.
    after: u64,
}

impl Feed {
    pub(crate) fn new(
        aws: Aws,
        every: Duration,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        let feed = Self(Arc::new(Inner {
            aws,
            every,
            began: Instant::now(),
            watched: Mutex::default(),
            number: AtomicU64::new(0),
            wake: Notify::new(),
            calls: Arc::new(Semaphore::new(AT_ONCE)),
            tasks,
            stopping,
        }));
        feed.0.tasks.spawn(feed.clone().run());
        feed
    }

    /// Begins to look at a service. What was seen before does not count.
    pub(crate) fn look_at(&self, target: &Target, urgency: Urgency) -> Sight {
        let mut watched = self.watched();
        let entry = watched.entry(target.clone()).or_insert_with(|| Watched {
            sender: watch::channel(None).0,
            agents: 0,
            due_at: Instant::now(),
            is_asked: false,
            rollout: None,
            record: Record::default(),
        });
        entry.agents += usize::from(urgency == Urgency::Agent);
        entry.due_at = Instant::now();
        let receiver = entry.sender.subscribe();
        drop(watched);
        self.0.wake.notify_one();
        Sight {
            feed: self.clone(),
            target: target.clone(),
            urgency,
            receiver,
            after: self.0.number.load(Ordering::SeqCst),
        }
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Target, Watched>> {
        self.0
            .watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    /// Whether it is worth to read it again, for a service as it is now.
    fn is_stale(&self, arn: &str, service: &Service) -> bool {
        let Some(read) = self.read.as_ref().filter(|read| read.arn == arn) else {
            return true;
        };
        let rolls = service
            .primary()
            .is_some_and(|primary| primary.rollout_state == "IN_PROGRESS");
        // Stages and traffic change without a trace in the service, and a record may be behind.
        read.strategy != "ROLLING"
            || (read.finished_at_ms.is_none() && !rolls)
            || self.looks >= LOOKS_PER_RECORD
            || self.showed != service.deployments
    }
}

impl Sight {
    /// Waits for the next look; none comes when the process stops.
    pub(crate) async fn next(&mut self) -> Option<Arc<Look>> {
        loop {
            let look = self.receiver.borrow_and_update().clone();
            if let Some(look) = look.filter(|look| look.number > self.after) {
                self.after = look.number;
                return Some(look);
            }
            self.receiver.changed().await.ok()?;
        }
    }

    /// Has the service looked at soon; what was asked for before now does not count.
    pub(crate) fn renew(&mut self) {
        self.after = self.feed.0.number.load(Ordering::SeqCst);
        if let Some(entry) = self.feed.watched().get_mut(&self.target) {
            entry.due_at = Instant::now();
            entry.record.looks = LOOKS_PER_RECORD;
        }
        self.feed.0.wake.notify_one();
    }

    /// Names the record of the rollout that matters.
    pub(crate) fn read_rollout(&self, arn: &str) {
        if let Some(entry) = self.feed.watched().get_mut(&self.target) {
            entry.rollout = Some(arn.to_owned());
        }
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        let mut watched = self.feed.watched();
        if let Some(entry) = watched.get_mut(&self.target) {
            entry.agents -= usize::from(self.urgency == Urgency::Agent);
            if entry.agents == 0 {
                entry.rollout = None;
                entry.record = Record::default();
            }
            // The receiver of this one is still there.
            if entry.sender.receiver_count() <= 1 {
                watched.remove(&self.target);
            }
        }
    }
}
