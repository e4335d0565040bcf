//! Operations on targets, for clients; ECS uses the functions of `health` directly.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::{
    health::{self, Health, Registration, Target},
    refusal::{target_group, validation},
    state::TargetGroup,
};
use crate::{
    error::{Answer, AwsError},
    input,
    world::World,
};

pub(super) fn register(world: &mut World, input: &Value) -> Answer {
    let group = target_group(world, input)?;
    let targets = read(group, input)?;
    if targets.is_empty() {
        return Err(validation("One or more targets must be specified"));
    }
    for target in &targets {
        match group.target_type.as_str() {
            "instance" if !target.id.starts_with("i-") => {
                return Err(AwsError::new(
                    "InvalidTarget",
                    format!(
                        "The following targets are not in a running state and cannot be registered: '{}'",
                        target.id
                    ),
                ));
            }
            "ip" if target.id.parse::<Ipv4Addr>().is_err() => {
                return Err(validation(format!(
                    "The IP address '{}' is not a valid IPv4 address",
                    target.id
                )));
            }
            _ => {}
        }
    }
    let arn = group.arn.clone();
    health::register_targets(world, &arn, &targets);
    Ok(json!({}))
}

pub(super) fn deregister(world: &mut World, input: &Value) -> Answer {
    let group = target_group(world, input)?;
    // Without a port, all ports of that id.
    let mut targets = Vec::new();
    for sent in input::list(input, "Targets") {
        let id = input::text(sent, "Id").unwrap_or_default();
        let port = input::number(sent, "Port");
        let registered = group.registrations.iter().map(|one| &one.target);
        targets.extend(
            registered
                .filter(|one| one.id == id && port.is_none_or(|port| port == i64::from(one.port)))
                .cloned(),
        );
    }
    let arn = group.arn.clone();
    health::deregister_targets(world, &arn, &targets);
    Ok(json!({}))
}

pub(super) fn describe_health(world: &World, input: &Value) -> Answer {
    let group = target_group(world, input)?;
    let wanted = read(group, input)?;
    let registered = |target: &Target| group.registrations.iter().find(|one| one.target == *target);
    let descriptions: Vec<Value> = if wanted.is_empty() {
        group
            .registrations
            .iter()
            .map(|one| show(world, group, &one.target, Some(one)))
            .collect()
    } else {
        wanted
            .iter()
            .map(|target| show(world, group, target, registered(target)))
            .collect()
    };
    Ok(json!({ "TargetHealthDescriptions": descriptions }))
}

/// The targets of a request; the group's port stands in where none is given.
fn read(group: &TargetGroup, input: &Value) -> Result<Vec<Target>, AwsError> {
    input::list(input, "Targets")
        .iter()
        .map(|sent| {
            let id = input::text(sent, "Id")
                .ok_or_else(|| validation("A target ID must be specified"))?
                .to_owned();
            let port = match input::number(sent, "Port") {
                Some(port) => u16::try_from(port)
                    .ok()
                    .filter(|port| *port > 0)
                    .ok_or_else(|| {
                        validation(format!("Target port '{port}' must be between 1 and 65535"))
                    })?,
                None => group.port.unwrap_or_default(),
            };
            Ok(Target { id, port })
        })
        .collect()
}

fn show(
    world: &World,
    group: &TargetGroup,
    target: &Target,
    registration: Option<&Registration>,
) -> Value {
    let check_port = match group.check.port.as_str() {
        "traffic-port" => target.port.to_string(),
        port => port.to_owned(),
    };
    let (state, reason, description) = match registration {
        None => (
            "unused",
            Some("Target.NotRegistered".to_owned()),
            Some("Target is not registered to the target group".to_owned()),
        ),
        Some(registration) => words(world, group, registration),
    };
    let mut health = json!({ "State": state });
    input::set_some(&mut health, "Reason", reason);
    input::set_some(&mut health, "Description", description);
    let mut shown = json!({ "Id": target.id, "Port": target.port });
    if group.target_type == "ip" {
        let zone = world
            .ec2
            .subnets
            .iter()
            .find(|subnet| {
                target
                    .id
                    .parse()
                    .is_ok_and(|address| subnet.used.contains(&address))
            })
            .map_or("all", |subnet| subnet.availability_zone.as_str());
        input::set_some(&mut shown, "AvailabilityZone", Some(zone));
    }
    json!({ "Target": shown, "HealthCheckPort": check_port, "TargetHealth": health })
}

fn words(
    world: &World,
    group: &TargetGroup,
    registration: &Registration,
) -> (&'static str, Option<String>, Option<String>) {
    let with =
        |state, reason: &str, text: &str| (state, Some(reason.to_owned()), Some(text.to_owned()));
    match group.shown_health(registration) {
        Health::Healthy => ("healthy", None, None),
        Health::Initial if world.now_ms <= registration.registered_ms => with(
            "initial",
            "Elb.RegistrationInProgress",
            "Target registration is in progress",
        ),
        Health::Initial => with(
            "initial",
            "Elb.InitialHealthChecking",
            "Initial health checks in progress",
        ),
        Health::Unhealthy {
            reason,
            description,
        } => ("unhealthy", Some(reason), Some(description)),
        Health::Draining => with(
            "draining",
            "Target.DeregistrationInProgress",
            "Target deregistration is in progress",
        ),
        Health::Unused => with(
            "unused",
            "Target.NotInUse",
            "Target group is not configured to receive traffic from the load balancer",
        ),
    }
}
