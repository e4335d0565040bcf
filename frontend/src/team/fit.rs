//! What is said at the title and at the reason of a change before the server is asked, which holds
//! them to the same.

use leptos::prelude::*;
use shared::change::{TEXT_ROOM, TITLE_ROOM};

use crate::ui::{Note, Tone};

/// What stands at a field.
pub(super) fn notes(fault: Option<String>) -> Vec<Note> {
    fault
        .map(|text| Note {
            tone: Tone::Bad,
            text,
            action: None,
        })
        .into_iter()
        .collect()
}

/// What is wrong with a title; that there is none is told once somebody tried to go on.
pub(super) fn of_title(title: RwSignal<String>, is_tried: RwSignal<bool>) -> Signal<Vec<Note>> {
    Signal::derive(move || notes(title.with(|title| title_fault(title, is_tried.get()))))
}

/// What is wrong with a reason, in the same way.
pub(super) fn of_reason(
    reason: RwSignal<String>,
    is_needed: bool,
    is_tried: RwSignal<bool>,
) -> Signal<Vec<Note>> {
    Signal::derive(move || {
        notes(reason.with(|reason| text_fault(reason, is_needed && is_tried.get())))
    })
}

/// What is wrong with a title.
pub(super) fn title_fault(title: &str, is_needed: bool) -> Option<String> {
    let length = title.trim().chars().count();
    if length == 0 {
        return is_needed.then(|| "Give it a title.".to_owned());
    }
    (length > TITLE_ROOM)
        .then(|| format!("It has {length} characters. Make it {TITLE_ROOM} or fewer."))
}

/// What is wrong with a longer text.
pub(super) fn text_fault(text: &str, is_needed: bool) -> Option<String> {
    let length = text.trim().chars().count();
    if length == 0 {
        return is_needed.then(|| "Write why, so that others know.".to_owned());
    }
    (length > TEXT_ROOM)
        .then(|| format!("It has {length} characters. Make it {TEXT_ROOM} or fewer."))
}

#[cfg(test)]
mod tests {
    use super::{TITLE_ROOM, text_fault, title_fault};

    #[test]
    fn what_is_missing_is_told_once_it_is_needed() {
        assert_eq!(title_fault("  ", false), None);
        assert_eq!(title_fault("  ", true).as_deref(), Some("Give it a title."));
        assert_eq!(text_fault("", false), None);
        assert!(text_fault(" ", true).is_some());
    }

    #[test]
    fn what_is_too_long_is_told_at_once_with_the_limit() {
        assert_eq!(title_fault(&"ä".repeat(TITLE_ROOM), true), None);
        let said = title_fault(&"ä".repeat(TITLE_ROOM + 1), false).unwrap_or_default();
        assert!(said.contains("121") && said.contains("120"), "{said}");
    }
}
