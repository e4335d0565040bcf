//! Aliases.

use serde_json::{Value, json};

use super::{Alias, find, paged};
use crate::{arn, error::Answer, input, timestamp, world::World};

pub(super) fn list(world: &World, request: &Value) -> Answer {
    let wanted = input::text(request, "KeyId")
        .map(|named| find(world, named))
        .transpose()?;
    let aliases = world.kms.aliases.iter();
    let items = aliases
        .filter(|alias| wanted.is_none_or(|key| alias.key_id.as_deref() == Some(key.id.as_str())))
        .map(|alias| show(world, alias))
        .collect();
    paged(request, "Aliases", items, (50, 100))
}

fn show(world: &World, alias: &Alias) -> Value {
    let mut output = json!({
        "AliasName": alias.name,
        "AliasArn": arn::regional(world, "kms", &alias.name),
    });
    if let Some(key_id) = &alias.key_id {
        let created = timestamp::epoch_seconds(alias.created_ms);
        input::set_some(&mut output, "TargetKeyId", Some(key_id.as_str()));
        input::set_some(&mut output, "CreationDate", Some(created.clone()));
        input::set_some(&mut output, "LastUpdatedDate", Some(created));
    }
    output
}
