//! The documents of the first slice, to the letter.

pub(crate) fn task_definition(image: &str) -> String {
    format!(
        r#"{{"family": "nginx", "containerDefinitions": [{{"name": "nginx", "image": "{image}", "memory": 128, "portMappings": [{{"containerPort": 80, "protocol": "tcp"}}]}}]}}"#
    )
}

pub(crate) fn first_service(target_group: &str) -> String {
    format!(
        r#"{{"cluster": "test", "serviceName": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "loadBalancers": [{{"targetGroupArn": "{target_group}", "containerName": "nginx", "containerPort": 80}}], "desiredCount": 1, "role": "/ecs/test_ecs_lb_role", "deploymentConfiguration": {{"maximumPercent": 100, "minimumHealthyPercent": 0}}}}"#
    )
}

/// The service of a new version, with what stands in its deployment configuration besides the
/// percentages, such as `, "deploymentCircuitBreaker": {…}`.
pub(crate) fn next_service(more: &str) -> String {
    format!(
        r#"{{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1, "deploymentConfiguration": {{"maximumPercent": 100, "minimumHealthyPercent": 0{more}}}}}"#
    )
}
