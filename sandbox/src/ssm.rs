//! AWS Systems Manager Parameter Store.

mod filter;
mod list;
mod value;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn,
    error::{Answer, AwsError},
    input, refusal,
    tags::{self, Tags},
    world::World,
};

/// All parameters, by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ssm {
    pub(crate) parameters: BTreeMap<String, Parameter>,
}

/// A parameter with its history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// Oldest first, never empty.
    pub(crate) versions: Vec<Version>,
    pub(crate) tags: Tags,
}

/// One version of a parameter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) value: String,
    /// `String`, `StringList` or `SecureString`.
    pub(crate) kind: String,
    pub(crate) key_id: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) allowed_pattern: Option<String>,
    /// `Standard` or `Advanced`.
    pub(crate) tier: String,
    pub(crate) data_type: String,
    pub(crate) modified_ms: i64,
}

impl Parameter {
    fn latest(&self) -> Option<&Version> {
        self.versions.last()
    }
}

/// Whether a parameter exists, by name or by ARN.
pub(crate) fn exists(world: &World, name_or_arn: &str) -> bool {
    let (name, selector) = value::name_and_selector(name_or_arn);
    world.ssm.parameters.get(&name).is_some_and(|parameter| {
        selector.is_none_or(|wanted| {
            parameter
                .versions
                .iter()
                .any(|version| version.number.to_string() == wanted)
        })
    })
}

/// A parameter's ARN: a name that starts with a slash brings its own.
fn parameter_arn(world: &World, name: &str) -> String {
    arn::regional(
        world,
        "ssm",
        &format!("parameter/{}", name.trim_start_matches('/')),
    )
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeParameters" => list::describe(world, input),
        "GetParametersByPath" => list::by_path(world, input),
        "GetParameterHistory" => list::history(world, input),
        "GetParameter" => value::get(world, input),
        "GetParameters" => value::get_many(world, input),
        "PutParameter" => write::put(world, input),
        "DeleteParameter" => write::delete(world, input),
        "DeleteParameters" => Ok(write::delete_many(world, input)),
        "AddTagsToResource" => {
            let added = tags::read(input, "Tags");
            tagged(world, input)?.tags.extend(added);
            Ok(json!({}))
        }
        "RemoveTagsFromResource" => {
            let keys = input::texts(input, "TagKeys");
            tagged(world, input)?
                .tags
                .retain(|key, _| !keys.contains(key));
            Ok(json!({}))
        }
        "ListTagsForResource" => Ok(json!({ "TagList": tags::write(&tagged(world, input)?.tags) })),
        _ => Err(refusal::unknown_operation(operation)),
    }
}

fn tagged<'a>(world: &'a mut World, input: &Value) -> Result<&'a mut Parameter, AwsError> {
    let kind = refusal::required(input, "ResourceType")?;
    if kind != "Parameter" {
        return Err(AwsError::new(
            "InvalidResourceType",
            format!("{kind} is not a valid resource type."),
        ));
    }
    let id = refusal::required(input, "ResourceId")?;
    world.ssm.parameters.get_mut(id).ok_or_else(|| {
        AwsError::new(
            "InvalidResourceId",
            format!("The resource ID \"{id}\" is not valid. Verify the ID and try again."),
        )
    })
}
