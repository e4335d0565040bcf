//! How services are, for those who look: one poller for each thing looked at, however many look,
//! and none when nobody does.

mod detail;
mod health;
mod list;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use shared::plan::Target;
use shared::wire::ServiceDetail;
use tokio::sync::watch as channel;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::{Aws, AwsError};
use crate::clock::Clock;
use crate::store::Store;

pub(crate) use list::service_list;

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// Every service.
    Services,
    /// One service.
    Service(Target),
}

/// The latest state as JSON text; nothing before the first.
type State = Option<Arc<str>>;

/// The pollers.
#[derive(Debug, Clone)]
pub(crate) struct Watch(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    aws: Aws,
    clock: Clock,
    every: Duration,
    tasks: TaskTracker,
    stopping: CancellationToken,
    channels: Mutex<HashMap<Subject, channel::Sender<State>>>,
    target_groups: detail::TargetGroups,
}

impl Watch {
    pub(crate) fn new(
        store: Store,
        aws: Aws,
        clock: Clock,
        every: Duration,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            aws,
            clock,
            every,
            tasks,
            stopping,
            channels: Mutex::default(),
            target_groups: detail::TargetGroups::default(),
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
        let inner = &self.0;
        detail::service_detail(
            &inner.aws,
            &inner.store,
            &inner.target_groups,
            target,
            inner.clock.now_ms(),
        )
        .await
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
        loop {
            if let Some((identity, state)) = self.read(&subject).await
                && identity != last
            {
                last = identity;
                sender.send_replace(Some(Arc::from(state)));
            }
            tokio::select! {
                () = self.0.stopping.cancelled() => {}
                () = self.0.clock.sleep(self.0.every) => {}
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

    /// The state's text, and the same without the time, by which two states are compared.
    async fn read(&self, subject: &Subject) -> Option<(String, String)> {
        let now_ms = self.0.clock.now_ms();
        match subject {
            Subject::Services => {
                let mut list = service_list(&self.0.aws, now_ms).await;
                let text = serde_json::to_string(&list).ok()?;
                list.as_of_ms = 0;
                Some((serde_json::to_string(&list).ok()?, text))
            }
            Subject::Service(target) => {
                let mut detail = self
                    .detail(target)
                    .await
                    .inspect_err(|error| tracing::warn!(%error, "a watched service stays unread"))
                    .ok()??;
                let text = serde_json::to_string(&detail).ok()?;
                detail.as_of_ms = 0;
                Some((serde_json::to_string(&detail).ok()?, text))
            }
        }
    }
}
