//! Waits for a condition, with a bound, and says what was there instead when the bound passes.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Long enough for a page on a busy machine.
pub const BOUND: Duration = Duration::from_secs(20);
/// Long enough for a rollout at the speed of the tests.
pub const ROLLOUT_BOUND: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_millis(40);

/// What a look at a condition finds.
#[derive(Debug)]
pub enum Look<T> {
    /// It holds.
    Done(T),
    /// It does not hold yet; what is there instead, in words.
    Not(String),
}

/// Looks again and again until the condition holds.
///
/// # Errors
///
/// When a look fails, or the bound passes.
pub async fn until<T>(
    what: &str,
    bound: Duration,
    mut look: impl AsyncFnMut() -> Result<Look<T>>,
) -> Result<T> {
    let deadline = Instant::now() + bound;
    loop {
        match look().await? {
            Look::Done(found) => return Ok(found),
            Look::Not(instead) if Instant::now() > deadline => bail!(
                "waited {} s for {what}; instead: {instead}",
                bound.as_secs()
            ),
            Look::Not(_) => tokio::time::sleep(INTERVAL).await,
        }
    }
}
