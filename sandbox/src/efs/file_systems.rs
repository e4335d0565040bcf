//! File systems.

use serde_json::{Value, json};

use super::{FileSystem, bad_request, file_system, id, page_size};
use crate::{arn, error::Answer, input, paging, tags, timestamp, world::World};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let id = id(request, "FileSystemId", "fs-")?;
    let token = input::text(request, "CreationToken");
    if id.is_some() && token.is_some() {
        return Err(bad_request(
            "FileSystemId and CreationToken can't be specified together.",
        ));
    }
    let found: Vec<&FileSystem> = match id {
        Some(id) => vec![file_system(world, id)?],
        None => world.efs.file_systems.iter().collect(),
    };
    let items = found
        .into_iter()
        .filter(|one| token.is_none_or(|token| one.creation_token == token))
        .map(|one| show(world, one))
        .collect();
    let marker = input::text(request, "Marker");
    let page = paging::page(items, marker, page_size(request, "MaxItems")?)
        .map_err(|_| bad_request("The marker is not valid."))?;
    let mut output = json!({ "FileSystems": page.items });
    input::set_some(&mut output, "Marker", marker);
    input::set_some(&mut output, "NextMarker", page.next);
    Ok(output)
}

fn show(world: &World, one: &FileSystem) -> Value {
    let resource = format!("file-system/{}", one.id);
    let mut output = json!({
        "OwnerId": world.account,
        "CreationToken": one.creation_token,
        "FileSystemId": one.id,
        "FileSystemArn": arn::regional(world, "elasticfilesystem", &resource),
        "CreationTime": timestamp::epoch_seconds(one.created_ms),
        "LifeCycleState": "available",
        "NumberOfMountTargets": one.mount_targets,
        "SizeInBytes": {
            "Value": one.size_bytes,
            "ValueInIA": 0,
            "ValueInStandard": one.size_bytes,
            "ValueInArchive": 0,
        },
        "PerformanceMode": "generalPurpose",
        "Encrypted": one.kms_key_arn.is_some(),
        "ThroughputMode": "elastic",
        "Tags": tags::write(&one.tags),
        "FileSystemProtection": { "ReplicationOverwriteProtection": "ENABLED" },
    });
    let name = one.tags.get("Name").map(String::as_str);
    input::set_some(&mut output, "Name", name);
    input::set_some(&mut output, "KmsKeyId", one.kms_key_arn.as_deref());
    output
}
