//! The names by which a plan and what it was compared with are recognized.

use serde::{Deserialize, Serialize};

use super::Plan;
use super::one_off::reported;
use crate::digest::{self, sha256};
use crate::document::Document;
use crate::json::Json;
use crate::normal::normal;
use crate::wire::ScalableTarget;

/// The plan's hash: SHA-256, in hex, over its canonical JSON (RFC 8785). It is what people approve
/// and what a deployment names.
pub fn hash(plan: &Plan) -> String {
    digest::of(plan)
}

/// Whether a plan is made from a service's desired count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DesiredCount {
    /// The plan speaks of it, so that another count makes it another plan.
    #[default]
    Compared,
    /// The plan leaves it to whoever moves it, such as auto scaling.
    LeftAlone,
}

/// The fingerprint of what a plan was compared with: the service and the revision that it runs, in
/// normal form, so without events and the counts of tasks.
pub fn fingerprint(
    service: Option<&Document>,
    task_definition: Option<&Document>,
    desired_count: DesiredCount,
) -> String {
    let part = |document: Option<&Document>| {
        document.map_or(Json::Null, |document| normal(document).json().clone())
    };
    let mut service = part(service);
    if desired_count == DesiredCount::LeftAlone
        && let Json::Object(members) = &mut service
    {
        members.retain(|(member, _)| member != "desiredCount");
    }
    let both = Json::Array(vec![service, part(task_definition)]);
    sha256(&both.to_canonical())
}

impl DesiredCount {
    /// What a document makes of it, also where it asks for the count that there is.
    pub(super) fn of(service: &Document) -> Self {
        if service.json().get("desiredCount").is_some() {
            Self::Compared
        } else {
            Self::LeftAlone
        }
    }
}

/// The fingerprint of what a one-off task was made from: the revision that it names, as
/// `DescribeTaskDefinition` has it, and whether that is active; of nothing where the plan
/// registers it.
pub fn fingerprint_of_task(revision: Option<&Document>) -> String {
    let Some(revision) = revision else {
        return sha256("null");
    };
    let aside = |name| reported(revision, name).cloned().unwrap_or_default();
    let all = Json::Array(vec![
        aside("taskDefinitionArn"),
        aside("status"),
        normal(revision).json().clone(),
    ]);
    sha256(&all.to_canonical())
}

/// The fingerprint of what new bounds for auto scaling are compared with: the bounds that there
/// are, of a service that is there. The desired count is none of it, since auto scaling moves it.
pub fn fingerprint_of_bounds(is_there: bool, bounds: Option<&ScalableTarget>) -> String {
    let bounds = bounds.map_or(Json::Null, |bounds| {
        let ScalableTarget {
            min_capacity,
            max_capacity,
            scale_out_suspended,
            scale_in_suspended,
            scheduled_scaling_suspended,
            // They are made elsewhere, and stay as they are.
            policies: _,
        } = bounds;
        Json::Array(vec![
            Json::from(*min_capacity),
            Json::from(*max_capacity),
            Json::Bool(*scale_out_suspended),
            Json::Bool(*scale_in_suspended),
            Json::Bool(*scheduled_scaling_suspended),
        ])
    });
    sha256(&Json::Array(vec![Json::Bool(is_there), bounds]).to_canonical())
}
