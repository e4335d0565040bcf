//! The product from outside, and proof that the tools of these tests can fail.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod conformance;
mod crashes;
mod faults;
mod harness;
mod journeys;
mod moto;
mod others;
mod parts;
mod schema;
mod two_agents;
