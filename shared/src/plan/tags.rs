//! The tags of a service that is there: they are changed by calls of their own.

use std::collections::BTreeSet;

use super::Step;
use super::extent::Extent;
use crate::document::Document;
use crate::json::Json;
use crate::pointer::Pointer;

/// The service's tags as they will be: those that the document gives, and, unless it speaks for the
/// whole service, those that are there. AWS's own stay in any case.
pub(super) fn merged(service: &Document, current: &Document, extent: Extent) -> Option<Json> {
    let given = tags(service)?;
    let keys: BTreeSet<Option<&str>> = given.iter().map(key).collect();
    let mut all: Vec<Json> = tags(current)
        .unwrap_or_default()
        .iter()
        .filter(|tag| {
            let stays = extent != Extent::Whole || is_aws(tag);
            stays && !keys.contains(&key(tag))
        })
        .cloned()
        .collect();
    all.extend(given.iter().cloned());
    Some(Json::Array(all))
}

/// The calls that change the tags from what they are to what they will be.
pub(super) fn steps(current: &Document, after: &Document) -> Vec<Step> {
    let (before, after) = (
        tags(current).unwrap_or_default(),
        tags(after).unwrap_or_default(),
    );
    let arn = current
        .aside()
        .iter()
        .find(|(name, _)| name == "serviceArn")
        .and_then(|(_, arn)| arn.as_str())
        .unwrap_or_default();
    let body = |member: &str, list: Vec<Json>| {
        let mut json = Json::object();
        json.set(&Pointer::parse("/resourceArn"), Json::from(arn));
        json.set(&Pointer::root().member(member), Json::Array(list));
        json.to_pretty()
    };
    let there: BTreeSet<String> = before.iter().map(Json::to_compact).collect();
    let stay: BTreeSet<Option<&str>> = after.iter().map(key).collect();
    let put: Vec<Json> = after
        .iter()
        .filter(|tag| !there.contains(&tag.to_compact()))
        .cloned()
        .collect();
    let gone: Vec<Json> = before
        .iter()
        .filter(|tag| !stay.contains(&key(tag)))
        .filter_map(|tag| key(tag).map(Json::from))
        .collect();
    let mut steps = Vec::new();
    if !put.is_empty() {
        steps.push(Step::TagResource {
            body: body("tags", put),
        });
    }
    if !gone.is_empty() {
        steps.push(Step::UntagResource {
            body: body("tagKeys", gone),
        });
    }
    steps
}

fn tags(document: &Document) -> Option<&[Json]> {
    document.json().get("tags")?.as_array()
}

fn key(tag: &Json) -> Option<&str> {
    tag.get("key")?.as_str()
}

fn is_aws(tag: &Json) -> bool {
    key(tag)
        .and_then(|key| key.get(..4))
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}
