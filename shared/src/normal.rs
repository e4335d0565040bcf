//! Normal form: what makes a comparison honest.

use crate::document::{Document, set_aside};

/// Brings a document into normal form.
pub fn normal(document: &Document) -> Document {
    let mut json = document.json().clone();
    set_aside(document.kind(), &mut json);
    Document::new(document.kind(), json)
}
