//! `longshore plan` against AWS as it is.

use std::process::{Command, Output};

use crate::support::{REGION, World};

/// Runs it beside a sandbox, with files that it may read.
async fn plan(world: &World, files: &[(&str, &str)], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_longshore"));
    command
        .arg("plan")
        .args(arguments)
        .args(["--region", REGION, "--endpoint-url", &world.aws_url()])
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(folder.path());
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_plan_is_told_in_words() {
    let world = World::new().await;
    let gate = r#"{"startedBy": "ci/1"}"#;
    let service = r#"{"cluster": "production", "service": "shop-web", "forceNewDeployment": true}"#;
    let task = r#"{"cluster": "production", "count": 1}"#;
    for (arguments, parts) in [
        (
            vec!["--service", "service.json", "--gate", "gate.json"],
            vec![
                "Gate: runs a task of shop-web:3 first",
                "RunTask",
                "UpdateService",
            ],
        ),
        (
            vec!["--run-task", "task.json", "--beside", "mail-worker"],
            vec!["Task: runs a task of mail-worker:2 once", "WaitForTask"],
        ),
        (
            vec!["--delete", "mail-worker", "--cluster", "production"],
            vec![
                "deletes the service mail-worker",
                "WaitForNoTasks",
                "WaitForDeletion",
            ],
        ),
    ] {
        let files = [
            ("service.json", service),
            ("gate.json", gate),
            ("task.json", task),
        ];
        let output = plan(&world, &files, &arguments).await;
        let told = told(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        for part in parts {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_is_asked_for_by_arn() {
    let world = World::new().await;
    let listed = world
        .ecs(
            "ListServiceDeployments",
            &serde_json::json!({"cluster": "production", "service": "shop-web"}),
        )
        .await;
    let rollouts = listed["serviceDeployments"].as_array().unwrap();
    let oldest = rollouts.last().unwrap()["targetServiceRevisionArn"]
        .as_str()
        .unwrap();
    let output = plan(&world, &[], &["--roll-back-to", oldest]).await;
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("revision shop-web:3 → shop-web:1"));
    let current = rollouts.first().unwrap()["targetServiceRevisionArn"]
        .as_str()
        .unwrap();
    let refused = plan(&world, &[], &["--roll-back-to", current]).await;
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
    assert!(told(&refused).contains("rollback-to-current"));
    let wrong = plan(&world, &[], &["--roll-back-to", "shop-web:1"]).await;
    assert_eq!(wrong.status.code(), Some(2));
    let several = plan(
        &world,
        &[],
        &["--roll-back-to", oldest, "--delete", "shop-web"],
    )
    .await;
    assert_eq!(several.status.code(), Some(2));
    world.end().await;
}
