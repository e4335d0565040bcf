//! The server as browsers and pipelines meet it: the real router on loopback, a real database in a
//! file, and the real sandbox behind real AWS clients.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod accounts;
mod auditing;
mod backing_out;
mod blaming;
mod changing;
mod command_line;
mod command_line_plans;
mod deleting;
mod deploying;
mod drafting;
mod encryption_key;
mod environments;
mod evidence;
mod failing;
mod limits;
mod narrowing;
mod offers;
mod one_off;
mod other_controllers;
mod overtaken;
mod parameter_writing;
mod permissions;
mod planning;
mod planning_ends;
mod planning_secrets;
mod planning_tasks;
mod preflight;
mod preflight_quotas;
mod queueing;
mod readability;
mod recovering;
mod rolling_back;
mod signing_in;
mod stopping;
mod storing;
mod streaming;
mod support;
mod telling;
mod watching;
