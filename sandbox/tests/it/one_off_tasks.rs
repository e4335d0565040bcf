//! Tasks that do their work and end by themselves.

use serde_json::{Value, json};

use crate::account::Account;

/// Registers family `migrate` with one container that logs, and a helper beside it.
async fn register(account: &Account, image: &str) {
    let logs = |prefix: &str| {
        json!({
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/ecs/migrate",
                "awslogs-region": "eu-central-1",
                "awslogs-stream-prefix": prefix,
            },
        })
    };
    account
        .register_definition(json!({
            "family": "migrate",
            "containerDefinitions": [
                {"name": "migrate", "image": image, "memory": 128, "logConfiguration": logs("m")},
                {"name": "helper", "image": "helper:exit-7", "memory": 64, "essential": false},
            ],
        }))
        .await;
}

async fn run(account: &Account, more: Value) -> Value {
    let mut input = json!({"cluster": "c", "taskDefinition": "migrate"});
    crate::account::merge(&mut input, more);
    account.ecs("RunTask", input).await["tasks"][0].clone()
}

async fn described(account: &Account, task: &Value) -> Value {
    let output = account
        .ecs(
            "DescribeTasks",
            json!({"cluster": "c", "tasks": [task["taskArn"]]}),
        )
        .await;
    output["tasks"][0].clone()
}

async fn log_of(account: &Account, task: &Value) -> Vec<String> {
    let id = task["taskArn"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    let output = account
        .json(
            "Logs_20140328.GetLogEvents",
            json!({"logGroupName": "/ecs/migrate", "logStreamName": format!("m/migrate/{id}"),
                   "startFromHead": true}),
        )
        .await;
    let events = output["events"].as_array().unwrap().iter();
    events
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_job_ends_with_the_code_that_its_tag_tells() {
    for (image, code, last) in [
        ("migrate:exit-0", 0, "42 of 42 migrations are applied"),
        ("migrate:exit-3", 3, "exiting with status 3"),
    ] {
        let account = Account::new().await;
        register(&account, image).await;
        let task = run(&account, json!({})).await;
        account.pass(5).await;
        assert_eq!(described(&account, &task).await["lastStatus"], "RUNNING");
        account.pass(10).await;
        let ended = described(&account, &task).await;
        assert_eq!(ended["lastStatus"], "STOPPED");
        assert_eq!(ended["desiredStatus"], "STOPPED");
        assert_eq!(ended["stopCode"], "EssentialContainerExited");
        assert_eq!(ended["stoppedReason"], "Essential container in task exited");
        assert_eq!(ended["containers"][0]["exitCode"], code);
        assert!(ended["containers"][0].get("reason").is_none());
        assert_eq!(ended["containers"][1]["exitCode"], 7, "the helper's own");
        let lines = log_of(&account, &task).await;
        assert!(
            lines.contains(&"applying migration 0042".to_owned()),
            "{lines:?}"
        );
        assert_eq!(lines.last().unwrap(), last);
        account.close().await;
    }
}

/// Until when a task runs, to the second, and as what it ends.
async fn seconds_until_stopped(account: &Account, task: &Value) -> (u32, Value) {
    for second in 0..3_600 {
        let seen = described(account, task).await;
        if seen["lastStatus"] == "STOPPED" {
            return (second, seen);
        }
        account.pass(1).await;
    }
    panic!("it never ends: {:#}", described(account, task).await);
}

#[tokio::test]
async fn what_no_tag_ends_does_its_work_and_ends_well() {
    let mut took = Vec::new();
    for image in ["migrate:1.4.0", "migrate:unhealthy", "migrate:slow"] {
        let account = Account::new().await;
        register(&account, image).await;
        let task = run(&account, json!({})).await;
        let (seconds, ended) = seconds_until_stopped(&account, &task).await;
        assert_eq!(ended["stopCode"], "EssentialContainerExited", "{image}");
        assert_eq!(ended["containers"][0]["exitCode"], 0, "{image}");
        let lines = log_of(&account, &task).await;
        assert_eq!(lines.last().unwrap(), "the work is done", "{image}");
        took.push(seconds);
        account.close().await;
    }
    let [ready, unhealthy, slow] = took.as_slice() else {
        panic!("three images: {took:?}");
    };
    // Containers are made and the task is cleaned up beside the work.
    assert!((20..30).contains(ready), "{took:?}");
    assert_eq!(unhealthy, ready);
    assert!(*slow >= ready + 60, "{took:?}");
}

#[tokio::test]
async fn a_command_that_sleeps_works_as_long_as_it_sleeps() {
    let account = Account::new().await;
    register(&account, "migrate:1.4.0").await;
    let overrides = json!({"containerOverrides": [
        {"name": "migrate", "command": ["sh", "-c", "sleep 600"]},
    ]});
    let task = run(&account, json!({"overrides": overrides})).await;
    account.pass(600).await;
    assert_eq!(described(&account, &task).await["lastStatus"], "RUNNING");
    let stop = json!({"cluster": "c", "task": task["taskArn"], "reason": "enough"});
    account.ecs("StopTask", stop).await;
    let (_, ended) = seconds_until_stopped(&account, &task).await;
    assert_eq!(ended["stopCode"], "UserInitiated");
    account.close().await;
}

#[tokio::test]
async fn a_task_of_a_service_goes_on() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    account.pass(3_600).await;
    assert_eq!(account.tasks("RUNNING").await.len(), 1);
    assert_eq!(account.tasks("STOPPED").await.len(), 0);
    account.close().await;
}

#[tokio::test]
async fn what_has_ended_can_be_described_for_an_hour() {
    let account = Account::new().await;
    register(&account, "migrate:exit-0").await;
    let task = run(&account, json!({})).await;
    account.pass(3_600).await;
    assert_eq!(described(&account, &task).await["lastStatus"], "STOPPED");
    account.pass(60).await;
    assert_eq!(described(&account, &task).await, Value::Null);
    account.close().await;
}

#[tokio::test]
async fn a_job_can_fail_as_any_task_does() {
    for (image, stop_code, exit_code) in [
        ("migrate:missing", "TaskFailedToStart", None),
        ("migrate:crash", "EssentialContainerExited", Some(1)),
        ("migrate:oom", "EssentialContainerExited", Some(137)),
    ] {
        let account = Account::new().await;
        register(&account, image).await;
        let overrides = json!({"containerOverrides": [
            {"name": "migrate", "command": ["migrate", "--all"]},
        ]});
        let task = run(&account, json!({"overrides": overrides})).await;
        account.pass(20).await;
        let ended = described(&account, &task).await;
        assert_eq!(ended["stopCode"], stop_code, "{image}");
        assert_eq!(ended["containers"][0]["exitCode"].as_i64(), exit_code);
        let shown = &ended["overrides"]["containerOverrides"][0];
        assert_eq!(shown["command"], json!(["migrate", "--all"]));
        account.close().await;
    }
}

#[tokio::test]
async fn tasks_are_found_by_who_started_them() {
    let account = Account::new().await;
    register(&account, "migrate:exit-0").await;
    let mine = run(&account, json!({"startedBy": "deploy-7", "group": "jobs"})).await;
    let other = run(&account, json!({})).await;
    assert_eq!(mine["group"], "jobs");
    assert_eq!(other["group"], "family:migrate");
    for status in ["RUNNING", "STOPPED"] {
        let found = account
            .ecs(
                "ListTasks",
                json!({"cluster": "c", "startedBy": "deploy-7", "desiredStatus": status}),
            )
            .await;
        assert_eq!(found["taskArns"], json!([mine["taskArn"]]), "{status}");
        account.pass(30).await;
    }
    account.close().await;
}

#[tokio::test]
async fn a_client_token_is_remembered_for_a_day() {
    let account = Account::new().await;
    register(&account, "migrate:exit-0").await;
    let first = run(&account, json!({"clientToken": "t"})).await;
    account.pass(600).await;
    let again = run(&account, json!({"clientToken": "t"})).await;
    assert_eq!(again["taskArn"], first["taskArn"]);
    assert_eq!(again["lastStatus"], "STOPPED", "as it is by now");
    account.pass(24 * 3600).await;
    let next_day = run(&account, json!({"clientToken": "t"})).await;
    assert_ne!(next_day["taskArn"], first["taskArn"]);
    let (code, _) = account
        .refused(
            "RunTask",
            json!({"cluster": "c", "taskDefinition": "migrate", "clientToken": "t".repeat(65)}),
        )
        .await;
    assert_eq!(code, "InvalidParameterException");
    account.close().await;
}
