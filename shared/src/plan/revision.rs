//! Which revision a service will run: one that is registered first, one that it names, or the one
//! that it runs.

use super::TASK_DEFINITION_ARN;
use super::make::Observed;
use crate::diff::{Change, diff};
use crate::document::Document;
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;

/// What differs between the revision that runs and the task definition; nothing where it is not
/// known what runs.
pub(super) fn changes(
    task_definition: Option<&Document>,
    observed: &Observed,
) -> Option<Vec<Change>> {
    match task_definition.or(observed.named.as_ref()) {
        Some(definition) => Some(diff(observed.task_definition.as_ref()?, definition)),
        None => Some(Vec::new()),
    }
}

/// The service with the revision that it will run, as `family:number` where it is registered first.
pub(super) fn registered(
    service: &Document,
    task_definition: Option<&Document>,
    observed: &Observed,
) -> Document {
    let mut service = service.clone();
    if let Some(definition) = task_definition {
        let family = definition.json().get("family").and_then(Json::as_str);
        let reference = format!("{}:{}", family.unwrap_or_default(), next(observed));
        service
            .json_mut()
            .set(&Pointer::parse("/taskDefinition"), Json::String(reference));
    }
    service
}

/// The service with the revision that it runs, where it waits for one that is not registered,
/// where the given task definition is that revision, or where it means the newest one and runs it.
pub(super) fn kept(
    service: &Document,
    current: &Document,
    task_definition_given: bool,
    observed: &Observed,
) -> Document {
    let mut service = service.clone();
    let pointer = Pointer::parse("/taskDefinition");
    let waits = service.json().at(&pointer).and_then(Json::as_str) == Some(TASK_DEFINITION_ARN);
    let means_newest = !waits && is_newest_by_family(&service, current, observed);
    if (waits || means_newest || task_definition_given)
        && let Some(runs) = current.json().at(&pointer)
    {
        service.json_mut().set(&pointer, runs.clone());
    }
    service
}

/// Whether the service names the family alone, which means its newest revision, and runs that.
fn is_newest_by_family(service: &Document, current: &Document, observed: &Observed) -> bool {
    let reference = |document: &Document| {
        let normal = normal(document);
        let reference = normal.json().get("taskDefinition")?.as_str()?;
        Some(reference.to_owned())
    };
    let (Some(family), Some(runs), Some(latest)) = (
        reference(service),
        reference(current),
        observed.latest_revision,
    ) else {
        return false;
    };
    runs == format!("{family}:{latest}")
}

pub(super) const fn next(observed: &Observed) -> u64 {
    match observed.latest_revision {
        Some(latest) => latest.saturating_add(1),
        None => 1,
    }
}
