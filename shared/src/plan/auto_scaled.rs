//! The desired count of a service whose count auto scaling moves.
//!
//! It is sent where a plan is about nothing else. A file that has the count which the service was
//! created with, and a new image, says nothing of how many tasks the load needs at present.

use super::refuse;
use crate::diff::Change;
use crate::document::Document;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;
use crate::plan::PlanKind;
use crate::pointer::Pointer;
use crate::wire::ScalableTarget;

const MEMBER: &str = "desiredCount";
const PLACE: &str = "/desiredCount";

/// What to know where a plan of a kind would change the desired count of a service under auto
/// scaling.
pub(super) fn warning(
    kind: PlanKind,
    changes: &[Change],
    target: Option<&ScalableTarget>,
) -> Option<Issue> {
    let target = target.filter(|target| target.moves_count())?;
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
    Some(if !is_about_count(kind) {
        warn(
            "desired-count-left-alone",
            format!(
                "Scale the service by itself where it is to have a count of {wanted}: auto scaling moves the count between {least} and {most}, so that a plan which changes something else too does not send one"
            ),
        )
    } else if (least..=most).contains(&wanted) {
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

/// The service without the count that a plan of a kind leaves to auto scaling; nothing where the
/// count is sent, or none is named.
pub(super) fn without_count(
    service: &Document,
    kind: PlanKind,
    target: Option<&ScalableTarget>,
) -> Option<Document> {
    let has_count = service.json().get(MEMBER).is_some();
    let is_moved = target.is_some_and(ScalableTarget::moves_count);
    if !has_count || !is_moved || is_about_count(kind) {
        return None;
    }
    let mut service = service.clone();
    service.json_mut().remove(&Pointer::root().member(MEMBER));
    Some(service)
}

/// Whether nothing but the count changes, or that has been reached.
fn is_about_count(kind: PlanKind) -> bool {
    matches!(kind, PlanKind::Scaling | PlanKind::Nothing)
}
