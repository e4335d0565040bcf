//! Describing networks: VPCs, subnets, zones and route tables.

use serde_json::{Value, json};

use super::{
    RouteTable, Subnet, Vpc, address,
    filter::{self, by_ids},
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, tags,
    world::World,
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
            _ => None,
        },
    )?;
    let items = found.into_iter().map(|vpc| vpc_json(world, vpc)).collect();
    paged(request, "Vpcs", items)
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
        "DhcpOptionsId": vpc.id.replace("vpc-", "dopt-"),
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
            _ => None,
        },
    )?;
    let items = found
        .into_iter()
        .map(|subnet| subnet_json(world, subnet))
        .collect();
    paged(request, "Subnets", items)
}

fn subnet_json(world: &World, subnet: &Subnet) -> Value {
    let usable = address::Range::parse(&subnet.cidr_block).map_or(0, |range| range.usable().len());
    json!({
        "SubnetId": subnet.id,
        "SubnetArn": arn::regional(world, "ec2", &format!("subnet/{}", subnet.id)),
        "VpcId": subnet.vpc_id,
        "OwnerId": world.account,
        "State": "available",
        "CidrBlock": subnet.cidr_block,
        "AvailableIpAddressCount": usable.saturating_sub(subnet.used.len()),
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

pub(super) fn route_tables(world: &World, request: &Value) -> Answer {
    let wanted = input::texts(request, "RouteTableId");
    let found = by_ids(
        &world.ec2.route_tables,
        &wanted,
        |table| &table.id,
        "routeTable ID",
        "InvalidRouteTableID.NotFound",
    )?;
    let found = filter::keep(
        found.into_iter(),
        request,
        |table| &table.tags,
        |table, name| match name {
            "vpc-id" => Some(vec![table.vpc_id.clone()]),
            "route-table-id" => Some(vec![table.id.clone()]),
            "association.subnet-id" => Some(
                table
                    .associations
                    .iter()
                    .filter_map(|(_, subnet)| subnet.clone())
                    .collect(),
            ),
            "association.main" => Some(vec![table.main.to_string()]),
            _ => None,
        },
    )?;
    let items = found
        .into_iter()
        .map(|table| route_table_json(world, table))
        .collect();
    paged(request, "RouteTables", items)
}

fn route_table_json(world: &World, table: &RouteTable) -> Value {
    let vpc = world.ec2.vpcs.iter().find(|vpc| vpc.id == table.vpc_id);
    let mut routes = vec![json!({
        "DestinationCidrBlock": vpc.map_or("", |vpc| &vpc.cidr_block),
        "GatewayId": "local",
        "Origin": "CreateRouteTable",
        "State": "active",
    })];
    if let Some(gateway) = &table.default_gateway {
        let member = if gateway.starts_with("nat-") {
            "NatGatewayId"
        } else {
            "GatewayId"
        };
        routes.push(json!({
            "DestinationCidrBlock": "0.0.0.0/0",
            member: gateway,
            "Origin": "CreateRoute",
            "State": "active",
        }));
    }
    let associations: Vec<Value> = table
        .associations
        .iter()
        .map(|(id, subnet)| {
            let mut output = json!({
                "RouteTableAssociationId": id,
                "RouteTableId": table.id,
                "Main": subnet.is_none(),
                "AssociationState": { "State": "associated" },
            });
            input::set_some(&mut output, "SubnetId", subnet.as_deref());
            output
        })
        .collect();
    json!({
        "RouteTableId": table.id,
        "VpcId": table.vpc_id,
        "OwnerId": world.account,
        "Associations": associations,
        "Routes": routes,
        "PropagatingVgws": [],
        "Tags": tags::write(&table.tags),
    })
}

/// EC2 gives everything at once unless a client asks for pages.
pub(super) fn paged(request: &Value, member: &str, items: Vec<Value>) -> Answer {
    let size = input::number(request, "MaxResults").and_then(|size| usize::try_from(size).ok());
    let page = paging::page(
        items,
        input::text(request, "NextToken"),
        size.unwrap_or(1000),
    )
    .map_err(|_| AwsError::new("InvalidNextToken", "The specified token is not valid."))?;
    let mut output = json!({ member: page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}
