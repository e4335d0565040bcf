//! The page for a new version of a service.

use anyhow::Result;

use crate::browser::Visitor;

/// Types another image for a container.
///
/// # Errors
///
/// When there is no such field.
pub async fn type_image(visitor: &Visitor, container: &str, image: &str) -> Result<()> {
    visitor
        .fill(&format!("New image of {container}"), image)
        .await
}

/// Brings a file.
///
/// # Errors
///
/// When there is no place for it.
pub async fn paste_file(visitor: &Visitor, text: &str) -> Result<()> {
    visitor.click("button", "Or bring a file").await?;
    visitor
        .paste("Service or task definition (JSON)", text)
        .await
}
