//! How services are, for those who look: one poller for each thing looked at, however many look,
//! and none when nobody does.

mod bounds;
mod detail;
mod health;
mod list;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use shared::deployment::Rollout;
use shared::plan::Target;
use shared::wire::{Health, ServiceDetail};
use tokio::sync::watch as channel;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::Agent;
use crate::aws::{Aws, AwsError, Service};
use crate::clock::Clock;
use crate::feed::{Feed, Look, Urgency};
use crate::store::Store;

pub(crate) use list::service_list;

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// Every service.
    Services,
    /// One service.
    Service(Target),
    /// What runs and what waits.
    Queue,
}

/// The latest state as JSON text; nothing before the first.
type State = Option<Arc<str>>;

/// The pollers.
#[derive(Debug, Clone)]
pub(crate) struct Watch(Arc<Inner>);

/// Where what is watched comes from.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) store: Store,
    pub(crate) aws: Aws,
    pub(crate) agent: Agent,
    pub(crate) feed: Feed,
}

#[derive(Debug)]
struct Inner {
    sources: Sources,
    clock: Clock,
    every: Duration,
    tasks: TaskTracker,
    stopping: CancellationToken,
    channels: Mutex<HashMap<Subject, channel::Sender<State>>>,
    target_groups: detail::TargetGroups,
    bounds: bounds::Bounds,
}

impl Watch {
    pub(crate) fn new(
        sources: Sources,
        clock: Clock,
        every: Duration,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        Self(Arc::new(Inner {
            sources,
            clock,
            every,
            tasks,
            stopping,
            channels: Mutex::default(),
            target_groups: detail::TargetGroups::default(),
            bounds: bounds::Bounds::default(),
        }))
    }

    /// The states of something, the latest first and then each that differs.
    pub(crate) fn subscribe(&self, subject: &Subject) -> impl Stream<Item = Arc<str>> + use<> {
        let mut receiver = self.receiver(subject);
        stream! {
            loop {
                let state = receiver.borrow_and_update().clone();
                if let Some(state) = state {
                    yield state;
                }
                if receiver.changed().await.is_err() {
                    break;
                }
            }
        }
    }

    /// A service with all that its page shows; nothing when there is none of the name.
    pub(crate) async fn detail(&self, target: &Target) -> Result<Option<ServiceDetail>, AwsError> {
        let aws = &self.0.sources.aws;
        let Some(service) = aws.service(&target.cluster, &target.service).await? else {
            return Ok(None);
        };
        let rollout = match &service.current_service_deployment {
            // Without it the page shows what the service says itself.
            Some(arn) => aws.rollouts(std::slice::from_ref(arn)).await.ok(),
            None => None,
        };
        let rollout = rollout.and_then(|rollouts| rollouts.into_iter().next());
        self.detail_of(&service, rollout).await.map(Some)
    }

    async fn detail_of(
        &self,
        service: &Service,
        rollout: Option<Rollout>,
    ) -> Result<ServiceDetail, AwsError> {
        let inner = &self.0;
        let now_ms = inner.clock.now_ms();
        let read = detail::service_detail(
            &inner.sources.aws,
            &inner.sources.store,
            detail::Kept {
                environment: inner.sources.agent.environment(),
                groups: &inner.target_groups,
                bounds: &inner.bounds,
            },
            service,
            rollout,
            now_ms,
        );
        let mut detail = read.await?;
        detail.deployments = match inner.sources.agent.with_waits(detail.deployments).await {
            Ok(deployments) => deployments,
            Err(error) => {
                tracing::error!(%error, "what deployments of a service wait for could not be read");
                Vec::new()
            }
        };
        Ok(detail)
    }

    fn receiver(&self, subject: &Subject) -> channel::Receiver<State> {
        let mut channels = self
            .0
            .channels
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match channels.entry(subject.clone()) {
            Entry::Occupied(entry) => entry.get().subscribe(),
            Entry::Vacant(entry) => {
                let (sender, receiver) = channel::channel(None);
                entry.insert(sender.clone());
                let poller = self.clone().poll(subject.clone(), sender);
                self.0.tasks.spawn(poller);
                receiver
            }
        }
    }

    async fn poll(self, subject: Subject, sender: channel::Sender<State>) {
        let mut last = String::new();
        let mut sight = match &subject {
            Subject::Service(target) => Some(self.0.sources.feed.look_at(target, Urgency::Viewer)),
            Subject::Services | Subject::Queue => None,
        };
        loop {
            let look = match &mut sight {
                Some(sight) => tokio::select! {
                    () = self.0.stopping.cancelled() => None,
                    look = sight.next() => look,
                    // Asks from time to time whether anybody still looks.
                    () = self.0.clock.sleep(self.0.every * 4) => None,
                },
                None => None,
            };
            let mut is_moving = true;
            if sight.is_none() || look.is_some() {
                match self.read(&subject, look.as_deref()).await {
                    Some(read) if read.identity != last => {
                        last = read.identity;
                        sender.send_replace(Some(Arc::from(read.text)));
                        is_moving = read.is_moving;
                    }
                    Some(read) => is_moving = read.is_moving,
                    None => {}
                }
            }
            if sight.is_none() {
                // Where nothing moves, later will do.
                let pause = self.0.every * if is_moving { 1 } else { 3 };
                tokio::select! {
                    () = self.0.stopping.cancelled() => {}
                    () = self.0.clock.sleep(pause) => {}
                }
            }
            if self.is_over(&subject, &sender) {
                return;
            }
        }
    }

    /// Ends the poller when nobody looks. Looked at under the lock under which others subscribe.
    fn is_over(&self, subject: &Subject, sender: &channel::Sender<State>) -> bool {
        let mut channels = self
            .0
            .channels
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let over = self.0.stopping.is_cancelled() || sender.receiver_count() == 0;
        if over {
            channels.remove(subject);
        }
        over
    }

    /// Reads the state; nothing where it cannot be read now.
    async fn read(&self, subject: &Subject, look: Option<&Look>) -> Option<Read> {
        match subject {
            Subject::Services => {
                let mut list = service_list(&self.0.sources.aws, self.0.clock.now_ms()).await;
                let is_moving = list
                    .services
                    .iter()
                    .any(|service| !matches!(service.health, Health::Steady | Health::Idle));
                let text = serde_json::to_string(&list).ok()?;
                list.as_of_ms = 0;
                Some(Read {
                    identity: serde_json::to_string(&list).ok()?,
                    text,
                    is_moving,
                })
            }
            Subject::Service(_) => {
                let Look {
                    number: _,
                    service,
                    rollout,
                } = look?;
                let service = service
                    .as_ref()
                    .inspect_err(|error| tracing::warn!(%error, "a watched service stays unread"))
                    .ok()?
                    .as_ref()?;
                let mut detail = self
                    .detail_of(service, rollout.clone())
                    .await
                    .inspect_err(|error| tracing::warn!(%error, "a watched service stays unread"))
                    .ok()?;
                let text = serde_json::to_string(&detail).ok()?;
                detail.as_of_ms = 0;
                Some(Read {
                    identity: serde_json::to_string(&detail).ok()?,
                    text,
                    is_moving: true,
                })
            }
            Subject::Queue => {
                let queue = self
                    .0
                    .sources
                    .agent
                    .queue()
                    .await
                    .inspect_err(|error| tracing::error!(%error, "the queue could not be read"))
                    .ok()?;
                let text = serde_json::to_string(&queue).ok()?;
                Some(Read {
                    identity: text.clone(),
                    text,
                    is_moving: true,
                })
            }
        }
    }
}

/// A state that was read.
#[derive(Debug)]
struct Read {
    /// The state without the time, by which two are compared.
    identity: String,
    text: String,
    /// Whether it is worth to look again soon.
    is_moving: bool,
}
