//! Describing networks: VPCs, subnets and zones.

use serde_json::{Value, json};

use super::{
    Subnet, Vpc, address,
    filter::{self, by_ids},
    paging::{Listing, paged},
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags,
    world::World,
};

const VPCS: Listing = Listing {
    member: "Vpcs",
    names: &["VpcId"],
    most: 1000,
};
const SUBNETS: Listing = Listing {
    member: "Subnets",
    names: &["SubnetId"],
    most: 1000,
};

pub(super) fn vpcs(world: &World, request: &Value) -> Answer {
    let wanted = input::texts(request, "VpcId");
    let found = by_ids(
        &world.ec2.vpcs,
        &wanted,
        |vpc| &vpc.id,
        "vpc ID",
        "InvalidVpcID.NotFound",
    )?;
    let found = filter::keep(
        found.into_iter(),
        request,
        |vpc| &vpc.tags,
        |vpc, name| match name {
            "vpc-id" => Some(vec![vpc.id.clone()]),
            "cidr" | "cidr-block-association.cidr-block" => Some(vec![vpc.cidr_block.clone()]),
            "state" => Some(vec!["available".to_owned()]),
            "is-default" | "isDefault" => Some(vec!["false".to_owned()]),
            "owner-id" => Some(vec![world.account.clone()]),
            "dhcp-options-id" => Some(vec![dhcp_options(vpc)]),
            "cidr-block-association.state" => Some(vec!["associated".to_owned()]),
            _ => None,
        },
    )?;
    let items = found.into_iter().map(|vpc| vpc_json(world, vpc)).collect();
    paged(VPCS, request, items)
}

fn dhcp_options(vpc: &Vpc) -> String {
    vpc.id.replace("vpc-", "dopt-")
}

fn vpc_json(world: &World, vpc: &Vpc) -> Value {
    json!({
        "VpcId": vpc.id,
        "OwnerId": world.account,
        "State": "available",
        "CidrBlock": vpc.cidr_block,
        "CidrBlockAssociationSet": [{
            "AssociationId": vpc.id.replace("vpc-", "vpc-cidr-assoc-"),
            "CidrBlock": vpc.cidr_block,
            "CidrBlockState": { "State": "associated" },
        }],
        "DhcpOptionsId": dhcp_options(vpc),
        "InstanceTenancy": "default",
        "IsDefault": false,
        "Tags": tags::write(&vpc.tags),
    })
}

pub(super) fn subnets(world: &World, request: &Value) -> Answer {
    let wanted = input::texts(request, "SubnetId");
    let found = by_ids(
        &world.ec2.subnets,
        &wanted,
        |subnet| &subnet.id,
        "subnet ID",
        "InvalidSubnetID.NotFound",
    )?;
    let found = filter::keep(
        found.into_iter(),
        request,
        |subnet| &subnet.tags,
        |subnet, name| match name {
            "vpc-id" => Some(vec![subnet.vpc_id.clone()]),
            "subnet-id" => Some(vec![subnet.id.clone()]),
            "availability-zone" | "availabilityZone" => {
                Some(vec![subnet.availability_zone.clone()])
            }
            "availability-zone-id" | "availabilityZoneId" => {
                Some(vec![subnet.availability_zone_id.clone()])
            }
            "cidr-block" | "cidr" | "cidrBlock" => Some(vec![subnet.cidr_block.clone()]),
            "map-public-ip-on-launch" => Some(vec![subnet.map_public_ip_on_launch.to_string()]),
            "default-for-az" | "defaultForAz" => Some(vec!["false".to_owned()]),
            "state" => Some(vec!["available".to_owned()]),
            "owner-id" => Some(vec![world.account.clone()]),
            "subnet-arn" => Some(vec![subnet_arn(world, subnet)]),
            "available-ip-address-count" => Some(vec![free_addresses(subnet).to_string()]),
            _ => None,
        },
    )?;
    let items = found
        .into_iter()
        .map(|subnet| subnet_json(world, subnet))
        .collect();
    paged(SUBNETS, request, items)
}

fn subnet_arn(world: &World, subnet: &Subnet) -> String {
    arn::regional(world, "ec2", &format!("subnet/{}", subnet.id))
}

fn free_addresses(subnet: &Subnet) -> usize {
    let usable = address::Range::parse(&subnet.cidr_block).map_or(0, |range| range.usable().len());
    usable.saturating_sub(subnet.used.len())
}

pub(super) fn subnet_json(world: &World, subnet: &Subnet) -> Value {
    json!({
        "SubnetId": subnet.id,
        "SubnetArn": subnet_arn(world, subnet),
        "VpcId": subnet.vpc_id,
        "OwnerId": world.account,
        "State": "available",
        "CidrBlock": subnet.cidr_block,
        "AvailableIpAddressCount": free_addresses(subnet),
        "AvailabilityZone": subnet.availability_zone,
        "AvailabilityZoneId": subnet.availability_zone_id,
        "DefaultForAz": false,
        "MapPublicIpOnLaunch": subnet.map_public_ip_on_launch,
        "AssignIpv6AddressOnCreation": false,
        "Ipv6CidrBlockAssociationSet": [],
        "Tags": tags::write(&subnet.tags),
    })
}

pub(super) fn availability_zones(world: &World, request: &Value) -> Answer {
    let mut zones: Vec<(&str, &str)> = world
        .ec2
        .subnets
        .iter()
        .map(|subnet| {
            (
                subnet.availability_zone.as_str(),
                subnet.availability_zone_id.as_str(),
            )
        })
        .collect();
    zones.sort_unstable();
    zones.dedup();
    let names = input::texts(request, "ZoneName");
    if let Some(bad) = names
        .iter()
        .find(|name| !zones.iter().any(|(zone, _)| zone == name))
    {
        return Err(AwsError::new(
            "InvalidParameterValue",
            format!("Invalid availability zone: [{bad}]"),
        ));
    }
    let ids = input::texts(request, "ZoneId");
    let none = tags::Tags::new();
    let wanted = zones.iter().filter(|(name, id)| {
        (names.is_empty() || names.iter().any(|wanted| wanted == name))
            && (ids.is_empty() || ids.iter().any(|wanted| wanted == id))
    });
    let found = filter::keep(
        wanted,
        request,
        |_| &none,
        |(zone, id), name| match name {
            "zone-name" => Some(vec![(*zone).to_owned()]),
            "zone-id" => Some(vec![(*id).to_owned()]),
            "region-name" | "group-name" => Some(vec![world.region.clone()]),
            "state" => Some(vec!["available".to_owned()]),
            "zone-type" => Some(vec!["availability-zone".to_owned()]),
            "opt-in-status" => Some(vec!["opt-in-not-required".to_owned()]),
            _ => None,
        },
    )?;
    let items: Vec<Value> = found
        .into_iter()
        .map(|(zone, id)| {
            json!({
                "ZoneName": zone,
                "ZoneId": id,
                "RegionName": world.region,
                "GroupName": world.region,
                "NetworkBorderGroup": world.region,
                "ZoneType": "availability-zone",
                "OptInStatus": "opt-in-not-required",
                "State": "available",
                "Messages": [],
            })
        })
        .collect();
    Ok(json!({ "AvailabilityZones": items }))
}
