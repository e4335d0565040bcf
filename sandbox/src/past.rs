//! Earlier states of the world, for the faults that answer stale. Kept only while such a fault is
//! set, and only as far back as it looks.

use std::collections::VecDeque;

use crate::world::World;

/// A state of the world as it was saved.
#[derive(Debug)]
struct Snapshot {
    at_ms: i64,
    state: Vec<u8>,
}

/// The snapshots, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Past(VecDeque<Snapshot>);

impl Past {
    /// Keeps the present state; forgets what is older than a fault will ever ask for.
    pub(crate) fn remember(&mut self, world: &World, oldest_seconds: Option<u32>) {
        let Some(seconds) = oldest_seconds else {
            self.0.clear();
            return;
        };
        let Ok(state) = serde_json::to_vec(world) else {
            return;
        };
        self.0.push_back(Snapshot {
            at_ms: world.now_ms,
            state,
        });
        let horizon = world.now_ms - i64::from(seconds) * 1000;
        // One at or before the horizon must stay: it is what held then.
        while self.0.get(1).is_some_and(|second| second.at_ms <= horizon) {
            self.0.pop_front();
        }
    }

    /// The world as it was so many seconds ago, or as long ago as is known.
    pub(crate) fn world(&self, now_ms: i64, seconds: u32) -> Option<World> {
        let wanted = now_ms - i64::from(seconds) * 1000;
        let snapshot = self
            .0
            .iter()
            .rev()
            .find(|snapshot| snapshot.at_ms <= wanted)
            .or_else(|| self.0.front())?;
        serde_json::from_slice(&snapshot.state).ok()
    }
}
