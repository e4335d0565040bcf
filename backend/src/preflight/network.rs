//! Subnets: whether they are there, and have addresses for the tasks.

use shared::json::Json;
use shared::preflight::Line;

use super::line::Look;
use super::need::Need;
use super::subject::{Subject, texts};
use crate::aws::{Aws, AwsError};

const CODE: &str = "subnet-addresses";

pub(super) async fn look(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let mut lines = Vec::new();
    for started in subject.starts.iter().filter(|one| one.is_awsvpc()) {
        let subnets = subnets(&started.request);
        if subnets.is_empty() {
            continue;
        }
        let look = Look::at(CODE, subnets.join(", "));
        lines.push(match aws.subnets_named(&subnets).await {
            Ok(found) => {
                let free: Option<Vec<i64>> =
                    found.iter().map(|subnet| subnet.free_addresses).collect();
                let vpcs: std::collections::BTreeSet<&str> =
                    found.iter().map(|subnet| subnet.vpc.as_str()).collect();
                if vpcs.len() > 1 {
                    look.wrong("The subnets are in more than one VPC: choose those of one.")
                } else {
                    room(look, free, Need::of(started, subject))
                }
            }
            Err(AwsError::Refused { code, message, .. }) if code.starts_with("InvalidSubnetID") => {
                look.wrong(format!(
                    "{}: choose subnets that exist.",
                    message.trim_end_matches('.')
                ))
            }
            Err(error) => look.unread("How many addresses are free", &error),
        });
    }
    lines
}

fn room(look: Look, free: Option<Vec<i64>>, need: Need) -> Line {
    let Some(free) = free else {
        return look.unknown("How many addresses are free could not be told.", None);
    };
    let free: i64 = free.iter().sum();
    if free < need.least && free <= 0 {
        return look.wrong(format!(
            "No address is free in these subnets, and {} more tasks are wanted, each with an address of its own: add a subnet, or free addresses.",
            need.least
        ));
    }
    if free < need.most {
        return look.unknown(
            format!(
                "{free} addresses are free, and the rollout needs {} at its peak: it has to wait until others are given back.",
                need.most
            ),
            None,
        );
    }
    look.fine(format!(
        "{free} addresses are free, and {} are needed at most.",
        need.most.max(0)
    ))
}

/// The subnets of a service or a task.
pub(super) fn subnets(request: &Json) -> Vec<String> {
    let network = request
        .get("networkConfiguration")
        .and_then(|network| network.get("awsvpcConfiguration"));
    network.map_or_else(Vec::new, |network| texts(network, "subnets"))
}
