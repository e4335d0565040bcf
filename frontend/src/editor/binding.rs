//! A form field bound to a place in a document: its label and help from the schema, its value from
//! the tree, its messages from the checks.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::{Json, Number};
use shared::pointer::Pointer;
use shared::schema;

use super::editing::Editor;
use crate::parts::severity_tone;
use crate::ui::Note;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A text that has to be there.
    Text,
    /// A text that is left out when it is empty.
    OptionalText,
    /// A number, left out when it is empty. What is no number is kept as it was typed, so that the
    /// checks can say so.
    Number,
    /// A list of texts, separated by commas or spaces.
    Texts,
}

/// A field bound to a place in a document.
#[derive(Clone)]
pub(crate) struct Binding {
    pub(crate) editor: Editor,
    pub(crate) kind: DocumentKind,
    pub(crate) pointer: Pointer,
    pub(crate) holds: Holds,
}

impl Binding {
    pub(crate) fn new(editor: Editor, kind: DocumentKind, pointer: &str, holds: Holds) -> Self {
        Self {
            editor,
            kind,
            pointer: Pointer::parse(pointer),
            holds,
        }
    }

    pub(crate) fn id(&self) -> String {
        field_id(self.kind, &self.pointer)
    }

    /// The schema's label, with the unit.
    pub(crate) fn label(&self) -> String {
        match schema::member(self.kind, &self.pointer) {
            Some(member) => match member.unit {
                Some(unit) => format!("{} ({unit})", member.label),
                None => member.label.to_owned(),
            },
            None => self.pointer.to_string(),
        }
    }

    pub(crate) fn help(&self) -> String {
        schema::member(self.kind, &self.pointer)
            .map_or_else(String::new, |member| member.help.to_owned())
    }

    pub(crate) fn value(&self) -> Signal<String> {
        let Self {
            editor,
            kind,
            pointer,
            holds: _,
        } = self.clone();
        Signal::derive(move || {
            editor
                .at(kind, &pointer)
                .map_or_else(String::new, |json| shown(&json))
        })
    }

    /// Puts what was typed into the document.
    pub(crate) fn put(&self, typed: &str) {
        let value = match self.holds {
            Holds::Text => Some(Json::from(typed)),
            Holds::OptionalText => (!typed.is_empty()).then(|| Json::from(typed)),
            Holds::Number => (!typed.trim().is_empty())
                .then(|| Number::parse(typed).map_or_else(|| Json::from(typed), Json::from)),
            Holds::Texts => Some(Json::from(split(typed))),
        };
        match value {
            Some(value) => self.editor.set(self.kind, &self.pointer, value),
            None => self.editor.remove(self.kind, &self.pointer),
        }
    }

    pub(crate) fn touch(&self) {
        self.editor.touch(self.kind, &self.pointer);
    }

    /// What the checks say of this place, once the person has been there.
    pub(crate) fn notes(&self) -> Signal<Vec<Note>> {
        let Self {
            editor,
            kind,
            pointer,
            holds,
        } = self.clone();
        Signal::derive(move || {
            if !editor.is_touched(kind, &pointer) {
                return Vec::new();
            }
            editor.issues().with(|issues| {
                issues
                    .iter()
                    .filter(|issue| {
                        issue.document == kind
                            && (issue.pointer == pointer
                                || holds == Holds::Texts && issue.pointer.is_within(&pointer))
                    })
                    .map(|issue| Note {
                        tone: severity_tone(issue.severity),
                        text: crate::text::sentence(&issue.message),
                        action: issue.fix.clone().map(|fix| {
                            let label = fix.label.clone();
                            (label, Callback::new(move |()| editor.apply(kind, &fix)))
                        }),
                    })
                    .collect()
            })
        })
    }
}

/// The id of the field for a place, for labels and for jumping to it.
pub(crate) fn field_id(kind: DocumentKind, pointer: &Pointer) -> String {
    let prefix = match kind {
        DocumentKind::TaskDefinition => "task-definition",
        DocumentKind::Service => "service",
        DocumentKind::RunTask => "run-task",
    };
    pointer
        .tokens()
        .fold(prefix.to_owned(), |id, token| format!("{id}-{token}"))
}

/// How a value stands in a field.
pub(crate) fn shown(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Number(number) => number.as_str().to_owned(),
        Json::Bare(token) => token.clone(),
        Json::Array(elements) => elements.iter().map(shown).collect::<Vec<_>>().join(", "),
        Json::Bool(_) | Json::Object(_) => json.to_compact(),
    }
}

fn split(typed: &str) -> Vec<Json> {
    typed
        .split([',', ' ', '\n'])
        .filter(|part| !part.is_empty())
        .map(Json::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, Json, Pointer, field_id, shown, split};

    #[test]
    fn a_place_has_an_id_of_its_own() {
        let pointer = Pointer::parse("/containerDefinitions/0/image");
        assert_eq!(
            field_id(DocumentKind::TaskDefinition, &pointer),
            "task-definition-containerDefinitions-0-image"
        );
    }

    #[test]
    fn a_list_is_typed_with_commas_or_spaces() {
        let list = split("subnet-1, subnet-2  subnet-3");
        assert_eq!(shown(&Json::from(list)), "subnet-1, subnet-2, subnet-3");
    }
}
