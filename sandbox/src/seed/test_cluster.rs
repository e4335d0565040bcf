//! The cluster `test`: container instances, bridge networking, one small service.

use serde_json::json;

use super::{balancing::Balancing, planting::Planting};
use crate::{arn, ecs};

const CLUSTER: &str = "test";
const SERVICE: &str = "status-page";
const PROVIDER: &str = "test-instances";

pub(super) fn create(planting: &mut Planting<'_>, balancing: &Balancing) {
    let provider = capacity_provider(planting);
    let input = json!({
        "clusterName": CLUSTER,
        "capacityProviders": [provider],
        "tags": [{ "key": "environment", "value": CLUSTER }],
    });
    planting.call(ecs::call, "CreateCluster", &input);
    register(planting, "1.27-alpine");
    let input = json!({
        "cluster": CLUSTER,
        "serviceName": SERVICE,
        "taskDefinition": SERVICE,
        "desiredCount": 1,
        "launchType": "EC2",
        "loadBalancers": [{
            "targetGroupArn": balancing.status_page,
            "containerName": SERVICE,
            "containerPort": 80,
        }],
        "deploymentConfiguration": { "minimumHealthyPercent": 100, "maximumPercent": 200 },
    });
    planting.call(ecs::call, "CreateService", &input);
}

pub(super) fn deploy_second(planting: &mut Planting<'_>) {
    register(planting, "1.29-alpine");
    let input = json!({ "cluster": CLUSTER, "service": SERVICE, "taskDefinition": SERVICE });
    planting.call(ecs::call, "UpdateService", &input);
}

/// The Auto Scaling group that the container instances come from; answers the provider's name.
fn capacity_provider(planting: &mut Planting<'_>) -> String {
    let world = planting.world();
    let group = format!(
        "autoScalingGroup:{}:autoScalingGroupName/{PROVIDER}",
        world.next_uuid()
    );
    let input = json!({
        "name": PROVIDER,
        "autoScalingGroupProvider": {
            "autoScalingGroupArn": arn::regional(world, "autoscaling", &group),
            "managedScaling": { "status": "ENABLED", "targetCapacity": 90 },
            "managedTerminationProtection": "DISABLED",
        },
        "tags": [{ "key": "environment", "value": CLUSTER }],
    });
    let pointer = "/capacityProvider/name";
    planting.call_for(ecs::call, "CreateCapacityProvider", &input, pointer)
}

fn register(planting: &mut Planting<'_>, version: &str) {
    let region = planting.world().region.clone();
    let input = json!({
        "family": SERVICE,
        "networkMode": "bridge",
        "containerDefinitions": [{
            "name": SERVICE,
            "image": format!("nginx:{version}"),
            "essential": true,
            "cpu": 64,
            "memory": 128,
            "portMappings": [{ "containerPort": 80, "hostPort": 0, "protocol": "tcp" }],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/ecs/test/status-page",
                    "awslogs-region": region,
                    "awslogs-stream-prefix": "status-page",
                },
            },
        }],
    });
    planting.call(ecs::call, "RegisterTaskDefinition", &input);
}
