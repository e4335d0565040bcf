//! The page for a new version of a service: the editor, filled with what runs.

use anyhow::Result;

use super::editor;
use crate::browser::Visitor;

/// Types another image for a container.
///
/// # Errors
///
/// When there is no such container.
pub async fn type_image(visitor: &Visitor, container: &str, image: &str) -> Result<()> {
    editor::opens(visitor).await?;
    editor::show_container(visitor, container).await?;
    visitor.fill("Image", image).await
}
