//! The domain through its public surface.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails at once")]

mod botocore;
mod checks;
mod describe;
mod dialects;
mod differences;
mod model;
mod oracle;
mod plans;
mod properties;
mod run_task;

use shared::document::Document;

/// Reads a document that is known to be one.
fn read(text: &str) -> Document {
    Document::read(text, None).unwrap()
}
