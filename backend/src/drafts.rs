//! Drafts while people type: who has which one open, and what they hear of it.
//!
//! Who has a draft open is known to this process alone: it is a matter of open streams, and is
//! forgotten with them. Where several processes share a database, people see those of their own
//! process; saves of all processes reach them, a little later.

mod room;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use shared::wire::{DraftNews, DraftSummary, DraftUpdate};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use room::Room;

use crate::clock::Clock;
use crate::store::{DraftSave, Saved, Store, StoreError};

/// So many drafts may one person have made.
pub(crate) const MOST: i64 = 500;

/// A handle on the drafts.
#[derive(Debug, Clone)]
pub(crate) struct Drafts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    clock: Clock,
    /// How often the database is asked of a draft that is open, for what other processes save.
    every: Duration,
    tasks: TaskTracker,
    stopping: CancellationToken,
    /// The drafts that somebody has open, by id.
    rooms: Mutex<HashMap<String, Room>>,
}

impl Drafts {
    pub(crate) fn new(
        store: Store,
        clock: Clock,
        every: Duration,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            every,
            tasks,
            stopping,
            rooms: Mutex::default(),
        }))
    }

    /// Saves a draft, and tells those who have it open.
    pub(crate) async fn save(
        &self,
        environment: &str,
        id: &str,
        update: &DraftUpdate,
        user: &str,
    ) -> Result<Saved, StoreError> {
        let save = DraftSave {
            environment,
            id,
            update,
            user,
            most: MOST,
            now_ms: self.0.clock.now_ms(),
        };
        let saved = self.0.store.save_draft(&save).await?;
        self.look_at(id);
        Ok(saved)
    }

    /// Deletes a draft, and tells those who have it open. One that is gone stays gone.
    pub(crate) async fn delete(
        &self,
        environment: &str,
        id: &str,
        user: &str,
    ) -> Result<(), StoreError> {
        let now_ms = self.0.clock.now_ms();
        let store = &self.0.store;
        if store.delete_draft(environment, id, user, now_ms).await? {
            tracing::info!(draft.id = id, user, "deleted a draft");
        }
        self.look_at(id);
        Ok(())
    }

    /// Opens a draft: the news as they are, then each time they change. The person counts as
    /// there until the stream is dropped.
    pub(crate) fn open(
        &self,
        environment: &str,
        draft: DraftSummary,
        user: String,
    ) -> impl Stream<Item = DraftNews> + use<> {
        let (seat, mut news) = self.enter(environment, draft, user);
        stream! {
            loop {
                let latest = news.borrow_and_update().clone();
                yield latest;
                if news.changed().await.is_err() {
                    break;
                }
            }
            drop(seat);
        }
    }

    fn enter(
        &self,
        environment: &str,
        draft: DraftSummary,
        user: String,
    ) -> (Seat, watch::Receiver<DraftNews>) {
        let id = draft.id.clone();
        let mut rooms = self.rooms();
        let room = match rooms.entry(id.clone()) {
            Entry::Occupied(entry) => {
                // Who comes may have seen what another process saved a moment ago.
                entry.get().look.notify_one();
                entry.into_mut()
            }
            Entry::Vacant(entry) => {
                let room = Room::new(draft);
                let follower = self.clone().follow(
                    environment.to_owned(),
                    id.clone(),
                    room.news.clone(),
                    Arc::clone(&room.look),
                );
                self.0.tasks.spawn(follower);
                entry.insert(room)
            }
        };
        room.enter(user.clone());
        let news = room.news.subscribe();
        let drafts = self.clone();
        (Seat { drafts, id, user }, news)
    }

    /// Asks the database again and again how a draft is, as long as somebody has it open. Only
    /// this task tells, so that nobody hears an older state after a newer one.
    async fn follow(
        self,
        environment: String,
        id: String,
        news: watch::Sender<DraftNews>,
        look: Arc<Notify>,
    ) {
        loop {
            match self.0.store.draft_summary(&environment, &id).await {
                Ok(summary) => {
                    news.send_if_modified(|news| {
                        let differs = news.summary != summary;
                        news.summary = summary;
                        differs
                    });
                }
                Err(error) => {
                    tracing::warn!(draft.id = %id, error = ?error, "an open draft stays unread");
                }
            }
            tokio::select! {
                () = self.0.stopping.cancelled() => {}
                () = look.notified() => {}
                () = self.0.clock.sleep(self.0.every) => {}
            }
            if self.is_over(&id) {
                return;
            }
        }
    }

    /// Forgets a draft that nobody has open. Looked at under the lock under which people enter.
    fn is_over(&self, id: &str) -> bool {
        let mut rooms = self.rooms();
        let is_empty = rooms.get(id).is_none_or(Room::is_empty);
        let over = self.0.stopping.is_cancelled() || is_empty;
        if over {
            rooms.remove(id);
        }
        over
    }

    fn look_at(&self, id: &str) {
        if let Some(room) = self.rooms().get(id) {
            room.look.notify_one();
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<String, Room>> {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody's place at a draft; they leave when it is dropped.
#[derive(Debug)]
struct Seat {
    drafts: Drafts,
    id: String,
    user: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(room) = self.drafts.rooms().get_mut(&self.id) {
            room.leave(&self.user);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::StreamExt as _;
    use futures::future::BoxFuture;
    use shared::wire::{DraftContent, DraftUpdate};
    use tokio_util::sync::CancellationToken;
    use tokio_util::task::TaskTracker;

    use super::Drafts;
    use crate::clock::{Clock, TimeSource};
    use crate::store::{Saved, Store};

    /// A clock that stands still: what happens does not wait for it.
    struct Still;

    impl TimeSource for Still {
        fn now_ms(&self) -> i64 {
            7
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test]
    async fn a_draft_is_followed_as_long_as_somebody_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::sqlite_url(&folder.path().join("drafts.sqlite"));
        let store = Store::open(&url).await.unwrap();
        let tasks = TaskTracker::new();
        let stopping = CancellationToken::new();
        let every = Duration::from_secs(1);
        let clock = Clock::new(Still);
        let drafts = Drafts::new(store.clone(), clock, every, tasks.clone(), stopping);
        let mut update = DraftUpdate {
            base_version: 0,
            title: "New service".to_owned(),
            cluster: None,
            service: None,
            content: DraftContent::default(),
        };
        let made = drafts.save("test", "id", &update, "dana").await.unwrap();
        let Saved::Written(made) = made else {
            panic!("not made: {made:?}");
        };
        let hers = drafts.open("test", made.clone(), "dana".to_owned());
        let theirs = drafts.open("test", made, "vera".to_owned());
        assert_eq!(tasks.len(), 1);
        drop(hers);
        let mut theirs = Box::pin(theirs);
        assert_eq!(theirs.next().await.unwrap().people, ["vera"]);
        update.base_version = 1;
        drafts.save("test", "id", &update, "dana").await.unwrap();
        let news = theirs.next().await.unwrap();
        assert_eq!(news.summary.unwrap().version, 2);
        drop(theirs);
        tasks.close();
        tasks.wait().await;
        assert!(drafts.rooms().is_empty());
        store.close().await;
    }
}
