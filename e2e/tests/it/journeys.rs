//! People at a browser, in front of the real binary and the simulated AWS.

mod accessibility;
mod bad_input;
mod failures;
mod first_deploy;
mod keeping;
mod new_version;
mod people;
mod reading;
