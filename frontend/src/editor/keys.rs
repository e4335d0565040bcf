//! What the keyboard does in an editor.

use leptos::prelude::*;
use shared::issue::{Issue, Severity};

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
    let position = StoredValue::new(None::<Position>);
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
        Some(Place::Gate) => format!("{word}: the task that runs first."),
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
fn next_issue(editor: Editor, position: StoredValue<Option<Position>>, backwards: bool) {
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
    let next = following(position.get_value().as_ref(), &issues, backwards);
    if let Some(issue) = issues.get(next) {
        position.set_value(Some(Position {
            at: next,
            issue: issue.clone(),
        }));
        editor.jump(issue);
    }
}

/// The issue that was gone to last, and where it stood then.
#[derive(Debug, Clone)]
struct Position {
    at: usize,
    issue: Issue,
}

/// Where the next issue stands. What was mended in the meantime is not there any more, and the next
/// one has taken its place.
fn following(position: Option<&Position>, issues: &[Issue], backwards: bool) -> usize {
    let number = issues.len().max(1);
    let Some(Position { at, issue }) = position else {
        return if backwards { number - 1 } else { 0 };
    };
    let is_there = issues.get(*at) == Some(issue);
    match (backwards, is_there) {
        (true, _) => (at + number - 1) % number,
        (false, true) => (at + 1) % number,
        (false, false) => at % number,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use shared::issue::DocumentKind;
    use shared::pointer::Pointer;

    use super::{Issue, Position, Severity, following};

    fn issue(member: &str) -> Issue {
        Issue {
            document: DocumentKind::Service,
            severity: Severity::Error,
            code: Cow::Borrowed("x"),
            pointer: Pointer::root().member(member),
            message: String::new(),
            fix: None,
        }
    }

    #[test]
    fn the_next_one_is_the_next_one_also_after_one_was_mended() {
        let all = ["a", "b", "c"].map(issue);
        assert_eq!(following(None, &all, false), 0);
        assert_eq!(following(None, &all, true), 2);
        let at_b = Position {
            at: 1,
            issue: issue("b"),
        };
        assert_eq!(following(Some(&at_b), &all, false), 2);
        assert_eq!(following(Some(&at_b), &all, true), 0);
        let mended = ["a", "c"].map(issue);
        assert_eq!(following(Some(&at_b), &mended, false), 1);
        assert_eq!(following(Some(&at_b), &[issue("a")], false), 0);
    }
}
