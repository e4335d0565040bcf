//! A simulated AWS on loopback.
//!
//! Real AWS clients speak to it over HTTP; nothing else of it is public but the way to start it.
//! Its refusals are written from AWS's documentation, never by calling Longshore's own rules: the
//! two must be able to disagree.

mod arn;
mod autoscaling;
mod ec2;
mod ecr;
mod ecs;
mod elbv2;
mod error;
mod iam;
mod input;
mod logs;
mod paging;
mod secretsmanager;
mod seed;
mod ssm;
mod sts;
mod tags;
mod timestamp;
mod wildcard;
mod world;
