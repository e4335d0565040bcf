//! Normal form: what makes a comparison honest.
//!
//! Defaults are filled in, sets are sorted by their keys, what AWS only reports is dropped, units
//! are canonical, and members stand in the schema's order. What has an order keeps it, and members
//! that the schema does not know stay as they are. Bringing a document into normal form twice is
//! the same as once.

mod known;
mod run_task;
mod service;
mod task_definition;

use crate::document::{Document, set_aside};
use crate::issue::DocumentKind;
use crate::json::{self, Json};
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Order, Repeats, Structure, Value};

/// Brings a document into normal form.
pub fn normal(document: &Document) -> Document {
    let kind = document.kind();
    let mut json = document.json().clone();
    if json.as_object().is_none() {
        return Document::new(kind, json);
    }
    set_aside(kind, &mut json);
    if kind == DocumentKind::TaskDefinition {
        task_definition::fill(&mut json);
    }
    normalize_structure(schema::root(kind), &mut json);
    match kind {
        DocumentKind::TaskDefinition => {}
        DocumentKind::Service => service::normalize(&mut json),
        DocumentKind::RunTask => run_task::normalize(&mut json),
    }
    order_members(schema::root(kind), &mut json);
    Document::new(kind, json)
}

/// The key by which an element of a set is told apart.
pub(crate) fn key_of(element: &Json, keys: &[&str]) -> String {
    if keys.is_empty() || element.as_object().is_none() {
        return element.to_canonical();
    }
    let mut text = String::new();
    for key in keys {
        let value = element.get(key);
        text.push_str(&value.map_or_else(|| "null".to_owned(), Json::to_canonical));
        // No canonical JSON holds a line break.
        text.push('\n');
    }
    text
}

fn normalize_structure(structure: &'static Structure, json: &mut Json) {
    let Json::Object(members) = json else {
        return;
    };
    let mut kept: Vec<(String, Json)> = Vec::with_capacity(members.len());
    for (name, mut value) in std::mem::take(members) {
        if let Some(member) = structure.member(&name) {
            normalize_value(&member.value, &mut value);
            known::normalize(structure.name, &name, &mut value);
            if is_empty(&value) {
                value = Json::Null;
            }
        } else {
            sort_unknown(&mut value);
        }
        kept.push((name, value));
    }
    *members = last_of_each(kept);
    // AWS treats null as absent.
    members.retain(|(_, value)| !value.is_null());
    for member in structure.members {
        if let Some(default) = member.default
            && !members.iter().any(|(name, _)| name == member.name)
            && let Ok(default) = json::parse(default)
        {
            members.push((member.name.to_owned(), default));
        }
    }
    known::normalize_whole(structure.name, members);
    order_members(structure, json);
}

/// So many members are compared with each other; more are sorted out by a set.
const FEW: usize = 32;

fn repeats(members: &[(String, Json)]) -> bool {
    let mut rest = members;
    while let Some(((name, _), others)) = rest.split_first() {
        if others.iter().any(|(other, _)| other == name) {
            return true;
        }
        rest = others;
    }
    false
}

/// Keeps the last of members that appear twice.
fn last_of_each(members: Vec<(String, Json)>) -> Vec<(String, Json)> {
    if members.len() <= FEW && !repeats(&members) {
        return members;
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut kept: Vec<(String, Json)> = members
        .into_iter()
        .rev()
        .filter(|(name, _)| seen.insert(name.clone()))
        .collect();
    kept.reverse();
    kept
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Array(elements) => elements.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn normalize_value(value: &Value, json: &mut Json) {
    match value {
        Value::Object(structure) => normalize_structure(structure, json),
        Value::List(list) => normalize_list(list, json),
        Value::Map | Value::Any => sort_unknown(json),
        Value::Whole(_) | Value::Decimal(_) => normalize_number(json),
        Value::Text(text) => {
            if let (Some(shape), Some(current)) = (text.shape, json.as_str())
                && let Some(canonical) = known::canonical_text(shape, current)
            {
                *json = Json::String(canonical);
            }
        }
        Value::Flag => {}
    }
}

fn normalize_list(list: &List, json: &mut Json) {
    let Json::Array(elements) = json else {
        return;
    };
    for element in elements.iter_mut() {
        match &list.element {
            Element::Object(structure) => normalize_structure(structure, element),
            Element::Whole(_) => normalize_number(element),
            Element::Text(_) => {}
        }
    }
    elements.retain(|element| !element.is_null());
    let Order::Set(keys) = list.order else {
        return;
    };
    let mut keyed: Vec<(String, Json)> = std::mem::take(elements)
        .into_iter()
        .map(|element| (key_of(&element, keys), element))
        .collect();
    if list.repeats == Repeats::LastWins {
        keyed = last_of_each(keyed);
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
    } else {
        keyed.sort_by(|(left_key, left), (right_key, right)| {
            let tie = || left.to_canonical().cmp(&right.to_canonical());
            left_key.cmp(right_key).then_with(tie)
        });
    }
    if keys.is_empty() {
        keyed.dedup_by(|(left, _), (right, _)| left == right);
    }
    elements.extend(keyed.into_iter().map(|(_, element)| element));
}

fn normalize_number(json: &mut Json) {
    if let Json::Number(number) = json
        && number.as_i64().is_none()
        && let Some(canonical) = json::Number::parse(&Json::Number(number.clone()).to_canonical())
    {
        *json = Json::Number(canonical);
    }
}

/// What the schema does not describe has no order of members either; lists in it keep theirs.
fn sort_unknown(json: &mut Json) {
    match json {
        Json::Object(members) => {
            for (_, value) in members.iter_mut() {
                sort_unknown(value);
            }
            *members = last_of_each(std::mem::take(members));
            members.sort_by(|(left, _), (right, _)| left.cmp(right));
        }
        Json::Array(elements) => elements.iter_mut().for_each(sort_unknown),
        Json::Number(_) => normalize_number(json),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// A member that may be an ARN becomes the name at its end.
fn name_of_arn(json: &mut Json, member: &str) {
    if let Some(text) = json.get(member).and_then(Json::as_str)
        && let Some(name) = text
            .strip_prefix("arn:")
            .and_then(|arn| arn.rsplit('/').next())
    {
        let name = Json::from(name);
        json.set(&Pointer::root().member(member), name);
    }
}

fn set_default(json: &mut Json, pointer: &str, value: Json) {
    let pointer = Pointer::parse(pointer);
    if json.at(&pointer).is_none() {
        json.set(&pointer, value);
    }
}

/// Where the schema has a member of the deployment configuration.
fn configuration_order(name: &str) -> usize {
    let pointer = Pointer::parse("/deploymentConfiguration");
    match schema::member(DocumentKind::Service, &pointer).map(|member| &member.value) {
        Some(Value::Object(structure)) => structure.members.iter().position(|one| one.name == name),
        _ => None,
    }
    .unwrap_or(usize::MAX)
}

/// Known members in the schema's order, the others behind them by name.
fn order_members(structure: &'static Structure, json: &mut Json) {
    if let Json::Object(members) = json {
        members.sort_by_cached_key(|(name, _)| {
            let at = structure
                .members
                .iter()
                .position(|member| member.name == name);
            let unknown = at.is_none().then(|| name.clone());
            (at.unwrap_or(usize::MAX), unknown)
        });
    }
}
