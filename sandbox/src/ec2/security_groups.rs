//! Describing security groups and what they let through.

use serde_json::{Value, json};

use super::{
    Peer, Permission, SecurityGroup,
    describe::paged,
    filter::{self, by_ids},
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags,
    world::World,
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
        |group, name| match name {
            "vpc-id" => Some(vec![group.vpc_id.clone()]),
            "group-id" => Some(vec![group.group_id.clone()]),
            "group-name" => Some(vec![group.group_name.clone()]),
            "description" => Some(vec![group.description.clone()]),
            "owner-id" => Some(vec![world.account.clone()]),
            _ => None,
        },
    )?;
    let items = found.into_iter().map(|group| show(world, group)).collect();
    paged(request, "SecurityGroups", items)
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
    let (mut ranges, mut groups) = (Vec::new(), Vec::new());
    let mut peer = match &permission.peer {
        Peer::Cidr(cidr) => json!({ "CidrIp": cidr }),
        Peer::Group(id) => json!({ "GroupId": id, "UserId": world.account }),
    };
    input::set_some(&mut peer, "Description", permission.description.as_deref());
    match permission.peer {
        Peer::Cidr(_) => ranges.push(peer),
        Peer::Group(_) => groups.push(peer),
    }
    let mut output = json!({
        "IpProtocol": permission.protocol,
        "IpRanges": ranges,
        "Ipv6Ranges": [],
        "PrefixListIds": [],
        "UserIdGroupPairs": groups,
    });
    input::set_some(
        &mut output,
        "FromPort",
        permission.ports.map(|(from, _)| from),
    );
    input::set_some(&mut output, "ToPort", permission.ports.map(|(_, to)| to));
    output
}
