//! By what the elements of a set are told apart.

use std::cmp::Ordering;

use super::view::Node;
use crate::json::Json;

/// The key of an element as text.
pub(crate) fn key_of(element: Node<'_>, keys: &[&str]) -> String {
    if keys.is_empty() || !element.is_object() {
        return element.to_json().to_canonical();
    }
    let mut text = String::new();
    for key in keys {
        let value = element.get(key).map_or(Json::Null, Node::to_json);
        text.push_str(&value.to_canonical());
        // No canonical JSON holds a line break.
        text.push('\n');
    }
    text
}

/// The order of elements by their keys alone. Equal are those that have the same key.
pub(crate) fn compare_keys(left: Node<'_>, right: Node<'_>, keys: &[&str]) -> Ordering {
    if keys.is_empty() || !left.is_object() || !right.is_object() {
        return left.compare(right);
    }
    for key in keys {
        let order = match (left.get(key), right.get(key)) {
            (Some(left), Some(right)) => left.compare(right),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}
