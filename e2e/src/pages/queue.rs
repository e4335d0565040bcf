//! The queue: what runs, what waits, and what is paused.

use anyhow::Result;

use crate::browser::Visitor;

/// Pauses the environment.
///
/// # Errors
///
/// When there is no button for it.
pub async fn pause(visitor: &Visitor, why: &str) -> Result<()> {
    visitor.go("/queue").await?;
    visitor.press("Pause this environment").await?;
    visitor.one("dialog", "Pause this environment?").await?;
    visitor.fill("Why", why).await?;
    visitor.press("Pause it").await?;
    visitor
        .one("button", "Let this environment go on")
        .await
        .map(|_| ())
}

/// Lets the environment go on.
///
/// # Errors
///
/// When it is not paused.
pub async fn resume(visitor: &Visitor) -> Result<()> {
    visitor.go("/queue").await?;
    visitor.press("Let this environment go on").await?;
    visitor
        .one("button", "Pause this environment")
        .await
        .map(|_| ())
}
