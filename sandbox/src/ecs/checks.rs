//! What ECS refuses, written from AWS's documentation and the texts that AWS is known to answer
//! with. One refusal a time, as AWS has it: the first that applies.

mod containers;
mod dependencies;
mod deployment;
mod draft;
mod fargate;
mod hooks;
mod logging;
mod names;
mod network;
mod pairing;
mod ports;
mod resources;
mod service;
mod strategy;
mod tags;
mod volumes;

pub(super) use self::{
    draft::Draft, names::name as check_name, pairing::check_pairing, service::check_service,
    tags::check as check_tags,
};
use crate::error::AwsError;

/// A refusal or nothing.
type Verdict = Result<(), AwsError>;

/// Checks what is to be registered, as it was sent but for the sizes in units.
pub(super) fn check_task_definition(draft: &Draft<'_>) -> Verdict {
    names::check(draft)?;
    containers::check(draft)?;
    ports::check(draft)?;
    resources::check(draft)?;
    fargate::check(draft)?;
    network::check(draft)?;
    volumes::check(draft)?;
    dependencies::check(draft)?;
    logging::check(draft)
}
