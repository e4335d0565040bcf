//! Journals: writing them, and following them as they are written.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use shared::deployment::{JournalEntry, JournalEvent};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::store::{Lease, Store, StoreError};

/// Another process may write to the same database; so often it is looked at without being told.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// So many entries are read at once.
const AT_ONCE: i64 = 500;

/// The journals of all deployments.
#[derive(Debug, Clone)]
pub(super) struct Journals {
    store: Store,
    clock: Clock,
    /// Each journal that somebody follows.
    written: Arc<Mutex<HashMap<String, watch::Sender<()>>>>,
}

impl Journals {
    pub(super) fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            written: Arc::default(),
        }
    }

    /// Appends events, all or none, and tells those who follow. `takes` is the command that they
    /// take up.
    pub(super) async fn append(
        &self,
        lease: &Lease,
        events: &[JournalEvent],
        takes: Option<i64>,
    ) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        self.store
            .append_journal(lease, events, takes, self.clock.now_ms())
            .await?;
        self.tell(&lease.deployment);
        Ok(())
    }

    /// Appends an event unless somebody has told the deployment to stop or to give way, which it has
    /// not taken up; says whether it was appended.
    pub(super) async fn append_unless_told(
        &self,
        lease: &Lease,
        event: &JournalEvent,
    ) -> Result<bool, StoreError> {
        let now_ms = self.clock.now_ms();
        let is_written = self.store.append_unless_told(lease, event, now_ms).await?;
        if is_written {
            self.tell(&lease.deployment);
        }
        Ok(is_written)
    }

    /// Tells those who follow that there is something new.
    pub(super) fn tell(&self, id: &str) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = written.get(id) {
            if sender.receiver_count() == 0 {
                written.remove(id);
            } else {
                sender.send_replace(());
            }
        }
    }

    /// The entries after a sequence, then each as it is written, until the verdict. Subscribes
    /// before it reads, so that nothing falls between.
    pub(super) fn follow(
        &self,
        id: String,
        after: i64,
    ) -> impl Stream<Item = JournalEntry> + use<> {
        let journals = self.clone();
        stream! {
            let mut told = journals.subscribe(&id);
            let mut last = after;
            loop {
                told.borrow_and_update();
                loop {
                    let entries = match journals.store.journal(&id, last, AT_ONCE).await {
                        Ok(entries) => entries,
                        Err(error) => {
                            tracing::error!(deployment.id = %id, error = ?error, "a journal could not be read");
                            return;
                        }
                    };
                    if entries.is_empty() {
                        break;
                    }
                    for entry in entries {
                        last = entry.sequence;
                        let over = matches!(entry.event, JournalEvent::Finished { .. });
                        yield entry;
                        if over {
                            return;
                        }
                    }
                }
                // A journal that ended before `after` has nothing to come.
                if let Ok(Some(deployment)) = journals.store.deployment(&id).await
                    && matches!(deployment.state, shared::deployment::DeploymentState::Finished { .. })
                    && matches!(journals.store.journal(&id, last, 1).await.as_deref(), Ok([]))
                {
                    return;
                }
                tokio::select! {
                    changed = told.changed() => if changed.is_err() {
                        told = journals.subscribe(&id);
                    },
                    () = journals.clock.sleep(LOOK_AGAIN) => {}
                }
            }
        }
    }

    fn subscribe(&self, id: &str) -> watch::Receiver<()> {
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(id.to_owned())
            .or_insert_with(|| watch::channel(()).0)
            .subscribe()
    }
}
