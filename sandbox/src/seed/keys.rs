//! Keys: one of the company's own, and those that services of AWS made for themselves.

use crate::{
    kms::{self, Alias, Key},
    world::World,
};

/// The company's key, which parameters and secrets of production are encrypted with.
pub(super) const CUSTOMER_ALIAS: &str = "alias/production-configuration";

/// The ARNs that the rest of the seed names.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) configuration: String,
    pub(super) files: String,
}

pub(super) fn plant(world: &mut World) -> Keys {
    let keys = Keys {
        configuration: key(world, CUSTOMER_ALIAS, "Configuration of production", false),
        files: key(
            world,
            "alias/aws/elasticfilesystem",
            "Default key that protects my EFS filesystems when no other key is defined",
            true,
        ),
    };
    key(
        world,
        "alias/aws/secretsmanager",
        "Default key that protects my Secrets Manager data when no other key is defined",
        true,
    );
    key(
        world,
        "alias/aws/ssm",
        "Default key that protects my SSM parameters when no other key is defined",
        true,
    );
    // AWS lists such an alias from the start, and makes its key when it is first needed.
    world.kms.aliases.push(Alias {
        name: "alias/aws/ebs".to_owned(),
        key_id: None,
        created_ms: world.now_ms,
    });
    world
        .kms
        .aliases
        .sort_by(|one, other| one.name.cmp(&other.name));
    keys
}

fn key(world: &mut World, alias: &str, description: &str, is_of_aws: bool) -> String {
    let id = world.next_uuid();
    world.kms.keys.push(Key {
        id: id.clone(),
        description: description.to_owned(),
        is_of_aws,
        created_ms: world.now_ms,
    });
    world.kms.aliases.push(Alias {
        name: alias.to_owned(),
        key_id: Some(id.clone()),
        created_ms: world.now_ms,
    });
    kms::key_arn(world, &id)
}
