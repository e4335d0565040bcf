//! The documents that are measured: as large as definitions get.

use std::fmt::Write as _;

const CONTAINERS: usize = 10;
const VARIABLES: usize = 100;

/// A task definition of 10 containers with 100 variables each, about 60 kB. Another version differs
/// in each container's image, another region in one variable of each.
pub fn task_definition(version: &str, region: &str) -> String {
    let mut text = String::from(
        r#"{"family": "large", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "4096", "memory": "16384", "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole", "containerDefinitions": ["#,
    );
    for container in 0..CONTAINERS {
        if container > 0 {
            text.push(',');
        }
        let port = 8000 + container;
        // Writing to a String cannot fail.
        write!(
            text,
            r#"{{"name": "part-{container}", "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/part-{container}:{version}", "cpu": 256, "memory": 1024, "portMappings": [{{"containerPort": {port}, "protocol": "tcp"}}], "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-group": "/ecs/large", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "part-{container}"}}}}, "secrets": [{{"name": "DB_PASSWORD", "valueFrom": "/prod/part-{container}/db"}}], "environment": ["#
        )
        .unwrap_or_default();
        for variable in 0..VARIABLES {
            if variable > 0 {
                text.push(',');
            }
            let value = match variable % 5 {
                0 if variable == 0 => format!("https://{region}.example.com"),
                0 => format!("https://eu.example.com/{variable}"),
                1 => format!("{}", variable * 17),
                2 => "true".to_owned(),
                3 => format!("/var/lib/part/{variable}"),
                _ => "a plain setting".to_owned(),
            };
            write!(
                text,
                r#"{{"name": "PART_SETTING_{variable:03}", "value": "{value}"}}"#
            )
            .unwrap_or_default();
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    text
}

/// The service that runs it.
pub fn service() -> String {
    r#"{"cluster": "test", "serviceName": "large", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 4, "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-11111111", "subnet-22222222"], "securityGroups": ["sg-11111111"]}}, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}, "maximumPercent": 200, "minimumHealthyPercent": 100}}"#.to_owned()
}
