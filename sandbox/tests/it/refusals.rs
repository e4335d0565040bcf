//! What AWS refuses, in AWS's words. One line a case.

use serde_json::{Value, json};

use crate::account::{Account, merge};

/// A task definition that AWS takes, changed by a case.
fn definition(change: Value) -> Value {
    let mut input = json!({
        "family": "web",
        "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}],
    });
    merge(&mut input, change);
    input
}

/// The same with a change of its only container.
fn container(change: Value) -> Value {
    let mut input = definition(json!({}));
    merge(&mut input["containerDefinitions"][0], change);
    input
}

/// A Fargate task definition, changed by a case.
fn fargate(change: Value, of_container: Value) -> Value {
    let mut input = container(of_container);
    merge(
        &mut input,
        json!({"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256",
               "memory": "512"}),
    );
    merge(&mut input, change);
    input
}

async fn all_refused<const N: usize>(account: &Account, cases: [(Value, &str); N]) {
    for (input, expected) in cases {
        let (code, message) = account
            .refused("RegisterTaskDefinition", input.clone())
            .await;
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("ClientException", expected),
            "{input}"
        );
    }
}

#[tokio::test]
async fn what_fargate_does_not_take() {
    let cases = [
        (
            fargate(json!({"networkMode": "bridge"}), json!({})),
            "Fargate only supports network mode ‘awsvpc’.",
        ),
        (
            fargate(json!({"cpu": null}), json!({})),
            "Fargate requires that 'cpu' be defined at the task level.",
        ),
        (
            fargate(json!({"memory": "4096"}), json!({})),
            "No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.",
        ),
        (
            fargate(json!({}), json!({"privileged": true})),
            "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
        ),
        (
            fargate(json!({}), json!({"links": ["x"]})),
            "Links are not supported when networkMode=awsvpc.",
        ),
        (
            fargate(
                json!({}),
                json!({"portMappings": [{"containerPort": 80, "hostPort": 0}]}),
            ),
            "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        ),
        (
            fargate(json!({"ephemeralStorage": {"sizeInGiB": 20}}), json!({})),
            "EphemeralStorage size should be at least 21",
        ),
    ];
    let account = Account::new().await;
    all_refused(&account, cases).await;
    account.close().await;
}

#[tokio::test]
async fn task_definitions() {
    let two =
        json!([{"name": "a", "image": "i", "memory": 4}, {"name": "a", "image": "i", "memory": 4}]);
    let cases = [
        (
            definition(json!({"family": "we b"})),
            "Family contains invalid characters.",
        ),
        (
            definition(json!({"containerDefinitions": []})),
            "Container list cannot be empty.",
        ),
        (
            definition(json!({"containerDefinitions": two})),
            "Container names must be unique within a Task Definition.",
        ),
        (
            container(json!({"name": ""})),
            "Container.name should not be null or empty.",
        ),
        (
            container(json!({"image": "my image"})),
            "Container.image contains invalid characters.",
        ),
        (
            container(json!({"essential": false})),
            "Task definition doesn't have any essential container",
        ),
        (
            container(json!({"memory": null})),
            "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
        ),
        (
            container(json!({"memoryReservation": 256})),
            "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'",
        ),
        (
            container(json!({"portMappings": [{"hostPort": 80}]})),
            "Invalid 'containerPort' setting for container 'web'.",
        ),
        (
            container(
                json!({"portMappings": [{"containerPort": 1, "hostPort": 80}, {"containerPort": 2, "hostPort": 80}]}),
            ),
            "TCP host port '80' is mapped multiple times in task.",
        ),
        (
            container(json!({"mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]})),
            "Unknown volume 'v'.",
        ),
        (
            container(json!({"dependsOn": [{"containerName": "nope", "condition": "START"}]})),
            "Cannot depend on container + 'nope' because it does not exist",
        ),
        (
            container(json!({"secrets": [{"name": "A", "valueFrom": "a"}]})),
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        ),
        (
            container(json!({"healthCheck": {"command": ["CMD", "x"], "interval": 301}})),
            "Health check interval must be less than or equal to the maximum allowed value 300 for container 'web'",
        ),
        (
            container(json!({"logConfiguration": {"logDriver": "awslogs"}})),
            "Log driver awslogs requires options: awslogs-group",
        ),
        (
            definition(json!({"memory": "64", "cpu": "128"})),
            "The 'memory' setting for container 'web' is greater than for the task.",
        ),
        (
            definition(json!({"taskRoleArn": "arn:aws:iam::123456789012:user/x"})),
            "Role is not valid",
        ),
        (
            definition(json!({"networkMode": "nat"})),
            "1 validation error detected: Value 'nat' at 'networkMode' failed to satisfy constraint: Member must satisfy enum value set: [bridge, host, awsvpc, none]",
        ),
    ];
    let account = Account::new().await;
    all_refused(&account, cases).await;
    account.close().await;
}

#[tokio::test]
async fn sizes_and_types_of_task_definitions() {
    let account = Account::new().await;
    let (code, message) = account
        .refused(
            "RegisterTaskDefinition",
            container(json!({"command": [&"x".repeat(65_536)]})),
        )
        .await;
    assert_eq!(code, "ClientException");
    assert!(
        message.ends_with("Max allowed length is '65536' bytes."),
        "{message}"
    );
    let (code, message) = account
        .refused(
            "RegisterTaskDefinition",
            container(json!({"memory": "128"})),
        )
        .await;
    assert_eq!(code, "SerializationException");
    assert_eq!(message, "STRING_VALUE can not be converted to an Integer");
    let families = account.ecs("ListTaskDefinitionFamilies", json!({})).await;
    assert_eq!(
        families["families"],
        json!([]),
        "a refusal leaves nothing behind"
    );
    account.close().await;
}

const INVALID: &str = "InvalidParameterException";
const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/0123456789abcdef";

fn behind(container: &str, port: u16) -> Value {
    json!({"loadBalancers": [
        {"targetGroupArn": GROUP, "containerName": container, "containerPort": port},
    ]})
}

/// An account with the task definitions `web` and, with interfaces of its own, `eni`.
async fn with_definitions() -> Account {
    let account = Account::new().await;
    account.register("nginx:1").await;
    account
        .register_definition(json!({
            "family": "eni", "networkMode": "awsvpc",
            "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}],
        }))
        .await;
    account
}

async fn refuse_service(account: &Account, change: Value) -> (String, String) {
    let mut input = json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                           "desiredCount": 1});
    merge(&mut input, change);
    account.refused("CreateService", input).await
}

async fn all_services_refused<const N: usize>(cases: [(Value, &str, &str); N]) {
    let account = with_definitions().await;
    for (change, code, message) in cases {
        let refused = refuse_service(&account, change.clone()).await;
        assert_eq!(
            (refused.0.as_str(), refused.1.as_str()),
            (code, message),
            "{change}"
        );
    }
    account.close().await;
}

#[tokio::test]
async fn services_that_do_not_fit_their_task_definition() {
    all_services_refused([
        (
            json!({"cluster": "nope"}),
            "ClusterNotFoundException",
            "Cluster not found.",
        ),
        (
            json!({"taskDefinition": "nope"}),
            "ClientException",
            "TaskDefinition not found.",
        ),
        (
            json!({"serviceName": "we b"}),
            INVALID,
            "ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}, but was we b",
        ),
        (
            json!({"desiredCount": null}),
            INVALID,
            "The desired count must be specified for services with the REPLICA scheduling strategy.",
        ),
        (
            json!({"desiredCount": -1}),
            INVALID,
            "The desired count cannot be a negative number.",
        ),
        (
            json!({"desiredCount": "1"}),
            "SerializationException",
            "STRING_VALUE can not be converted to an Integer",
        ),
        (
            json!({"launchType": "EC2", "capacityProviderStrategy": [{"capacityProvider": "x", "weight": 1}]}),
            INVALID,
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        ),
        (
            json!({"launchType": "FARGATE"}),
            INVALID,
            "Task definition does not support launch_type FARGATE.",
        ),
        (
            json!({"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}),
            INVALID,
            "Network Configuration is not valid for the given networkMode of this task definition.",
        ),
        (
            json!({"taskDefinition": "eni"}),
            INVALID,
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        ),
        (
            behind("nope", 80),
            INVALID,
            "The container nope does not exist in the task definition.",
        ),
        (
            behind("web", 81),
            INVALID,
            "The container web did not have a container port 81 defined.",
        ),
    ])
    .await;
}

#[tokio::test]
async fn services_that_contradict_themselves() {
    all_services_refused([
        (
            json!({"role": "r"}),
            INVALID,
            "IAM roles are only valid for services configured to use load balancers.",
        ),
        (
            json!({"schedulingStrategy": "DAEMON"}),
            INVALID,
            "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
        ),
        (
            json!({"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}}),
            INVALID,
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (
            json!({"deploymentController": {"type": "CODE_DEPLOY"}}),
            INVALID,
            "When specifying the CODE_DEPLOY deployment controller type, the service requires an Application Load Balancer or Network Load Balancer.",
        ),
        (
            json!({"placementStrategy": [{"type": "binpack", "field": "instanceId"}]}),
            INVALID,
            "binpack field 'instanceId' is invalid.",
        ),
        (
            json!({"deploymentConfiguration": {"strategy": "BLUE_GREEN"}}),
            INVALID,
            "bakeTimeInMinutes must be specified when using the BLUE_GREEN deployment strategy.",
        ),
        (
            json!({"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true}}}),
            INVALID,
            "1 validation error detected: Value null at 'deploymentConfiguration.deploymentCircuitBreaker.rollback' failed to satisfy constraint: Member must not be null",
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_unknown_target_group_is_named() {
    let account = with_definitions().await;
    let (code, message) = refuse_service(&account, behind("web", 80)).await;
    assert_eq!(code, INVALID);
    assert!(message.contains(GROUP), "{message}");
    account.close().await;
}

#[tokio::test]
async fn what_is_not_simulated_is_an_error() {
    let account = Account::new().await;
    let (code, message) = account.refused("CreateTaskSet", json!({})).await;
    assert_eq!(code, "UnknownOperationException");
    assert!(message.contains("CreateTaskSet"), "{message}");
    account.close().await;
}
