//! What is kept for a while, because it takes many calls to read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::AwsError;

/// A value that is read again when it is too old.
#[derive(Debug)]
pub(super) struct Kept<T> {
    value: Mutex<Option<(Instant, Arc<T>)>>,
    /// Held by the one who reads, with how the last read failed that did.
    reading: tokio::sync::Mutex<Option<(Instant, AwsError)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            value: Mutex::new(None),
            reading: tokio::sync::Mutex::new(None),
        }
    }
}

impl<T> Kept<T> {
    /// The value, unless it is older than this.
    pub(super) fn younger_than(&self, age: Duration) -> Option<Arc<T>> {
        let kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, value) = kept.as_ref()?;
        (at.elapsed() < age).then(|| Arc::clone(value))
    }

    /// The value, read anew where it is older than this. Who comes while it is read waits for that,
    /// and gets what came of it.
    ///
    /// # Errors
    /// It could not be read.
    pub(super) async fn or_read(
        &self,
        age: Duration,
        read: impl Future<Output = Result<T, AwsError>>,
    ) -> Result<Arc<T>, AwsError> {
        if let Some(value) = self.younger_than(age) {
            return Ok(value);
        }
        let began = Instant::now();
        let mut failure = self.reading.lock().await;
        if let Some(value) = self.younger_than(age) {
            return Ok(value);
        }
        if let Some((at, error)) = failure.as_ref()
            && *at > began
        {
            return Err(error.clone());
        }
        match read.await {
            Ok(value) => Ok(self.keep(value)),
            Err(error) => {
                *failure = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    /// Keeps a value.
    pub(super) fn keep(&self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((Instant::now(), Arc::clone(&value)));
        value
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{AwsError, Kept};

    #[test]
    fn what_is_old_is_read_again() {
        let kept = Kept::default();
        assert_eq!(kept.younger_than(Duration::from_mins(1)), None);
        kept.keep(1);
        let young = kept.younger_than(Duration::from_mins(1));
        assert_eq!(young.as_deref(), Some(&1));
        assert_eq!(kept.younger_than(Duration::ZERO), None);
    }

    #[tokio::test]
    async fn who_comes_while_it_is_read_gets_what_came_of_it() {
        let kept = Kept::default();
        let reads = AtomicUsize::new(0);
        let read = async || {
            reads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok::<_, AwsError>(7)
        };
        let age = Duration::from_mins(1);
        let (one, other) = tokio::join!(kept.or_read(age, read()), kept.or_read(age, read()));
        assert_eq!((*one.unwrap(), *other.unwrap()), (7, 7));
        assert_eq!(reads.into_inner(), 1);
    }

    #[tokio::test]
    async fn a_failure_is_told_to_all_who_waited_and_to_nobody_later() {
        let kept = Kept::default();
        let reads = AtomicUsize::new(0);
        let read = async || {
            reads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Err::<u8, _>(AwsError::Held { operation: "Read" })
        };
        let age = Duration::from_mins(1);
        let (one, other) = tokio::join!(kept.or_read(age, read()), kept.or_read(age, read()));
        assert!(one.is_err() && other.is_err());
        assert_eq!(reads.load(Ordering::Relaxed), 1);
        assert!(kept.or_read(age, read()).await.is_err());
        assert_eq!(reads.into_inner(), 2);
    }
}
