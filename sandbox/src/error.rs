//! What AWS answers when it refuses.

use std::borrow::Cow;

/// A refusal in AWS's words: the error code, the HTTP status and the message that clients show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AwsError {
    /// The code as it stands in the service model, such as `ClusterNotFoundException`.
    pub(crate) code: Cow<'static, str>,
    /// The HTTP status, 400 for nearly all.
    pub(crate) status: u16,
    /// AWS's text.
    pub(crate) message: String,
}

impl AwsError {
    /// A client error with status 400.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            status: 400,
            message: message.into(),
        }
    }

    /// The same refusal with another HTTP status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// What an operation answers: the output as JSON with the model's member names, or a refusal.
pub(crate) type Answer = Result<serde_json::Value, AwsError>;
