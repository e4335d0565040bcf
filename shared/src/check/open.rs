//! What is not filled in: nobody can tell what is wrong there, or what is missing inside.

use std::collections::BTreeSet;

use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;

/// Whether a placeholder stands for the value.
pub(super) fn is_open(value: &Json) -> bool {
    match value {
        Json::Bare(_) => true,
        Json::String(text) => looks_unfilled(text),
        _ => false,
    }
}

/// The places of a document where placeholders stand.
pub(super) struct OpenPlaces(BTreeSet<String>);

impl OpenPlaces {
    pub(super) fn of(document: &Json) -> Self {
        let mut places = BTreeSet::new();
        collect(document, &Pointer::root(), &mut places);
        Self(places)
    }

    /// Whether a place is not filled in, or lies inside of what is not.
    pub(super) fn hold(&self, place: &Pointer) -> bool {
        let text = place.as_str();
        let ends = text
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([text.len()]);
        !self.0.is_empty()
            && ends
                .filter_map(|end| text.get(..end))
                .any(|place| self.0.contains(place))
    }
}

fn collect(value: &Json, at: &Pointer, places: &mut BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                collect(value, &at.member(name), places);
            }
        }
        Json::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                collect(value, &at.index(index), places);
            }
        }
        // Longshore fills it in itself: what is wrong about a revision being there is known.
        Json::String(text) if text == TASK_DEFINITION_ARN => {}
        value if is_open(value) => {
            places.insert(at.as_str().to_owned());
        }
        _ => {}
    }
}

/// Whether a placeholder stands for a list, or for an element of it.
pub(super) fn has_open_element(list: Option<&Json>) -> bool {
    match list {
        Some(Json::Array(elements)) => elements.iter().any(is_open),
        Some(other) => is_open(other),
        None => false,
    }
}
