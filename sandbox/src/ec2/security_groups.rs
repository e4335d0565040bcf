//! Describing security groups and what they let through.

use serde_json::{Value, json};

use super::{
    Peer, Permission, SecurityGroup,
    filter::{self, Values, by_ids},
    paging::{Listing, paged},
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags,
    world::World,
};

const LISTING: Listing = Listing {
    member: "SecurityGroups",
    names: &["GroupId", "GroupName"],
    most: 1000,
};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let wanted = input::texts(request, "GroupId");
    let names = input::texts(request, "GroupName");
    let found = by_ids(
        &world.ec2.security_groups,
        &wanted,
        |group| &group.group_id,
        "security group",
        "InvalidGroup.NotFound",
    )?;
    for name in &names {
        if !found.iter().any(|group| group.group_name == *name) {
            return Err(AwsError::new(
                "InvalidGroup.NotFound",
                format!("The security group '{name}' does not exist"),
            ));
        }
    }
    let found = found
        .into_iter()
        .filter(|group| names.is_empty() || names.contains(&group.group_name));
    let found = filter::keep(
        found,
        request,
        |group| &group.tags,
        |group, name| values(world, group, name),
    )?;
    let items = found.into_iter().map(|group| show(world, group)).collect();
    paged(LISTING, request, items)
}

fn values(world: &World, group: &SecurityGroup, name: &str) -> Values {
    if let Some(part) = name.strip_prefix("egress.ip-permission.") {
        return of_permissions(world, &group.egress, part);
    }
    if let Some(part) = name.strip_prefix("ip-permission.") {
        return of_permissions(world, &group.ingress, part);
    }
    let value = match name {
        "vpc-id" => &group.vpc_id,
        "group-id" => &group.group_id,
        "group-name" => &group.group_name,
        "description" => &group.description,
        "owner-id" => &world.account,
        _ => return None,
    };
    Some(vec![value.clone()])
}

/// What a filter on rules looks at: the part of all rules in one direction.
fn of_permissions(world: &World, permissions: &[Permission], part: &str) -> Values {
    let value: fn(&World, &Permission) -> Option<String> = match part {
        "protocol" => |_, one| Some(one.protocol.clone()),
        "from-port" => |_, one| one.ports.map(|(from, _)| from.to_string()),
        "to-port" => |_, one| one.ports.map(|(_, to)| to.to_string()),
        "cidr" => |_, one| one.peer.range(false).map(str::to_owned),
        "ipv6-cidr" => |_, one| one.peer.range(true).map(str::to_owned),
        "group-id" => |_, one| one.peer.group().map(str::to_owned),
        "group-name" => |world, one| {
            let id = one.peer.group()?;
            let mut groups = world.ec2.security_groups.iter();
            Some(
                groups
                    .find(|group| group.group_id == id)?
                    .group_name
                    .clone(),
            )
        },
        "user-id" => |world, one| one.peer.group().map(|_| world.account.clone()),
        // No rule names a prefix list here.
        "prefix-list-id" => |_, _| None,
        _ => return None,
    };
    Some(
        permissions
            .iter()
            .filter_map(|one| value(world, one))
            .collect(),
    )
}

impl Peer {
    /// The range of addresses of one version of the protocol.
    fn range(&self, is_v6: bool) -> Option<&str> {
        match self {
            Self::Cidr(cidr) if cidr.contains(':') == is_v6 => Some(cidr),
            Self::Cidr(_) | Self::Group(_) => None,
        }
    }

    fn group(&self) -> Option<&str> {
        match self {
            Self::Group(id) => Some(id),
            Self::Cidr(_) => None,
        }
    }
}

fn show(world: &World, group: &SecurityGroup) -> Value {
    let permissions = |list: &[Permission]| -> Value {
        list.iter()
            .map(|permission| permission_json(world, permission))
            .collect()
    };
    let resource = format!("security-group/{}", group.group_id);
    json!({
        "GroupId": group.group_id,
        "GroupName": group.group_name,
        "Description": group.description,
        "VpcId": group.vpc_id,
        "OwnerId": world.account,
        "SecurityGroupArn": arn::regional(world, "ec2", &resource),
        "IpPermissions": permissions(&group.ingress),
        "IpPermissionsEgress": permissions(&group.egress),
        "Tags": tags::write(&group.tags),
    })
}

fn permission_json(world: &World, permission: &Permission) -> Value {
    let peers = |peer: Option<Value>| -> Vec<Value> {
        let with_description = |mut peer| {
            input::set_some(&mut peer, "Description", permission.description.as_deref());
            peer
        };
        peer.map(with_description).into_iter().collect()
    };
    let peer = &permission.peer;
    let mut output = json!({
        "IpProtocol": permission.protocol,
        "IpRanges": peers(peer.range(false).map(|cidr| json!({ "CidrIp": cidr }))),
        "Ipv6Ranges": peers(peer.range(true).map(|cidr| json!({ "CidrIpv6": cidr }))),
        "PrefixListIds": [],
        "UserIdGroupPairs": peers(peer.group().map(|id| {
            json!({ "GroupId": id, "UserId": world.account })
        })),
    });
    input::set_some(
        &mut output,
        "FromPort",
        permission.ports.map(|(from, _)| from),
    );
    input::set_some(&mut output, "ToPort", permission.ports.map(|(_, to)| to));
    output
}
