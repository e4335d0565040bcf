//! People at a browser, in front of the real binary and the simulated AWS.

mod accessibility;
mod bad_input;
mod connection;
mod denied_lists;
mod drafts;
mod editor_accessibility;
mod failures;
mod first_deploy;
mod first_web_service;
mod imports;
mod keeping;
mod keyboard;
mod new_version;
mod people;
mod reading;
mod secret_values;
mod what_runs;
