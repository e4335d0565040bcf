//! People at a browser, in front of the real binary and the simulated AWS.

mod accessibility;
mod bad_input;
mod connection;
mod drafts;
mod failures;
mod first_deploy;
mod first_web_service;
mod keeping;
mod keyboard;
mod new_version;
mod people;
mod reading;
mod what_runs;
