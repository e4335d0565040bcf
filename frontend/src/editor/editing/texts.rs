//! The texts of an editor, and what is derived from one text alone.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::placeholder::{self, Placeholder};
use shared::wire::DraftContent;

use super::Reading;

/// The text of a document; empty for a run-task request, which is no part of a service.
pub(in crate::editor) fn text(content: &DraftContent, kind: DocumentKind) -> &str {
    match kind {
        DocumentKind::TaskDefinition => &content.task_definition,
        DocumentKind::Service => &content.service,
        DocumentKind::RunTask => "",
    }
}

pub(in crate::editor) fn set_text(content: &mut DraftContent, kind: DocumentKind, text: String) {
    match kind {
        DocumentKind::TaskDefinition => content.task_definition = text,
        DocumentKind::Service => content.service = text,
        // Refused where texts come in.
        DocumentKind::RunTask => {}
    }
}

/// One of the texts, and what is derived from it alone: what is typed into one document does not
/// make the other be read again.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) typed: Memo<String>,
    pub(super) placeholders: Memo<Vec<Placeholder>>,
    pub(super) reading: Memo<Reading>,
}

impl Text {
    pub(super) fn of(
        content: RwSignal<DraftContent>,
        values: Memo<BTreeMap<String, String>>,
        kind: DocumentKind,
    ) -> Self {
        let typed = Memo::new(move |_| content.with(|content| text(content, kind).to_owned()));
        let placeholders = Memo::new(move |_| typed.with(|text| placeholder::find(text)));
        let reading = Memo::new(move |_| {
            typed.with(|text| {
                placeholders.with(|found| {
                    if found.is_empty() {
                        return Document::read(text, Some(kind));
                    }
                    let filled = values.with(|values| filled(text, found, values));
                    Document::read(&filled, Some(kind))
                })
            })
        });
        Self {
            typed,
            placeholders,
            reading,
        }
    }
}

/// A text with the values of its placeholders, as far as there are any.
pub(super) fn filled(
    text: &str,
    found: &[Placeholder],
    values: &BTreeMap<String, String>,
) -> String {
    let values: BTreeMap<String, String> = found
        .iter()
        .filter_map(|placeholder| {
            let given = values.get(&placeholder.name).cloned();
            let value = given.or_else(|| placeholder.default.clone())?;
            (!value.is_empty()).then(|| (placeholder.name.clone(), value))
        })
        .collect();
    if values.is_empty() {
        text.to_owned()
    } else {
        placeholder::fill(text, &values)
    }
}
