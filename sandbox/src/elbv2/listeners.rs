//! Listeners: describing, making, changing and deleting them.

use serde_json::{Value, json};

use super::{
    actions,
    refusal::{
        check_arn, listener, listener_not_found, load_balancer, paged, required, validation,
    },
    state::{Listener, LoadBalancer},
};
use crate::{
    error::{Answer, AwsError},
    input, tags,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    let arns = input::texts(input, "ListenerArns");
    for arn in &arns {
        check_arn(arn, "listener/", "listener")?;
        if !world.elbv2.listeners.contains_key(arn) {
            return Err(listener_not_found());
        }
    }
    let of = match input::text(input, "LoadBalancerArn") {
        Some(_) => Some(load_balancer(world, input)?.arn.as_str()),
        None if arns.is_empty() => {
            return Err(validation(
                "You must specify either listener ARNs or a load balancer ARN",
            ));
        }
        None => None,
    };
    let found = world
        .elbv2
        .listeners
        .values()
        .filter(|one| arns.is_empty() || arns.contains(&one.arn))
        .filter(|one| of.is_none_or(|of| one.load_balancer_arn == of))
        .map(show)
        .collect();
    paged(input, "Listeners", found)
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let owner = load_balancer(world, input)?.clone();
    let (port, protocol) = port_and_protocol(input, &owner)?;
    let default_actions = actions::read(input, "DefaultActions")?;
    actions::check_target_groups(world, &owner.arn, &default_actions)?;
    check_port_free(world, &owner, port, None)?;
    let certificates = input::list(input, "Certificates").to_vec();
    let secure = matches!(protocol.as_str(), "HTTPS" | "TLS");
    if secure && certificates.is_empty() {
        return Err(AwsError::new(
            "CertificateNotFound",
            "A certificate must be specified for HTTPS listeners",
        ));
    }
    let arn = owner.arn.replacen(":loadbalancer/", ":listener/", 1);
    let arn = format!("{arn}/{}", world.next_hex(16));
    let rule = arn.replacen(":listener/", ":listener-rule/", 1);
    let ssl_policy =
        input::text(input, "SslPolicy").unwrap_or("ELBSecurityPolicy-TLS13-1-2-2021-06");
    let listener = Listener {
        default_rule_arn: format!("{rule}/{}", world.next_hex(16)),
        arn,
        load_balancer_arn: owner.arn,
        port,
        protocol,
        certificates,
        ssl_policy: secure.then(|| ssl_policy.to_owned()),
        default_actions,
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "Listeners": [show(&listener)] });
    world.elbv2.listeners.insert(listener.arn.clone(), listener);
    world.elbv2.relink();
    Ok(output)
}

pub(super) fn modify(world: &mut World, input: &Value) -> Answer {
    let mut changed = listener(world, input)?.clone();
    let owner = world
        .elbv2
        .load_balancers
        .get(&changed.load_balancer_arn)
        .cloned();
    if let Some(owner) = owner {
        let sent = json!({
            "Port": input::number(input, "Port").unwrap_or_else(|| i64::from(changed.port)),
            "Protocol": input::text(input, "Protocol").unwrap_or(&changed.protocol),
        });
        (changed.port, changed.protocol) = port_and_protocol(&sent, &owner)?;
        check_port_free(world, &owner, changed.port, Some(&changed.arn))?;
        if !input::list(input, "DefaultActions").is_empty() {
            changed.default_actions = actions::read(input, "DefaultActions")?;
            actions::check_target_groups(world, &owner.arn, &changed.default_actions)?;
        }
    }
    let output = json!({ "Listeners": [show(&changed)] });
    world.elbv2.listeners.insert(changed.arn.clone(), changed);
    world.elbv2.relink();
    Ok(output)
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let arn = listener(world, input)?.arn.clone();
    world.elbv2.listeners.remove(&arn);
    world.elbv2.rules.retain(|_, rule| rule.listener_arn != arn);
    world.elbv2.relink();
    Ok(json!({}))
}

fn port_and_protocol(input: &Value, owner: &LoadBalancer) -> Result<(u16, String), AwsError> {
    let port =
        input::number(input, "Port").ok_or_else(|| validation("A port must be specified"))?;
    let port = u16::try_from(port)
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| {
            validation(format!(
                "Listener port '{port}' must be between 1 and 65535"
            ))
        })?;
    let protocol = required(input, "Protocol")?;
    let allowed: &[&str] = if owner.kind == "application" {
        &["HTTP", "HTTPS"]
    } else {
        &["TCP", "UDP", "TLS", "TCP_UDP"]
    };
    if !allowed.contains(&protocol) {
        return Err(AwsError::new(
            "UnsupportedProtocol",
            format!(
                "Listener protocol '{protocol}' must be one of '{}'",
                allowed.join(", ")
            ),
        ));
    }
    Ok((port, protocol.to_owned()))
}

fn check_port_free(
    world: &World,
    owner: &LoadBalancer,
    port: u16,
    besides: Option<&str>,
) -> Result<(), AwsError> {
    let taken = world.elbv2.listeners.values().any(|other| {
        other.load_balancer_arn == owner.arn
            && other.port == port
            && besides.is_none_or(|arn| arn != other.arn)
    });
    if taken {
        return Err(AwsError::new(
            "DuplicateListener",
            format!(
                "A listener already exists on this port for this load balancer '{}'",
                owner.arn
            ),
        ));
    }
    Ok(())
}

fn show(one: &Listener) -> Value {
    let mut output = json!({
        "ListenerArn": one.arn,
        "LoadBalancerArn": one.load_balancer_arn,
        "Port": one.port,
        "Protocol": one.protocol,
        "DefaultActions": one.default_actions,
    });
    if !one.certificates.is_empty() {
        input::set_some(&mut output, "Certificates", Some(one.certificates.clone()));
    }
    input::set_some(&mut output, "SslPolicy", one.ssl_policy.as_deref());
    output
}
