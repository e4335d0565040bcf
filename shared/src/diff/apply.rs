//! Applying a diff: the proof that it says everything.

use std::collections::BTreeMap;

use super::{Change, Place};
use crate::document::Document;
use crate::json::Json;
use crate::normal::{Node, key_of, normal};

/// Applies changes to the document that they were made from; the result is in normal form.
pub fn apply(changes: &[Change], before: &Document) -> Document {
    let mut document = normal(before);
    let changes = changes
        .iter()
        .map(|change| (change.place.as_slice(), change.after.as_ref()))
        .collect();
    put(document.json_mut(), changes);
    normal(&document)
}

/// The rest of the way to a place, and what comes there; nothing where it goes.
type Put<'c> = (&'c [Place], Option<&'c Json>);

/// Puts all at once what comes below a place, so that a list is looked through once and an element
/// that goes moves no other before it is found.
fn put(json: &mut Json, changes: Vec<Put<'_>>) {
    let mut members: BTreeMap<&str, Vec<Put<'_>>> = BTreeMap::new();
    let mut elements: BTreeMap<&str, BTreeMap<usize, Vec<Put<'_>>>> = BTreeMap::new();
    let mut by: &[&str] = &[];
    for (place, value) in changes {
        let Some((step, rest)) = place.split_first() else {
            *json = value.cloned().unwrap_or_default();
            continue;
        };
        let inside = match step {
            Place::Member(name) => members.entry(name).or_default(),
            Place::Element {
                keys,
                key,
                occurrence,
                name: _,
            } => {
                by = keys;
                let alike = elements.entry(key).or_default();
                alike.entry(*occurrence).or_default()
            }
        };
        inside.push((rest, value));
    }
    if !members.is_empty() {
        put_members(json, members);
    }
    if !elements.is_empty() {
        put_elements(json, by, elements);
    }
}

fn put_members(json: &mut Json, mut changes: BTreeMap<&str, Vec<Put<'_>>>) {
    if json.is_null() {
        *json = Json::object();
    }
    let Json::Object(members) = json else {
        return;
    };
    members.retain_mut(|(name, value)| keeps(value, changes.remove(name.as_str())));
    for (name, changes) in changes {
        members.extend(made(changes).map(|value| (name.to_owned(), value)));
    }
}

fn put_elements(
    json: &mut Json,
    keys: &[&str],
    mut changes: BTreeMap<&str, BTreeMap<usize, Vec<Put<'_>>>>,
) {
    if json.is_null() {
        *json = Json::Array(Vec::new());
    }
    let Json::Array(elements) = json else {
        return;
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    elements.retain_mut(|element| {
        let key = key_of(Node::Json(element), keys);
        let Some(alike) = changes.get_mut(key.as_str()) else {
            return true;
        };
        let occurrence = seen.entry(key).or_default();
        let inside = alike.remove(occurrence);
        *occurrence += 1;
        keeps(element, inside)
    });
    for changes in changes.into_values().flat_map(BTreeMap::into_values) {
        elements.extend(made(changes));
    }
}

/// Changes what is there; says whether it stays.
fn keeps(value: &mut Json, changes: Option<Vec<Put<'_>>>) -> bool {
    match changes {
        None => true,
        Some(changes) if matches!(changes.as_slice(), [([], None)]) => false,
        Some(changes) => {
            put(value, changes);
            true
        }
    }
}

/// What was not there, where something comes of it.
fn made(changes: Vec<Put<'_>>) -> Option<Json> {
    if changes.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    let mut value = Json::Null;
    put(&mut value, changes);
    Some(value)
}
