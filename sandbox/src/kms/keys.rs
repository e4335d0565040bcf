//! Keys.

use serde_json::{Value, json};

use super::{find, key_arn, paged};
use crate::{error::Answer, refusal, timestamp, world::World};

pub(super) fn list(world: &World, request: &Value) -> Answer {
    let keys = world.kms.keys.iter();
    let items = keys
        .map(|key| json!({ "KeyId": key.id, "KeyArn": key_arn(world, &key.id) }))
        .collect();
    paged(request, "Keys", items, (100, 1000))
}

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let key = find(world, refusal::required(request, "KeyId")?)?;
    Ok(json!({ "KeyMetadata": {
        "AWSAccountId": world.account,
        "KeyId": key.id,
        "Arn": key_arn(world, &key.id),
        "CreationDate": timestamp::epoch_seconds(key.created_ms),
        "Enabled": true,
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": if key.is_of_aws { "AWS" } else { "CUSTOMER" },
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": false,
    } }))
}
