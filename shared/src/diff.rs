//! What differs between two documents, by meaning.
//!
//! Both are brought into normal form, so that an order that means nothing, a default that AWS
//! fills in or a member that it only reports is no difference.

mod apply;
mod secret;
mod words;

use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::normal::{key_of, normal};
use crate::plan::Effect;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Member, Order, Structure, Value};

pub use apply::apply;
pub(crate) use secret::value_looks_secret;
pub use secret::{MASK, looks_secret, mask};
pub use words::words;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The document it is in.
    pub document: DocumentKind,
    /// Where, in the normal form of the document after; in that of the one before for what goes.
    pub pointer: Pointer,
    /// What the member is called.
    pub label: String,
    /// What it was; nothing where it was not there. Not masked.
    pub before: Option<Json>,
    /// What it becomes; nothing where it goes. Not masked.
    pub after: Option<Json>,
    /// What it does to running tasks.
    pub effect: Effect,
    place: Vec<Place>,
}

/// A step of the way to a change that holds in both documents, unlike an index.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Member(String),
    Element {
        keys: &'static [&'static str],
        key: String,
        /// Which of those with this key, from 0.
        occurrence: usize,
        /// What people call it, such as a container's name.
        name: String,
    },
}

/// Compares two documents of one kind in normal form.
pub fn diff(before: &Document, after: &Document) -> Vec<Change> {
    let (before, after) = (normal(before), normal(after));
    let kind = after.kind();
    let mut differ = Differ {
        kind,
        changes: Vec::new(),
        place: Vec::new(),
    };
    let root = At {
        before: Some(before.json()),
        after: Some(after.json()),
        source: Pointer::root(),
        target: Pointer::root(),
    };
    let effect = match kind {
        DocumentKind::TaskDefinition => Effect::ReplacesTasks,
        DocumentKind::Service => Effect::None,
    };
    if before.json().as_object().is_some() && after.json().as_object().is_some() {
        differ.structure(schema::root(kind), &root, effect);
    } else if before.json() != after.json() {
        differ.push("Document", &root, effect);
    }
    differ.changes
}

/// The same place in both documents.
struct At<'a> {
    before: Option<&'a Json>,
    after: Option<&'a Json>,
    source: Pointer,
    target: Pointer,
}

struct Differ {
    kind: DocumentKind,
    changes: Vec<Change>,
    place: Vec<Place>,
}

impl Differ {
    fn push(&mut self, label: &str, at: &At<'_>, effect: Effect) {
        let pointer = if at.after.is_some() {
            &at.target
        } else {
            &at.source
        };
        self.changes.push(Change {
            document: self.kind,
            pointer: pointer.clone(),
            label: label.to_owned(),
            before: at.before.cloned(),
            after: at.after.cloned(),
            effect,
            place: self.place.clone(),
        });
    }

    fn structure(&mut self, structure: &'static Structure, at: &At<'_>, effect: Effect) {
        for (name, inner) in members(at) {
            self.place.push(Place::Member(name.to_owned()));
            match structure.member(name) {
                Some(member) => self.member(member, &inner, member.effect.unwrap_or(effect)),
                // AWS may do anything with what we do not know.
                None => self.push(name, &inner, Effect::ReplacesTasks),
            }
            self.place.pop();
        }
    }

    fn member(&mut self, member: &'static Member, at: &At<'_>, effect: Effect) {
        match (&member.value, at.before, at.after) {
            (Value::Object(structure), Some(Json::Object(_)), Some(Json::Object(_))) => {
                self.structure(structure, at, effect);
            }
            (Value::Map, Some(Json::Object(_)), Some(Json::Object(_))) => {
                for (name, inner) in members(at) {
                    self.place.push(Place::Member(name.to_owned()));
                    self.push(name, &inner, effect);
                    self.place.pop();
                }
            }
            (Value::List(list), before, after)
                if !matches!(list.order, Order::Sequence)
                    && before.is_none_or(|value| value.as_array().is_some())
                    && after.is_none_or(|value| value.as_array().is_some()) =>
            {
                self.set(member, list, at, effect);
            }
            _ => self.push(member.label, at, effect),
        }
    }

    fn set(&mut self, member: &'static Member, list: &List, at: &At<'_>, effect: Effect) {
        let Order::Set(keys) = list.order else {
            return;
        };
        let mut before = elements(at.before, keys);
        for ((key, occurrence), index) in elements(at.after, keys).into_sorted() {
            let earlier = before.take(&key, occurrence);
            let inner = At {
                before: earlier.and_then(|index| element(at.before, index)),
                after: element(at.after, index),
                source: at.source.index(earlier.unwrap_or(index)),
                target: at.target.index(index),
            };
            self.element(member, list, (keys, key, occurrence), &inner, effect);
        }
        for ((key, occurrence), index) in before.into_sorted() {
            let inner = At {
                before: element(at.before, index),
                after: None,
                source: at.source.index(index),
                target: at.target.index(index),
            };
            self.element(member, list, (keys, key, occurrence), &inner, effect);
        }
    }

    fn element(
        &mut self,
        member: &'static Member,
        list: &List,
        (keys, key, occurrence): (&'static [&'static str], String, usize),
        at: &At<'_>,
        effect: Effect,
    ) {
        if at.before == at.after {
            return;
        }
        let name = at
            .after
            .or(at.before)
            .map_or_else(String::new, |element| name_of(element, keys));
        self.place.push(Place::Element {
            keys,
            key,
            occurrence,
            name,
        });
        match (&list.element, at.before, at.after) {
            (Element::Object(structure), Some(Json::Object(_)), Some(Json::Object(_))) => {
                self.structure(structure, at, effect);
            }
            _ => self.push(member.label, at, effect),
        }
        self.place.pop();
    }
}

/// The members that differ, those after in their order first.
fn members<'a>(at: &At<'a>) -> Vec<(&'a str, At<'a>)> {
    let list = |json: Option<&'a Json>| json.and_then(Json::as_object).unwrap_or_default();
    let mut gone: std::collections::BTreeMap<&str, &Json> = list(at.before)
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    let pair = |name: &'a str, before: Option<&'a Json>, after: Option<&'a Json>| {
        let pair = At {
            before,
            after,
            source: at.source.member(name),
            target: at.target.member(name),
        };
        (name, pair)
    };
    let mut all: Vec<(&str, At<'_>)> = list(at.after)
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter_map(|(name, value)| {
            let earlier = gone.remove(name);
            (earlier != Some(value)).then(|| pair(name, earlier, Some(value)))
        })
        .collect();
    for (name, _) in list(at.before) {
        if let Some(value) = gone.remove(name.as_str()) {
            all.push(pair(name, Some(value), None));
        }
    }
    all
}

fn element(list: Option<&Json>, index: usize) -> Option<&Json> {
    list?.as_array()?.get(index)
}

/// What people call an element: its key members, joined.
fn name_of(element: &Json, keys: &[&str]) -> String {
    if keys.is_empty() {
        return words::plain(element);
    }
    let parts: Vec<String> = keys
        .iter()
        .filter_map(|key| element.get(key).map(words::plain))
        .collect();
    parts.join("/")
}

/// The elements of a set by key and occurrence.
struct Elements(std::collections::BTreeMap<(String, usize), usize>);

fn elements(list: Option<&Json>, keys: &[&str]) -> Elements {
    let mut counts = std::collections::BTreeMap::new();
    let mut found = std::collections::BTreeMap::new();
    for (index, element) in list
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let key = key_of(element, keys);
        let occurrence = counts.entry(key.clone()).or_insert(0);
        found.insert((key, *occurrence), index);
        *occurrence += 1;
    }
    Elements(found)
}

impl Elements {
    fn take(&mut self, key: &str, occurrence: usize) -> Option<usize> {
        self.0.remove(&(key.to_owned(), occurrence))
    }

    fn into_sorted(self) -> impl Iterator<Item = ((String, usize), usize)> {
        self.0.into_iter()
    }
}
