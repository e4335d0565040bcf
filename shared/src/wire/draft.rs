//! Drafts: what people have typed and not deployed yet, kept on the server while they type.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that an editor holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftContent {
    /// The task definition as the person's own text.
    pub task_definition: String,
    /// The service as the person's own text.
    pub service: String,
    /// What the placeholders of both texts stand for, by name.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// A task that is to end well before the service is touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<DraftGate>,
    /// What the service ran when the edit was begun; nothing for a new service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<DraftBase>,
}

/// What a service ran when an edit of it was begun: held against what it runs later, it tells what
/// others have changed meanwhile and the edit must not take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftBase {
    /// The task definition.
    pub task_definition: String,
    /// The service, as the edit begins with it.
    pub service: String,
}

/// A task to run before the service is touched, as the person typed it. It runs the revision that
/// is deployed, where the service runs; the request is made from it when a plan is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftGate {
    /// The container whose command is another one.
    pub container: String,
    /// The command in one line, as a shell would read it; empty for the container's own.
    pub command: String,
}

/// A draft with its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Draft {
    /// What it is and who wrote it when.
    pub summary: DraftSummary,
    /// What stands in it.
    pub content: DraftContent,
}

/// A draft without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftSummary {
    /// Its id, chosen by the browser that made it: 16 to 64 letters, digits and `-`.
    pub id: String,
    /// What people call it, such as `New service shop-web`.
    pub title: String,
    /// The cluster of the service that it changes; nothing for a new service.
    pub cluster: Option<String>,
    /// The service that it changes; nothing for a new service.
    pub service: Option<String>,
    /// Counts its saves, from 1; goes on where a deleted draft is made anew.
    pub version: i64,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at_ms: i64,
    /// Who saved it last.
    pub updated_by: String,
    /// When it was saved last.
    pub updated_at_ms: i64,
}

/// Saves a draft, or makes it.
///
/// The save holds only if nobody saved in between: `base_version` is the version that the person
/// started from, 0 for a new draft. Another one is refused with 409
/// ([`ProblemCode::DraftMoved`](super::ProblemCode::DraftMoved)) and the draft as it is. A save that is repeated because its answer was
/// lost (same person, same content, one version further) is answered as if it were the first. A
/// draft that was deleted is refused with 404, unless it is made anew with `base_version` 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftUpdate {
    /// The version that it started from; 0 for a new draft.
    pub base_version: i64,
    /// What people call it.
    pub title: String,
    /// The cluster of the service that it changes; nothing for a new service. Only a new draft's
    /// is kept.
    pub cluster: Option<String>,
    /// The service that it changes; nothing for a new service. Only a new draft's is kept.
    pub service: Option<String>,
    /// What stands in it.
    pub content: DraftContent,
}

/// News of a draft, for everybody who has it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftNews {
    /// The draft as it is now; nothing when it was deleted.
    pub summary: Option<DraftSummary>,
    /// Who has it open, each once, by name.
    pub people: Vec<String>,
}
