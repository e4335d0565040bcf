//! The cluster `staging`: how the same company will deploy. Two services that shift traffic, one
//! that `CodeDeploy` is in charge of, and a job that ends by itself.
//!
//! Planted last, so that nothing else of the seed depends on it.

use serde_json::{Value, json};

use super::{images, network::Network, planting::Planting};
use crate::{arn, ecr, ecs, elbv2, input};

const CLUSTER: &str = "staging";

pub(super) fn create(planting: &mut Planting<'_>, network: &Network) {
    let input = json!({
        "clusterName": CLUSTER,
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "tags": [{ "key": "environment", "value": CLUSTER }],
    });
    planting.call(ecs::call, "CreateCluster", &input);
    let listener = listener(planting, network);
    catalog(planting, network, &listener);
    checkout(planting, network);
    reviews(planting, network, &listener);
    migrate(planting);
}

/// What must wait until the first version has taken over, or it would be held up itself.
pub(super) fn guard(planting: &mut Planting<'_>) {
    let input = json!({
        "cluster": CLUSTER,
        "service": "checkout",
        "deploymentConfiguration": { "lifecycleHooks": [{
            "targetType": "PAUSE",
            "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
            "timeoutConfiguration": { "timeoutInMinutes": 60, "action": "ROLLBACK" },
        }] },
    });
    planting.call(ecs::call, "UpdateService", &input);
}

/// Blue and green behind a load balancer.
fn catalog(planting: &mut Planting<'_>, network: &Network, listener: &str) {
    let blue = target_group(planting, network, "catalog-blue");
    let green = target_group(planting, network, "catalog-green");
    let production = rule(planting, listener, 10, "catalog.example.com", &blue);
    let test = rule(planting, listener, 20, "catalog.test.example.com", &blue);
    let role = arn::global(planting.world(), "iam", "role/ecsInfrastructureRole");
    register(
        planting,
        "catalog",
        "public.ecr.aws/nginx/nginx:1.28",
        Some(80),
    );
    let mut service = service("catalog", network);
    set(
        &mut service,
        "loadBalancers",
        json!([{
            "targetGroupArn": blue, "containerName": "catalog", "containerPort": 80,
            "advancedConfiguration": {
                "alternateTargetGroupArn": green,
                "productionListenerRule": production,
                "testListenerRule": test,
                "roleArn": role,
            },
        }]),
    );
    let configuration = json!({ "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1 });
    set(&mut service, "deploymentConfiguration", configuration);
    planting.call(ecs::call, "CreateService", &service);
}

/// A canary without a load balancer.
fn checkout(planting: &mut Planting<'_>, network: &Network) {
    register(
        planting,
        "checkout",
        "public.ecr.aws/nginx/nginx:1.28",
        None,
    );
    let mut service = service("checkout", network);
    let configuration = json!({
        "strategy": "CANARY",
        "bakeTimeInMinutes": 1,
        "canaryConfiguration": { "canaryPercent": 10.0, "canaryBakeTimeInMinutes": 2 },
        "deploymentCircuitBreaker": { "enable": true, "rollback": true },
    });
    set(&mut service, "deploymentConfiguration", configuration);
    planting.call(ecs::call, "CreateService", &service);
}

fn reviews(planting: &mut Planting<'_>, network: &Network, listener: &str) {
    let group = target_group(planting, network, "reviews-blue");
    rule(planting, listener, 30, "reviews.example.com", &group);
    register(
        planting,
        "reviews",
        "public.ecr.aws/nginx/nginx:1.28",
        Some(80),
    );
    let mut service = service("reviews", network);
    let controller = json!({ "type": "CODE_DEPLOY" });
    set(&mut service, "deploymentController", controller);
    let balancers = json!([{
        "targetGroupArn": group, "containerName": "reviews", "containerPort": 80,
    }]);
    set(&mut service, "loadBalancers", balancers);
    planting.call(ecs::call, "CreateService", &service);
}

/// A job that is run and ends; its second tag fails.
fn migrate(planting: &mut Planting<'_>) {
    let input = json!({ "repositoryName": "migrate" });
    planting.call(ecr::call, "CreateRepository", &input);
    for tag in ["exit-0", "exit-3"] {
        images::push(planting, "migrate", tag, &["amd64"]);
    }
    let image = format!("{}/migrate:exit-0", ecr::registry_host(planting.world()));
    register(planting, "migrate", &image, None);
}

fn set(object: &mut Value, member: &str, value: Value) {
    input::set_some(object, member, Some(value));
}

fn register(planting: &mut Planting<'_>, family: &str, image: &str, port: Option<u16>) {
    let role = arn::global(planting.world(), "iam", "role/ecsTaskExecutionRole");
    let region = planting.world().region.clone();
    let ports: Vec<Value> = port
        .map(|port| json!({ "containerPort": port, "protocol": "tcp" }))
        .into_iter()
        .collect();
    let mut container = json!({
        "name": family, "image": image, "essential": true, "portMappings": ports,
    });
    if family == "migrate" {
        // The others are silent, so that lists of log groups stay short.
        let log = json!({
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": format!("/ecs/{CLUSTER}/{family}"),
                "awslogs-region": region,
                "awslogs-stream-prefix": family,
            },
        });
        set(&mut container, "logConfiguration", log);
    }
    let input = json!({
        "family": family,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": role,
        "containerDefinitions": [container],
    });
    planting.call(ecs::call, "RegisterTaskDefinition", &input);
}

fn service(name: &str, network: &Network) -> Value {
    json!({
        "cluster": CLUSTER,
        "serviceName": name,
        "taskDefinition": name,
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": { "awsvpcConfiguration": {
            "subnets": network.private_subnets,
            "securityGroups": [network.shop_web_group],
        } },
    })
}

fn listener(planting: &mut Planting<'_>, network: &Network) -> String {
    let input = json!({
        "Name": CLUSTER,
        "Subnets": network.public_subnets,
        "SecurityGroups": [network.public_balancer_group],
        "Scheme": "internet-facing",
    });
    let pointer = "/LoadBalancers/0/LoadBalancerArn";
    let arn = planting.call_for(elbv2::call, "CreateLoadBalancer", &input, pointer);
    let input = json!({
        "LoadBalancerArn": arn,
        "Port": 80,
        "Protocol": "HTTP",
        "DefaultActions": [{
            "Type": "fixed-response",
            "FixedResponseConfig": { "StatusCode": "404", "ContentType": "text/plain" },
        }],
    });
    let pointer = "/Listeners/0/ListenerArn";
    planting.call_for(elbv2::call, "CreateListener", &input, pointer)
}

fn target_group(planting: &mut Planting<'_>, network: &Network, name: &str) -> String {
    let input = json!({
        "Name": name,
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": network.vpc_id,
        "TargetType": "ip",
        "HealthCheckIntervalSeconds": 10,
    });
    let pointer = "/TargetGroups/0/TargetGroupArn";
    let arn = planting.call_for(elbv2::call, "CreateTargetGroup", &input, pointer);
    let input = json!({
        "TargetGroupArn": arn,
        "Attributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "30" }],
    });
    planting.call(elbv2::call, "ModifyTargetGroupAttributes", &input);
    arn
}

fn rule(
    planting: &mut Planting<'_>,
    listener: &str,
    priority: u32,
    host: &str,
    target_group: &str,
) -> String {
    let input = json!({
        "ListenerArn": listener,
        "Priority": priority,
        "Conditions": [{ "Field": "host-header", "HostHeaderConfig": { "Values": [host] } }],
        "Actions": [{ "Type": "forward", "TargetGroupArn": target_group }],
    });
    planting.call_for(elbv2::call, "CreateRule", &input, "/Rules/0/RuleArn")
}
