//! One draft that somebody has open: who is there, and the news.

use std::collections::BTreeMap;
use std::sync::Arc;

use shared::wire::{DraftNews, DraftSummary};
use tokio::sync::{Notify, watch};

/// A draft that somebody has open.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) news: watch::Sender<DraftNews>,
    /// Has the database asked at once.
    pub(super) look: Arc<Notify>,
    /// How many streams each person has open.
    people: BTreeMap<String, usize>,
}

impl Room {
    pub(super) fn new(draft: DraftSummary) -> Self {
        let news = DraftNews {
            summary: Some(draft),
            people: Vec::new(),
        };
        Self {
            news: watch::channel(news).0,
            look: Arc::default(),
            people: BTreeMap::new(),
        }
    }

    pub(super) fn enter(&mut self, user: String) {
        *self.people.entry(user).or_default() += 1;
        self.tell();
    }

    pub(super) fn leave(&mut self, user: &str) {
        if let Some(streams) = self.people.get_mut(user) {
            *streams -= 1;
            if *streams == 0 {
                self.people.remove(user);
            }
        }
        if self.people.is_empty() {
            self.look.notify_one();
        }
        self.tell();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    fn tell(&self) {
        let people: Vec<String> = self.people.keys().cloned().collect();
        self.news.send_if_modified(|news| {
            let differs = news.people != people;
            news.people = people;
            differs
        });
    }
}
