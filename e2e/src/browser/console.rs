//! What the browser's console says.

use std::fmt;

use thirtyfour::BrowserLogEntry;

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
    pub(super) fn is_refusal(&self, path_end: &str, status: u16) -> bool {
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
