//! Longshore in front of moto, another simulation of AWS, which has no records of rollouts: there
//! the verdict is known by the counts and by the rollout's state.
//!
//! moto starts no tasks; it says of each service that so many run as it is told at its start. So no
//! number of tasks ever changes, and scaling can't be tried.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::case::{Planned, plan};
use e2e::ecs::ecs;
use e2e::pages::sign_in::DEPLOYER;
use e2e::process::{Process, free_port};
use e2e::server::{PACE, Server, Setup, add_user};
use e2e::tools::Venv;
use serde_json::{Value, json};
use tempfile::TempDir;

const BOUND: Duration = Duration::from_mins(1);

struct Stage {
    moto: String,
    api: Api,
    server: Server,
    _process: Process,
    _data: TempDir,
}

impl Stage {
    async fn set() -> Result<Self> {
        let port = free_port()?;
        let mut command = std::process::Command::new(Venv::find()?.program("python"));
        command.args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        command.env("MOTO_ECS_SERVICE_RUNNING", "1");
        let mut process = Process::spawn("moto", command)?;
        process.hear(|line| line.contains("Running on").then_some(()))?;
        let moto = format!("http://127.0.0.1:{port}");
        ecs(&moto, "CreateCluster", &json!({"clusterName": "test"})).await?;
        let data = tempfile::tempdir()?;
        add_user(data.path(), None, DEPLOYER, "deployer")?;
        let server = Server::start(&Setup {
            data: data.path().to_owned(),
            database: None,
            endpoint: moto.clone(),
            port: free_port()?,
            pace: PACE,
        })?;
        let api = Api::sign_in(server.url(), DEPLOYER).await?;
        Ok(Self {
            moto,
            api,
            server,
            _process: process,
            _data: data,
        })
    }

    async fn first_deploy(&self) -> Result<()> {
        let service = json!({
            "cluster": "test", "serviceName": "web", "desiredCount": 1,
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
        });
        let planned = plan(&self.api, Some(definition("nginx:1.26")), service).await?;
        self.succeeds(&planned, "moto-first").await
    }

    async fn succeeds(&self, planned: &Planned, key: &str) -> Result<()> {
        let id = planned.deploy(&self.api, key).await?;
        let is_over =
            |detail: &Value| detail.pointer("/deployment/state") == Some(&json!("finished"));
        let detail = self
            .api
            .until(&id, "the verdict", BOUND, is_over)
            .await
            .with_context(|| self.server.log())?;
        let verdict = detail.pointer("/deployment/verdict");
        ensure!(
            verdict == Some(&json!("succeeded")),
            "{}",
            detail.get("deployment").unwrap_or(&Value::Null)
        );
        Ok(())
    }

    async fn service(&self) -> Result<Value> {
        let input = json!({"cluster": "test", "services": ["web"]});
        let mut described = ecs(&self.moto, "DescribeServices", &input).await?;
        let service = described.pointer_mut("/services/0").map(Value::take);
        service.context("there is no service")
    }
}

fn definition(image: &str) -> Value {
    json!({
        "family": "web",
        "containerDefinitions": [{"name": "web", "image": image, "memory": 128}],
    })
}

fn update(members: &Value) -> Value {
    let mut service = json!({"cluster": "test", "service": "web"});
    if let (Some(service), Some(members)) = (service.as_object_mut(), members.as_object()) {
        service.extend(members.clone());
    }
    service
}

#[tokio::test]
async fn a_first_deploy_and_a_new_version() -> Result<()> {
    let stage = Stage::set().await?;
    stage.first_deploy().await?;
    let service = update(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
    let planned = plan(&stage.api, Some(definition("nginx:1.27")), service).await?;
    stage.succeeds(&planned, "moto-next").await?;
    let service = stage.service().await?;
    let runs = service.get("taskDefinition").and_then(Value::as_str);
    ensure!(runs.is_some_and(|arn| arn.ends_with("/web:2")), "{service}");
    Ok(())
}

#[tokio::test]
async fn a_restart() -> Result<()> {
    let stage = Stage::set().await?;
    stage.first_deploy().await?;
    let restart = update(&json!({"forceNewDeployment": true}));
    let planned = plan(&stage.api, None, restart).await?;
    stage.succeeds(&planned, "moto-restart").await
}
