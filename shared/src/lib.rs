//! Longshore's domain, the same code in the browser, in the agent and on the command line.
//!
//! Pure: nothing here does IO, reads a clock, draws a random number or waits. Text goes in, and
//! documents, issues, diffs and plans come out.
#![warn(missing_docs)]

pub mod account;
pub mod audit;
pub mod blame;
pub mod cause;
pub mod change;
pub mod check;
mod clip;
pub mod deployment;
pub mod dialect;
pub mod diff;
pub mod digest;
pub mod document;
pub mod environment;
pub mod fargate;
pub mod iam_policy;
pub mod issue;
pub mod json;
mod marks;
pub mod merge;
pub mod normal;
pub mod permission;
pub mod placeholder;
pub mod plan;
pub mod pointer;
pub mod policy;
pub mod preflight;
pub mod reason;
pub mod schema;
pub mod telling;
pub mod text;
pub mod wire;
