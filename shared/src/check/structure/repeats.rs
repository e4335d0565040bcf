//! Elements of a set that have the same key.

use std::cmp::Ordering;

use super::Checker;
use crate::check::path::Path;
use crate::clip::clip;
use crate::issue::Severity;
use crate::json::Json;
use crate::normal::{Node, compare_keys};
use crate::schema::{Member, Repeats};

impl Checker<'_> {
    pub(super) fn repeats(
        &mut self,
        member: &'static Member,
        repeats: Repeats,
        keys: &[&str],
        elements: &[Json],
        at: &Path<'_>,
    ) {
        if repeats == Repeats::Kept {
            return;
        }
        for (earlier, index) in pairs(keys, elements) {
            let Some(element) = elements.get(index) else {
                continue;
            };
            let name = keys.first().map_or_else(
                || element.to_compact(),
                |key| element.get(key).map(Json::to_compact).unwrap_or_default(),
            );
            let name = name.trim_matches('"');
            let (severity, words) = match repeats {
                Repeats::Refused if keys.is_empty() => {
                    (Severity::Warning, "it says nothing the second time")
                }
                Repeats::Refused => (Severity::Error, "each may appear once"),
                Repeats::LastWins | Repeats::Kept => {
                    (Severity::Warning, "only the last one counts")
                }
            };
            let message = format!(
                "Keep one {} in {}: numbers {} and {} are the same, and {words}",
                clip(name),
                member.name,
                earlier + 1,
                index + 1
            );
            self.add(severity, "element-twice", &at.index(index), message, None);
        }
    }
}

/// Each element that repeats an earlier one, with the first of its kind, in their order.
fn pairs(keys: &[&str], elements: &[Json]) -> Vec<(usize, usize)> {
    let compare = |left: &(usize, &Json), right: &(usize, &Json)| {
        compare_keys(Node::Json(left.1), Node::Json(right.1), keys)
    };
    let mut sorted: Vec<(usize, &Json)> = elements
        .iter()
        .enumerate()
        // An element without a key has an issue of its own.
        .filter(|(_, element)| keys.iter().all(|key| element.get(key).is_some()))
        .collect();
    // The order of what is the same stays, so that the first of a kind comes first.
    sorted.sort_by(compare);
    let mut found = Vec::new();
    let mut rest = sorted.iter();
    let mut first = rest.next();
    for next in rest {
        match first {
            Some(first) if compare(first, next) == Ordering::Equal => {
                found.push((first.0, next.0));
            }
            _ => first = Some(next),
        }
    }
    found.sort_by_key(|(_, index)| *index);
    found
}
