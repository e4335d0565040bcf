//! Amazon EC2: the networks that services are placed in. Instances are not simulated here.

mod address;
mod create;
mod describe;
mod filter;
mod paging;
mod route_tables;
mod security_groups;

use std::{collections::BTreeSet, net::Ipv4Addr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    tags::Tags,
    world::World,
};

/// The networks of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ec2 {
    pub(crate) vpcs: Vec<Vpc>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) security_groups: Vec<SecurityGroup>,
    pub(crate) route_tables: Vec<RouteTable>,
}

/// A VPC.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub(crate) id: String,
    pub(crate) cidr_block: String,
    pub(crate) tags: Tags,
}

/// A subnet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) cidr_block: String,
    /// Such as `eu-central-1a`.
    pub(crate) availability_zone: String,
    /// Such as `euc1-az2`.
    pub(crate) availability_zone_id: String,
    pub(crate) map_public_ip_on_launch: bool,
    /// The addresses in use.
    #[serde(default)]
    pub(crate) used: BTreeSet<Ipv4Addr>,
    /// The address handed out last; the next one lies behind it.
    #[serde(default)]
    pub(crate) last: Option<Ipv4Addr>,
    pub(crate) tags: Tags,
}

/// A security group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub(crate) group_id: String,
    pub(crate) group_name: String,
    pub(crate) description: String,
    pub(crate) vpc_id: String,
    pub(crate) ingress: Vec<Permission>,
    pub(crate) egress: Vec<Permission>,
    pub(crate) tags: Tags,
}

/// What a security group lets through.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Permission {
    /// `tcp`, `udp`, or `-1` for everything.
    pub(crate) protocol: String,
    /// The first and the last port; `None` for everything.
    pub(crate) ports: Option<(u16, u16)>,
    pub(crate) peer: Peer,
    pub(crate) description: Option<String>,
}

/// Who is at the other end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Peer {
    /// A range of addresses, of either version of the protocol.
    Cidr(String),
    /// The members of another security group.
    Group(String),
}

/// A route table with its associations.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RouteTable {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    /// Whether it serves the subnets that no table names.
    pub(crate) main: bool,
    /// Association id and subnet id.
    pub(crate) associations: Vec<(String, Option<String>)>,
    /// The id of the internet or NAT gateway that the rest of the world is reached through.
    pub(crate) default_gateway: Option<String>,
    pub(crate) tags: Tags,
}

/// The subnet with an id.
pub(crate) fn subnet<'a>(world: &'a World, subnet_id: &str) -> Option<&'a Subnet> {
    world
        .ec2
        .subnets
        .iter()
        .find(|subnet| subnet.id == subnet_id)
}

/// Takes a free address of a subnet, the next one behind the last, so that a new task does not get
/// the address of one that is still draining. `None` when the subnet is full or unknown.
pub(crate) fn allocate_address(world: &mut World, subnet_id: &str) -> Option<String> {
    let subnet = world
        .ec2
        .subnets
        .iter_mut()
        .find(|subnet| subnet.id == subnet_id)?;
    let usable = address::Range::parse(&subnet.cidr_block)?.usable();
    let free = usable.next_free(subnet.last, &subnet.used)?;
    subnet.used.insert(free);
    subnet.last = Some(free);
    Some(free.to_string())
}

/// Gives an address back.
pub(crate) fn release_address(world: &mut World, subnet_id: &str, address: &str) {
    let subnet = world
        .ec2
        .subnets
        .iter_mut()
        .find(|subnet| subnet.id == subnet_id);
    if let (Some(subnet), Ok(address)) = (subnet, address.parse()) {
        subnet.used.remove(&address);
    }
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "CreateSubnet" => create::subnet(world, input),
        "DescribeVpcs" => describe::vpcs(world, input),
        "DescribeSubnets" => describe::subnets(world, input),
        "DescribeSecurityGroups" => security_groups::describe(world, input),
        "DescribeAvailabilityZones" => describe::availability_zones(world, input),
        "DescribeRouteTables" => route_tables::describe(world, input),
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("The action {operation} is not valid for this web service."),
        )),
    }
}
