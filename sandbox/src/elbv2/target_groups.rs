//! Target groups: describing, making, changing and deleting them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    attributes,
    refusal::{
        check_arn, check_name, load_balancer, paged, required, target_group,
        target_group_not_found, validation,
    },
    state::{HealthCheck, TargetGroup},
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    let arns = input::texts(input, "TargetGroupArns");
    let names = input::texts(input, "Names");
    let all = || world.elbv2.target_groups.values();
    for arn in &arns {
        check_arn(arn, "targetgroup/", "target group")?;
        if !world.elbv2.target_groups.contains_key(arn) {
            return Err(not_found());
        }
    }
    if names.iter().any(|name| !all().any(|one| one.name == *name)) {
        return Err(not_found());
    }
    let of = match input::text(input, "LoadBalancerArn") {
        Some(_) => Some(load_balancer(world, input)?.arn.clone()),
        None => None,
    };
    let found = all()
        .filter(|one| arns.is_empty() || arns.contains(&one.arn))
        .filter(|one| names.is_empty() || names.contains(&one.name))
        .filter(|one| {
            of.as_ref()
                .is_none_or(|of| one.load_balancer_arns.contains(of))
        })
        .map(show)
        .collect();
    paged(input, "TargetGroups", found)
}

fn not_found() -> AwsError {
    AwsError::new("TargetGroupNotFound", "One or more target groups not found")
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    check_name(name, "Target group")?;
    let target_type = input::text(input, "TargetType").unwrap_or("instance");
    if !matches!(target_type, "instance" | "ip" | "lambda" | "alb") {
        return Err(validation(format!(
            "Target type '{target_type}' must be one of '[instance, ip, lambda, alb]'"
        )));
    }
    let (protocol, port, vpc_id) = if target_type == "lambda" {
        (None, None, None)
    } else {
        place(world, input)?
    };
    let http = matches!(protocol.as_deref(), Some("HTTP" | "HTTPS"));
    let usual = HealthCheck::usual(http, target_type == "lambda");
    let check = usual.changed(input)?;
    let version = input::text(input, "ProtocolVersion")
        .unwrap_or("HTTP1")
        .to_owned();
    if let Some(same) = world
        .elbv2
        .target_groups
        .values()
        .find(|one| one.name == name)
    {
        let alike = same.protocol == protocol
            && same.port == port
            && same.vpc_id == vpc_id
            && same.target_type == target_type
            && same.check == check;
        if alike {
            return Ok(json!({ "TargetGroups": [show(same)] }));
        }
        return Err(AwsError::new(
            "DuplicateTargetGroupName",
            format!(
                "A target group with the same name '{name}' exists, but with different settings"
            ),
        ));
    }
    let resource = format!("targetgroup/{name}/{}", world.next_hex(16));
    let group = TargetGroup {
        arn: arn::regional(world, "elasticloadbalancing", &resource),
        name: name.to_owned(),
        target_type: target_type.to_owned(),
        port,
        protocol,
        vpc_id,
        load_balancer_arns: Vec::new(),
        protocol_version: http.then_some(version),
        check,
        attributes: attributes::of_new_target_group(http),
        registrations: Vec::new(),
        answers: BTreeMap::new(),
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "TargetGroups": [show(&group)] });
    world.elbv2.target_groups.insert(group.arn.clone(), group);
    Ok(output)
}

/// Protocol, port and VPC of a group whose targets are reached over a network.
type Place = (Option<String>, Option<u16>, Option<String>);

fn place(world: &World, input: &Value) -> Result<Place, AwsError> {
    let protocol =
        input::text(input, "Protocol").ok_or_else(|| validation("A protocol must be specified"))?;
    if !["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"].contains(&protocol) {
        return Err(validation(format!(
            "Target group protocol '{protocol}' is not valid"
        )));
    }
    let port =
        input::number(input, "Port").ok_or_else(|| validation("A port must be specified"))?;
    let port = u16::try_from(port)
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| {
            validation(format!(
                "Target group port '{port}' must be between 1 and 65535"
            ))
        })?;
    let vpc_id =
        input::text(input, "VpcId").ok_or_else(|| validation("A VPC ID must be specified"))?;
    if !world.ec2.vpcs.iter().any(|vpc| vpc.id == vpc_id) {
        return Err(validation(format!("The VPC ID '{vpc_id}' is not found")));
    }
    Ok((
        Some(protocol.to_owned()),
        Some(port),
        Some(vpc_id.to_owned()),
    ))
}

pub(super) fn modify(world: &mut World, input: &Value) -> Answer {
    let group = target_group(world, input)?;
    let (arn, check) = (group.arn.clone(), group.check.changed(input)?);
    let group = world
        .elbv2
        .target_groups
        .get_mut(&arn)
        .ok_or_else(|| target_group_not_found(&arn))?;
    group.check = check;
    Ok(json!({ "TargetGroups": [show(group)] }))
}

/// Deletes; one that is gone already is no error.
pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let arn = required(input, "TargetGroupArn")?;
    check_arn(arn, "targetgroup/", "target group")?;
    let used = world
        .elbv2
        .target_groups
        .get(arn)
        .is_some_and(|group| !group.load_balancer_arns.is_empty());
    if used {
        return Err(AwsError::new(
            "ResourceInUse",
            format!("Target group '{arn}' is currently in use by a listener or a rule"),
        ));
    }
    world.elbv2.target_groups.remove(arn);
    Ok(json!({}))
}

impl HealthCheck {
    fn usual(http: bool, lambda: bool) -> Self {
        Self {
            enabled: !lambda,
            protocol: if http || lambda { "HTTP" } else { "TCP" }.to_owned(),
            port: "traffic-port".to_owned(),
            path: (http || lambda).then(|| "/".to_owned()),
            interval_s: 30,
            timeout_s: if http { 5 } else { 10 },
            healthy_threshold: 5,
            unhealthy_threshold: 2,
            matcher: (http || lambda).then(|| "200".to_owned()),
        }
    }

    /// With what a request changes.
    fn changed(&self, input: &Value) -> Result<Self, AwsError> {
        let mut check = self.clone();
        if input.get("HealthCheckEnabled").is_some() {
            check.enabled = input::flag(input, "HealthCheckEnabled");
        }
        if let Some(protocol) = input::text(input, "HealthCheckProtocol") {
            protocol.clone_into(&mut check.protocol);
            if !matches!(protocol, "HTTP" | "HTTPS") {
                (check.path, check.matcher) = (None, None);
            } else if check.path.is_none() {
                check.path = Some("/".to_owned());
                check.matcher = Some("200-399".to_owned());
            }
        }
        if let Some(port) = input::text(input, "HealthCheckPort") {
            port.clone_into(&mut check.port);
        }
        if let Some(path) = input::text(input, "HealthCheckPath") {
            if !path.starts_with('/') {
                return Err(validation(format!(
                    "Health check path '{path}' must begin with a '/'"
                )));
            }
            check.path = Some(path.to_owned());
        }
        for (member, kept, least, most) in [
            ("HealthCheckIntervalSeconds", &mut check.interval_s, 5, 300),
            ("HealthCheckTimeoutSeconds", &mut check.timeout_s, 2, 120),
            ("HealthyThresholdCount", &mut check.healthy_threshold, 2, 10),
            (
                "UnhealthyThresholdCount",
                &mut check.unhealthy_threshold,
                2,
                10,
            ),
        ] {
            let Some(sent) = input::number(input, member) else {
                continue;
            };
            if !(least..=most).contains(&sent) {
                return Err(validation(format!(
                    "{member} '{sent}' must be between {least} and {most}"
                )));
            }
            *kept = sent;
        }
        if check.timeout_s >= check.interval_s {
            return Err(validation(format!(
                "Health check interval '{}' must be greater than the timeout '{}'",
                check.interval_s, check.timeout_s
            )));
        }
        if let Some(code) = input
            .get("Matcher")
            .and_then(|sent| input::text(sent, "HttpCode"))
        {
            check.matcher = Some(code.to_owned());
        }
        Ok(check)
    }
}

fn show(group: &TargetGroup) -> Value {
    let check = &group.check;
    let mut output = json!({
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "HealthCheckProtocol": check.protocol,
        "HealthCheckPort": check.port,
        "HealthCheckEnabled": check.enabled,
        "HealthCheckIntervalSeconds": check.interval_s,
        "HealthCheckTimeoutSeconds": check.timeout_s,
        "HealthyThresholdCount": check.healthy_threshold,
        "UnhealthyThresholdCount": check.unhealthy_threshold,
        "LoadBalancerArns": group.load_balancer_arns,
        "TargetType": group.target_type,
        "IpAddressType": "ipv4",
    });
    input::set_some(&mut output, "Protocol", group.protocol.as_deref());
    input::set_some(&mut output, "Port", group.port);
    input::set_some(&mut output, "VpcId", group.vpc_id.as_deref());
    input::set_some(&mut output, "HealthCheckPath", check.path.as_deref());
    let matcher = check
        .matcher
        .as_ref()
        .map(|code| json!({ "HttpCode": code }));
    input::set_some(&mut output, "Matcher", matcher);
    input::set_some(
        &mut output,
        "ProtocolVersion",
        group.protocol_version.as_deref(),
    );
    output
}
