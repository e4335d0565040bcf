//! A record of requests and answers, so that a test can hold them against AWS's service models.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// The oldest are forgotten beyond this many: enough for a test, bounded for a long run.
const CAPACITY: usize = 20_000;

/// One request and its answer.
#[derive(Debug, Serialize)]
pub(crate) struct Exchange {
    /// The name that the fault table has for it, such as `ecs`.
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) request: Value,
    pub(crate) status: u16,
    /// The output, or the error as `__type` and `message`.
    pub(crate) response: Value,
    /// The body as it went over the wire; as JSON where that was no text.
    pub(crate) raw: String,
}

/// The recording; nothing is kept unless it was asked for at the start.
#[derive(Debug)]
pub(crate) struct Exchanges {
    recording: bool,
    kept: VecDeque<Exchange>,
}

impl Exchanges {
    pub(crate) fn new(recording: bool) -> Self {
        Self {
            recording,
            kept: VecDeque::new(),
        }
    }

    pub(crate) fn record(&mut self, exchange: impl FnOnce() -> Exchange) {
        if !self.recording {
            return;
        }
        if self.kept.len() >= CAPACITY {
            self.kept.pop_front();
        }
        self.kept.push_back(exchange());
    }

    /// What was recorded, oldest first; `None` when nothing is recorded at all.
    pub(crate) fn kept(&self) -> Option<&VecDeque<Exchange>> {
        self.recording.then_some(&self.kept)
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
    }
}
