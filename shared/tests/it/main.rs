//! The domain through its public surface.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails at once")]

mod blaming;
mod botocore;
mod causes;
mod changing;
mod chats;
mod checks;
mod describe;
mod dialects;
mod differences;
mod documentation;
mod found;
mod freezes;
mod model;
mod oracle;
mod plans;
mod policies;
mod properties;
mod refusals;
mod run_task;
mod telling;

use shared::document::Document;

/// Every code that is given is one that the documentation lists.
fn is_listed(code: &str) {
    assert!(
        shared::check::listed::source(code).is_some(),
        "{code} is not listed"
    );
}

/// Reads a document that is known to be one.
fn read(text: &str) -> Document {
    Document::read(text, None).unwrap()
}
