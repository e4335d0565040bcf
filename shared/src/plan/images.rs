//! What the images that a plan runs stood for when it was made. ECS looks a tag up when a deployment
//! begins ("Container image resolution", Amazon ECS Developer Guide), so that without this a plan
//! that was approved would run whatever the tag was moved to in between.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, PlanKind, Step, hash};
use crate::json::{self, Json};
use crate::wire::Preview;

/// The images of a plan that ECS looks up by their tags when it is carried out.
pub fn tagged_images(preview: &Preview) -> BTreeSet<String> {
    let Plan { kind, steps, .. } = &preview.plan;
    if !looks_tags_up(*kind) {
        return BTreeSet::new();
    }
    let registered = steps.iter().filter_map(|step| match step {
        Step::RegisterTaskDefinition { body, .. } => json::parse(body).ok(),
        _ => None,
    });
    let runs = preview.task_definition_after.as_deref();
    let runs = runs.and_then(|text| json::parse(text).ok());
    registered
        .chain(runs)
        .flat_map(|one| images(&one))
        .collect()
}

/// Binds a plan to what its images stand for, by image; its hash becomes another.
#[must_use]
pub fn pin(mut preview: Preview, digests: BTreeMap<String, String>) -> Preview {
    if !digests.is_empty() {
        preview.plan.base.images = digests;
        preview.hash = hash(&preview.plan);
    }
    preview
}

/// ECS keeps to the digests that it knows while it only adds tasks of a revision.
const fn looks_tags_up(kind: PlanKind) -> bool {
    match kind {
        PlanKind::FirstDeploy
        | PlanKind::NewRevision
        | PlanKind::Rollback
        | PlanKind::ServiceChange
        | PlanKind::Restart
        | PlanKind::OneOffTask => true,
        PlanKind::Scaling
        | PlanKind::TagChange
        | PlanKind::ScalableTargetChange
        | PlanKind::Deletion
        | PlanKind::Nothing => false,
    }
}

fn images(definition: &Json) -> Vec<String> {
    let containers = definition
        .get("containerDefinitions")
        .and_then(Json::as_array)
        .unwrap_or_default();
    containers
        .iter()
        .filter_map(|container| container.get("image")?.as_str())
        .filter(|image| !image.contains('@'))
        .map(str::to_owned)
        .collect()
}
