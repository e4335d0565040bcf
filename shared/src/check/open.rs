//! What is not filled in: nobody can tell what is wrong there, or what is missing inside.

use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::pointer::Pointer;

/// Whether a placeholder stands for the value.
pub(super) fn is_open(value: &Json) -> bool {
    match value {
        Json::Bare(_) => true,
        Json::String(text) => looks_unfilled(text),
        _ => false,
    }
}

/// Whether a place is not filled in, or lies inside of what is not.
pub(super) fn is_inside(document: &Json, place: &Pointer) -> bool {
    let mut value = document;
    for token in place.tokens() {
        let next = match value {
            Json::Array(elements) => token.parse().ok().and_then(|at: usize| elements.get(at)),
            other => other.get(&token),
        };
        match next {
            Some(next) => value = next,
            // What is missing stands in what was reached last.
            None => break,
        }
    }
    is_open(value)
}

/// Whether a placeholder stands for a list, or for an element of it.
pub(super) fn has_open_element(list: Option<&Json>) -> bool {
    match list {
        Some(Json::Array(elements)) => elements.iter().any(is_open),
        Some(other) => is_open(other),
        None => false,
    }
}
