//! Normal form: bringing a document into it twice is the same as once.

use shared::diff::diff;
use shared::issue::DocumentKind;
use shared::normal::normal;

/// Reads a text as each kind of document.
pub fn run(text: &str) {
    for kind in DocumentKind::ALL {
        let Some(document) = crate::document_of(kind, text) else {
            return;
        };
        let once = normal(&document);
        assert_eq!(normal(&once), once);
        assert_eq!(diff(&document, &once), []);
    }
}
