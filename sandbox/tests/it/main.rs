//! The sandbox as clients see it: over HTTP, with the clock moved by hand.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, and JSON is indexed"
)]

mod account;
mod two_groups;

mod balancing;
mod blue_green;
mod blue_green_balanced;
mod clock;
mod controllers;
mod deleting;
mod deployment_alarms;
mod failures;
mod faults;
mod idempotency;
mod keeping;
mod lifecycle_hooks;
mod one_off_tasks;
mod paging;
mod refusals;
mod rolling;
mod services;
mod services_accounts;
mod services_balancing;
mod services_capacity;
mod services_discovery;
mod services_files;
mod services_keys;
mod services_networks;
mod services_pickers;
mod services_quotas;
mod services_seeded;
mod services_watching;
mod stopping;
mod task_definitions;
mod throttling;
