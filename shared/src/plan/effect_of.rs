//! By which two plans are known to change the same.

use super::Plan;
use crate::diff::{self, Change};
use crate::digest;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::wire::Preview;

/// By which two plans are known to change the same from the same to the same, whatever else stands
/// in the definitions: SHA-256 in hex. Of a plan without definitions it is over what is sent.
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
    // Which revision the service runs before is no part of what a plan with a new one changes.
    changes.retain(|change| {
        change.place_text() != "/taskDefinition"
            || change.after.as_ref().and_then(crate::json::Json::as_str)
                != Some(super::TASK_DEFINITION_ARN)
    });
    let bodies: Vec<String> =
        if preview.task_definition_after.is_some() || preview.service_after.is_some() {
            Vec::new()
        } else {
            steps
                .iter()
                .filter_map(|step| Some(step.body()?.replace(id.as_str(), "")))
                .collect()
        };
    let names: Vec<&str> = steps.iter().map(super::Step::name).collect();
    let effect = (target, kind, names, bodies, diff::fingerprint(&changes));
    // A tag that stands for other bytes does not do the same.
    if base.images.is_empty() {
        digest::of(&effect)
    } else {
        digest::of(&(effect, &base.images))
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
