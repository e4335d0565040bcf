//! The way back from a change that is under way: an update to what ran before.

use super::body;
use super::extent::{Extent, said_in_full};
use super::make::name_of;
use crate::diff::diff;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::wire::Preview;

/// Members that going back leaves alone: how many tasks are wanted is not what went wrong, and tags
/// go by calls of their own.
const LEFT_ALONE: [&str; 2] = ["desiredCount", "tags"];

/// The body of `UpdateService` that brings a service back to what a plan found; nothing where
/// nothing ran before it.
///
/// Where ECS has a record of the rollout, `StopServiceDeployment` does the same and better.
pub fn way_back(preview: &Preview) -> Option<String> {
    let revision = preview.plan.base.task_definition_arn.as_deref()?;
    let read = |text: Option<&str>| Document::read(text?, Some(DocumentKind::Service)).ok();
    let definitions = preview.definitions()?;
    let mut before = read(definitions.service_before.as_deref())?;
    let after = read(definitions.service_after.as_deref())?;
    before
        .json_mut()
        .set(&Pointer::parse("/taskDefinition"), Json::from(revision));
    let said = said_in_full(&before, &after, Extent::Whole);
    let mut differs: Vec<String> = diff(&after, &before)
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .filter(|member| !LEFT_ALONE.contains(&member.as_str()))
        .collect();
    differs.push("taskDefinition".to_owned());
    Some(body::update(&said, &name_of(&before), &differs, false))
}
