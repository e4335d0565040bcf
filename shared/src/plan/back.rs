//! The way back from a change that is under way: an update to what ran before.

use super::extent::{Extent, OF_REVISION, said_in_full};
use super::make::name_of;
use super::overlay::overlay;
use super::{Plan, Step, body};
use crate::diff::diff;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::{self, Json};
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

/// Whether a service that goes back to how it was `then`, by what the plan would say, is another one
/// than it is: its settings were changed without a rollout, or by somebody else.
pub fn has_other_settings(then: &Document, current: &Document) -> bool {
    let said = said_in_full(then, current, Extent::Earlier);
    let after = overlay(current, &said, Extent::Earlier);
    diff(current, &after)
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .any(|member| member != "taskDefinition")
}

/// Members of `UpdateService` that are no settings: which service, what it runs, and how many.
const NO_SETTINGS: [&str; 5] = [
    "cluster",
    "service",
    "taskDefinition",
    "desiredCount",
    "forceNewDeployment",
];

/// The settings that a plan sends and that stay where ECS itself goes back: a service revision does
/// not record them, such as `deploymentConfiguration`. Source: `ServiceRevision` in ECS's model.
fn settings_that_stay(plan: &Plan) -> Vec<String> {
    let body = plan.steps.iter().find_map(|step| match step {
        Step::UpdateService { body } => json::parse(body).ok(),
        _ => None,
    });
    let members = body.as_ref().and_then(Json::as_object).unwrap_or_default();
    members
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !NO_SETTINGS.contains(name) && !OF_REVISION.contains(name))
        .map(str::to_owned)
        .collect()
}

/// In words, that settings of a plan stay where ECS itself goes back; nothing where none do.
pub fn staying_settings(plan: &Plan) -> Option<String> {
    let names = settings_that_stay(plan);
    let (last, others) = names.split_last()?;
    let (names, stay, them) = if others.is_empty() {
        (last.clone(), "stays", "it")
    } else {
        (format!("{} and {last}", others.join(", ")), "stay", "them")
    };
    Some(format!(
        "ECS records no such settings with a version: {names} {stay} as this deployment set {them}, until the service is rolled back to an earlier version with its settings."
    ))
}

/// In words, what a plan set beside its rollout and no way back takes with it: how many tasks are
/// wanted, and tags. Nothing where it set neither.
pub fn left_alone(plan: &Plan) -> Option<String> {
    let count = plan.steps.iter().find_map(|step| match step {
        Step::UpdateService { body } => json::parse(body).ok()?.get("desiredCount")?.as_i64(),
        _ => None,
    });
    let has_changed = |member: &str| {
        let mut of_service = plan
            .changes
            .iter()
            .filter(|change| change.document == DocumentKind::Service);
        of_service.any(|change| change.pointer.tokens().next().as_deref() == Some(member))
    };
    let count = count
        .filter(|_| has_changed("desiredCount"))
        .map(|count| format!("the desired count of {count}"));
    let tags = has_changed("tags").then(|| "the tags".to_owned());
    let all: Vec<String> = count.into_iter().chain(tags).collect();
    (!all.is_empty()).then(|| {
        format!(
            "Going back leaves alone what else was set: {}.",
            all.join(" and ")
        )
    })
}
