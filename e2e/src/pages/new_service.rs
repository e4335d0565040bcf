//! The page for a first deploy.

use anyhow::Result;

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

/// Pastes the two files.
///
/// # Errors
///
/// When the fields are missing.
pub async fn paste_files(visitor: &Visitor, task_definition: &str, service: &str) -> Result<()> {
    show_files(visitor).await?;
    visitor
        .paste("Task definition (JSON)", task_definition)
        .await?;
    visitor.paste("Service (JSON)", service).await
}

/// Shows the two texts.
///
/// # Errors
///
/// When the tab is missing.
pub async fn show_files(visitor: &Visitor) -> Result<()> {
    visitor.click("tab", "Files and JSON").await
}
