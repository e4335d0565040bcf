//! The preview of a plan, before anything happens.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::Visitor;
use crate::until::{BOUND, Look, until};

/// Asks for a preview and waits for it.
///
/// # Errors
///
/// When it does not come.
pub async fn ask(visitor: &Visitor) -> Result<()> {
    visitor.press("Preview").await?;
    opens(visitor).await?;
    is_shown(visitor).await
}

/// Waits for the page of a preview.
///
/// # Errors
///
/// When it does not come.
pub async fn opens(visitor: &Visitor) -> Result<()> {
    visitor
        .arrives("a preview", |path| path.starts_with("/plans/"))
        .await?;
    visitor.one("heading", "Preview").await.map(|_| ())
}

/// Waits until the preview says what would happen, or that nothing would.
///
/// # Errors
///
/// When it does not in time.
pub async fn is_shown(visitor: &Visitor) -> Result<()> {
    until("what a deploy would do", BOUND, async || {
        let text = visitor.text().await?;
        let is_there = text.contains("There is nothing to do") || text.contains("What is sent");
        Ok(if is_there {
            Look::Done(())
        } else {
            Look::Not(text)
        })
    })
    .await
}

/// A request as the preview shows it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Such as `CreateService`.
    pub operation: String,
    /// The body, byte for byte.
    pub body: String,
    /// The SHA-256 of the body, in hex.
    pub sha256: String,
}

impl Request {
    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body)
            .with_context(|| format!("{} is no JSON: {}", self.operation, self.body))
    }
}

const REQUESTS: &str = r#"
const done = arguments[arguments.length - 1];
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const shown = [...document.querySelectorAll('[aria-label$=", as it is sent"]')];
Promise.all(shown.map(async (element) => {
  const body = element.textContent;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  const operation = element.getAttribute('aria-label').replace(', as it is sent', '');
  return { operation, body, sha256: hex(digest) };
})).then(done, (error) => done(String(error)));
"#;

/// What is said to be sent, in order.
///
/// # Errors
///
/// When the page does not show it.
pub async fn requests(visitor: &Visitor) -> Result<Vec<Request>> {
    let found = visitor.run_async(REQUESTS, Vec::new()).await?;
    found
        .as_array()
        .with_context(|| format!("the page shows no bytes: {found}"))?
        .iter()
        .map(|shown| {
            let text = |member: &str| {
                shown
                    .get(member)
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned)
                    .context("the page shows no bytes")
            };
            Ok(Request {
                operation: text("operation")?,
                body: text("body")?,
                sha256: text("sha256")?,
            })
        })
        .collect()
}

/// Deploys what is previewed and waits for the deployment's page; answers its path.
///
/// # Errors
///
/// When the server refuses.
pub async fn deploy(visitor: &Visitor) -> Result<String> {
    go_on(visitor, "Deploy").await
}

/// Presses the button that carries the plan out, which says what is done, and waits for the
/// deployment's page; answers its path.
///
/// # Errors
///
/// When the server refuses.
pub async fn go_on(visitor: &Visitor, button: &str) -> Result<String> {
    visitor.press(button).await?;
    visitor
        .arrives("a deployment", |path| path.starts_with("/deployments/"))
        .await
}
