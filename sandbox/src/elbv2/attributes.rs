//! Attributes of load balancers and target groups: named texts with defaults.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::refusal::{load_balancer, target_group, validation};
use crate::{
    error::{Answer, AwsError},
    input,
    world::World,
};

type Attributes = BTreeMap<String, String>;

pub(super) fn of_new_load_balancer(kind: &str) -> Attributes {
    let common: &[(&str, &str)] = &[
        ("access_logs.s3.bucket", ""),
        ("access_logs.s3.enabled", "false"),
        ("access_logs.s3.prefix", ""),
        ("deletion_protection.enabled", "false"),
        (
            "load_balancing.cross_zone.enabled",
            if kind == "application" {
                "true"
            } else {
                "false"
            },
        ),
    ];
    let http: &[(&str, &str)] = &[
        ("client_keep_alive.seconds", "3600"),
        ("idle_timeout.timeout_seconds", "60"),
        ("routing.http.desync_mitigation_mode", "defensive"),
        ("routing.http.drop_invalid_header_fields.enabled", "false"),
        ("routing.http.preserve_host_header.enabled", "false"),
        ("routing.http.xff_header_processing.mode", "append"),
        ("routing.http2.enabled", "true"),
        ("waf.fail_open.enabled", "false"),
    ];
    attributes(common, if kind == "application" { http } else { &[] })
}

pub(super) fn of_new_target_group(http: bool) -> Attributes {
    let common: &[(&str, &str)] = &[
        ("deregistration_delay.timeout_seconds", "300"),
        (
            "load_balancing.cross_zone.enabled",
            "use_load_balancer_configuration",
        ),
        ("stickiness.enabled", "false"),
        (
            "stickiness.type",
            if http { "lb_cookie" } else { "source_ip" },
        ),
    ];
    let of_http: &[(&str, &str)] = &[
        ("load_balancing.algorithm.type", "round_robin"),
        ("slow_start.duration_seconds", "0"),
        ("stickiness.app_cookie.cookie_name", ""),
        ("stickiness.app_cookie.duration_seconds", "86400"),
        ("stickiness.lb_cookie.duration_seconds", "86400"),
    ];
    attributes(common, if http { of_http } else { &[] })
}

fn attributes(common: &[(&str, &str)], more: &[(&str, &str)]) -> Attributes {
    common
        .iter()
        .chain(more)
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn describe_load_balancer(world: &World, input: &Value) -> Answer {
    Ok(show(&load_balancer(world, input)?.attributes))
}

pub(super) fn describe_target_group(world: &World, input: &Value) -> Answer {
    Ok(show(&target_group(world, input)?.attributes))
}

pub(super) fn modify_load_balancer(world: &mut World, input: &Value) -> Answer {
    let found = load_balancer(world, input)?;
    let (arn, changed) = (
        found.arn.clone(),
        changed(&found.attributes, input, "Load balancer")?,
    );
    let output = show(&changed);
    if let Some(load_balancer) = world.elbv2.load_balancers.get_mut(&arn) {
        load_balancer.attributes = changed;
    }
    Ok(output)
}

pub(super) fn modify_target_group(world: &mut World, input: &Value) -> Answer {
    let found = target_group(world, input)?;
    let (arn, changed) = (
        found.arn.clone(),
        changed(&found.attributes, input, "Target group")?,
    );
    let delay = changed.get("deregistration_delay.timeout_seconds");
    let in_range = |text: &String| text.parse::<u32>().is_ok_and(|seconds| seconds <= 3600);
    if let Some(delay) = delay.filter(|delay| !in_range(delay)) {
        return Err(validation(format!(
            "Deregistration delay '{delay}' must be between 0 and 3600 seconds"
        )));
    }
    let output = show(&changed);
    if let Some(group) = world.elbv2.target_groups.get_mut(&arn) {
        group.attributes = changed;
    }
    Ok(output)
}

fn changed(present: &Attributes, input: &Value, kind: &str) -> Result<Attributes, AwsError> {
    let mut changed = present.clone();
    for sent in input::list(input, "Attributes") {
        let key = input::text(sent, "Key").unwrap_or_default();
        let value = input::text(sent, "Value").unwrap_or_default();
        let kept = changed
            .get_mut(key)
            .ok_or_else(|| validation(format!("{kind} attribute key '{key}' is not recognized")))?;
        value.clone_into(kept);
    }
    Ok(changed)
}

fn show(attributes: &Attributes) -> Value {
    let list: Vec<Value> = attributes
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    json!({ "Attributes": list })
}
