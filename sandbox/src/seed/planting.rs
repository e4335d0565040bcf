//! Calling operations while the seed is planted.

use serde_json::Value;

use crate::{error::Answer, world::World};

/// A service's entry point.
type Service = fn(&mut World, &str, &Value) -> Answer;

/// A world that is being planted, and what went wrong so far.
#[derive(Debug)]
pub(super) struct Planting<'a> {
    world: &'a mut World,
    refusals: Vec<String>,
}

impl<'a> Planting<'a> {
    pub(super) fn new(world: &'a mut World) -> Self {
        Self {
            world,
            refusals: Vec::new(),
        }
    }

    pub(super) fn world(&mut self) -> &mut World {
        self.world
    }

    /// Calls an operation; a refusal is noted and answers `null`.
    pub(super) fn call(&mut self, service: Service, operation: &str, input: &Value) -> Value {
        service(self.world, operation, input).unwrap_or_else(|error| {
            self.refusals
                .push(format!("{operation}: {}: {}", error.code, error.message));
            Value::Null
        })
    }

    /// The same, for one text out of the answer, by JSON pointer.
    pub(super) fn call_for(
        &mut self,
        service: Service,
        operation: &str,
        input: &Value,
        pointer: &str,
    ) -> String {
        let answer = self.call(service, operation, input);
        answer
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// Lets time pass step by step, so that roll-outs happen.
    pub(super) fn live(&mut self, ms: i64) {
        self.world.advance_to(self.world.now_ms.saturating_add(ms));
    }

    /// Lets time pass in which nothing happens.
    pub(super) fn pass(&mut self, ms: i64) {
        self.world.leap_to(self.world.now_ms.saturating_add(ms));
    }

    pub(super) fn refusals(self) -> Vec<String> {
        self.refusals
    }
}
