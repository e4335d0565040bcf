//! Why tasks failed: the lines that they wrote, and what load balancers say of them.

use backend::aws::{LogPlace, StoppedTask};
use backend::evidence;
use serde_json::json;

use crate::support::{Setup, World};

const GROUP: &str = "/ecs/production/mail-worker";

/// A world in which the mail worker was moved to an image, and some time has passed.
async fn world_after(image: &str, logs: serde_json::Value) -> World {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let mut container = json!({"name": "worker", "image": image, "essential": true});
    if !logs.is_null() {
        container["logConfiguration"] = logs;
    }
    let definition = json!({
        "family": "mail-worker", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
        "cpu": "256", "memory": "512",
        "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
        "containerDefinitions": [container],
    });
    world.ecs("RegisterTaskDefinition", &definition).await;
    let update =
        json!({"cluster": "production", "service": "mail-worker", "taskDefinition": "mail-worker"});
    world.ecs("UpdateService", &update).await;
    world.advance(90).await;
    world
}

fn awslogs() -> serde_json::Value {
    json!({"logDriver": "awslogs", "options": {
        "awslogs-group": GROUP, "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "mail",
    }})
}

async fn stopped(world: &World) -> Vec<StoppedTask> {
    let aws = world.aws().await;
    let tasks = aws
        .stopped_tasks("production", "mail-worker")
        .await
        .unwrap();
    let failed: Vec<StoppedTask> = tasks
        .into_iter()
        .filter(|task| task.stop_code != "ServiceSchedulerInitiated")
        .collect();
    assert!(!failed.is_empty());
    evidence::of_stopped(&aws, &failed).await
}

#[tokio::test]
async fn a_task_that_crashed_is_told_with_its_last_lines() {
    let world = world_after("nginx:crash", awslogs()).await;
    let tasks = stopped(&world).await;
    let container = &tasks[0].containers[0];
    let texts: Vec<&str> = container
        .log
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(texts.last(), Some(&"exiting with status 1"), "{texts:?}");
    assert!(
        texts
            .iter()
            .any(|text| text.contains("DATABASE_URL is not set")),
        "{texts:?}"
    );
    assert!(container.log.is_sorted_by_key(|line| line.at_ms));
    assert_eq!(container.log_place.as_deref(), Some(GROUP));
    world.end().await;
}

#[tokio::test]
async fn a_log_that_may_not_be_read_names_the_action() {
    let world = world_after("nginx:crash", awslogs()).await;
    world
        .fault(json!({
            "service": "logs", "operation": "GetLogEvents", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let tasks = stopped(&world).await;
    let container = &tasks[0].containers[0];
    assert!(container.log.is_empty());
    let place = container.log_place.as_deref().unwrap();
    assert!(
        place.contains("logs:GetLogEvents is not allowed"),
        "{place}"
    );
    world.end().await;
}

#[tokio::test]
async fn a_container_without_a_log_says_so() {
    let world = world_after("nginx:crash", serde_json::Value::Null).await;
    let tasks = stopped(&world).await;
    let place = tasks[0].containers[0].log_place.as_deref().unwrap();
    assert!(place.contains("no logConfiguration"), "{place}");
    world.end().await;
}

#[tokio::test]
async fn a_log_that_goes_on_is_read_piece_by_piece() {
    let world = world_after("nginx:crash", awslogs()).await;
    let aws = world.aws().await;
    let tasks = stopped(&world).await;
    let place = LogPlace {
        group: GROUP.to_owned(),
        stream: format!("mail/worker/{}", tasks[0].id),
    };
    let first = aws.log_lines_after(&place, None).await.unwrap();
    assert!(first.lines.len() > 2);
    let second = aws
        .log_lines_after(&place, first.next.as_deref())
        .await
        .unwrap();
    assert!(second.lines.is_empty(), "nothing comes twice");
    let nowhere = LogPlace {
        stream: "mail/worker/none".to_owned(),
        ..place
    };
    let nothing = aws.log_lines_after(&nowhere, None).await.unwrap();
    assert_eq!((nothing.lines.len(), nothing.next), (0, None));
    let missing = LogPlace {
        group: "/ecs/none".to_owned(),
        ..nowhere
    };
    assert!(aws.last_log_lines(&missing, 10).await.is_err());
    world.end().await;
}

#[tokio::test]
async fn targets_that_fail_their_checks_are_told_with_the_codes() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let aws = world.aws().await;
    let groups = aws.target_groups().await.unwrap();
    let group = groups.iter().find(|group| group.name == "orders-api");
    let arn = group.unwrap().arn.clone();
    assert_eq!(aws.unhealthy_targets(&arn).await.unwrap(), []);
    let service = json!({"cluster": "production", "services": ["orders-api"]});
    let service = world.ecs("DescribeServices", &service).await;
    let revision = &service["services"][0]["taskDefinition"];
    let described = json!({"taskDefinition": revision});
    let described = world.ecs("DescribeTaskDefinition", &described).await;
    let mut definition = json!({});
    for member in [
        "family",
        "requiresCompatibilities",
        "networkMode",
        "cpu",
        "memory",
        "executionRoleArn",
        "taskRoleArn",
        "containerDefinitions",
    ] {
        definition[member] = described["taskDefinition"][member].clone();
    }
    definition["containerDefinitions"][0]["image"] = json!("nginx:unhealthy");
    world.ecs("RegisterTaskDefinition", &definition).await;
    let update = json!({
        "cluster": "production", "service": "orders-api", "taskDefinition": "orders-api",
        "healthCheckGracePeriodSeconds": 600,
    });
    world.ecs("UpdateService", &update).await;
    world.advance(120).await;
    let targets = aws.unhealthy_targets(&arn).await.unwrap();
    assert!(!targets.is_empty());
    assert_eq!(targets[0].reason, "Target.ResponseCodeMismatch");
    assert!(targets[0].words.contains("[503]"), "{}", targets[0].words);
    assert!(targets[0].words.contains(":8080"), "{}", targets[0].words);
    world.end().await;
}
