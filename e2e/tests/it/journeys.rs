//! People at a browser, in front of the real binary and the simulated AWS.

mod accessibility;
mod accounts;
mod acting;
mod bad_input;
mod changes;
mod connection;
mod denied_lists;
mod drafts;
mod editor_accessibility;
mod environments;
mod failures;
mod first_deploy;
mod first_web_service;
mod imports;
mod keeping;
mod keyboard;
mod new_version;
mod pause_hooks;
mod pausing;
mod people;
mod reading;
mod releasing;
mod secret_values;
mod stopping;
mod telling;
mod what_runs;
