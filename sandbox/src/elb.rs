//! Elastic Load Balancing of the first generation, to be read. Its balancers have no target groups,
//! and services that name them are older than those.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    ec2,
    error::{Answer, AwsError},
    input, paging, timestamp,
    world::World,
};

/// The classic load balancers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Elb {
    pub(crate) load_balancers: Vec<LoadBalancer>,
}

/// A classic load balancer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LoadBalancer {
    pub(crate) name: String,
    pub(crate) dns_name: String,
    /// `internet-facing` or `internal`.
    pub(crate) scheme: String,
    pub(crate) vpc_id: String,
    pub(crate) subnets: Vec<String>,
    pub(crate) security_groups: Vec<String>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) health_check: HealthCheck,
    pub(crate) created_ms: i64,
}

/// Where a balancer listens and what it passes on to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Listener {
    /// `HTTP`, `HTTPS`, `TCP` or `SSL`, and the port.
    pub(crate) outside: (String, u16),
    pub(crate) instance: (String, u16),
    pub(crate) certificate: Option<String>,
}

/// How a balancer asks its instances.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HealthCheck {
    /// Such as `HTTP:8080/health`.
    pub(crate) target: String,
    pub(crate) interval_s: i64,
    pub(crate) timeout_s: i64,
    pub(crate) unhealthy: i64,
    pub(crate) healthy: i64,
}

/// Answers one operation.
pub(crate) fn call(world: &World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeLoadBalancers" => describe(world, input),
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2012-06-01"),
        )),
    }
}

fn describe(world: &World, request: &Value) -> Answer {
    let names = input::texts(request, "LoadBalancerNames");
    let all = &world.elb.load_balancers;
    if let Some(missing) = names
        .iter()
        .find(|name| !all.iter().any(|one| one.name == **name))
    {
        return Err(AwsError::new(
            "LoadBalancerNotFound",
            format!("There is no ACTIVE Load Balancer named '{missing}'"),
        ));
    }
    let items = all
        .iter()
        .filter(|one| names.is_empty() || names.contains(&one.name))
        .map(|one| show(world, one))
        .collect();
    let invalid = |message: String| AwsError::new("ValidationError", message);
    let size = input::number(request, "PageSize").unwrap_or(400);
    let size = usize::try_from(size)
        .ok()
        .filter(|size| (1..=400).contains(size))
        .ok_or_else(|| {
            invalid(format!(
                "1 validation error detected: Value '{size}' at 'pageSize' failed to satisfy \
                 constraint: Member must have value between 1 and 400"
            ))
        })?;
    let page = paging::page(items, input::text(request, "Marker"), size)
        .map_err(|_| invalid("The marker is not valid".to_owned()))?;
    let mut output = json!({ "LoadBalancerDescriptions": page.items });
    input::set_some(&mut output, "NextMarker", page.next);
    Ok(output)
}

fn show(world: &World, one: &LoadBalancer) -> Value {
    let listeners: Vec<Value> = one
        .listeners
        .iter()
        .map(|listener| json!({ "Listener": listener_json(listener), "PolicyNames": [] }))
        .collect();
    let zones: Vec<&str> = one
        .subnets
        .iter()
        .filter_map(|id| Some(ec2::subnet(world, id)?.availability_zone.as_str()))
        .collect();
    let mut groups = world.ec2.security_groups.iter();
    let group = groups.find(|group| one.security_groups.contains(&group.group_id));
    let mut output = json!({
        "LoadBalancerName": one.name,
        "DNSName": one.dns_name,
        "CanonicalHostedZoneName": one.dns_name,
        "CanonicalHostedZoneNameID": "Z215JYRZR1TBD5",
        "ListenerDescriptions": listeners,
        "Policies": {
            "AppCookieStickinessPolicies": [],
            "LBCookieStickinessPolicies": [],
            "OtherPolicies": [],
        },
        "BackendServerDescriptions": [],
        "AvailabilityZones": zones,
        "Subnets": one.subnets,
        "VPCId": one.vpc_id,
        "Instances": [],
        "HealthCheck": {
            "Target": one.health_check.target,
            "Interval": one.health_check.interval_s,
            "Timeout": one.health_check.timeout_s,
            "UnhealthyThreshold": one.health_check.unhealthy,
            "HealthyThreshold": one.health_check.healthy,
        },
        "SecurityGroups": one.security_groups,
        "CreatedTime": timestamp::iso8601(one.created_ms),
        "Scheme": one.scheme,
    });
    let source =
        group.map(|group| json!({ "OwnerAlias": world.account, "GroupName": group.group_name }));
    input::set_some(&mut output, "SourceSecurityGroup", source);
    output
}

fn listener_json(listener: &Listener) -> Value {
    let mut output = json!({
        "Protocol": listener.outside.0,
        "LoadBalancerPort": listener.outside.1,
        "InstanceProtocol": listener.instance.0,
        "InstancePort": listener.instance.1,
    });
    let certificate = listener.certificate.as_deref();
    input::set_some(&mut output, "SSLCertificateId", certificate);
    output
}
