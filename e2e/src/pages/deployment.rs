//! A deployment's page.

use anyhow::Result;

use crate::browser::Visitor;
use crate::until::{Look, ROLLOUT_BOUND, until};

/// Waits until the page says that it succeeded.
///
/// # Errors
///
/// When it does not in time.
pub async fn succeeds(visitor: &Visitor) -> Result<()> {
    visitor
        .sees_within("Succeeded: the service runs what was sent", ROLLOUT_BOUND)
        .await
}

/// Waits until the page says how it ended.
///
/// # Errors
///
/// When it does not in time.
pub async fn ends(visitor: &Visitor, title: &str) -> Result<()> {
    visitor.sees_within(title, ROLLOUT_BOUND).await
}

/// Waits until the new and the old revision of a rollout have these shares of the traffic.
///
/// # Errors
///
/// When they do not in time.
pub async fn traffic_is(visitor: &Visitor, new: &str, old: &str) -> Result<()> {
    let script = "return ['New', 'Old'].map((side) => {\
        const card = [...document.querySelectorAll('li')]\
            .find((item) => item.textContent.startsWith(`${side} revision`));\
        return card?.textContent.match(/Production traffic\\s*([\\d.]+ %)/)?.[1] ?? '';\
    })";
    until("the shares of the traffic", ROLLOUT_BOUND, async || {
        let shares = visitor.run(script, Vec::new()).await?;
        Ok(if shares == serde_json::json!([new, old]) {
            Look::Done(())
        } else {
            Look::Not(shares.to_string())
        })
    })
    .await
}

/// The SHA-256 of each body that was sent, as the page shows them, in order. A body with a value
/// that was not known before differs from what was previewed by that value.
///
/// # Errors
///
/// When the browser can't say.
pub async fn sent_hashes(visitor: &Visitor) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('li')]\
        .flatMap((line) => [...line.querySelectorAll('[title]')].map((part) => part.title))\
        .filter((title) => /^[0-9a-f]{64}$/.test(title))";
    let found = visitor.run(script, Vec::new()).await?;
    let mut hashes: Vec<String> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.as_str().map(ToOwned::to_owned))
        .collect();
    hashes.dedup();
    Ok(hashes)
}
