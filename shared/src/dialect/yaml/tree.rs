//! Parts of a tree that is being built: merged mappings, the weight of copies, functions.

use std::collections::BTreeSet;

use crate::json::Json;

/// CloudFormation's functions that have a short tag.
pub(super) const FUNCTIONS: [&str; 18] = [
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "ForEach",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
];

/// Adds what the mapping does not have itself; of several merged mappings the first one counts.
pub(super) fn merge(members: &mut Vec<(String, Json)>, bases: Vec<Vec<(String, Json)>>) {
    let mut names: BTreeSet<String> = members.iter().map(|(name, _)| name.clone()).collect();
    for inner in bases {
        for (name, value) in inner {
            if names.insert(name.clone()) {
                members.push((name, value));
            }
        }
    }
}

/// About how many bytes a tree takes, and how deep it is.
pub(super) fn measure(value: &Json) -> (usize, usize) {
    let (inner, own) = match value {
        Json::Null | Json::Bool(_) => ((0, 0), 16),
        Json::Number(number) => ((0, 0), 16 + number.as_str().len()),
        Json::String(text) | Json::Bare(text) => ((0, 0), 16 + text.len()),
        Json::Array(elements) => (sum(elements.iter()), 16),
        Json::Object(members) => {
            let names: usize = members.iter().map(|(name, _)| name.len()).sum();
            (sum(members.iter().map(|(_, value)| value)), 16 + names)
        }
    };
    (inner.0.saturating_add(own), inner.1 + 1)
}

fn sum<'a>(values: impl Iterator<Item = &'a Json>) -> (usize, usize) {
    values.map(measure).fold((0, 0), |(weight, height), one| {
        (weight.saturating_add(one.0), height.max(one.1))
    })
}
