//! A place in a document as the form sees it: its label and help from the schema, its value from
//! the tree, its messages from the checks, and why it has no use where that is so.

use std::sync::Arc;

use leptos::prelude::*;
use shared::issue::{DocumentKind, Issue};
use shared::json::{Json, Number};
use shared::pointer::Pointer;
use shared::schema::{self, Element, Member, Structure, Value};

use super::editing::Editor;
use crate::parts::severity_tone;
use crate::ui::Note;

/// How what is typed becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A text that has to be there.
    Text,
    /// A text that is left out when it is empty.
    OptionalText,
    /// A number, left out when it is empty. What is no number is kept as it was typed, so that the
    /// checks can say so.
    Number,
}

/// A place in a document.
#[derive(Clone)]
pub(crate) struct Spot {
    pub(crate) editor: Editor,
    pub(crate) kind: DocumentKind,
    pub(crate) pointer: Pointer,
    /// The names of the members that lead here; elements of lists have none.
    pub(crate) path: Arc<[&'static str]>,
    /// What the schema knows of it; nothing for a document itself.
    pub(crate) member: Option<&'static Member>,
}

impl Spot {
    /// A document as a whole.
    pub(crate) fn root(editor: Editor, kind: DocumentKind) -> Self {
        Self {
            editor,
            kind,
            pointer: Pointer::root(),
            path: Arc::from([]),
            member: None,
        }
    }

    /// The place that a pointer names.
    pub(crate) fn at(editor: Editor, kind: DocumentKind, pointer: &str) -> Self {
        Pointer::parse(pointer)
            .tokens()
            .fold(Self::root(editor, kind), |spot, token| {
                match (spot.structure(), token.parse::<usize>()) {
                    (Some(structure), _) if structure.member(&token).is_some() => {
                        spot.child(&token)
                    }
                    (_, Ok(at)) => spot.element(at),
                    _ => spot.child(&token),
                }
            })
    }

    /// A member of what stands here.
    pub(crate) fn child(&self, name: &str) -> Self {
        let member = self
            .structure()
            .and_then(|structure| structure.member(name));
        let path = self
            .path
            .iter()
            .copied()
            .chain(member.map(|member| member.name))
            .collect();
        Self {
            pointer: self.pointer.member(name),
            path,
            member,
            ..self.clone()
        }
    }

    /// An element of the list that stands here.
    pub(crate) fn element(&self, at: usize) -> Self {
        Self {
            pointer: self.pointer.index(at),
            ..self.clone()
        }
    }

    /// The structure of what stands here, or of the list's elements.
    pub(crate) fn structure(&self) -> Option<&'static Structure> {
        match self.member.map(|member| &member.value) {
            None => Some(schema::root(self.kind)),
            Some(Value::Object(inner)) => Some(inner),
            Some(Value::List(list)) => match &list.element {
                Element::Object(inner) => Some(inner),
                Element::Text(_) | Element::Whole(_) => None,
            },
            Some(
                Value::Text(_)
                | Value::Whole(_)
                | Value::Decimal(_)
                | Value::Flag
                | Value::Map
                | Value::Any,
            ) => None,
        }
    }

    pub(crate) fn id(&self) -> String {
        field_id(self.kind, &self.pointer)
    }

    /// The schema's label, with the unit.
    pub(crate) fn label(&self) -> String {
        match self.member {
            Some(member) => match member.unit {
                Some(unit) => format!("{} ({unit})", member.label),
                None => member.label.to_owned(),
            },
            None => self.pointer.to_string(),
        }
    }

    /// The schema's help, and what holds where nothing is given.
    pub(crate) fn help(&self) -> String {
        let Some(member) = self.member else {
            return String::new();
        };
        match member.default.map(|text| words_of_default(member, text)) {
            Some(default) => format!("{} Without: {default}.", member.help),
            None => member.help.to_owned(),
        }
    }

    pub(crate) fn value(&self) -> Signal<String> {
        let spot = self.clone();
        Memo::new(move |_| {
            spot.editor.look(spot.kind, &spot.pointer, |json| {
                json.map_or_else(String::new, shown)
            })
        })
        .into()
    }

    pub(crate) fn is_set(&self) -> Signal<bool> {
        let spot = self.clone();
        Memo::new(move |_| spot.editor.is_set(spot.kind, &spot.pointer)).into()
    }

    /// How many elements the list that stands here has.
    pub(crate) fn length(&self) -> Memo<usize> {
        let spot = self.clone();
        Memo::new(move |_| spot.editor.length(spot.kind, &spot.pointer))
    }

    /// Puts what was typed into the document.
    pub(crate) fn put(&self, holds: Holds, typed: &str) {
        let value = match holds {
            Holds::Text => Some(Json::from(typed)),
            Holds::OptionalText => (!typed.is_empty()).then(|| Json::from(typed)),
            Holds::Number => (!typed.trim().is_empty()).then(|| number(typed)),
        };
        match value {
            Some(value) => self.set(value),
            None => self.remove(),
        }
    }

    pub(crate) fn set(&self, value: Json) {
        self.editor.set(self.kind, &self.pointer, value);
    }

    /// Takes it away, and with it the object around it that would be left empty and need not be
    /// there.
    pub(crate) fn remove(&self) {
        self.editor.remove(self.kind, &self.pointer);
    }

    /// The person leaves the field.
    pub(crate) fn touch(&self) {
        self.editor.touch(self.kind, &self.pointer);
    }

    /// What the checks say of this place, once the person has been there.
    pub(crate) fn notes(&self) -> Signal<Vec<Note>> {
        self.notes_but("")
    }

    /// The same without those of a rule that somebody else says better.
    pub(crate) fn notes_but(&self, code: &'static str) -> Signal<Vec<Note>> {
        let spot = self.clone();
        let issues = Memo::new(move |_| {
            if !spot.editor.is_touched(spot.kind, &spot.pointer) {
                return Vec::new();
            }
            spot.editor.findings().with(|findings| {
                findings
                    .at(spot.kind, &spot.pointer)
                    .filter(|issue| issue.code != code)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        });
        self.noted(issues)
    }

    /// Issues as they are said at a field.
    fn noted(&self, issues: Memo<Vec<Issue>>) -> Signal<Vec<Note>> {
        let (editor, kind) = (self.editor, self.kind);
        Signal::derive(move || {
            issues
                .get()
                .into_iter()
                .map(super::words::in_form)
                .map(|issue| Note {
                    tone: severity_tone(issue.severity),
                    text: crate::text::sentence(&issue.message),
                    action: issue.fix.map(|fix| {
                        let label = fix.label.clone();
                        (label, Callback::new(move |()| editor.apply(kind, &fix)))
                    }),
                })
                .collect()
        })
    }

    /// What the checks say of this place and of what is in it, once the person has been in one of
    /// some places of it. One look at the findings for all of them.
    pub(crate) fn notes_within(&self, members: &'static [&'static str]) -> Signal<Vec<Note>> {
        let spot = self.clone();
        let issues = Memo::new(move |_| {
            let is_touched = |pointer: &Pointer| spot.editor.is_touched(spot.kind, pointer);
            let was_there = is_touched(&spot.pointer)
                || members
                    .iter()
                    .any(|member| is_touched(&spot.pointer.member(member)));
            if !was_there {
                return Vec::new();
            }
            spot.editor.findings().with(|findings| {
                findings
                    .within(spot.kind, &spot.pointer)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        });
        self.noted(issues)
    }

    /// Why it has no use with the choices that are made elsewhere.
    pub(crate) fn ruled_out(&self) -> Signal<Option<String>> {
        let Some(member) = self.member else {
            return Signal::derive(|| None);
        };
        let spot = self.clone();
        Memo::new(move |_| {
            spot.editor
                .setting()
                .with(|setting| setting.rules_out(spot.kind, &spot.path, member))
                .map(|reason| format!("Ruled out. {reason}"))
        })
        .into()
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

/// A typed number as JSON; what is no number stays a text, so that the checks can say so.
pub(crate) fn number(typed: &str) -> Json {
    Number::parse(typed.trim()).map_or_else(|| Json::from(typed), Json::from)
}

fn words_of_default(member: &Member, text: &str) -> String {
    match (text, member.unit) {
        ("true", _) => "yes".to_owned(),
        ("false", _) => "no".to_owned(),
        (text, Some(unit)) => format!("{text} {unit}"),
        (text, None) => text.trim_matches('"').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, Json, Pointer, field_id, number, shown};

    #[test]
    fn a_place_has_an_id_of_its_own() {
        let pointer = Pointer::parse("/containerDefinitions/0/image");
        assert_eq!(
            field_id(DocumentKind::TaskDefinition, &pointer),
            "task-definition-containerDefinitions-0-image"
        );
    }

    #[test]
    fn what_is_no_number_stays_as_it_was_typed() {
        assert_eq!(number(" 80 ").to_compact(), "80");
        assert_eq!(number("8o"), Json::from("8o"));
        assert_eq!(shown(&number("0.5")), "0.5");
    }
}
