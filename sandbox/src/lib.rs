//! A simulated AWS on loopback.
//!
//! Real AWS clients speak to it over HTTP; nothing else of it is public but the way to start it.
//! Its refusals are written from AWS's documentation, never by calling Longshore's own rules: the
//! two must be able to disagree.
//!
//! Besides AWS's own protocols it answers under `/_sandbox`: `health`, `clock`, `faults`, `alarms`,
//! `throttle`, `calls` and `exchanges`. Images with a telling tag fail on purpose: `:missing`,
//! `:crash`, `:unhealthy`, `:slow` and `:oom`. With `:exit-0`, `:exit-3` and so on a container does
//! its work for a few seconds and ends with that code, as a migration does.
//!
//! In AWS a task that was run by itself lasts as long as the processes in it, which nobody knows
//! here. So its essential containers work for twenty simulated seconds and end with exit code 0,
//! unless a tag says otherwise: `:slow` takes a minute longer, and those that fail or end with a code
//! do so as ever. A command that sleeps, such as `sleep 600`, works as long as it sleeps. Tasks of
//! services go on until they are stopped.

mod arn;
mod autoscaling;
mod calls;
mod clock;
mod cloudwatch;
mod connection;
mod control;
mod ec2;
mod ecr;
mod ecs;
mod efs;
mod elb;
mod elbv2;
mod error;
mod exchanges;
mod faults;
mod host;
mod http;
mod iam;
mod input;
mod kms;
mod logs;
mod paging;
mod past;
mod protocol;
mod refusal;
mod secretsmanager;
mod seed;
mod server;
mod servicediscovery;
mod servicequotas;
mod skew;
mod ssm;
mod state_file;
mod sts;
mod tags;
mod timestamp;
mod wildcard;
mod world;

pub use crate::{
    clock::Clock,
    server::{Config, Sandbox, StartError, start},
    state_file::StateFileError,
};
