//! A service's page, and what can be done there. Each leads to a preview.

use anyhow::Result;

use super::preview;
use crate::browser::Visitor;

/// Asks for another number of tasks.
///
/// # Errors
///
/// When there is no such form.
pub async fn scale(visitor: &Visitor, count: u32) -> Result<()> {
    visitor.press("Scale").await?;
    visitor.one("dialog", "Scale").await?;
    visitor
        .fill("Desired count (tasks)", &count.to_string())
        .await?;
    visitor.press("Preview").await?;
    preview::opens(visitor).await
}

/// Types other bounds of auto scaling into the window that is open.
///
/// # Errors
///
/// When there is no such window.
pub async fn type_bounds(visitor: &Visitor, fewest: &str, most: &str) -> Result<()> {
    visitor.fill("Fewest (tasks)", fewest).await?;
    visitor.fill("Most (tasks)", most).await
}

/// Presses a button that leads to a preview at once.
///
/// # Errors
///
/// When there is no such button.
pub async fn ask(visitor: &Visitor, button: &str) -> Result<()> {
    visitor.press(button).await?;
    preview::opens(visitor).await
}

/// Goes back to a revision, such as `status-page:2`.
///
/// # Errors
///
/// When it is not offered.
pub async fn roll_back_to(visitor: &Visitor, revision: &str) -> Result<()> {
    visitor.press("Roll back").await?;
    go_back_to(visitor, revision).await
}

/// Chooses a revision among all that the service ran.
///
/// # Errors
///
/// When it is not offered.
pub async fn go_back_to(visitor: &Visitor, revision: &str) -> Result<()> {
    let button = format!("Go back to this: {revision}");
    visitor.press(&button).await?;
    preview::opens(visitor).await
}

/// Asks for a task with another command.
///
/// # Errors
///
/// When there is no such form.
pub async fn run_task(visitor: &Visitor, command: &str) -> Result<()> {
    visitor.press("Run a task").await?;
    visitor.fill("Command (optional)", command).await?;
    visitor.press("Preview").await?;
    preview::opens(visitor).await
}
