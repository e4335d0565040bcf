//! Diff: it is empty between what is the same, and says everything between what is not.

use shared::diff::{apply, diff, words};
use shared::issue::DocumentKind;
use shared::normal::normal;

/// Compares two documents of the kind of the first, in both directions.
pub fn run(text: &str) {
    let [first, second] = crate::texts(text);
    let Some(before) = crate::document(first, DocumentKind::Service) else {
        return;
    };
    assert_eq!(diff(&before, &before), []);
    let Some(after) = crate::document_of(before.kind(), second) else {
        return;
    };
    for (before, after) in [(&before, &after), (&after, &before)] {
        let changes = diff(before, after);
        assert_eq!(words(&changes).len(), changes.len());
        for change in &changes {
            drop(change.masked());
        }
        assert_eq!(apply(&changes, before), normal(after));
    }
}
