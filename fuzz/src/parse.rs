//! Reading JSON: what was read comes out as it went in, and what was not is told where.

use shared::json::{self, Json, Lines};
use shared::pointer::Pointer;

/// Reads a text and writes it in every way.
pub fn run(text: &str) {
    json::line_of(text, &Pointer::parse("/containerDefinitions/0/image"));
    let json = match json::parse(text) {
        Ok(json) => json,
        Err(error) => {
            assert!(!error.message.is_empty());
            assert!(
                (1..=text.split('\n').count()).contains(&error.line),
                "{error}"
            );
            return;
        }
    };
    let compact = json.to_compact();
    assert_eq!(compact.len(), json.compact_length());
    assert_eq!(json::parse(&compact).as_ref(), Ok(&json));
    assert_eq!(json::parse(&json.to_pretty()).as_ref(), Ok(&json));
    let canonical = json.to_canonical();
    assert_eq!(
        json::parse(&canonical).map(|again| again.to_canonical()),
        Ok(canonical)
    );
    every_place(text, &json);
}

/// Every member and element is found by its pointer, in the tree and in the text; of those that
/// appear twice, the last.
fn every_place(text: &str, json: &Json) {
    let mut open = vec![Pointer::root()];
    let (lines, count) = (Lines::of(text), text.split('\n').count());
    for _ in 0..200 {
        let Some(pointer) = open.pop() else {
            return;
        };
        let value = json.at(&pointer);
        assert!(value.is_some(), "{pointer}");
        let line = lines.line_of(&pointer);
        assert!(line.is_some_and(|line| line <= count), "{pointer}");
        match value {
            Some(Json::Array(elements)) => {
                open.extend((0..elements.len()).map(|at| pointer.index(at)));
            }
            Some(Json::Object(members)) => {
                open.extend(members.iter().map(|(name, _)| pointer.member(name)));
            }
            _ => {}
        }
    }
}
