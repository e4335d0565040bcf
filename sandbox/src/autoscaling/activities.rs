//! What scaling did.

use serde_json::{Value, json};

use super::{Activity, Scaled, namespace, paged};
use crate::{
    ecs,
    error::{Answer, AwsError},
    timestamp,
    world::World,
};

/// AWS keeps activities for six weeks; a number serves as well.
const MAX_ACTIVITIES: usize = 500;

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    namespace(request)?;
    let items = world
        .autoscaling
        .activities
        .iter()
        .filter(|activity| activity.scaled.wanted_by(request))
        .map(show)
        .collect();
    paged(request, "ScalingActivities", items)
}

fn show(activity: &Activity) -> Value {
    let at = timestamp::epoch_seconds(activity.at_ms);
    json!({
        "ActivityId": activity.id,
        "ServiceNamespace": activity.scaled.namespace,
        "ResourceId": activity.scaled.resource_id,
        "ScalableDimension": activity.scaled.dimension,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": at,
        "EndTime": at,
        "StatusCode": "Successful",
        "StatusMessage": format!(
            "Successfully set desired count to {}. Change successfully fulfilled by ecs.",
            activity.description.trim_start_matches("Setting desired count to ").trim_end_matches('.')
        ),
    })
}

/// Scales a service and notes why.
pub(super) fn set_desired_count(
    world: &mut World,
    scaled: &Scaled,
    count: i64,
    cause: String,
) -> Result<(), AwsError> {
    let Some((cluster, service)) = scaled.cluster_and_service() else {
        return Ok(());
    };
    let request = json!({ "cluster": cluster, "service": service, "desiredCount": count });
    ecs::call(world, "UpdateService", &request)?;
    let activity = Activity {
        scaled: scaled.clone(),
        id: [8, 4, 4, 4, 12]
            .map(|length| world.next_hex(length))
            .join("-"),
        description: format!("Setting desired count to {count}."),
        cause,
        at_ms: world.now_ms,
    };
    world.autoscaling.activities.insert(0, activity);
    world.autoscaling.activities.truncate(MAX_ACTIVITIES);
    Ok(())
}
