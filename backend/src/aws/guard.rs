//! Until when writes may be sent: an agent that was held up and may have lost its lease in the
//! meantime must not change anything any more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Shared between who renews it and the calls that ask it, right before they are sent.
#[derive(Debug, Clone)]
pub struct Guard(Arc<Mutex<Option<Instant>>>);

impl Guard {
    /// One that lets nothing through yet.
    pub fn closed() -> Self {
        Self(Arc::default())
    }

    /// Lets writes through until then. The time is the machine's own, which goes on while the
    /// process is stopped.
    pub fn open_until(&self, until: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// Lets nothing through any more.
    pub fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether a write may be sent at this moment.
    pub fn is_open(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some_and(|until| Instant::now() < until)
    }
}
