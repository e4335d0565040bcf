//! Describing route tables: whether a subnet is public is told by them alone.

use serde_json::{Value, json};

use super::{
    RouteTable,
    filter::{self, Values, by_ids},
    paging::{Listing, paged},
};
use crate::{error::Answer, input, tags, world::World};

const LISTING: Listing = Listing {
    member: "RouteTables",
    names: &["RouteTableId"],
    most: 100,
};

/// Where everything goes that no other route takes.
const ANYWHERE: &str = "0.0.0.0/0";

pub(super) fn describe(world: &World, request: &Value) -> Answer {
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
        |table, name| values(world, table, name),
    )?;
    let items = found.into_iter().map(|table| show(world, table)).collect();
    paged(LISTING, request, items)
}

fn values(world: &World, table: &RouteTable, name: &str) -> Values {
    let associations = table.associations.iter();
    let gateway = table.default_gateway.as_deref();
    let through = |is_nat: bool| {
        let fits = gateway.filter(|gateway| gateway.starts_with("nat-") == is_nat);
        fits.map(str::to_owned)
    };
    let values = match name {
        "vpc-id" => vec![table.vpc_id.clone()],
        "route-table-id" => vec![table.id.clone()],
        "owner-id" => vec![world.account.clone()],
        "association.subnet-id" => associations
            .filter_map(|(_, subnet)| subnet.clone())
            .collect(),
        "association.route-table-association-id" => {
            associations.map(|(id, _)| id.clone()).collect()
        }
        "association.route-table-id" => associations.map(|_| table.id.clone()).collect(),
        "association.main" => vec![table.main.to_string()],
        // No gateway has a route table of its own here.
        "association.gateway-id" => Vec::new(),
        "route.destination-cidr-block" => {
            let anywhere = gateway.map(|_| ANYWHERE.to_owned());
            vpc_cidr(world, table)
                .map(str::to_owned)
                .into_iter()
                .chain(anywhere)
                .collect()
        }
        "route.gateway-id" => ["local".to_owned()]
            .into_iter()
            .chain(through(false))
            .collect(),
        "route.nat-gateway-id" => through(true).into_iter().collect(),
        "route.origin" => {
            let made = gateway.map(|_| "CreateRoute".to_owned());
            ["CreateRouteTable".to_owned()]
                .into_iter()
                .chain(made)
                .collect()
        }
        "route.state" => vec!["active".to_owned()],
        _ => return None,
    };
    Some(values)
}

fn vpc_cidr<'a>(world: &'a World, table: &RouteTable) -> Option<&'a str> {
    let vpc = world.ec2.vpcs.iter().find(|vpc| vpc.id == table.vpc_id);
    vpc.map(|vpc| vpc.cidr_block.as_str())
}

fn show(world: &World, table: &RouteTable) -> Value {
    let mut routes = vec![json!({
        "DestinationCidrBlock": vpc_cidr(world, table).unwrap_or_default(),
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
            "DestinationCidrBlock": ANYWHERE,
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
