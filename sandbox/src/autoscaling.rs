//! Application Auto Scaling of ECS services: scalable targets and scaling policies. No metric is
//! simulated, so policies never act; what acts are the bounds of a target, when they are set.

mod activities;
mod policies;
mod targets;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

/// All scalable targets, policies and activities.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Autoscaling {
    targets: Vec<ScalableTarget>,
    policies: Vec<ScalingPolicy>,
    /// Newest first.
    activities: Vec<Activity>,
}

/// What is scaled: a service's desired count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Scaled {
    namespace: String,
    /// `service/cluster/name`.
    resource_id: String,
    dimension: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ScalableTarget {
    scaled: Scaled,
    arn: String,
    min: i64,
    max: i64,
    role_arn: String,
    created_ms: i64,
    suspended: Value,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ScalingPolicy {
    scaled: Scaled,
    arn: String,
    name: String,
    kind: String,
    /// The member that holds the configuration, and the configuration.
    configuration: (String, Value),
    alarms: Vec<Value>,
    created_ms: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Activity {
    scaled: Scaled,
    id: String,
    description: String,
    cause: String,
    at_ms: i64,
}

const NAMESPACE: &str = "ecs";
const DIMENSION: &str = "ecs:service:DesiredCount";

impl Scaled {
    /// Reads what a request is about; only ECS services are simulated.
    fn read(request: &Value) -> Result<Self, AwsError> {
        namespace(request)?;
        let dimension = refusal::required(request, "ScalableDimension")?;
        if dimension != DIMENSION {
            return Err(invalid(format!(
                "Unsupported service namespace, resource type or scalable dimension: {dimension}"
            )));
        }
        Ok(Self {
            namespace: NAMESPACE.to_owned(),
            resource_id: refusal::required(request, "ResourceId")?.to_owned(),
            dimension: dimension.to_owned(),
        })
    }

    /// Whether a request that lists wants to see this.
    fn wanted_by(&self, request: &Value) -> bool {
        let fits =
            |member, value: &str| input::text(request, member).is_none_or(|wanted| wanted == value);
        fits("ResourceId", &self.resource_id) && fits("ScalableDimension", &self.dimension)
    }

    /// Cluster and service.
    fn cluster_and_service(&self) -> Option<(&str, &str)> {
        self.resource_id.strip_prefix("service/")?.split_once('/')
    }

    fn not_found(&self, what: &str) -> AwsError {
        AwsError::new(
            "ObjectNotFoundException",
            format!(
                "No {what} found for service namespace: {}, resource ID: {}, scalable dimension: {}",
                self.namespace, self.resource_id, self.dimension
            ),
        )
    }
}

fn namespace(request: &Value) -> Result<(), AwsError> {
    match refusal::required(request, "ServiceNamespace")? {
        NAMESPACE => Ok(()),
        other => Err(invalid(format!(
            "Only the service namespace ecs is simulated, not {other}"
        ))),
    }
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

/// One page with `NextToken`.
fn paged(request: &Value, member: &str, items: Vec<Value>) -> Answer {
    let size = refusal::page_size(request, "MaxResults", 50, 50)?;
    let page = paging::page(items, input::text(request, "NextToken"), size).map_err(|_| {
        AwsError::new(
            "InvalidNextTokenException",
            "The specified token is not valid.",
        )
    })?;
    let mut output = json!({ member: page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeScalableTargets" => targets::describe(world, input),
        "RegisterScalableTarget" => targets::register(world, input),
        "DeregisterScalableTarget" => targets::deregister(world, input),
        "DescribeScalingPolicies" => policies::describe(world, input),
        "PutScalingPolicy" => policies::put(world, input),
        "DeleteScalingPolicy" => policies::delete(world, input),
        "DescribeScalingActivities" => activities::describe(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
