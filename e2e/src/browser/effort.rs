//! How much a person does: counted while hands and keys move.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Clicks and keys so far.
#[derive(Debug, Default)]
pub struct Effort {
    clicks: AtomicUsize,
    keys: AtomicUsize,
}

impl Effort {
    pub(super) fn click(&self) {
        self.clicks.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn keys(&self, number: usize) {
        self.keys.fetch_add(number, Ordering::Relaxed);
    }

    /// How often something was clicked.
    pub fn n_clicks(&self) -> usize {
        self.clicks.load(Ordering::Relaxed)
    }

    /// How many keys were pressed, letters and all others.
    pub fn n_keys(&self) -> usize {
        self.keys.load(Ordering::Relaxed)
    }
}
