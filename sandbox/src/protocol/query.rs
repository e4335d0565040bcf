//! The Query protocol of ELBv2, IAM, STS and EC2: form-encoded requests, XML answers.

use serde_json::Value;

use crate::error::AwsError;

/// Takes a form-encoded request apart: the operation and its input; `None` without an `Action`.
pub(crate) fn parse(_body: &str) -> Option<(String, Value)> {
    None
}

/// The XML of an output. `service` is the endpoint's name: `elasticloadbalancing`, `iam`, `sts`
/// or `ec2`.
pub(crate) fn render(_service: &str, _operation: &str, _output: &Value, _request_id: &str) -> String {
    String::new()
}

/// The XML of a refusal.
pub(crate) fn render_error(_service: &str, _error: &AwsError, _request_id: &str) -> String {
    String::new()
}
