//! What differs between two documents, by meaning.
//!
//! Both are brought into normal form, so that an order that means nothing, a default that AWS
//! fills in or a member that it only reports is no difference.

mod apply;
mod leaves;
mod secret;
mod words;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::digest;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::normal::{Node, compare_keys, key_of, view, without_reported};
use crate::plan::Effect;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Member, Order, Structure, Value};

pub use apply::apply;
pub use leaves::leaves;
pub use secret::{LineMask, MASK, looks_secret, mask};
pub(crate) use secret::{hidden, value_looks_secret};
pub use words::{Field, field, group_order, words, words_of};
pub(crate) use words::{pair, plain};

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

impl Change {
    /// What it was and what it becomes, with secret-looking values masked.
    pub fn masked(&self) -> (Option<Json>, Option<Json>) {
        let name = match self.place.as_slice() {
            // A variable's value looks secret by the variable's name.
            [.., Place::Element { name, .. }, Place::Member(member)] if member == "value" => name,
            [.., Place::Member(member)] => member,
            _ => "",
        };
        let shown =
            |value: &Option<Json>| value.as_ref().map(|value| secret::mask_named(name, value));
        (shown(&self.before), shown(&self.after))
    }
}

impl Change {
    /// Whether two changes are about the same place, or one about a place within that of the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.document == other.document
            && self
                .place
                .iter()
                .zip(&other.place)
                .all(|(one, another)| one.is(another))
    }

    /// Whether two changes are about the same place.
    pub fn is_at(&self, other: &Self) -> bool {
        self.overlaps(other) && self.place.len() == other.place.len()
    }

    /// The place as text that holds in both documents, such as
    /// `/containerDefinitions/[web]/image`.
    pub fn place_text(&self) -> String {
        let mut text = String::new();
        for place in &self.place {
            text.push('/');
            match place {
                Place::Member(name) => text.push_str(name),
                Place::Element {
                    key, occurrence, ..
                } => {
                    // Writing to a String cannot fail.
                    write!(text, "[{key}#{occurrence}]").unwrap_or_default();
                }
            }
        }
        text
    }
}

/// By which two lists of changes are known to do the same at the same places, from the same values
/// to the same values: SHA-256 in hex.
pub fn fingerprint(changes: &[Change]) -> String {
    let lines: Vec<Json> = changes
        .iter()
        .map(|change| {
            Json::Array(vec![
                Json::String(format!("{:?}", change.document)),
                Json::String(change.place_text()),
                change.before.clone().unwrap_or_default(),
                Json::Bool(change.before.is_some()),
                change.after.clone().unwrap_or_default(),
                Json::Bool(change.after.is_some()),
            ])
        })
        .collect();
    digest::sha256(&Json::Array(lines).to_canonical())
}

impl Place {
    /// What an element is called is no part of where it is.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Member(one), Self::Member(another)) => one == another,
            (
                Self::Element {
                    key, occurrence, ..
                },
                Self::Element {
                    key: other_key,
                    occurrence: other_occurrence,
                    ..
                },
            ) => key == other_key && occurrence == other_occurrence,
            _ => false,
        }
    }
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
    let kind = after.kind();
    let (before_json, after_json) = (without_reported(before), without_reported(after));
    let (before, after) = (view(before.kind(), &before_json), view(kind, &after_json));
    let mut differ = Differ {
        kind,
        changes: Vec::new(),
        place: Vec::new(),
    };
    let root = At {
        before: Some(before.node()),
        after: Some(after.node()),
        source: Pointer::root(),
        target: Pointer::root(),
    };
    let effect = match kind {
        DocumentKind::TaskDefinition => Effect::ReplacesTasks,
        DocumentKind::Service => Effect::None,
        DocumentKind::RunTask => Effect::NewTasksOnly,
    };
    if before.node().is_object() && after.node().is_object() {
        differ.structure(schema::root(kind), &root, effect);
    } else if before.node() != after.node() {
        differ.push("Document", &root, effect);
    }
    differ.changes
}

/// The same place in both documents.
struct At<'v> {
    before: Option<Node<'v>>,
    after: Option<Node<'v>>,
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
            before: at.before.map(Node::to_json),
            after: at.after.map(Node::to_json),
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
        let both_objects =
            at.before.is_some_and(Node::is_object) && at.after.is_some_and(Node::is_object);
        match &member.value {
            Value::Object(structure) if both_objects => self.structure(structure, at, effect),
            Value::Map if both_objects => {
                for (name, inner) in members(at) {
                    self.place.push(Place::Member(name.to_owned()));
                    self.push(name, &inner, effect);
                    self.place.pop();
                }
            }
            Value::List(list)
                if at.before.is_none_or(Node::is_array) && at.after.is_none_or(Node::is_array) =>
            {
                match list.order {
                    Order::Set(keys) => self.set(member, list, keys, at, effect),
                    Order::Sequence => self.push(member.label, at, effect),
                }
            }
            _ => self.push(member.label, at, effect),
        }
    }

    /// Both are in the order of their keys, so one walk along them finds what belongs together.
    fn set(
        &mut self,
        member: &'static Member,
        list: &List,
        keys: &'static [&'static str],
        at: &At<'_>,
        effect: Effect,
    ) {
        let mut gone = Vec::new();
        let (mut source, mut target) = (Walk::new(at.before, keys), Walk::new(at.after, keys));
        loop {
            let order = match (source.here(), target.here()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) => compare_keys(before, after, keys),
            };
            match order {
                Ordering::Less => {
                    gone.push((source.here(), source.at, source.occurrence));
                    source.step();
                }
                Ordering::Greater => {
                    let pair = (None, target.here());
                    self.element(
                        member,
                        list,
                        keys,
                        (target.at, target.at, target.occurrence),
                        pair,
                        at,
                        effect,
                    );
                    target.step();
                }
                Ordering::Equal => {
                    let pair = (source.here(), target.here());
                    self.element(
                        member,
                        list,
                        keys,
                        (source.at, target.at, target.occurrence),
                        pair,
                        at,
                        effect,
                    );
                    source.step();
                    target.step();
                }
            }
        }
        for (before, index, occurrence) in gone {
            self.element(
                member,
                list,
                keys,
                (index, index, occurrence),
                (before, None),
                at,
                effect,
            );
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "where an element is has many parts"
    )]
    fn element(
        &mut self,
        member: &'static Member,
        list: &List,
        keys: &'static [&'static str],
        (source, target, occurrence): (usize, usize, usize),
        (before, after): (Option<Node<'_>>, Option<Node<'_>>),
        at: &At<'_>,
        effect: Effect,
    ) {
        if before == after {
            return;
        }
        let Some(element) = after.or(before) else {
            return;
        };
        let at = At {
            before,
            after,
            source: at.source.index(source),
            target: at.target.index(target),
        };
        self.place.push(Place::Element {
            keys,
            key: key_of(element, keys),
            occurrence,
            name: name_of(element, keys),
        });
        match &list.element {
            Element::Object(structure)
                if before.is_some_and(Node::is_object) && after.is_some_and(Node::is_object) =>
            {
                self.structure(structure, &at, effect);
            }
            _ => self.push(member.label, &at, effect),
        }
        self.place.pop();
    }
}

/// A walk along a set in the order of its keys.
struct Walk<'v> {
    list: Option<Node<'v>>,
    keys: &'static [&'static str],
    at: usize,
    /// How many elements with the same key came before this one.
    occurrence: usize,
}

impl<'v> Walk<'v> {
    const fn new(list: Option<Node<'v>>, keys: &'static [&'static str]) -> Self {
        Self {
            list,
            keys,
            at: 0,
            occurrence: 0,
        }
    }

    fn here(&self) -> Option<Node<'v>> {
        self.list?.element(self.at)
    }

    fn step(&mut self) {
        let last = self.here();
        self.at += 1;
        let same = last
            .zip(self.here())
            .is_some_and(|(last, next)| compare_keys(last, next, self.keys) == Ordering::Equal);
        self.occurrence = if same { self.occurrence + 1 } else { 0 };
    }
}

/// So many members are found by looking along them; more by a map.
const FEW: usize = 64;

/// The members that differ, those after in their order first.
fn members<'v>(at: &At<'v>) -> Vec<(&'v str, At<'v>)> {
    let mut all = Vec::new();
    let mut pair = |name: &'v str, before: Option<Node<'v>>, after: Option<Node<'v>>| {
        if before != after {
            let pair = At {
                before,
                after,
                source: at.source.member(name),
                target: at.target.member(name),
            };
            all.push((name, pair));
        }
    };
    let list = |node: Option<Node<'v>>| node.into_iter().flat_map(Node::members);
    let count = |node: Option<Node<'_>>| node.map_or(0, Node::len);
    if count(at.before).max(count(at.after)) <= FEW {
        let find = |node: Option<Node<'v>>, name: &str| node?.get(name);
        for (name, after) in list(at.after) {
            pair(name, find(at.before, name), Some(after));
        }
        for (name, before) in list(at.before) {
            if find(at.after, name).is_none() {
                pair(name, Some(before), None);
            }
        }
        return all;
    }
    let mut gone: BTreeMap<&str, Node<'_>> = list(at.before).collect();
    for (name, after) in list(at.after) {
        pair(name, gone.remove(name), Some(after));
    }
    for (name, _) in list(at.before) {
        if let Some(before) = gone.remove(name) {
            pair(name, Some(before), None);
        }
    }
    all
}

/// What people call an element: its key members, joined.
fn name_of(element: Node<'_>, keys: &[&str]) -> String {
    let plain = |node: Node<'_>| words::plain(&node.to_json());
    if keys.is_empty() {
        return plain(element);
    }
    let parts: Vec<String> = keys
        .iter()
        .filter_map(|key| element.get(key).map(plain))
        .collect();
    parts.join("/")
}
