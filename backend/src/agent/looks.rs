//! What is looked at before plans begin. Each look asks AWS: what was there a moment ago may be gone, and
//! a tag may have been moved.

use shared::preflight::{Finding, Line, Preflight};
use shared::wire::Preview;
use tokio::sync::Semaphore;

use super::Agent;
use crate::aws::Aws;
use crate::clock::Clock;
use crate::preflight;

/// So many plans are looked at at the same time: IAM and others have rates that the account shares.
const AT_ONCE: usize = 8;

/// The turns in which is looked.
#[derive(Debug)]
pub(super) struct Looks {
    turns: Semaphore,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Looks {
    /// Looks at what a plan needs.
    pub(super) async fn look(&self, aws: &Aws, clock: &Clock, preview: &Preview) -> Preflight {
        // The semaphore is never closed; without a turn the look is taken all the same.
        let _turn = self.turns.acquire().await.ok();
        // Boxed: it asks for much, and a future of its size would be carried about by all.
        Box::pin(preflight::run(aws, &preview.plan, clock.now_ms())).await
    }
}

impl Agent {
    /// Looks at what a plan needs, for people who are about to decide.
    pub(crate) async fn preflight(&self, preview: &Preview) -> Preflight {
        let inner = &self.0;
        inner.looks.look(&inner.aws, &inner.clock, preview).await
    }
}

/// Why a plan is not begun, where something is wrong: the first two reasons.
pub(super) fn refusal(lines: &[Line]) -> Option<String> {
    let wrong: Vec<String> = lines
        .iter()
        .filter(|line| line.finding == Finding::Wrong)
        .map(|line| format!("{}: {}", line.subject, line.words))
        .collect();
    match wrong.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [one, other] => Some(format!("{one} {other}")),
        [one, other, more @ ..] => Some(format!("{one} {other} And {} more.", more.len())),
    }
}
