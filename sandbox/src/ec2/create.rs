//! `CreateSubnet`.

use serde_json::{Value, json};

use super::{Subnet, address::Range, describe};
use crate::{
    error::{Answer, AwsError},
    input,
    tags::Tags,
    world::World,
};

/// AWS takes blocks of 16 to 28 bits ("Subnet CIDR blocks" in the Amazon VPC User Guide).
const LENGTHS: std::ops::RangeInclusive<u32> = 16..=28;

pub(super) fn subnet(world: &mut World, request: &Value) -> Answer {
    let vpc_id = required(request, "VpcId", "vpcId")?.to_owned();
    let cidr_block = required(request, "CidrBlock", "cidrBlock")?.to_owned();
    let Some(vpc) = world.ec2.vpcs.iter().find(|vpc| vpc.id == vpc_id) else {
        return Err(AwsError::new(
            "InvalidVpcID.NotFound",
            format!("The vpc ID '{vpc_id}' does not exist"),
        ));
    };
    let length = cidr_block
        .split_once('/')
        .and_then(|(_, length)| length.parse().ok());
    let (Some(range), Some(length)) = (Range::parse(&cidr_block), length) else {
        return Err(AwsError::new(
            "InvalidParameterValue",
            format!(
                "Value ({cidr_block}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
            ),
        ));
    };
    let whole = Range::parse(&vpc.cidr_block);
    if !LENGTHS.contains(&length) || !whole.is_some_and(|whole| whole.contains(range)) {
        return Err(AwsError::new(
            "InvalidSubnet.Range",
            format!("The CIDR '{cidr_block}' is invalid."),
        ));
    }
    let conflicts = |other: &Subnet| {
        other.vpc_id == vpc_id
            && Range::parse(&other.cidr_block).is_some_and(|other| other.overlaps(range))
    };
    if world.ec2.subnets.iter().any(conflicts) {
        return Err(AwsError::new(
            "InvalidSubnet.Conflict",
            format!("The CIDR '{cidr_block}' conflicts with another subnet"),
        ));
    }
    let (zone, zone_id) = zone(world, request)?;
    let subnet = Subnet {
        id: format!("subnet-0{}", world.next_hex(16)),
        vpc_id,
        cidr_block,
        availability_zone: zone,
        availability_zone_id: zone_id,
        map_public_ip_on_launch: false,
        used: std::collections::BTreeSet::new(),
        last: None,
        tags: Tags::new(),
    };
    let shown = describe::subnet_json(world, &subnet);
    world.ec2.subnets.push(subnet);
    Ok(json!({"Subnet": shown}))
}

/// The zone that is asked for; else AWS chooses one.
fn zone(world: &World, request: &Value) -> Result<(String, String), AwsError> {
    let mut zones = world
        .ec2
        .subnets
        .iter()
        .map(|subnet| (&subnet.availability_zone, &subnet.availability_zone_id));
    let found = match input::text(request, "AvailabilityZone") {
        None => zones.next(),
        Some(name) => zones.find(|(zone, _)| *zone == name),
    };
    found
        .map(|(zone, id)| (zone.clone(), id.clone()))
        .ok_or_else(|| {
            AwsError::new(
                "InvalidParameterValue",
                "Value for parameter availabilityZone is invalid. Subnets can currently only be created in the availability zones of the region.",
            )
        })
}

fn required<'a>(request: &'a Value, member: &str, shown: &str) -> Result<&'a str, AwsError> {
    input::text(request, member).ok_or_else(|| {
        AwsError::new(
            "MissingParameter",
            format!("The request must contain the parameter {shown}"),
        )
    })
}
