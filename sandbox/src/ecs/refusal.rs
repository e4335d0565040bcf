//! The refusals of ECS that more than one operation makes, in AWS's words.

use crate::error::AwsError;

pub(super) fn client(message: impl Into<String>) -> AwsError {
    AwsError::new("ClientException", message)
}

pub(super) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterException", message)
}

pub(super) fn cluster_not_found() -> AwsError {
    AwsError::new("ClusterNotFoundException", "Cluster not found.")
}

pub(super) fn service_not_found() -> AwsError {
    AwsError::new("ServiceNotFoundException", "Service not found.")
}

pub(super) fn service_not_active() -> AwsError {
    AwsError::new("ServiceNotActiveException", "Service was not ACTIVE.")
}

pub(super) fn task_definition_not_found() -> AwsError {
    client("Unable to describe task definition.")
}

pub(super) fn bad_token() -> AwsError {
    invalid_parameter("Invalid token in request")
}

/// What is real in AWS and not here: said plainly, never pretended.
pub(super) fn not_simulated(what: &str) -> AwsError {
    AwsError::new(
        "UnsupportedFeatureException",
        format!("the sandbox does not simulate {what}"),
    )
}
