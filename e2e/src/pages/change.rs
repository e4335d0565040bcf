//! A change: the form that proposes it, and the page where it is reviewed and deployed.

use anyhow::Result;

use super::preview;
use super::sign_in::{ADMINISTRATOR, sign_in};
use crate::browser::Visitor;
use crate::until::{BOUND, Look, until};

/// The page of what the environment asks for.
pub const ENVIRONMENT: &str = "/environment";

/// Asks for so many approvals, as the administrator, and signs out again.
///
/// # Errors
///
/// When the policy is not set.
pub async fn require_approvals(visitor: &Visitor, number: &str) -> Result<()> {
    sign_in(visitor, ADMINISTRATOR, ENVIRONMENT).await?;
    visitor.fill("Approvals", number).await?;
    visitor.press("Set the policy").await?;
    visitor.sees("Set by ada").await?;
    visitor.click("button", "ada administrator").await?;
    visitor.press("Sign out").await?;
    visitor.one("heading", "Sign in").await.map(|_| ())
}

/// Proposes what is previewed, and arrives at the change; answers its path.
///
/// # Errors
///
/// When the server refuses.
pub async fn propose(visitor: &Visitor, title: &str, reason: &str) -> Result<String> {
    visitor.follow("Propose").await?;
    visitor.one("heading", "Propose a change").await?;
    visitor.fill("Title", title).await?;
    visitor.fill("Why", reason).await?;
    visitor.press("Propose").await?;
    opens(visitor).await
}

/// Waits for the page of a change; answers its path.
///
/// # Errors
///
/// When it does not come.
pub async fn opens(visitor: &Visitor) -> Result<String> {
    let path = visitor
        .arrives("a change", |path| {
            path.strip_prefix("/changes/")
                .is_some_and(|id| id.parse::<u64>().is_ok())
        })
        .await?;
    visitor.one("heading", "Approvals").await?;
    Ok(path)
}

/// Presses a button that asks for a reason, and gives it.
///
/// # Errors
///
/// When there is no such button, or it may not be pressed.
pub async fn with_reason(visitor: &Visitor, button: &str, reason: &str) -> Result<()> {
    visitor.press(button).await?;
    visitor.one("dialog", button).await?;
    visitor.fill("Reason", reason).await?;
    visitor.confirm(button, button).await
}

/// Comments on a line.
///
/// # Errors
///
/// When there is no such line.
pub async fn comment_on(visitor: &Visitor, line: &str, words: &str) -> Result<()> {
    visitor.press(&format!("Comment on {line}")).await?;
    visitor.fill("Comment on this line", words).await?;
    // The one of the line stands before that of the whole change.
    visitor.click_first("button", "Send comment").await?;
    visitor.sees(words).await
}

/// Makes the plan that is previewed another version of a change, and arrives there.
///
/// # Errors
///
/// When the server refuses.
pub async fn make_version(visitor: &Visitor, change: u64, note: &str) -> Result<()> {
    preview::is_shown(visitor).await?;
    visitor
        .follow(&format!("Make it the next version of change {change}"))
        .await?;
    visitor.fill("What is different", note).await?;
    visitor.press("Make it the next version").await?;
    opens(visitor).await.map(|_| ())
}

/// Waits until the place that both touched says something of itself, such as what `Runs now`.
///
/// # Errors
///
/// When it does not in time.
pub async fn conflict_says(visitor: &Visitor, what: &str, value: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('[role=dialog] dt, dialog dt')]\
        .filter((term) => term.textContent === arguments[0])\
        .map((term) => term.nextElementSibling?.textContent ?? '')";
    until(&format!("{what:?} of a conflict"), BOUND, async || {
        let said = visitor.run(script, vec![what.into()]).await?;
        Ok(if said == serde_json::json!([value]) {
            Look::Done(())
        } else {
            Look::Not(said.to_string())
        })
    })
    .await
}
