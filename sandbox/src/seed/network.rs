//! A VPC with a public and a private subnet in each of three zones, and security groups.

use crate::{
    ec2::{Peer, Permission, RouteTable, SecurityGroup, Subnet, Vpc},
    tags::Tags,
    world::World,
};

const VPC_CIDR: &str = "10.20.0.0/16";

/// What the rest of the seed needs to know of it.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) vpc_id: String,
    pub(super) public_subnets: Vec<String>,
    pub(super) private_subnets: Vec<String>,
    pub(super) public_balancer_group: String,
    pub(super) internal_balancer_group: String,
    pub(super) shop_web_group: String,
    pub(super) orders_api_group: String,
    pub(super) mail_worker_group: String,
}

pub(super) fn plant(world: &mut World) -> Network {
    let vpc_id = id(world, "vpc");
    world.ec2.vpcs.push(Vpc {
        id: vpc_id.clone(),
        cidr_block: VPC_CIDR.to_owned(),
        tags: name("main"),
    });
    let public_subnets = subnets(world, &vpc_id, "public", 0);
    let private_subnets = subnets(world, &vpc_id, "private", 10);
    route_tables(world, &vpc_id, &public_subnets, &private_subnets);

    let everyone = Peer::Cidr("0.0.0.0/0".to_owned());
    let public_balancer_group = group(
        world,
        &vpc_id,
        ("alb-public", "Public load balancers"),
        vec![
            tcp(80, 80, everyone.clone(), "HTTP from anywhere"),
            tcp(443, 443, everyone, "HTTPS from anywhere"),
            tcp(
                443,
                443,
                Peer::Cidr("::/0".to_owned()),
                "HTTPS from anywhere",
            ),
        ],
    );
    let internal_balancer_group = group(
        world,
        &vpc_id,
        ("alb-internal", "Internal load balancers"),
        vec![tcp(
            80,
            80,
            Peer::Cidr(VPC_CIDR.to_owned()),
            "HTTP from the VPC",
        )],
    );
    let from_public = Peer::Group(public_balancer_group.clone());
    let from_internal = Peer::Group(internal_balancer_group.clone());
    group(
        world,
        &vpc_id,
        ("ecs-instances", "Container instances of the test cluster"),
        vec![
            tcp(
                32_768,
                65_535,
                from_public.clone(),
                "Dynamic ports from public balancers",
            ),
            tcp(
                32_768,
                65_535,
                from_internal.clone(),
                "Dynamic ports from internal balancers",
            ),
        ],
    );
    let shop_web_group = group(
        world,
        &vpc_id,
        ("shop-web", "Shop web tasks"),
        vec![tcp(8080, 8080, from_public, "From public balancers")],
    );
    let orders_api_group = group(
        world,
        &vpc_id,
        ("orders-api", "Orders API tasks"),
        vec![tcp(8080, 8080, from_internal, "From internal balancers")],
    );
    let mail_worker_group = group(
        world,
        &vpc_id,
        ("mail-worker", "Mail worker tasks"),
        Vec::new(),
    );
    Network {
        vpc_id,
        public_subnets,
        private_subnets,
        public_balancer_group,
        internal_balancer_group,
        shop_web_group,
        orders_api_group,
        mail_worker_group,
    }
}

fn id(world: &mut World, kind: &str) -> String {
    format!("{kind}-0{}", world.next_hex(16))
}

fn name(name: &str) -> Tags {
    Tags::from([("Name".to_owned(), name.to_owned())])
}

fn subnets(world: &mut World, vpc_id: &str, kind: &str, first: u8) -> Vec<String> {
    let code = zone_code(&world.region);
    let mut ids = Vec::new();
    for (offset, letter, number) in [(0, 'a', 2), (1, 'b', 3), (2, 'c', 1)] {
        let subnet_id = id(world, "subnet");
        let subnet = Subnet {
            id: subnet_id.clone(),
            vpc_id: vpc_id.to_owned(),
            cidr_block: format!("10.20.{}.0/24", first + offset),
            availability_zone: format!("{}{letter}", world.region),
            availability_zone_id: format!("{code}-az{number}"),
            map_public_ip_on_launch: kind == "public",
            used: std::collections::BTreeSet::new(),
            last: None,
            tags: name(&format!("{kind}-{letter}")),
        };
        world.ec2.subnets.push(subnet);
        ids.push(subnet_id);
    }
    ids
}

/// `eu-central-1` is `euc1`, `ap-southeast-2` is `apse2`.
fn zone_code(region: &str) -> String {
    let mut parts = region.splitn(3, '-');
    let (area, direction) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let number = parts.next().unwrap_or_default();
    let direction = match direction {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        other => other.get(..1).unwrap_or_default(),
    };
    format!("{area}{direction}{number}")
}

fn route_tables(world: &mut World, vpc_id: &str, public: &[String], private: &[String]) {
    for (kind, gateway, subnets) in [("public", "igw", public), ("private", "nat", private)] {
        // The last private subnet is named by no table, as people forget it: it has the main one.
        let main = kind == "private";
        let named = subnets.len().saturating_sub(usize::from(main));
        let mut associations: Vec<(String, Option<String>)> = subnets
            .iter()
            .take(named)
            .map(|subnet| (id(world, "rtbassoc"), Some(subnet.clone())))
            .collect();
        if main {
            associations.push((id(world, "rtbassoc"), None));
        }
        let table = RouteTable {
            id: id(world, "rtb"),
            vpc_id: vpc_id.to_owned(),
            main,
            associations,
            default_gateway: Some(id(world, gateway)),
            tags: name(kind),
        };
        world.ec2.route_tables.push(table);
    }
}

fn tcp(from: u16, to: u16, peer: Peer, description: &str) -> Permission {
    Permission {
        protocol: "tcp".to_owned(),
        ports: Some((from, to)),
        peer,
        description: Some(description.to_owned()),
    }
}

fn group(
    world: &mut World,
    vpc_id: &str,
    (group_name, description): (&str, &str),
    ingress: Vec<Permission>,
) -> String {
    let group_id = id(world, "sg");
    let everything = Permission {
        protocol: "-1".to_owned(),
        ports: None,
        peer: Peer::Cidr("0.0.0.0/0".to_owned()),
        description: None,
    };
    world.ec2.security_groups.push(SecurityGroup {
        group_id: group_id.clone(),
        group_name: group_name.to_owned(),
        description: description.to_owned(),
        vpc_id: vpc_id.to_owned(),
        ingress,
        egress: vec![everything],
        tags: name(group_name),
    });
    group_id
}

#[cfg(test)]
mod tests {
    use super::zone_code;

    #[test]
    fn zone_ids_shorten_the_region() {
        assert_eq!(zone_code("eu-central-1"), "euc1");
        assert_eq!(zone_code("us-east-1"), "use1");
        assert_eq!(zone_code("ap-southeast-2"), "apse2");
    }
}
