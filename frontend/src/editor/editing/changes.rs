//! The ways to change a document through its tree.

use shared::document::Document;
use shared::issue::{DocumentKind, Fix};
use shared::json::Json;
use shared::pointer::Pointer;

use super::Editor;
use super::texts::{set_text, text};
use crate::editor::history::Place;
use leptos::prelude::*;

impl Editor {
    /// Changes a document through its tree. Placeholders that the change does not touch stay.
    pub(crate) fn edit(self, kind: DocumentKind, place: Place, change: impl FnOnce(&mut Document)) {
        let of = self.of(kind);
        let is_open = of.placeholders.with_untracked(|found| !found.is_empty());
        let reading = of.reading.get_untracked();
        self.change(place, |content| {
            // Where nothing is filled in, what was read is what stands there.
            let readable = if is_open {
                Document::read(text(content, kind), Some(kind)).or(reading)
            } else {
                reading
            };
            if let Ok(mut document) = readable {
                change(&mut document);
                set_text(content, kind, document.text());
            }
        });
    }

    pub(crate) fn set(self, kind: DocumentKind, pointer: &Pointer, value: Json) {
        self.edit(kind, Place::Member(kind, pointer.clone()), |document| {
            document.json_mut().set(pointer, value);
        });
    }

    /// Takes a member or an element away.
    pub(crate) fn remove(self, kind: DocumentKind, pointer: &Pointer) {
        self.edit(kind, Place::Member(kind, pointer.clone()), |document| {
            document.json_mut().remove(pointer);
        });
    }

    /// Takes an element away, and the list with the last one.
    pub(crate) fn remove_element(self, kind: DocumentKind, list: &Pointer, at: usize) {
        self.edit(kind, Place::Whole, |document| {
            let json = document.json_mut();
            json.remove(&list.index(at));
            if json
                .at(list)
                .and_then(Json::as_array)
                .is_some_and(<[Json]>::is_empty)
            {
                json.remove(list);
            }
        });
    }

    /// Changes a list as a whole: its order, or an element more.
    pub(crate) fn edit_list(
        self,
        kind: DocumentKind,
        list: &Pointer,
        change: impl FnOnce(&mut Vec<Json>),
    ) {
        self.edit(kind, Place::Whole, |document| {
            let json = document.json_mut();
            let mut elements = json
                .at(list)
                .and_then(Json::as_array)
                .unwrap_or_default()
                .to_vec();
            change(&mut elements);
            if elements.is_empty() {
                json.remove(list);
            } else {
                json.set(list, Json::from(elements));
            }
        });
    }

    pub(crate) fn apply(self, kind: DocumentKind, fix: &Fix) {
        self.edit(kind, Place::Whole, |document| document.apply(fix));
    }
}
