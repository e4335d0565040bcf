//! What is kept for a while, because it takes many calls to read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A value that is read again when it is too old.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<Option<(Instant, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    /// The value, unless it is older than this.
    pub(super) fn younger_than(&self, age: Duration) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, value) = kept.as_ref()?;
        (at.elapsed() < age).then(|| Arc::clone(value))
    }

    /// Keeps a value.
    pub(super) fn keep(&self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((Instant::now(), Arc::clone(&value)));
        value
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Kept;

    #[test]
    fn what_is_old_is_read_again() {
        let kept = Kept::default();
        assert_eq!(kept.younger_than(Duration::from_mins(1)), None);
        kept.keep(1);
        let young = kept.younger_than(Duration::from_mins(1));
        assert_eq!(young.as_deref(), Some(&1));
        assert_eq!(kept.younger_than(Duration::ZERO), None);
    }
}
