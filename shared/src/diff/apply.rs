//! Applying a diff: the proof that it says everything.

use super::{Change, Place};
use crate::document::Document;
use crate::json::Json;
use crate::normal::{Node, key_of, normal};

/// Applies changes to the document that they were made from; the result is in normal form.
pub fn apply(changes: &[Change], before: &Document) -> Document {
    let mut document = normal(before);
    // Elements are found by key and occurrence, so what goes, goes last, from the end.
    let (gone, set): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.after.is_none());
    for change in set.into_iter().chain(gone.into_iter().rev()) {
        put(document.json_mut(), &change.place, change.after.as_ref());
    }
    normal(&document)
}

fn put(json: &mut Json, place: &[Place], value: Option<&Json>) {
    let Some((step, rest)) = place.split_first() else {
        *json = value.cloned().unwrap_or_default();
        return;
    };
    match step {
        Place::Member(name) => put_member(json, name, rest, value),
        Place::Element {
            keys,
            key,
            occurrence,
            name: _,
        } => put_element(json, (keys, key, *occurrence), rest, value),
    }
}

fn put_member(json: &mut Json, name: &str, rest: &[Place], value: Option<&Json>) {
    if json.is_null() {
        *json = Json::object();
    }
    let Json::Object(members) = json else {
        return;
    };
    let at = members.iter().position(|(member, _)| member == name);
    match (at, value) {
        (Some(at), None) if rest.is_empty() => {
            members.remove(at);
        }
        (Some(at), _) => {
            if let Some((_, member)) = members.get_mut(at) {
                put(member, rest, value);
            }
        }
        (None, Some(_)) => {
            let mut member = Json::Null;
            put(&mut member, rest, value);
            members.push((name.to_owned(), member));
        }
        (None, None) => {}
    }
}

fn put_element(
    json: &mut Json,
    (keys, key, occurrence): (&[&str], &str, usize),
    rest: &[Place],
    value: Option<&Json>,
) {
    if json.is_null() {
        *json = Json::Array(Vec::new());
    }
    let Json::Array(elements) = json else {
        return;
    };
    let at = elements
        .iter()
        .enumerate()
        .filter(|(_, element)| key_of(Node::Json(element), keys) == key)
        .nth(occurrence)
        .map(|(at, _)| at);
    match (at, value) {
        (Some(at), None) if rest.is_empty() => {
            elements.remove(at);
        }
        (Some(at), _) => {
            if let Some(element) = elements.get_mut(at) {
                put(element, rest, value);
            }
        }
        (None, Some(_)) => {
            let mut element = Json::Null;
            put(&mut element, rest, value);
            elements.push(element);
        }
        (None, None) => {}
    }
}
