//! The preview of a plan, before anything happens.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::Visitor;

/// Asks for a preview and waits for it.
///
/// # Errors
///
/// When it does not come.
pub async fn ask(visitor: &Visitor) -> Result<()> {
    visitor.press("Preview").await?;
    visitor
        .arrives("a preview", |path| path.starts_with("/plans/"))
        .await?;
    visitor.one("heading", "Preview").await?;
    Ok(())
}

/// The bytes that are said to be sent, by operation, in order.
///
/// # Errors
///
/// When the page does not show them.
pub async fn bodies(visitor: &Visitor) -> Result<Vec<(String, String)>> {
    let script = "return [...document.querySelectorAll('[aria-label$=\", as it is sent\"]')]\
        .map((shown) => [shown.getAttribute('aria-label'), shown.textContent])";
    let found = visitor.run(script, Vec::new()).await?;
    found
        .as_array()
        .context("the page shows no bytes")?
        .iter()
        .map(|pair| {
            let text = |index: usize| {
                pair.get(index)
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned)
                    .context("the page shows no bytes")
            };
            let operation = text(0)?.trim_end_matches(", as it is sent").to_owned();
            Ok((operation, text(1)?))
        })
        .collect()
}

/// Deploys what is previewed and waits for the deployment's page; answers its path.
///
/// # Errors
///
/// When the server refuses.
pub async fn deploy(visitor: &Visitor) -> Result<String> {
    visitor.press("Deploy").await?;
    visitor
        .arrives("a deployment", |path| path.starts_with("/deployments/"))
        .await
}
