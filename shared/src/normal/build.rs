//! Builds the normal form of what the schema describes, structure by structure. Nothing is copied
//! where nothing differs.

use std::cmp::Ordering;

use super::key::compare_keys;
use super::known;
use super::task_definition::HostPorts;
use super::view::{Members, Node, View};
use crate::json::{self, Json, Number};
use crate::schema::{Element, List, Member, Order, Repeats, Structure, Value};

/// What holds for a whole document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Builder {
    pub(super) host_ports: HostPorts,
}

/// A sequence that stays borrowed until something in it differs.
struct Lazy<'a, T> {
    made: Option<Vec<T>>,
    same: usize,
    total: usize,
    borrow: fn(&'a Json, usize) -> Option<T>,
    whole: &'a Json,
}

impl<'a, T> Lazy<'a, T> {
    fn new(whole: &'a Json, total: usize, borrow: fn(&'a Json, usize) -> Option<T>) -> Self {
        Self {
            made: None,
            same: 0,
            total,
            borrow,
            whole,
        }
    }

    /// The next one is as it stands in the document.
    fn keep(&mut self, one: T) {
        match &mut self.made {
            Some(made) => made.push(one),
            None => self.same += 1,
        }
    }

    /// The next one differs; `None` leaves it out.
    fn change(&mut self, one: Option<T>) {
        self.own().extend(one);
    }

    /// The sequence, to change.
    fn own(&mut self) -> &mut Vec<T> {
        let (whole, same, borrow, total) = (self.whole, self.same, self.borrow, self.total);
        self.made.get_or_insert_with(|| {
            let mut made = Vec::with_capacity(total + 4);
            made.extend((0..same).filter_map(|at| borrow(whole, at)));
            made
        })
    }
}

fn borrow_member(whole: &Json, at: usize) -> Option<(&str, View<'_>)> {
    let (name, value) = whole.as_object()?.get(at)?;
    Some((name, View::Same(value)))
}

fn borrow_element(whole: &Json, at: usize) -> Option<View<'_>> {
    whole.as_array()?.get(at).map(View::Same)
}

impl Builder {
    pub(super) fn structure<'a>(self, structure: &'static Structure, json: &'a Json) -> View<'a> {
        let Json::Object(members) = json else {
            return View::Same(json);
        };
        let mut seen = Seen::default();
        let mut lazy = Lazy::new(json, members.len(), borrow_member);
        let mut in_order = true;
        let mut last = None;
        for (name, value) in members {
            let (place, view) = match structure.position(name) {
                Some((at, member)) => {
                    seen.mark(at);
                    let view = self.value(&member.value, value);
                    ((at, ""), known::normalize(structure.name, name, view))
                }
                None => ((usize::MAX, name.as_str()), unknown(value)),
            };
            in_order &= last.is_none_or(|last| last < place);
            last = Some(place);
            let view = if view.node().is_empty() && !place_is_unknown(place) {
                View::Made(Json::Null)
            } else {
                view
            };
            match view {
                View::Same(same) if !same.is_null() => lazy.keep((name.as_str(), View::Same(same))),
                changed => lazy.change(Some((name.as_str(), changed))),
            }
        }
        if !in_order {
            put_in_order(structure, lazy.own());
        }
        if let Some(made) = &mut lazy.made {
            // AWS treats null as absent.
            let before = made.len();
            made.retain(|(_, view)| !view.node().is_null());
            if made.len() != before {
                seen.again(structure, made);
            }
        }
        self.fill(structure, &seen, &mut lazy);
        match lazy.made {
            Some(made) => View::Object(made),
            None => View::Same(json),
        }
    }

    /// Puts what AWS fills in.
    fn fill<'a>(
        self,
        structure: &'static Structure,
        seen: &Seen,
        lazy: &mut Lazy<'a, (&'a str, View<'a>)>,
    ) {
        let mut filled = false;
        for (at, member) in structure.members.iter().enumerate() {
            if !seen.has(at)
                && let Some(default) = default_of(member)
            {
                lazy.own().push((member.name, View::Made(default)));
                filled = true;
            }
        }
        if structure.name == "PortMapping"
            && let Some(at) = structure
                .members
                .iter()
                .position(|one| one.name == "hostPort")
            && !seen.has(at)
        {
            let port = members_of(lazy)
                .find(|(name, _)| *name == "containerPort")
                .and_then(|(_, node)| self.host_ports.of(node));
            if let Some(port) = port {
                lazy.own().push(("hostPort", View::Made(port)));
                filled = true;
            }
        }
        if let Some((name, value)) = known::missing(structure.name, members_of(lazy)) {
            lazy.own().push((name, View::Made(value)));
            filled = true;
        }
        if filled {
            put_in_order(structure, lazy.own());
        }
    }

    fn value<'a>(self, value: &Value, json: &'a Json) -> View<'a> {
        match value {
            Value::Object(structure) => self.structure(structure, json),
            Value::List(list) => self.list(list, json),
            Value::Map | Value::Any => unknown(json),
            Value::Whole(_) | Value::Decimal(_) => number(json),
            Value::Text(text) => text
                .shape
                .zip(json.as_str())
                .and_then(|(shape, current)| {
                    known::canonical_text(shape, current).filter(|other| other != current)
                })
                .map_or(View::Same(json), |other| View::Made(Json::String(other))),
            Value::Flag => View::Same(json),
        }
    }

    fn list<'a>(self, list: &List, json: &'a Json) -> View<'a> {
        let Json::Array(elements) = json else {
            return View::Same(json);
        };
        let mut lazy = Lazy::new(json, elements.len(), borrow_element);
        for element in elements {
            let view = match &list.element {
                Element::Object(structure) => self.structure(structure, element),
                Element::Whole(_) => number(element),
                Element::Text(_) => View::Same(element),
            };
            match view {
                View::Same(Json::Null) => lazy.change(None),
                View::Same(same) => lazy.keep(View::Same(same)),
                changed => lazy.change(Some(changed)),
            }
        }
        if let Order::Set(keys) = list.order {
            sort_set(keys, list.repeats, &mut lazy);
        }
        match lazy.made {
            Some(made) => View::Array(made),
            None => View::Same(json),
        }
    }
}

/// Sorts a set by its keys, unless it is in order already.
fn sort_set<'a>(keys: &[&str], repeats: Repeats, lazy: &mut Lazy<'a, View<'a>>) {
    let whole_order = |left: Node<'_>, right: Node<'_>| {
        compare_keys(left, right, keys).then_with(|| left.compare(right))
    };
    // What has a key twice needs a look even where it is in order.
    let fine = |left: Node<'_>, right: Node<'_>| match compare_keys(left, right, keys) {
        Ordering::Less => true,
        Ordering::Equal => {
            repeats != Repeats::LastWins
                && !keys.is_empty()
                && left.compare(right) != Ordering::Greater
        }
        Ordering::Greater => false,
    };
    let elements = lazy.whole.as_array().unwrap_or_default();
    let sorted = lazy.made.as_ref().map_or_else(
        || neighbors(elements).all(|(left, right)| fine(Node::Json(left), Node::Json(right))),
        |made| neighbors(made).all(|(left, right)| fine(left.node(), right.node())),
    );
    if sorted {
        return;
    }
    let made = lazy.own();
    if repeats == Repeats::LastWins {
        made.sort_by(|left, right| compare_keys(left.node(), right.node(), keys));
        keep_last(made, |left, right| {
            compare_keys(left.node(), right.node(), keys) == Ordering::Equal
        });
    } else {
        made.sort_by(|left, right| whole_order(left.node(), right.node()));
    }
    if keys.is_empty() {
        made.dedup_by(|left, right| left.node() == right.node());
    }
}

fn neighbors<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    all.iter().zip(all.iter().skip(1))
}

/// Keeps the last of neighbors that are the same.
fn keep_last<T>(all: &mut Vec<T>, same: impl Fn(&T, &T) -> bool) {
    all.reverse();
    all.dedup_by(|later, earlier| same(later, earlier));
    all.reverse();
}

/// Known members in the schema's order, the others behind them by name; the last of those that
/// appear twice.
pub(super) fn put_in_order(structure: &'static Structure, members: &mut Members<'_>) {
    members.sort_by_key(|(name, _)| match structure.position(name) {
        Some((at, _)) => (at, ""),
        None => (usize::MAX, *name),
    });
    keep_last(members, |(left, _), (right, _)| left == right);
}

fn place_is_unknown((at, _): (usize, &str)) -> bool {
    at == usize::MAX
}

fn members_of<'l>(
    lazy: &'l Lazy<'_, (&str, View<'_>)>,
) -> impl Iterator<Item = (&'l str, Node<'l>)> {
    let borrowed = match &lazy.made {
        Some(_) => &[][..],
        None => lazy.whole.as_object().unwrap_or_default(),
    };
    lazy.made
        .iter()
        .flatten()
        .map(|(name, view)| (*name, view.node()))
        .chain(
            borrowed
                .iter()
                .map(|(name, value)| (name.as_str(), Node::Json(value))),
        )
}

fn default_of(member: &Member) -> Option<Json> {
    match member.default? {
        "true" => Some(Json::Bool(true)),
        "false" => Some(Json::Bool(false)),
        text => json::parse(text).ok(),
    }
}

fn number(json: &Json) -> View<'_> {
    match json {
        Json::Number(number) if number.as_i64().is_none() => {
            match Number::parse(&json.to_canonical()) {
                Some(canonical) if canonical != *number => View::Made(Json::Number(canonical)),
                _ => View::Same(json),
            }
        }
        _ => View::Same(json),
    }
}

/// What the schema does not describe has no order of members either; lists in it keep theirs.
fn unknown(json: &Json) -> View<'_> {
    match json {
        Json::Object(members) => {
            let mut lazy = Lazy::new(json, members.len(), borrow_member);
            let mut in_order = true;
            let mut last: Option<&str> = None;
            for (name, value) in members {
                in_order &= last.is_none_or(|last| last < name.as_str());
                last = Some(name);
                match unknown(value) {
                    View::Same(same) => lazy.keep((name.as_str(), View::Same(same))),
                    changed => lazy.change(Some((name.as_str(), changed))),
                }
            }
            if !in_order {
                let made = lazy.own();
                made.sort_by_key(|(name, _)| *name);
                keep_last(made, |(left, _), (right, _)| left == right);
            }
            lazy.made.map_or(View::Same(json), View::Object)
        }
        Json::Array(elements) => {
            let mut lazy = Lazy::new(json, elements.len(), borrow_element);
            for element in elements {
                match unknown(element) {
                    View::Same(same) => lazy.keep(View::Same(same)),
                    changed => lazy.change(Some(changed)),
                }
            }
            lazy.made.map_or(View::Same(json), View::Array)
        }
        Json::Number(_) => number(json),
        Json::Null | Json::Bool(_) | Json::String(_) => View::Same(json),
    }
}

/// Which members of a structure are there. No structure has more than 64 members.
#[derive(Debug, Default)]
struct Seen(u64);

impl Seen {
    const fn mark(&mut self, at: usize) {
        if at < 64 {
            self.0 |= 1 << at;
        }
    }

    const fn has(&self, at: usize) -> bool {
        at >= 64 || self.0 & (1 << at) != 0
    }

    fn again(&mut self, structure: &'static Structure, members: &Members<'_>) {
        self.0 = 0;
        for (name, _) in members {
            if let Some((at, _)) = structure.position(name) {
                self.mark(at);
            }
        }
    }
}
