//! Access points.

use serde_json::{Value, json};

use super::{AccessPoint, bad_request, file_system, id, page_size};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, tags,
    world::World,
};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let wanted = id(request, "AccessPointId", "fsap-")?;
    let of = id(request, "FileSystemId", "fs-")?;
    if wanted.is_some() && of.is_some() {
        return Err(bad_request(
            "AccessPointId and FileSystemId can't be specified together.",
        ));
    }
    if let Some(of) = of {
        file_system(world, of)?;
    }
    let all = &world.efs.access_points;
    if let Some(id) = wanted.filter(|id| !all.iter().any(|one| one.id == **id)) {
        return Err(AwsError::new(
            "AccessPointNotFound",
            format!("Access point {id} does not exist."),
        )
        .with_status(404));
    }
    let items = all
        .iter()
        .filter(|one| wanted.is_none_or(|id| one.id == id))
        .filter(|one| of.is_none_or(|id| one.file_system_id == id))
        .map(|one| show(world, one))
        .collect();
    let token = input::text(request, "NextToken");
    let page = paging::page(items, token, page_size(request, "MaxResults")?)
        .map_err(|_| bad_request("The token is not valid."))?;
    let mut output = json!({ "AccessPoints": page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

fn show(world: &World, one: &AccessPoint) -> Value {
    let resource = format!("access-point/{}", one.id);
    let (uid, gid) = one.posix_user;
    let mut output = json!({
        "ClientToken": one.client_token,
        "Tags": tags::write(&one.tags),
        "AccessPointId": one.id,
        "AccessPointArn": arn::regional(world, "elasticfilesystem", &resource),
        "FileSystemId": one.file_system_id,
        "PosixUser": { "Uid": uid, "Gid": gid },
        "RootDirectory": {
            "Path": one.path,
            "CreationInfo": { "OwnerUid": uid, "OwnerGid": gid, "Permissions": "0755" },
        },
        "OwnerId": world.account,
        "LifeCycleState": "available",
    });
    let name = one.tags.get("Name").map(String::as_str);
    input::set_some(&mut output, "Name", name);
    output
}
