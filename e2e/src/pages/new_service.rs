//! The page for a first deploy.

use anyhow::Result;

use super::editor;
use crate::browser::Visitor;

/// What goes into the form; what is empty is left as it is.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The family and the container's name.
    pub name: &'a str,
    /// The image.
    pub image: &'a str,
    /// The memory in MiB.
    pub memory: &'a str,
    /// The container's port.
    pub port: &'a str,
    /// The cluster.
    pub cluster: &'a str,
    /// A part of the target group's suggestion; empty for none.
    pub target_group: &'a str,
    /// How many tasks.
    pub desired: &'a str,
}

/// Fills in the form.
///
/// # Errors
///
/// When a field is missing.
pub async fn fill(visitor: &Visitor, form: Form<'_>) -> Result<()> {
    visitor.one("heading", "New service").await?;
    editor::opens(visitor).await?;
    visitor.fill("Family", form.name).await?;
    visitor.fill("Container name", form.name).await?;
    visitor.fill("Image", form.image).await?;
    visitor.fill("Memory limit (MiB)", form.memory).await?;
    visitor.fill("Container port", form.port).await?;
    visitor.choose("Cluster", form.cluster).await?;
    visitor.fill("Service name", form.name).await?;
    if !form.target_group.is_empty() {
        visitor
            .choose("Target group (optional)", form.target_group)
            .await?;
    }
    visitor.fill("Desired count (tasks)", form.desired).await
}

/// Chooses what to start from.
///
/// # Errors
///
/// When there is no such template.
pub async fn start_from(visitor: &Visitor, template: &str) -> Result<()> {
    visitor.one("heading", "Start from").await?;
    visitor.click_beginning("button", template).await
}
