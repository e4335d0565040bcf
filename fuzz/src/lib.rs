//! What holds for any text at all: one module for each target, and what they share.
//!
//! A property that fails panics, which is how a fuzzer learns of it.

pub mod check;
pub mod diff;
pub mod import;
mod memory;
pub mod normalize;
pub mod parse;
pub mod placeholders;
pub mod plan;

use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json;

/// Stands on a line of its own between the texts of an input.
const SEPARATOR: &str = "\n=====\n";

/// Runs a target on a text and holds the memory that it takes against the text's length. What is
/// not UTF-8 never reaches `shared`: its callers refuse it.
pub fn with_bound(bytes: &[u8], run: fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        memory::is_linear(text.len(), || run(text));
    }
}

/// The texts of an input, as many as are asked for; the missing ones are empty.
fn texts<const COUNT: usize>(text: &str) -> [&str; COUNT] {
    let mut parts = text.splitn(COUNT, SEPARATOR);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// A document of whatever JSON there is, as the product reads it where it does, and of the given
/// kind where it would refuse.
fn document(text: &str, otherwise: DocumentKind) -> Option<Document> {
    Document::read(text, None)
        .ok()
        .or_else(|| document_of(otherwise, text))
}

/// A document of this kind of whatever JSON there is.
fn document_of(kind: DocumentKind, text: &str) -> Option<Document> {
    match Document::read(text, Some(kind)) {
        Ok(document) => Some(document),
        Err(_) => Some(Document::new(kind, json::parse(text).ok()?)),
    }
}
