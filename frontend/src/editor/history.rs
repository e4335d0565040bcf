//! What can be undone and done again.

use shared::issue::DocumentKind;
use shared::pointer::Pointer;
use shared::wire::DraftContent;

/// More than this many bytes of earlier texts are not kept; the oldest go first.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Where something was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A member of a document.
    Member(DocumentKind, Pointer),
    /// The text of a document.
    Text(DocumentKind),
    /// The value of a placeholder.
    Value(String),
    /// The task that runs first.
    Gate,
    /// Several places at once.
    Whole,
}

/// A text as it was, and where it was changed then.
#[derive(Debug, Clone)]
struct Step {
    content: DraftContent,
    place: Place,
}

/// The earlier texts, and those that were taken back.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    /// Whether the next change at the same place belongs to the last one, as letters of a word do.
    is_open: bool,
}

impl History {
    /// Notes that a place is about to be changed, and what stood there before.
    pub(super) fn record(&mut self, before: DraftContent, place: Place) {
        self.future.clear();
        let goes_on = self.is_open && self.past.last().is_some_and(|last| last.place == place);
        self.is_open = place != Place::Whole;
        if goes_on {
            return;
        }
        self.past.push(Step {
            content: before,
            place,
        });
        let mut bytes: usize = self.past.iter().map(Step::bytes).sum();
        while bytes > MOST_BYTES && self.past.len() > 1 {
            bytes -= self.past.remove(0).bytes();
        }
    }

    /// The next change is one of its own, also at the same place.
    pub(super) const fn seal(&mut self) {
        self.is_open = false;
    }

    /// Takes the last change back: what stood there before, and where.
    pub(super) fn undo(&mut self, now: DraftContent) -> Option<(DraftContent, Place)> {
        let Step { content, place } = self.past.pop()?;
        self.future.push(Step {
            content: now,
            place: place.clone(),
        });
        self.is_open = false;
        Some((content, place))
    }

    /// Makes the last change that was taken back again.
    pub(super) fn redo(&mut self, now: DraftContent) -> Option<(DraftContent, Place)> {
        let Step { content, place } = self.future.pop()?;
        self.past.push(Step {
            content: now,
            place: place.clone(),
        });
        self.is_open = false;
        Some((content, place))
    }

    pub(super) const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(super) const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

impl Step {
    fn bytes(&self) -> usize {
        self.content.task_definition.len() + self.content.service.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, DraftContent, History, Place, Pointer};

    fn content(text: &str) -> DraftContent {
        DraftContent {
            task_definition: text.to_owned(),
            ..DraftContent::default()
        }
    }

    fn image() -> Place {
        Place::Member(
            DocumentKind::TaskDefinition,
            Pointer::parse("/containerDefinitions/0/image"),
        )
    }

    #[test]
    fn letters_of_a_word_are_one_change() {
        let mut history = History::default();
        history.record(content(""), image());
        history.record(content("n"), image());
        let (before, place) = history.undo(content("ng")).unwrap();
        assert_eq!((before, place), (content(""), image()));
        assert!(!history.can_undo());
        let (again, _) = history.redo(content("")).unwrap();
        assert_eq!(again, content("ng"));
    }

    #[test]
    fn a_place_that_was_left_begins_a_new_change() {
        let mut history = History::default();
        history.record(content(""), image());
        history.seal();
        history.record(content("n"), image());
        assert_eq!(history.undo(content("ng")).unwrap().0, content("n"));
        assert_eq!(history.undo(content("n")).unwrap().0, content(""));
    }

    #[test]
    fn a_new_change_forgets_what_was_taken_back() {
        let mut history = History::default();
        history.record(content("a"), Place::Whole);
        history.record(content("b"), Place::Whole);
        history.undo(content("c")).unwrap();
        history.record(content("b"), Place::Whole);
        assert!(!history.can_redo());
        assert_eq!(history.undo(content("d")).unwrap().0, content("b"));
        assert_eq!(history.undo(content("b")).unwrap().0, content("a"));
    }
}
