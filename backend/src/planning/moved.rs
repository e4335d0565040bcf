//! Whether what a plan was compared with has changed since, and how, in words.

use shared::diff::{diff, words};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::wire::Preview;

use super::{Current, current, is_current};
use crate::aws::{Aws, AwsError};

/// What differs between what a plan was compared with and what is there now, in words; nothing as
/// long as the plan holds.
///
/// # Errors
/// AWS could not be looked at.
pub(crate) async fn moved(aws: &Aws, preview: &Preview) -> Result<Option<Vec<String>>, AwsError> {
    if is_current(aws, &preview.plan).await? {
        return Ok(None);
    }
    let current = current(aws, &preview.plan.target).await?;
    Ok(Some(told(preview, &current)))
}

/// What differs between what a plan was compared with and what is there now, in words.
fn told(preview: &Preview, current: &Current) -> Vec<String> {
    let mut changes = Vec::new();
    let definitions = preview
        .definitions()
        .unwrap_or_else(|| preview.shown_definitions());
    let was = [
        (
            DocumentKind::TaskDefinition,
            definitions.task_definition_before.as_deref(),
            current.task_definition.as_ref(),
        ),
        (
            DocumentKind::Service,
            definitions.service_before.as_deref(),
            current.service.as_ref(),
        ),
    ];
    let mut all = Vec::new();
    for (kind, before, now) in was {
        let before = before.and_then(|text| Document::read(text, Some(kind)).ok());
        match (before, now) {
            (Some(before), Some(now)) => all.extend(diff(&before, now)),
            (None, Some(_)) if kind == DocumentKind::Service => {
                changes.push("the service exists now".to_owned());
            }
            (Some(_), None) if kind == DocumentKind::Service => {
                changes.push("the service is gone".to_owned());
            }
            _ => {}
        }
    }
    changes.extend(words(&all).into_iter().map(|change| change.words));
    if changes.is_empty() {
        changes.push("what it was made from differs".to_owned());
    }
    changes
}
