//! Longshore's server: the API, the deploy agent and the command line.
//!
//! Only `store` knows SQL, only `aws` knows the AWS SDK, only `http` knows status codes.

mod agent;
pub mod app;
mod auditing;
pub mod auth;
pub mod aws;
mod blame;
mod changes;
pub mod cli;
pub mod clock;
mod drafts;
pub mod encryption;
pub mod environments;
pub mod evidence;
mod explain;
mod feed;
mod freezes;
mod http;
pub mod planning;
pub mod preflight;
pub mod random;
mod serving;
pub mod store;
pub mod telling;
mod watch;
