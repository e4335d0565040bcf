//! Measures one new version of a service, deployed by Longshore and by ecs-deploy: what each calls,
//! and how long it takes to bring the change to AWS. Both come to the same simulated AWS, one after
//! the other, for services of the same kind; a call with the AWS CLI stands beside them.
//!
//! Time in the simulated AWS goes as fast as ours, so that both look as often as they do in
//! production. Each line that it prints is a name and a number with a tab between; see
//! `xtask/src/bench/deploys.rs`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::case::plan;
use e2e::ecs::ecs;
use e2e::pages::sign_in::DEPLOYER;
use e2e::proxy::{AwsProxy, Gate, Moment, Point};
use e2e::sandbox::{Sandbox, client_variables};
use e2e::server::{Server, Setup, add_user};
use e2e::tools::Venv;
use serde_json::{Value, json};

const CLUSTER: &str = "test";
const OURS: &str = "ours";
const THEIRS: &str = "theirs";
const NEW_IMAGE: &str = "nginx:1.29-alpine";
/// Longer than it takes until a new service has come to rest.
const REST_SECONDS: u32 = 180;
/// Longer than a rollout takes in real time on a slow machine.
const BOUND: Duration = Duration::from_mins(5);
/// The AWS CLI's best time of so many.
const RUNS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let sandbox = Sandbox::start(1)?;
    for service in [OURS, THEIRS] {
        prepare(&sandbox, service).await?;
    }
    sandbox.advance(REST_SECONDS).await?;
    let gate = Gate::default();
    let aws = AwsProxy::start(sandbox.url(), gate.clone(), 0).await?;
    with_ecs_deploy(&sandbox, &aws, &gate).await?;
    with_longshore(&sandbox, &aws, &gate).await?;
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        best = best.min(one_call(&aws).await?);
    }
    say("aws: one call, s", format!("{best:.3}"));
    Ok(())
}

fn say(name: &str, value: impl std::fmt::Display) {
    println!("{name}\t{value}");
}

async fn prepare(sandbox: &Sandbox, name: &str) -> Result<()> {
    let definition = definition(name, "nginx:1.27-alpine");
    ecs(sandbox.url(), "RegisterTaskDefinition", &definition).await?;
    let service = json!({
        "cluster": CLUSTER, "serviceName": name, "taskDefinition": name, "desiredCount": 1,
    });
    ecs(sandbox.url(), "CreateService", &service).await?;
    Ok(())
}

fn definition(name: &str, image: &str) -> Value {
    json!({
        "family": name,
        "containerDefinitions": [{"name": name, "image": image, "memory": 64}],
    })
}

/// A program of other people's that speaks to AWS.
fn command(aws: &AwsProxy, program: &str, arguments: &[&str]) -> Result<tokio::process::Command> {
    let mut command = tokio::process::Command::new(Venv::find()?.program(program));
    command
        .args(arguments)
        .envs(client_variables(aws.url()))
        .kill_on_drop(true);
    Ok(command)
}

async fn with_ecs_deploy(sandbox: &Sandbox, aws: &AwsProxy, gate: &Gate) -> Result<()> {
    let mut deploy = command(
        aws,
        "ecs",
        &[
            "deploy",
            CLUSTER,
            THEIRS,
            "--image",
            THEIRS,
            NEW_IMAGE,
            "--no-deregister",
        ],
    )?;
    gate.count_anew();
    sandbox.forget_calls().await?;
    let asked_at = Instant::now();
    let output = deploy.output().await?;
    ensure!(
        output.status.success(),
        "ecs-deploy: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    tell("ecs-deploy", &LastChange::of(gate, asked_at)?);
    say("ecs-deploy: calls", sandbox.n_calls().await?);
    Ok(())
}

async fn with_longshore(sandbox: &Sandbox, aws: &AwsProxy, gate: &Gate) -> Result<()> {
    let data = tempfile::tempdir()?;
    add_user(data.path(), None, DEPLOYER, "deployer")?;
    let server = Server::start(&Setup {
        data: data.path().to_owned(),
        database: None,
        endpoint: aws.url().to_owned(),
        port: 0,
        pace: 1,
    })?;
    let api = Api::sign_in(server.url(), DEPLOYER).await?;
    sandbox.forget_calls().await?;
    let service = json!({
        "cluster": CLUSTER, "service": OURS, "taskDefinition": "@@TASKDEFINITION_ARN@@",
    });
    let planned = plan(&api, Some(definition(OURS, NEW_IMAGE)), service).await?;
    say("longshore: calls for the plan", sandbox.n_calls().await?);
    gate.count_anew();
    sandbox.forget_calls().await?;
    let asked_at = Instant::now();
    let id = planned.deploy(&api, "measured-1").await?;
    let is_over = |detail: &Value| detail.pointer("/deployment/state") == Some(&json!("finished"));
    let detail = api.until(&id, "the verdict", BOUND, is_over).await?;
    ensure!(
        detail.pointer("/deployment/verdict") == Some(&json!("succeeded")),
        "Longshore: {detail}"
    );
    tell("longshore", &LastChange::of(gate, asked_at)?);
    say("longshore: calls", sandbox.n_calls().await?);
    server.stop()
}

/// How the last change came to AWS.
#[derive(Debug)]
struct LastChange {
    /// From being asked until AWS had taken it.
    from_asked: Duration,
    /// From the first call.
    from_first_call: Duration,
    /// From the first call that changes something.
    from_first_write: Duration,
    /// The calls up to it.
    n_calls: usize,
}

impl LastChange {
    fn of(gate: &Gate, asked_at: Instant) -> Result<Self> {
        let passed = gate.passed_at();
        let first = |is_wanted: &dyn Fn(&Point) -> bool| {
            let found = passed.iter().find(|(point, _)| is_wanted(point));
            found.map(|(_, at)| *at).context("nothing was called")
        };
        let is_accepted = |point: &Point| point.is_aws_write() && point.moment == Moment::After;
        let last = passed.iter().rposition(|(point, _)| is_accepted(point));
        let last = last.context("nothing was changed")?;
        let (up_to_it, accepted_at) = passed
            .get(..=last)
            .and_then(|up_to_it| Some((up_to_it, up_to_it.last()?.1)))
            .context("nothing was changed")?;
        Ok(Self {
            from_asked: accepted_at.duration_since(asked_at),
            from_first_call: accepted_at.duration_since(first(&|_| true)?),
            from_first_write: accepted_at.duration_since(first(&Point::is_aws_write)?),
            n_calls: up_to_it
                .iter()
                .filter(|(point, _)| point.moment == Moment::Before)
                .count(),
        })
    }
}

fn tell(who: &str, last: &LastChange) {
    let seconds = |name: &str, duration: Duration| {
        say(
            &format!("{who}: {name}, s"),
            format!("{:.3}", duration.as_secs_f64()),
        );
    };
    seconds("from being asked", last.from_asked);
    seconds("from the first call", last.from_first_call);
    seconds("from the first change", last.from_first_write);
    say(&format!("{who}: calls to the last change"), last.n_calls);
}

/// What one call with the AWS CLI takes.
async fn one_call(aws: &AwsProxy) -> Result<f64> {
    let arguments = [
        "ecs",
        "describe-services",
        "--cluster",
        CLUSTER,
        "--services",
        THEIRS,
    ];
    let mut call = command(aws, "aws", &arguments)?;
    let began = Instant::now();
    let output = call.output().await?;
    let took = began.elapsed();
    ensure!(
        output.status.success(),
        "aws: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(took.as_secs_f64())
}
