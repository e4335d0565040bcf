//! Variables and labels: lists of `NAME=value` and mappings.

use super::container::Container;
use super::text::scalar;
use crate::dialect::members::object;
use crate::dialect::place::Place;
use crate::json::Json;

/// Variables of the container.
pub(super) fn read(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (name, value) in pairs(container, json, place) {
        // Compose takes it from the shell that it runs in.
        let value = value.unwrap_or_else(|| format!("${{{name}}}"));
        let variable = object([("name", Json::from(name)), ("value", Json::from(value))]);
        container.push("environment", variable);
    }
}

/// Labels of the container.
pub(super) fn labels(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let labels: Vec<(String, Json)> = pairs(container, json, place)
        .into_iter()
        .map(|(name, value)| (name, Json::from(value.unwrap_or_default())))
        .collect();
    if !labels.is_empty() {
        container.set("/dockerLabels", Json::Object(labels));
    }
}

/// Names and values of a list or a mapping; nothing where there is a name alone.
pub(super) fn pairs(
    container: &mut Container<'_>,
    json: &Json,
    place: &Place<'_>,
) -> Vec<(String, Option<String>)> {
    match json {
        Json::Object(members) => members
            .iter()
            .filter_map(|(name, value)| match scalar(value) {
                Some(text) => Some((name.clone(), Some(text))),
                None if value.is_null() => Some((name.clone(), None)),
                None => {
                    container.misfit(value, &place.member(name));
                    None
                }
            })
            .collect(),
        Json::Array(elements) => elements
            .iter()
            .enumerate()
            .filter_map(|(at, element)| {
                let Some(text) = scalar(element) else {
                    container.misfit(element, &place.index(at));
                    return None;
                };
                Some(match text.split_once('=') {
                    Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                    None => (text, None),
                })
            })
            .collect(),
        other => {
            container.misfit(other, place);
            Vec::new()
        }
    }
}
