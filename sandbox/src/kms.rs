//! AWS KMS: keys and their aliases, to be read. Nothing is encrypted here.

mod aliases;
mod keys;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

/// The keys of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kms {
    pub(crate) keys: Vec<Key>,
    pub(crate) aliases: Vec<Alias>,
}

/// A key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) description: String,
    /// Whether AWS made and keeps it for one of its services.
    pub(crate) is_of_aws: bool,
    pub(crate) created_ms: i64,
}

/// Another name of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alias {
    /// With `alias/` before it.
    pub(crate) name: String,
    /// The key; none before a service of AWS first needs its own.
    pub(crate) key_id: Option<String>,
    pub(crate) created_ms: i64,
}

/// How the aliases of the keys begin that services of AWS make for themselves.
const OF_AWS: &str = "alias/aws/";

/// The ARN of a key.
pub(crate) fn key_arn(world: &World, key_id: &str) -> String {
    arn::regional(world, "kms", &format!("key/{key_id}"))
}

/// Whether what a client names as a key can be used: a key that is there, or one that AWS makes
/// when it is first needed.
pub(crate) fn is_usable(world: &World, named: &str) -> bool {
    let resource = arn::resource(named, "kms").unwrap_or(named);
    resource.starts_with(OF_AWS) || find(world, named).is_ok()
}

/// The key that a client names by its id, its alias, or the ARN of either.
fn find<'a>(world: &'a World, named: &str) -> Result<&'a Key, AwsError> {
    let resource = match arn::resource(named, "kms") {
        Some(resource) => resource,
        None if named.starts_with("arn:") => {
            return Err(AwsError::new(
                "InvalidArnException",
                format!("Invalid arn {named}"),
            ));
        }
        None => named,
    };
    let key_of = |id: &str| world.kms.keys.iter().find(|key| key.id == id);
    if resource.starts_with("alias/") {
        let mut aliases = world.kms.aliases.iter();
        let alias = aliases.find(|alias| alias.name == resource);
        let key = alias.and_then(|alias| key_of(alias.key_id.as_deref()?));
        return key.ok_or_else(|| {
            let arn = arn::regional(world, "kms", resource);
            not_found(format!("Alias {arn} is not found."))
        });
    }
    let id = resource.strip_prefix("key/").unwrap_or(resource);
    key_of(id).ok_or_else(|| not_found(format!("Key '{}' does not exist", key_arn(world, id))))
}

fn not_found(message: String) -> AwsError {
    AwsError::new("NotFoundException", message)
}

/// One page with `NextMarker`.
fn paged(
    request: &Value,
    member: &str,
    items: Vec<Value>,
    (usual, most): (usize, usize),
) -> Answer {
    let size = refusal::page_size(request, "Limit", usual, most)?;
    let page = paging::page(items, input::text(request, "Marker"), size)
        .map_err(|_| AwsError::new("InvalidMarkerException", "The marker is not valid."))?;
    let mut output = json!({ member: page.items, "Truncated": page.next.is_some() });
    input::set_some(&mut output, "NextMarker", page.next);
    Ok(output)
}

/// Answers one operation.
pub(crate) fn call(world: &World, operation: &str, input: &Value) -> Answer {
    match operation {
        "ListKeys" => keys::list(world, input),
        "DescribeKey" => keys::describe(world, input),
        "ListAliases" => aliases::list(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
