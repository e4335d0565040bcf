//! Longshore in front of moto, another simulation of AWS, which has no records of rollouts: there
//! the verdict is known by the counts and by the rollout's state.
//!
//! moto starts no tasks of services; it says of each service that so many run as it is told at its
//! start, and of one that is scaled that all are there at once. So scaling can't be tried. A service
//! that is deleted is gone at once there, without draining.
//!
//! Of tasks that are run by themselves moto knows the states; they go on as often as somebody looks.
//! It forgets the client token, so that only the name by which a task was started tells it from
//! another; it wants the memory of each container. There are no stop codes, and every exit code is
//! 0: one that fails can't be tried.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::case::{Planned, plan, planned};
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

    /// The first of a list of EC2's, which moto plants in each region.
    async fn planted(&self, operation: &str, member: &str) -> Result<String> {
        let answer = reqwest::Client::new()
            .post(&self.moto)
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=other/20260101/eu-central-1/ec2/aws4_request, \
                 SignedHeaders=host, Signature=0",
            )
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("Action={operation}&Version=2016-11-15"))
            .send()
            .await?;
        let text = answer.text().await?;
        let start = format!("<{member}>");
        let found = text
            .split_once(&start)
            .and_then(|(_, rest)| rest.split_once('<'));
        let (id, _) = found.with_context(|| format!("{operation} answered {text}"))?;
        Ok(id.to_owned())
    }

    /// Lets tasks go from one state to the next when somebody has looked so often.
    async fn set_looks_for_each_state(&self, looks: u32) -> Result<()> {
        let transition = json!({"progression": "manual", "times": looks});
        reqwest::Client::new()
            .post(format!(
                "{}/moto-api/state-manager/set-transition",
                self.moto
            ))
            .json(&json!({"model_name": "ecs::task", "transition": transition}))
            .send()
            .await?
            .error_for_status()?;
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

#[tokio::test]
async fn a_one_off_task() -> Result<()> {
    let stage = Stage::set().await?;
    stage.set_looks_for_each_state(2).await?;
    let network = json!({"awsvpcConfiguration": {
        "subnets": [stage.planted("DescribeSubnets", "subnetId").await?],
        "securityGroups": [stage.planted("DescribeSecurityGroups", "groupId").await?],
        "assignPublicIp": "ENABLED",
    }});
    let run_task = json!({
        "cluster": "test", "taskDefinition": "@@TASKDEFINITION_ARN@@", "launchType": "FARGATE",
        "networkConfiguration": network,
    });
    let job = json!({
        "family": "job", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
        "cpu": "256", "memory": "512",
        "containerDefinitions": [{"name": "job", "image": "nginx:1.27", "memory": 512}],
    });
    let body = json!({"run_task": run_task.to_string(), "task_definition": job.to_string()});
    let preview = stage.api.post("/plans/task", &body, None).await?.good()?;
    stage.succeeds(&planned(&preview)?, "moto-task").await?;
    let started = ecs(&stage.moto, "ListTasks", &json!({"cluster": "test"})).await?;
    let arns = started.get("taskArns").and_then(Value::as_array);
    ensure!(arns.is_some_and(|arns| arns.len() == 1), "{started}");
    Ok(())
}

#[tokio::test]
async fn a_deletion() -> Result<()> {
    let stage = Stage::set().await?;
    stage.first_deploy().await?;
    let body = json!({"cluster": "test", "service": "web"});
    let preview = stage
        .api
        .post("/plans/deletion", &body, None)
        .await?
        .good()?;
    stage.succeeds(&planned(&preview)?, "moto-deletion").await?;
    let service = stage.service().await?;
    let status = service.get("status");
    ensure!(status == Some(&json!("INACTIVE")), "{service}");
    Ok(())
}
