//! The placeholders of the texts, and what they stand for.

use leptos::prelude::*;
use shared::placeholder::Placeholder;

use super::Editor;
use crate::editor::history::Place;

impl Editor {
    /// The placeholders of both texts that certainly are some, each once.
    pub(crate) fn placeholders(self) -> Vec<Placeholder> {
        let mut found = self.task_definition.placeholders.get();
        self.service.placeholders.with(|of_service| {
            for placeholder in of_service {
                if !found.iter().any(|known| known.name == placeholder.name) {
                    found.push(placeholder.clone());
                }
            }
        });
        found.retain(|placeholder| placeholder.certain);
        found
    }

    pub(crate) fn value_of(self, placeholder: &Placeholder) -> String {
        self.content.with(|content| {
            content
                .values
                .get(&placeholder.name)
                .cloned()
                .or_else(|| placeholder.default.clone())
                .unwrap_or_default()
        })
    }

    pub(crate) fn set_value(self, name: &str, value: String) {
        self.change(Place::Value(name.to_owned()), |content| {
            content.values.insert(name.to_owned(), value);
        });
    }

    /// The placeholders that still have no value.
    pub(crate) fn unfilled(self) -> Vec<String> {
        self.placeholders()
            .into_iter()
            .filter(|placeholder| self.value_of(placeholder).is_empty())
            .map(|placeholder| placeholder.name)
            .collect()
    }
}
