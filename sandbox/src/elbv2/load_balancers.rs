//! Load balancers: describing, making and deleting them.

use serde_json::{Value, json};

use super::{
    attributes,
    refusal::{check_arn, check_name, load_balancer_not_found, paged, required},
    state::LoadBalancer,
};
use crate::{
    arn, ec2,
    error::{Answer, AwsError},
    input, tags, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    let arns = input::texts(input, "LoadBalancerArns");
    let names = input::texts(input, "Names");
    let all = || world.elbv2.load_balancers.values();
    for arn in &arns {
        check_arn(arn, "loadbalancer/", "load balancer")?;
        if !world.elbv2.load_balancers.contains_key(arn) {
            return Err(load_balancer_not_found(arn));
        }
    }
    if let Some(missing) = names
        .iter()
        .find(|name| !all().any(|one| one.name == **name))
    {
        return Err(load_balancer_not_found(missing));
    }
    let found = all()
        .filter(|one| arns.is_empty() || arns.contains(&one.arn))
        .filter(|one| names.is_empty() || names.contains(&one.name))
        .map(|one| show(world, one))
        .collect();
    paged(input, "LoadBalancers", found)
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    check_name(name, "Load balancer")?;
    let kind = input::text(input, "Type").unwrap_or("application");
    if !matches!(kind, "application" | "network") {
        return Err(super::refusal::validation(format!(
            "Load balancer type '{kind}' must be one of '[application, network]'"
        )));
    }
    let scheme = input::text(input, "Scheme").unwrap_or("internet-facing");
    if !matches!(scheme, "internet-facing" | "internal") {
        return Err(AwsError::new(
            "InvalidScheme",
            format!("Scheme '{scheme}' is not valid"),
        ));
    }
    let (subnets, vpc_id) = subnets(world, input, kind)?;
    let security_groups = security_groups(world, input, &vpc_id)?;
    if let Some(same) = world
        .elbv2
        .load_balancers
        .values()
        .find(|one| one.name == name)
    {
        if same.scheme == scheme && same.kind == kind && same.subnets == subnets {
            return Ok(json!({ "LoadBalancers": [show(world, same)] }));
        }
        return Err(AwsError::new(
            "DuplicateLoadBalancerName",
            format!(
                "A load balancer with the same name '{name}' exists, but with different settings"
            ),
        ));
    }
    let short = if kind == "application" { "app" } else { "net" };
    let resource = format!("loadbalancer/{short}/{name}/{}", world.next_hex(16));
    let prefix = if scheme == "internal" {
        "internal-"
    } else {
        ""
    };
    let number = world.next_digits(10);
    let load_balancer = LoadBalancer {
        arn: arn::regional(world, "elasticloadbalancing", &resource),
        name: name.to_owned(),
        dns_name: format!("{prefix}{name}-{number}.{}.elb.amazonaws.com", world.region),
        created_ms: world.now_ms,
        scheme: scheme.to_owned(),
        kind: kind.to_owned(),
        vpc_id,
        subnets,
        security_groups,
        attributes: attributes::of_new_load_balancer(kind),
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "LoadBalancers": [show(world, &load_balancer)] });
    world
        .elbv2
        .load_balancers
        .insert(load_balancer.arn.clone(), load_balancer);
    Ok(output)
}

fn subnets(world: &World, input: &Value, kind: &str) -> Result<(Vec<String>, String), AwsError> {
    let mut ids = input::texts(input, "Subnets");
    let mapped = input::list(input, "SubnetMappings");
    ids.extend(
        mapped
            .iter()
            .filter_map(|one| input::text(one, "SubnetId"))
            .map(str::to_owned),
    );
    let (mut zones, mut vpc_id) = (Vec::new(), None);
    for id in &ids {
        let subnet = ec2::subnet(world, id).ok_or_else(|| {
            AwsError::new(
                "SubnetNotFound",
                format!("The subnet ID '{id}' is not valid"),
            )
        })?;
        if zones.contains(&subnet.availability_zone) {
            return Err(AwsError::new(
                "InvalidConfigurationRequest",
                "A load balancer cannot be attached to multiple subnets in the same Availability \
                 Zone",
            ));
        }
        zones.push(subnet.availability_zone.clone());
        vpc_id = Some(subnet.vpc_id.clone());
    }
    if ids.len() < 2 && kind == "application" {
        return Err(super::refusal::validation(
            "At least two subnets in two different Availability Zones must be specified",
        ));
    }
    let vpc_id = vpc_id
        .ok_or_else(|| super::refusal::validation("At least one subnet must be specified"))?;
    Ok((ids, vpc_id))
}

fn security_groups(world: &World, input: &Value, vpc_id: &str) -> Result<Vec<String>, AwsError> {
    let ids = input::texts(input, "SecurityGroups");
    let known = |id: &String| {
        world
            .ec2
            .security_groups
            .iter()
            .any(|group| group.group_id == *id && group.vpc_id == vpc_id)
    };
    if let Some(bad) = ids.iter().find(|id| !known(id)) {
        return Err(AwsError::new(
            "InvalidSecurityGroup",
            format!("The following security groups are not valid: '{bad}'"),
        ));
    }
    Ok(ids)
}

/// Deletes with its listeners and rules; one that is gone already is no error.
pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let arn = required(input, "LoadBalancerArn")?;
    check_arn(arn, "loadbalancer/", "load balancer")?;
    let protected = |one: &LoadBalancer| {
        one.attributes
            .get("deletion_protection.enabled")
            .is_some_and(|value| value == "true")
    };
    if world.elbv2.load_balancers.get(arn).is_some_and(protected) {
        return Err(AwsError::new(
            "OperationNotPermitted",
            format!(
                "Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            ),
        ));
    }
    let elbv2 = &mut world.elbv2;
    elbv2.load_balancers.remove(arn);
    elbv2
        .listeners
        .retain(|_, listener| listener.load_balancer_arn != arn);
    elbv2
        .rules
        .retain(|_, rule| elbv2.listeners.contains_key(&rule.listener_arn));
    elbv2.relink();
    Ok(json!({}))
}

fn show(world: &World, one: &LoadBalancer) -> Value {
    let zones: Vec<Value> = one
        .subnets
        .iter()
        .filter_map(|id| ec2::subnet(world, id))
        .map(|subnet| {
            json!({
                "ZoneName": subnet.availability_zone,
                "SubnetId": subnet.id,
                "LoadBalancerAddresses": [],
            })
        })
        .collect();
    json!({
        "LoadBalancerArn": one.arn,
        "DNSName": one.dns_name,
        "CanonicalHostedZoneId": "Z215JYRZR1TBD5",
        "CreatedTime": timestamp::iso8601(one.created_ms),
        "LoadBalancerName": one.name,
        "Scheme": one.scheme,
        "VpcId": one.vpc_id,
        "State": { "Code": "active" },
        "Type": one.kind,
        "AvailabilityZones": zones,
        "SecurityGroups": one.security_groups,
        "IpAddressType": "ipv4",
    })
}
