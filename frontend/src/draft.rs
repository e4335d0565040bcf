//! What a person has typed, kept in the tab so that a reload loses nothing.
//! Secret values are never typed here: definitions hold references alone.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::dom;

/// Keeps something under a name.
pub(crate) fn keep<T: Serialize>(name: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (dom::session_storage(), serde_json::to_string(value)) {
        // A tab that may not keep anything still works until it is reloaded.
        drop(storage.set_item(&key(name), &text));
    }
}

/// Finds what was kept.
pub(crate) fn find<T: DeserializeOwned>(name: &str) -> Option<T> {
    let text = dom::session_storage()?
        .get_item(&key(name))
        .ok()
        .flatten()?;
    serde_json::from_str(&text).ok()
}

/// Forgets what was kept.
pub(crate) fn forget(name: &str) {
    if let Some(storage) = dom::session_storage() {
        drop(storage.remove_item(&key(name)));
    }
}

fn key(name: &str) -> String {
    format!("longshore.{name}")
}
