//! A deployment's page.

use anyhow::Result;

use crate::browser::Visitor;
use crate::until::ROLLOUT_BOUND;

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
