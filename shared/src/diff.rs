//! What differs between two documents, by meaning.

use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::{ChangeInWords, Effect};
use crate::pointer::Pointer;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The document it is in.
    pub document: DocumentKind,
    /// Where, in the normal form of the document after.
    pub pointer: Pointer,
    /// What the member is called.
    pub label: String,
    /// What it was; nothing where it was not there.
    pub before: Option<Json>,
    /// What it becomes; nothing where it goes.
    pub after: Option<Json>,
    /// What it does to running tasks.
    pub effect: Effect,
}

/// Compares two documents in normal form.
pub fn diff(_before: &Document, _after: &Document) -> Vec<Change> {
    Vec::new()
}

/// Says changes in words, grouped; secret-looking values are masked.
pub fn words(_changes: &[Change]) -> Vec<ChangeInWords> {
    Vec::new()
}
