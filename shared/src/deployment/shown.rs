//! What AWS's answer to a call showed.

use serde::{Deserialize, Serialize};

use super::Meanwhile;

/// What AWS's answer to a call showed, or a look in place of an answer that was lost: whoever goes on after
/// a crash need not look for it again, when it may be hidden by what came after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// The ARN of the revision that was registered, or of the task that was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The primary ECS deployment of the service that was created or updated, such as `ecs-svc/123`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecs_deployment_id: Option<String>,
    /// The members of that service, by ECS's names, that its answer had otherwise than they were asked for:
    /// AWS may have its own way to say them. What else is otherwise at the end, somebody has changed since.
    /// Nothing where no answer was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlike: Option<Vec<String>>,
    /// What it shows of others. Whether that holds is told by
    /// [`JournalEvent::ChangedMeanwhile`](super::JournalEvent::ChangedMeanwhile), once AWS has been looked
    /// at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Meanwhile>,
}

impl Shown {
    /// Whether it showed nothing that is to be kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
