//! The same versions that fail, deployed with other tools and with Longshore onto services whose
//! circuit breaker goes back: who says that it went well?

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::case::plan;
use e2e::ecs::ecs;
use e2e::pages::sign_in::DEPLOYER;
use e2e::process::free_port;
use e2e::report;
use e2e::sandbox::Sandbox;
use e2e::server::{PACE, Server, Setup, add_user};
use e2e::tools::Venv;
use serde_json::{Value, json};

const CLUSTER: &str = "production";
/// ECS's time goes so much faster; `aws ecs wait` looks every 15 s of ours.
const SPEED: u32 = 100;
const VERDICT_BOUND: Duration = Duration::from_mins(2);

/// Runs a tool against AWS and answers whether it says that all went well.
async fn says_success(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Result<bool> {
    let program = Venv::find()?.program(program);
    let output = tokio::process::Command::new(&program)
        .args(arguments)
        .envs(sandbox.client_variables())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("{} can't be started", program.display()))?;
    Ok(output.status.success())
}

/// The revision that a service runs, with another image, as one would register it.
async fn with_image(sandbox: &Sandbox, service: &str, image: &str) -> Result<Value> {
    let input = json!({"cluster": CLUSTER, "services": [service]});
    let described = ecs(sandbox.url(), "DescribeServices", &input).await?;
    let arn = described.pointer("/services/0/taskDefinition");
    let input = json!({"taskDefinition": arn.context("the service runs nothing")?});
    let mut described = ecs(sandbox.url(), "DescribeTaskDefinition", &input).await?;
    let mut definition = described
        .get_mut("taskDefinition")
        .map(Value::take)
        .context("there is no revision")?;
    if let Some(place) = definition.pointer_mut("/containerDefinitions/0/image") {
        *place = json!(image);
    }
    Ok(definition)
}

async fn with_ecs_deploy(service: &str, image: &str) -> Result<bool> {
    let sandbox = Sandbox::start(SPEED)?;
    let arguments = [
        "deploy",
        CLUSTER,
        service,
        "--image",
        service,
        image,
        "--timeout",
        "60",
        "--sleep-time",
        "1",
        "--no-deregister",
    ];
    says_success(&sandbox, "ecs", &arguments).await
}

async fn with_aws_wait(service: &str, image: &str) -> Result<bool> {
    const READ_ONLY: [&str; 7] = [
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
    ];
    let sandbox = Sandbox::start(SPEED)?;
    let mut definition = with_image(&sandbox, service, image).await?;
    if let Some(definition) = definition.as_object_mut() {
        definition.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    }
    let registered = ecs(sandbox.url(), "RegisterTaskDefinition", &definition).await?;
    let arn = registered.pointer("/taskDefinition/taskDefinitionArn");
    let input = json!({"cluster": CLUSTER, "service": service, "taskDefinition": arn});
    ecs(sandbox.url(), "UpdateService", &input).await?;
    let arguments = [
        "ecs",
        "wait",
        "services-stable",
        "--cluster",
        CLUSTER,
        "--services",
        service,
    ];
    says_success(&sandbox, "aws", &arguments).await
}

async fn with_longshore(service: &str, image: &str) -> Result<String> {
    let sandbox = Sandbox::start(SPEED)?;
    let data = tempfile::tempdir()?;
    add_user(data.path(), None, DEPLOYER, "deployer")?;
    let server = Server::start(&Setup {
        data: data.path().to_owned(),
        database: None,
        endpoint: sandbox.url().to_owned(),
        port: free_port()?,
        pace: PACE,
    })?;
    let api = Api::sign_in(server.url(), DEPLOYER).await?;
    let definition = with_image(&sandbox, service, image).await?;
    let document = json!({
        "cluster": CLUSTER, "service": service, "taskDefinition": "@@TASKDEFINITION_ARN@@",
    });
    let planned = plan(&api, Some(definition), document).await?;
    let id = planned.deploy(&api, "compared-1").await?;
    let is_over = |detail: &Value| detail.pointer("/deployment/state") == Some(&json!("finished"));
    let detail = api
        .until(&id, "the verdict", VERDICT_BOUND, is_over)
        .await
        .with_context(|| server.log())?;
    let verdict = detail
        .pointer("/deployment/verdict")
        .and_then(Value::as_str);
    Ok(verdict.context("there is no verdict")?.to_owned())
}

async fn compare(service: &str, image: &str) -> Result<()> {
    let (ecs_deploy, aws_wait, longshore) = tokio::try_join!(
        with_ecs_deploy(service, image),
        with_aws_wait(service, image),
        with_longshore(service, image)
    )?;
    let words = |success: bool| if success { "success" } else { "failure" };
    report::tell(&format!(
        "ECS went back from {image}: ecs-deploy says {}, aws ecs wait services-stable says {}, Longshore says {longshore}",
        words(ecs_deploy),
        words(aws_wait),
    ))?;
    ensure!(longshore == "rolled-back", "Longshore says {longshore}");
    Ok(())
}

#[tokio::test]
async fn a_missing_image() -> Result<()> {
    compare("mail-worker", "nginx:missing").await
}

#[tokio::test]
async fn a_crash() -> Result<()> {
    compare("mail-worker", "nginx:crash").await
}

#[tokio::test]
async fn failing_health_checks() -> Result<()> {
    compare("shop-web", "nginx:unhealthy").await
}
