//! The bodies of requests: the person's members in their order, with everything kept.

use std::collections::BTreeSet;

use super::{PLAN_TAG, TASK_DEFINITION_ARN};
use crate::document::{Document, set_aside};
use crate::json::Json;
use crate::pointer::Pointer;

/// Members that tell which service is meant; always sent.
const IDENTITY: [&str; 2] = ["cluster", "service"];

/// The body of `RegisterTaskDefinition`: the document, marked with the plan's id.
pub(super) fn register(task_definition: &Document, id: &str) -> String {
    let mut json = sent(task_definition);
    let tag = Json::Object(vec![
        ("key".to_owned(), Json::from(PLAN_TAG)),
        ("value".to_owned(), Json::from(id)),
    ]);
    let tags = Pointer::parse("/tags");
    match json.at_mut(&tags) {
        Some(Json::Array(tags)) => {
            tags.retain(|tag| tag.get("key").and_then(Json::as_str) != Some(PLAN_TAG));
            tags.push(tag);
        }
        _ => {
            json.set(&tags, Json::Array(vec![tag]));
        }
    }
    json.to_pretty()
}

/// The body of `CreateService`: the document with a token that makes it repeatable.
pub(super) fn create(service: &Document, id: &str, registers: bool) -> String {
    let mut json = sent(service);
    if registers {
        set_task_definition(&mut json);
    }
    let token = Pointer::parse("/clientToken");
    if json.at(&token).is_none_or(Json::is_null) {
        // CreateService takes at most 36 characters.
        let token_text: String = id.chars().take(36).collect();
        json.set(&token, Json::String(token_text));
    }
    json.to_pretty()
}

/// The body of `UpdateService`: which service, and the members that differ.
pub(super) fn update(
    service: &Document,
    name: &str,
    differs: &[String],
    registers: bool,
) -> String {
    let mut json = sent(service);
    if registers {
        set_task_definition(&mut json);
    }
    // A file for CreateService does as well: the service goes by another name in updates.
    if json.get("service").is_none() {
        json.rename(&Pointer::parse("/serviceName"), "service");
        json.set(&Pointer::parse("/service"), Json::from(name));
    }
    let differs: BTreeSet<&str> = differs.iter().map(String::as_str).collect();
    if let Json::Object(members) = &mut json {
        members.retain(|(member, _)| {
            IDENTITY.contains(&member.as_str())
                || (differs.contains(member.as_str()) && member != "tags")
                || (registers && member == "taskDefinition")
        });
    }
    json.to_pretty()
}

/// Puts the ARN of the revision that an earlier step registered into a body: the only late value.
pub fn with_task_definition_arn(body: &str, arn: &str) -> String {
    body.replace(TASK_DEFINITION_ARN, arn)
}

fn set_task_definition(json: &mut Json) {
    json.set(
        &Pointer::parse("/taskDefinition"),
        Json::from(TASK_DEFINITION_ARN),
    );
}

/// What a document sends: its members in their order, without what AWS only reports. Of members that
/// appear twice the last one alone, as it is what the preview tells and the checks look at.
pub(super) fn sent(document: &Document) -> Json {
    let mut json = document.json().clone();
    json.keep_last();
    set_aside(document.kind(), &mut json);
    json
}
