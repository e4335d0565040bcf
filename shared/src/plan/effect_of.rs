//! By which two plans are known to change the same.

use std::collections::BTreeSet;

use super::{Plan, PlanKind, Step, one_off};
use crate::diff::{self, Change};
use crate::digest;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::{self, Json};
use crate::wire::Preview;

/// By which two plans are known to change the same from the same to the same, whatever else stands
/// in the definitions: SHA-256 in hex. What no definition tells, such as the command of a one-off
/// task, is in it as it is sent.
pub fn effect_of(preview: &Preview) -> String {
    let mut changes = changes(
        DocumentKind::TaskDefinition,
        preview.task_definition_before.as_deref(),
        preview.task_definition_after.as_deref(),
    );
    changes.extend(self::changes(
        DocumentKind::Service,
        preview.service_before.as_deref(),
        preview.service_after.as_deref(),
    ));
    let Plan {
        id,
        target,
        kind,
        steps,
        base,
        ..
    } = &preview.plan;
    // What is taken away is what a deletion does.
    if *kind == PlanKind::Deletion {
        changes.extend(taken_away(preview.service_before.as_deref()));
    }
    // Which revision the service runs before, and the number that a new one gets, is no part of what a
    // plan with a new one changes.
    let is_registration = |step: &Step| matches!(step, Step::RegisterTaskDefinition { .. });
    if steps.iter().any(is_registration) {
        changes.retain(|change| change.place_text() != "/taskDefinition");
    }
    let has_definitions =
        preview.task_definition_after.is_some() || preview.service_after.is_some();
    let mark = one_off::mark(id);
    // By which plan something is done is no part of what is done.
    let without_id = |body: &str| body.replace(id.as_str(), "").replace(&mark, "");
    let bodies: Vec<String> = steps
        .iter()
        .filter_map(|step| Some((step, without_id(step.body()?))))
        .map(|(step, body)| {
            if has_definitions {
                untold(step, body)
            } else {
                body
            }
        })
        .collect();
    let names: Vec<&str> = steps.iter().map(Step::name).collect();
    // Bounds are in no definition, so that what they are changed from is told by what they were
    // compared with.
    let from = (*kind == PlanKind::ScalableTargetChange).then_some(&base.fingerprint);
    let effect = (target, kind, names, bodies, diff::fingerprint(&changes));
    if let Some(from) = from {
        return digest::of(&(effect, from));
    }
    // A tag that stands for other bytes does not do the same.
    if base.images.is_empty() {
        digest::of(&effect)
    } else {
        digest::of(&(effect, &base.images))
    }
}

/// What the difference of the definitions does not tell of what a step sends.
///
/// Definitions are kept as they may be shown, so a secret-looking value is the same in all of them.
/// And a service's do not tell what belongs to one call alone, such as whether its tasks are
/// replaced although nothing differs, or that a count is sent which runs at present anyway.
fn untold(step: &Step, body: String) -> String {
    match step {
        Step::RegisterTaskDefinition { .. } => {
            json::parse(&body).map_or(body, |sent| digest::of(&diff::hidden(&sent)))
        }
        Step::CreateService { .. } | Step::UpdateService { .. } => {
            let Ok(sent) = json::parse(&body) else {
                return body;
            };
            let members = sent.as_object().unwrap_or_default();
            let names: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            let of_the_call: Vec<Option<String>> = ["desiredCount", "forceNewDeployment"]
                .map(|name| sent.get(name).map(Json::to_compact))
                .into();
            digest::of(&(names, of_the_call, diff::hidden(&sent)))
        }
        Step::TagResource { .. }
        | Step::UntagResource { .. }
        | Step::WaitForSteadyState
        | Step::RunTask { .. }
        | Step::WaitForTask
        | Step::WaitForNoTasks
        | Step::DeleteService { .. }
        | Step::WaitForDeletion
        | Step::RegisterScalableTarget { .. } => body,
    }
}

/// All that a service is.
fn taken_away(service: Option<&str>) -> Vec<Change> {
    let read = |text: &str| Document::read(text, Some(DocumentKind::Service)).ok();
    match (service.and_then(read), read("{}")) {
        (Some(service), Some(nothing)) => diff::diff(&service, &nothing),
        _ => Vec::new(),
    }
}

fn changes(kind: DocumentKind, before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    let read = |text: &str| Document::read(text, Some(kind)).ok();
    match (before.and_then(read), after.and_then(read)) {
        (Some(before), Some(after)) => diff::diff(&before, &after),
        (None, Some(after)) => Document::read("{}", Some(kind))
            .map_or_else(|_| Vec::new(), |nothing| diff::diff(&nothing, &after)),
        (_, None) => Vec::new(),
    }
}
