//! Target groups: whether they are there, and whether the tasks can be their targets.

use std::collections::BTreeSet;

use shared::json::Json;
use shared::preflight::Line;

use super::line::Look;
use super::network;
use super::subject::{Subject, list};
use crate::aws::{Aws, NamedTargetGroup, last_part};

const CODE: &str = "target-group-fits";

pub(super) async fn look(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let Some(service) = subject
        .service
        .as_ref()
        .filter(|_| !subject.starts.is_empty())
    else {
        return Vec::new();
    };
    let primary: BTreeSet<&str> = list(service, "loadBalancers")
        .iter()
        .filter_map(|balancer| balancer.get("targetGroupArn")?.as_str())
        .collect();
    let alternate = list(service, "loadBalancers")
        .iter()
        .filter_map(|balancer| {
            let advanced = balancer.get("advancedConfiguration")?;
            advanced.get("alternateTargetGroupArn")?.as_str()
        });
    let arns: BTreeSet<&str> = primary.iter().copied().chain(alternate).collect();
    if arns.is_empty() {
        return Vec::new();
    }
    let awsvpc = subject
        .starts
        .iter()
        .find(|started| !started.is_one_off)
        .map(super::subject::Started::is_awsvpc);
    let vpc = vpc(aws, service).await;
    let mut lines = Vec::new();
    for arn in arns {
        let look = Look::at(CODE, name(arn));
        // ECS leads the rule to the other group of a blue/green service itself, when it shifts
        // traffic there.
        let needs_route = subject.is_new && primary.contains(arn);
        lines.push(match aws.target_group(arn).await {
            Ok(Some(found)) => fits(look, &found, awsvpc, vpc.as_deref(), needs_route),
            Ok(None) => look.wrong("There is no such target group: create it, or choose another."),
            Err(error) => look.unread("Whether it exists and fits", &error),
        });
    }
    lines
}

fn fits(
    look: Look,
    found: &NamedTargetGroup,
    awsvpc: Option<bool>,
    vpc: Option<&str>,
    needs_route: bool,
) -> Line {
    let group = &found.group;
    let wanted = awsvpc.map(|awsvpc| if awsvpc { "ip" } else { "instance" });
    if let Some(wanted) = wanted.filter(|wanted| *wanted != group.target_type) {
        return look.wrong(format!(
            "Its target type is {}, and tasks of this network mode need {wanted}: choose a target group of type {wanted}.",
            group.target_type
        ));
    }
    if let (Some(own), Some(other)) = (group.vpc_id.as_deref(), vpc)
        && own != other
    {
        return look.wrong(format!(
            "It is in {own}, and the tasks' subnets are in {other}: choose a target group of the same VPC."
        ));
    }
    if needs_route && !found.has_load_balancer {
        return look.wrong(
            "No load balancer leads to it, and ECS refuses such target groups: add a listener rule that forwards to it.",
        );
    }
    look.fine(format!(
        "It exists, with target type {}.",
        group.target_type
    ))
}

/// The VPC of the service's subnets, where that can be told. Why not is told with the subnets.
async fn vpc(aws: &Aws, service: &Json) -> Option<String> {
    let subnets = network::subnets(service);
    if subnets.is_empty() {
        return None;
    }
    let found = aws.subnets_named(&subnets).await.ok()?;
    found.first().map(|subnet| subnet.vpc.clone())
}

/// `shop-web` of `arn:…:targetgroup/shop-web/6d0e…`.
fn name(arn: &str) -> String {
    let parts = arn.rsplit('/').nth(1);
    parts.unwrap_or_else(|| last_part(arn)).to_owned()
}
