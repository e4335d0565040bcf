//! What is said of a desired count that auto scaling moves as well.

use super::refuse;
use crate::diff::Change;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;
use crate::wire::ScalableTarget;

const PLACE: &str = "/desiredCount";

/// What to know where a plan changes the desired count of a service under auto scaling.
pub(super) fn warning(changes: &[Change], target: Option<&ScalableTarget>) -> Option<Issue> {
    let target = target?;
    let wanted = changes
        .iter()
        .find(|change| change.pointer.as_str() == PLACE)?
        .after
        .as_ref()
        .and_then(Json::as_i64)?;
    let (least, most) = (target.min_capacity, target.max_capacity);
    let warn = |code, message| Issue {
        severity: Severity::Warning,
        ..refuse::error(DocumentKind::Service, code, PLACE, message)
    };
    Some(if (least..=most).contains(&wanted) {
        warn(
            "desired-count-auto-scaled",
            format!(
                "Change the bounds of auto scaling where the count is to stay: it moves the count between {least} and {most} as the load demands, and may change {wanted} again"
            ),
        )
    } else {
        warn(
            "desired-count-out-of-bounds",
            format!(
                "Set desiredCount to {least} to {most}, or change the bounds of auto scaling first: {wanted} is outside of them, and the next scaling brings the count back to {}",
                wanted.clamp(least, most.max(least))
            ),
        )
    })
}
