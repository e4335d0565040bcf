//! What the keyboard does in an editor.

use leptos::prelude::*;
use shared::issue::Severity;

use super::editing::{Editor, View};
use super::history::Place;
use super::saving::Saving;
use crate::ui::{DialogHandle, Shortcut, is_typing};

/// Every shortcut, and what it does.
pub(super) const SHORTCUTS: &[Shortcut] = &[
    (
        "Ctrl Z",
        "Undo the last change, in whichever view it was made",
    ),
    ("Ctrl Shift Z or Ctrl Y", "Do it again"),
    ("Ctrl S", "Save the draft now"),
    ("Ctrl Enter", "Preview"),
    ("F8", "Go to the next error or warning"),
    ("Shift F8", "Go to the one before"),
    ("Alt 1, Alt 2, Alt 3", "Form, JSON, difference"),
    (
        "Arrow down in a field with suggestions",
        "Open the list; Enter chooses, Escape closes",
    ),
    ("?", "This overview"),
];

/// Listens, as long as the editor is open. On a Mac it is Command instead of Ctrl.
pub(super) fn listen(editor: Editor, saving: Saving, help: DialogHandle) {
    let position = StoredValue::new(None::<usize>);
    let heard = window_event_listener(leptos::ev::keydown, move |event| {
        let is_command = event.ctrl_key() || event.meta_key();
        let key = event.key();
        let taken = match key.as_str() {
            "z" | "Z" if is_command && event.shift_key() => {
                redo(editor);
                true
            }
            "z" | "Z" if is_command => {
                undo(editor);
                true
            }
            "y" | "Y" if is_command => {
                redo(editor);
                true
            }
            "s" | "S" if is_command => {
                saving.flush();
                true
            }
            "Enter" if is_command => crate::dom::press("preview"),
            "F8" => {
                next_issue(editor, position, event.shift_key());
                true
            }
            "1" | "2" | "3" if event.alt_key() && !is_command => {
                let view = match key.as_str() {
                    "1" => View::Form,
                    "2" => View::Json,
                    _ => View::Difference,
                };
                editor.view.set(view.as_str());
                true
            }
            "?" if !is_command && !is_typing(&event) => {
                help.open();
                true
            }
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    });
    on_cleanup(move || heard.remove());
}

/// Takes the last change back, shows where it was and says so.
pub(super) fn undo(editor: Editor) {
    said(editor, editor.undo(), "Undone", "There is nothing to undo.");
}

/// Makes it again.
pub(super) fn redo(editor: Editor) {
    said(
        editor,
        editor.redo(),
        "Done again",
        "There is nothing to do again.",
    );
}

fn said(editor: Editor, place: Option<Place>, word: &str, nothing: &str) {
    let announcer = editor.announcer;
    let words = match &place {
        None => nothing.to_owned(),
        Some(Place::Member(kind, pointer)) => match shared::schema::member(*kind, pointer) {
            Some(member) => format!("{word}: {}.", member.label),
            None => format!("{word}: {pointer}."),
        },
        Some(Place::Text(kind)) => format!("{word}: the text of the {}.", kind.words()),
        Some(Place::Value(name)) => format!("{word}: the value of {name}."),
        Some(Place::Whole) => format!("{word}."),
    };
    announcer.say(&words);
    if let Some(Place::Member(kind, pointer)) = place
        && editor.view.get_untracked() == View::Form.as_str()
    {
        crate::dom::reveal(&super::field_id(kind, &pointer));
    }
}

/// Goes to the next error or warning, round and round.
fn next_issue(editor: Editor, position: StoredValue<Option<usize>>, backwards: bool) {
    editor.insist();
    let issues: Vec<_> = editor.findings().with_untracked(|findings| {
        findings
            .all()
            .iter()
            .filter(|issue| issue.severity != Severity::Advice)
            .cloned()
            .collect()
    });
    if issues.is_empty() {
        editor.announcer.say("There is no error and no warning.");
        return;
    }
    let number = issues.len();
    let next = match position.get_value() {
        None if backwards => number - 1,
        None => 0,
        Some(at) if backwards => (at + number - 1) % number,
        Some(at) => (at + 1) % number,
    };
    position.set_value(Some(next));
    if let Some(issue) = issues.get(next) {
        editor.jump(issue);
    }
}
