//! How many streams each person may have open at the same time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most streams of one person. A page has two at most, and a browser opens a hundred to one
/// proxy over HTTP/2; nobody looks at more, and each costs the server a connection, a task and
/// looks at the database.
pub(super) const MOST: usize = 100;

/// Who has how many streams open, in this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<String, usize>>>);

/// One stream's place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    name: String,
}

impl Places {
    /// A place for one more stream of a person; nothing where they have as many as they may.
    pub(super) fn take(&self, name: &str) -> Option<Place> {
        let mut taken = self.lock();
        let count = taken.entry(name.to_owned()).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place {
            places: self.clone(),
            name: name.to_owned(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(count) = taken.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Places};

    #[test]
    fn a_place_is_free_again_when_its_stream_ends() {
        let places = Places::default();
        let mut held: Vec<_> = (0..MOST).map(|_| places.take("dana").unwrap()).collect();
        assert!(places.take("dana").is_none());
        // Others have places of their own.
        assert!(places.take("vera").is_some());
        held.pop();
        assert!(places.take("dana").is_some());
        drop(held);
        assert!(places.lock().is_empty());
    }
}
