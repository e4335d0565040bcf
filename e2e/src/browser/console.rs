//! What the browser's console says.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use thirtyfour::BrowserLogEntry;

/// What a visit makes the browser write to its console on purpose.
#[derive(Debug, Default)]
pub(super) struct Expected {
    refusals: Mutex<Vec<(String, u16)>>,
    texts: Mutex<Vec<&'static str>>,
}

impl Expected {
    pub(super) fn refusal(&self, path_end: &str, status: u16) {
        self.refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((path_end.to_owned(), status));
    }

    pub(super) fn text(&self, text: &'static str) {
        self.texts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text);
    }

    pub(super) fn holds(&self, entry: &ConsoleEntry) -> bool {
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        refusals
            .iter()
            .any(|(path_end, status)| entry.is_refusal(path_end, *status))
            || texts.iter().any(|text| entry.message.contains(text))
    }
}

/// An entry of the console.
#[derive(Debug, Clone)]
pub(super) struct ConsoleEntry {
    /// Such as `SEVERE`.
    level: String,
    /// The text, with the address that it is about.
    message: String,
}

impl ConsoleEntry {
    pub(super) fn of(entry: BrowserLogEntry) -> Self {
        Self {
            level: entry.level,
            message: entry.message,
        }
    }

    /// Whether it reports an answer of the server with this status at an address that ends so.
    /// The browser itself writes these; a page can't keep it from doing so.
    fn is_refusal(&self, path_end: &str, status: u16) -> bool {
        let address = self.message.split_whitespace().next().unwrap_or_default();
        address.ends_with(path_end)
            && self
                .message
                .contains(&format!("responded with a status of {status}"))
    }
}

impl fmt::Display for ConsoleEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.level, self.message)
    }
}
