//! File systems: the shop's media with an access point, and the shared files of test.

use crate::{
    efs::{AccessPoint, FileSystem},
    tags::Tags,
    world::World,
};

pub(super) fn plant(world: &mut World, key_arn: &str) {
    let media = file_system(world, "shop-media", Some(key_arn), 48_318_382_080);
    file_system(world, "test-shared", None, 6144);
    let id = format!("fsap-0{}", world.next_hex(16));
    let client_token = world.next_uuid();
    world.efs.access_points.push(AccessPoint {
        id,
        client_token,
        file_system_id: media,
        posix_user: (1000, 1000),
        path: "/shop-web".to_owned(),
        tags: name("shop-web"),
    });
}

fn file_system(world: &mut World, called: &str, key_arn: Option<&str>, size_bytes: u64) -> String {
    let id = format!("fs-0{}", world.next_hex(16));
    world.efs.file_systems.push(FileSystem {
        id: id.clone(),
        creation_token: called.to_owned(),
        kms_key_arn: key_arn.map(str::to_owned),
        mount_targets: 3,
        size_bytes,
        created_ms: world.now_ms,
        tags: name(called),
    });
    id
}

fn name(name: &str) -> Tags {
    Tags::from([("Name".to_owned(), name.to_owned())])
}
