//! Deciding whether policies allow an action: an explicit deny wins, then an allow, else nothing
//! is allowed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::{Document, Statement, texts};
use crate::wildcard;

/// What is known about a request besides action and resource, by lower-case key.
pub(super) type Context = BTreeMap<String, Vec<String>>;

/// A policy and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) id: String,
    /// The model's `PolicySourceType`.
    pub(super) kind: &'static str,
    pub(super) document: Document,
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
}

impl Decision {
    /// The model's word.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
        }
    }
}

/// The outcome and what led to it.
#[derive(Debug)]
pub(super) struct Verdict<'a> {
    pub(super) decision: Decision,
    /// The policies with the statements that decided.
    pub(super) matched: Vec<&'a Source>,
    /// Condition keys that would have mattered but were not given.
    pub(super) missing: BTreeSet<String>,
}

/// Evaluates policies for one action on one resource.
pub(super) fn decide<'a>(
    sources: &'a [Source],
    action: &str,
    resource: &str,
    context: &Context,
) -> Verdict<'a> {
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    let mut missing = BTreeSet::new();
    for source in sources {
        for statement in &source.document.statements {
            if !statement.covers(action, resource) {
                continue;
            }
            if !holds(statement.condition.as_ref(), context, &mut missing) {
                continue;
            }
            if statement.allow {
                allows.push(source);
            } else {
                denies.push(source);
            }
        }
    }
    if !denies.is_empty() {
        return Verdict {
            decision: Decision::ExplicitDeny,
            matched: denies,
            missing,
        };
    }
    let decision = if allows.is_empty() {
        Decision::ImplicitDeny
    } else {
        Decision::Allowed
    };
    Verdict {
        decision,
        matched: allows,
        missing,
    }
}

/// Whether all conditions of a statement hold.
pub(super) fn is_met(statement: &Statement, context: &Context) -> bool {
    holds(statement.condition.as_ref(), context, &mut BTreeSet::new())
}

/// Whether all conditions of a statement hold; notes the keys that were not given.
fn holds(condition: Option<&Value>, context: &Context, missing: &mut BTreeSet<String>) -> bool {
    let mut all = true;
    for (operator, keys) in condition.and_then(Value::as_object).into_iter().flatten() {
        for (key, wanted) in keys.as_object().into_iter().flatten() {
            let wanted = wanted_texts(wanted);
            let given = context.get(&key.to_ascii_lowercase());
            if given.is_none() && operator != "Null" {
                missing.insert(key.clone());
            }
            all &= holds_one(operator, &wanted, given.map(Vec::as_slice));
        }
    }
    all
}

fn wanted_texts(value: &Value) -> Vec<String> {
    match value {
        Value::Bool(flag) => vec![flag.to_string()],
        Value::Number(number) => vec![number.to_string()],
        other => texts(Some(other)).unwrap_or_default(),
    }
}

fn holds_one(operator: &str, wanted: &[String], given: Option<&[String]>) -> bool {
    let (operator, if_exists) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let (operator, for_all) = match operator.split_once(':') {
        Some(("ForAllValues", operator)) => (operator, true),
        Some((_, operator)) => (operator, false),
        None => (operator, false),
    };
    if operator == "Null" {
        return wanted
            .iter()
            .any(|want| (want == "true") == given.is_none());
    }
    let negated = operator.contains("Not");
    let Some(given) = given else {
        return if_exists || for_all || negated;
    };
    let one = |value: &String| wanted.iter().any(|want| equal(operator, want, value));
    match (negated, for_all) {
        (true, _) => !given.iter().any(one),
        (false, true) => given.iter().all(one),
        (false, false) => given.iter().any(one),
    }
}

/// Compares as an operator does; one that is not known here never holds.
fn equal(operator: &str, want: &str, value: &str) -> bool {
    match operator {
        "StringEquals" | "StringNotEquals" => want == value,
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" | "Bool" => {
            want.eq_ignore_ascii_case(value)
        }
        "StringLike" | "StringNotLike" | "ArnEquals" | "ArnLike" | "ArnNotEquals"
        | "ArnNotLike" => wildcard::matches(want, value),
        "NumericEquals" | "NumericNotEquals" => numbers(want, value, |want, value| want == value),
        "NumericLessThan" => numbers(want, value, |want, value| value < want),
        "NumericLessThanEquals" => numbers(want, value, |want, value| value <= want),
        "NumericGreaterThan" => numbers(want, value, |want, value| value > want),
        "NumericGreaterThanEquals" => numbers(want, value, |want, value| value >= want),
        _ => false,
    }
}

fn numbers(want: &str, value: &str, compare: impl Fn(i64, i64) -> bool) -> bool {
    match (want.parse(), value.parse()) {
        (Ok(want), Ok(value)) => compare(want, value),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
