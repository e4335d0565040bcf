//! Making a plan from documents and what was observed.

use crate::check::Known;
use crate::document::Document;
use crate::issue::Issue;
use crate::plan::{Plan, TASK_DEFINITION_ARN};
use crate::wire::Preview;

/// What AWS looked like.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The service as `DescribeServices` has it; nothing where there is none or it is INACTIVE.
    pub service: Option<Document>,
    /// The revision that it runs, as `DescribeTaskDefinition` has it.
    pub task_definition: Option<Document>,
    /// The highest revision of the task definition's family that is known.
    pub latest_revision: Option<u64>,
    /// What else is known.
    pub known: Known,
}

/// Makes a plan.
///
/// # Errors
/// Every issue, where one is an error.
pub fn make(
    _id: &str,
    _task_definition: Option<&Document>,
    _service: &Document,
    _observed: &Observed,
) -> Result<Preview, Vec<Issue>> {
    Err(Vec::new())
}

/// The plan's hash.
pub fn hash(plan: &Plan) -> String {
    plan.id.clone()
}

/// The fingerprint of what was observed.
pub fn fingerprint(_service: Option<&Document>, _task_definition: Option<&Document>) -> String {
    String::new()
}

/// Puts the revision's ARN into a body.
pub fn with_task_definition_arn(body: &str, arn: &str) -> String {
    body.replace(TASK_DEFINITION_ARN, arn)
}
