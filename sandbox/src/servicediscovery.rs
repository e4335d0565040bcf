//! AWS Cloud Map: namespaces and the services in them, to be read. Instances are not simulated:
//! what is counted are the running tasks of the ECS services that register themselves.

mod filter;
mod namespaces;
mod services;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn, ecs,
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

/// The namespaces of the account and their services.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ServiceDiscovery {
    pub(crate) namespaces: Vec<Namespace>,
    pub(crate) services: Vec<Service>,
}

/// A namespace.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Namespace {
    /// Such as `ns-e4anhexample0004`.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// The hosted zone of a private DNS namespace; without one it is an HTTP namespace.
    pub(crate) hosted_zone_id: Option<String>,
    pub(crate) created_ms: i64,
}

/// A service of a namespace.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Service {
    /// Such as `srv-e4anhexample0004`.
    pub(crate) id: String,
    pub(crate) namespace_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// The records that instances get, such as `A`, with their time to live in seconds; none in an
    /// HTTP namespace.
    pub(crate) records: Vec<(String, i64)>,
    pub(crate) created_ms: i64,
}

impl Namespace {
    fn arn(&self, world: &World) -> String {
        arn::regional(world, "servicediscovery", &format!("namespace/{}", self.id))
    }
}

impl Service {
    fn arn(&self, world: &World) -> String {
        arn::regional(world, "servicediscovery", &format!("service/{}", self.id))
    }

    fn count_instances(&self, world: &World) -> usize {
        ecs::count_registered(world, &self.arn(world))
    }
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidInput", message)
}

/// The id that a request names, by itself or at the end of an ARN.
fn id(request: &Value) -> Result<&str, AwsError> {
    let id = input::text(request, "Id")
        .ok_or_else(|| invalid("1 validation error detected: Value at 'id' must not be null"))?;
    Ok(id.rsplit('/').next().unwrap_or(id))
}

/// One page with `NextToken`.
fn paged(request: &Value, member: &str, items: Vec<Value>) -> Answer {
    let size = refusal::page_size(request, "MaxResults", 100, 100)
        .map_err(|error| invalid(error.message))?;
    let page = paging::page(items, input::text(request, "NextToken"), size)
        .map_err(|_| invalid("The value of NextToken is not valid."))?;
    let mut output = json!({ member: page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

/// Answers one operation.
pub(crate) fn call(world: &World, operation: &str, input: &Value) -> Answer {
    match operation {
        "ListNamespaces" => namespaces::list(world, input),
        "GetNamespace" => namespaces::get(world, input),
        "ListServices" => services::list(world, input),
        "GetService" => services::get(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
