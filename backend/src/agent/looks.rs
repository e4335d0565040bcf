//! What was looked at before plans begin: kept for a moment, so that what people have just been
//! shown need not be asked for again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::preflight::{Finding, Line, Preflight};
use shared::wire::Preview;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::Agent;
use crate::aws::Aws;
use crate::clock::Clock;
use crate::preflight;

/// So long a look may be old when a plan begins.
const FRESH: Duration = Duration::from_mins(1);
/// So many plans are looked at at the same time: IAM and others have rates that the account shares.
const AT_ONCE: usize = 8;

/// The latest look at each plan.
#[derive(Debug)]
pub(super) struct Looks {
    kept: Mutex<HashMap<String, (Instant, Arc<Preflight>)>>,
    turns: Semaphore,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Looks {
    /// Looks at what a plan needs.
    async fn look(&self, aws: &Aws, clock: &Clock, preview: &Preview) -> Arc<Preflight> {
        // The semaphore is never closed; without a turn the look is taken all the same.
        let _turn = self.turns.acquire().await.ok();
        // Boxed: it asks for much, and a future of its size would be carried about by all.
        let found = Box::pin(preflight::run(aws, &preview.plan, clock.now_ms())).await;
        let found = Arc::new(found);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| at.elapsed() < FRESH);
        kept.insert(preview.hash.clone(), (Instant::now(), Arc::clone(&found)));
        found
    }

    /// A look at a plan that is fresh, taken now where there is none.
    pub(super) async fn fresh(
        &self,
        aws: &Aws,
        clock: &Clock,
        preview: &Preview,
    ) -> Arc<Preflight> {
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(&preview.hash)
                .filter(|(at, _)| at.elapsed() < FRESH)
                .map(|(_, found)| Arc::clone(found))
        };
        match known {
            Some(known) => known,
            None => self.look(aws, clock, preview).await,
        }
    }
}

impl Agent {
    /// Looks at what a plan needs, for people who are about to decide. Asks AWS each time: what was
    /// there a minute ago may be gone.
    pub(crate) async fn preflight(&self, preview: &Preview) -> Arc<Preflight> {
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
