//! Measures the agent with a thousand deployments at once, in one process in front of a simulated
//! AWS whose time goes quicker than ours. Longshore keeps to AWS's rates by AWS's time, so every
//! number is by AWS's time, but for what the process takes of the machine.
//!
//! Each line that it prints is a name and a number with a tab between; see `xtask/src/bench/crowd.rs`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::ecs::ecs;
use e2e::pages::sign_in::DEPLOYER;
use e2e::process::{Process, loopback_url};
use e2e::server::{Server, Setup, add_user};
use e2e::tools;
use e2e::until::{Look, until};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

const SERVICES: usize = 1000;
/// AWS's time goes so much quicker than ours.
const SPEED: u32 = 10;
/// So many deployments are followed as browsers do.
const FOLLOWED: usize = 50;
const AT_ONCE: usize = 16;
/// Longer than it takes on a slow machine.
const BOUND: Duration = Duration::from_mins(8);
const CLUSTER: &str = "crowd";

#[tokio::main]
async fn main() -> Result<()> {
    let mut command = std::process::Command::new(tools::longshore()?);
    command
        .args(["sandbox", "--listen", "127.0.0.1:0", "--speed"])
        .arg(SPEED.to_string());
    let mut sandbox = Process::spawn("longshore sandbox", command)?;
    let aws = sandbox.hear(loopback_url)?;
    let services = prepare(&aws).await?;
    let data = tempfile::tempdir()?;
    add_user(data.path(), None, DEPLOYER, "deployer")?;
    let server = Server::start(&Setup {
        data: data.path().to_owned(),
        database: None,
        endpoint: aws.clone(),
        port: 0,
        pace: SPEED,
    })?;
    let api = Api::sign_in(server.url(), DEPLOYER).await?;
    let hashes = plans(&api, &services).await?;
    let clock = AwsClock::read(&aws).await?;
    reqwest::Client::new()
        .delete(format!("{aws}/_sandbox/calls"))
        .send()
        .await?
        .error_for_status()?;
    let began = Instant::now();
    let processor_before = processor_seconds(&server)?;
    let delays = Arc::new(Mutex::new(Vec::new()));
    let (ids, followers) = deploy(&api, &hashes, clock, &delays).await?;
    let most = drained(&api, &server).await?;
    let took = began.elapsed();
    for follower in followers {
        follower.await??;
    }
    say("deployments", ids.len());
    say("succeeded", succeeded(&api, &ids).await?);
    say("seconds of ours", format!("{:.1}", took.as_secs_f64()));
    let aws_seconds = took.as_secs_f64() * f64::from(SPEED);
    say("seconds of AWS", format!("{aws_seconds:.1}"));
    let processor = processor_seconds(&server)? - processor_before;
    say("processor seconds", format!("{processor:.1}"));
    say("memory MB", format!("{most:.1}"));
    let mut delays = delays.lock().await.clone();
    delays.sort_by(f64::total_cmp);
    ensure!(!delays.is_empty(), "no event reached a browser");
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a short list"
        )]
        let place = ((delays.len() - 1) as f64 * share) as usize;
        delays.get(place).copied().unwrap_or_default()
    };
    say("event to browser, median", format!("{:.2}", at(0.5)));
    say("event to browser, 99 of 100", format!("{:.2}", at(0.99)));
    for (operation, n_calls) in calls(&aws).await? {
        say(&format!("calls {operation}"), n_calls);
    }
    server.stop()
}

fn say(name: &str, value: impl std::fmt::Display) {
    println!("{name}\t{value}");
}

/// A cluster with the services, each with a task that runs.
async fn prepare(aws: &str) -> Result<Vec<String>> {
    ecs(aws, "CreateCluster", &json!({"clusterName": CLUSTER})).await?;
    let seeded = json!({"cluster": "production", "services": ["shop-web"]});
    let described = ecs(aws, "DescribeServices", &seeded).await?;
    let mut network = described
        .pointer("/services/0/networkConfiguration")
        .context("the seeded service has no network")?
        .clone();
    // The seeded subnets have too few addresses for so many tasks and those that replace them.
    let seeded = text(&network, "/awsvpcConfiguration/subnets/0")?;
    let subnet = large_subnet(aws, &seeded).await?;
    if let Some(subnets) = network.pointer_mut("/awsvpcConfiguration/subnets") {
        *subnets = json!([subnet]);
    }
    let definition = json!({
        "family": "crowd", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
        "cpu": "256", "memory": "512",
        "containerDefinitions": [{"name": "web", "image": "nginx:alpine"}]
    });
    ecs(aws, "RegisterTaskDefinition", &definition).await?;
    let names: Vec<String> = (0..SERVICES)
        .map(|number| format!("web-{number:04}"))
        .collect();
    stream::iter(&names)
        .map(|name| {
            let service = json!({
                "cluster": CLUSTER, "serviceName": name, "taskDefinition": "crowd",
                "desiredCount": 1, "launchType": "FARGATE", "networkConfiguration": network,
            });
            async move { ecs(aws, "CreateService", &service).await }
        })
        .buffer_unordered(AT_ONCE)
        .try_for_each(|_| async { Ok(()) })
        .await?;
    reqwest::Client::new()
        .post(format!("{aws}/_sandbox/clock/advance"))
        .json(&json!({"seconds": 180}))
        .send()
        .await?
        .error_for_status()?;
    Ok(names)
}

/// Makes a subnet with four thousand addresses beside another.
async fn large_subnet(aws: &str, beside: &str) -> Result<String> {
    let described = ec2(
        aws,
        &[("Action", "DescribeSubnets"), ("SubnetId.1", beside)],
    )
    .await?;
    let vpc = between(&described, "<vpcId>", "</vpcId>")?;
    let made = [
        ("Action", "CreateSubnet"),
        ("VpcId", &vpc),
        ("CidrBlock", "10.20.128.0/20"),
    ];
    between(&ec2(aws, &made).await?, "<subnetId>", "</subnetId>")
}

/// The answer of EC2, in XML.
async fn ec2(aws: &str, members: &[(&str, &str)]) -> Result<String> {
    let mut url = reqwest::Url::parse_with_params(aws, members)?;
    url.query_pairs_mut().append_pair("Version", "2016-11-15");
    let answer = reqwest::Client::new()
        .post(aws)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(url.query().unwrap_or_default().to_owned())
        .send()
        .await?;
    ensure!(answer.status().is_success(), "{}", answer.text().await?);
    Ok(answer.text().await?)
}

fn between(text: &str, before: &str, after: &str) -> Result<String> {
    let found = text
        .split_once(before)
        .and_then(|(_, rest)| rest.split_once(after));
    found
        .map(|(found, _)| found.to_owned())
        .with_context(|| format!("{before} is missing in {text}"))
}

/// A plan for each service, that replaces its task.
async fn plans(api: &Api, services: &[String]) -> Result<Vec<String>> {
    stream::iter(services)
        .map(|name| async move {
            let service = json!({"cluster": CLUSTER, "service": name, "forceNewDeployment": true});
            let body = json!({"service": service.to_string()});
            let preview = api.insist("/plans", &body, None).await?;
            text(&preview, "/hash")
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

type Follower = JoinHandle<Result<()>>;

/// Asks for all of them. Some are followed from the moment that they are there, as by whoever asked
/// for them: what happened before a browser came tells nothing of how soon it hears.
async fn deploy(
    api: &Api,
    hashes: &[String],
    clock: AwsClock,
    delays: &Arc<Mutex<Vec<f64>>>,
) -> Result<(Vec<String>, Vec<Follower>)> {
    let step = (hashes.len() / FOLLOWED).max(1);
    let started: Vec<(String, Option<Follower>)> = stream::iter(hashes.iter().enumerate())
        .map(|(place, hash)| async move {
            let body = json!({"plan_hash": hash});
            let started = api.insist("/deployments", &body, Some(hash)).await?;
            let id = text(&started, "/id")?;
            let follower = (place % step == 0).then(|| {
                let (api, id, delays) = (api.clone(), id.clone(), Arc::clone(delays));
                tokio::spawn(async move { follow(&api, &id, clock, &delays).await })
            });
            anyhow::Ok((id, follower))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let (ids, followers): (Vec<_>, Vec<_>) = started.into_iter().unzip();
    Ok((ids, followers.into_iter().flatten().collect()))
}

/// Waits until nothing runs or waits any more; answers the most memory that the server took.
async fn drained(api: &Api, server: &Server) -> Result<f64> {
    let most = Mutex::new(0.0_f64);
    until("the end of every deployment", BOUND, async || {
        let now = memory_mb(server)?;
        {
            let mut most = most.lock().await;
            *most = most.max(now);
        }
        let queue = api.get("/queue").await?;
        let left = ["/running", "/waiting"]
            .iter()
            .filter_map(|part| queue.pointer(part)?.as_array().map(Vec::len))
            .sum::<usize>();
        tokio::time::sleep(Duration::from_millis(400)).await;
        Ok(if left == 0 {
            Look::Done(())
        } else {
            Look::Not(format!("{left} are not over"))
        })
    })
    .await?;
    Ok(most.into_inner())
}

async fn succeeded(api: &Api, ids: &[String]) -> Result<usize> {
    let found = AtomicUsize::new(0);
    stream::iter(ids)
        .map(|id| async move { api.get(&format!("/deployments/{id}")).await })
        .buffer_unordered(AT_ONCE)
        .try_for_each(async |detail| {
            if detail.pointer("/deployment/verdict") == Some(&json!("succeeded")) {
                found.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        })
        .await?;
    Ok(found.into_inner())
}

/// Follows a deployment's events as a browser does, and notes how old ECS's words are when they
/// come.
async fn follow(api: &Api, id: &str, clock: AwsClock, delays: &Mutex<Vec<f64>>) -> Result<()> {
    let mut answer = api.stream(&format!("/deployments/{id}/events")).await?;
    let mut text = String::new();
    while let Some(chunk) = answer.chunk().await? {
        let now = clock.now();
        text.push_str(&String::from_utf8_lossy(&chunk));
        while let Some((line, rest)) = text.split_once('\n') {
            let entry = line
                .strip_prefix("data: ")
                .and_then(|data| serde_json::from_str::<Value>(data).ok());
            if let Some(at_ms) = entry
                .as_ref()
                .and_then(|entry| entry.get("event_at_ms"))
                .and_then(Value::as_f64)
            {
                delays.lock().await.push(now - at_ms / 1000.0);
            }
            text = rest.to_owned();
        }
    }
    Ok(())
}

/// What time it is in AWS.
#[derive(Debug, Clone, Copy)]
struct AwsClock {
    read_at: Instant,
    seconds: f64,
}

impl AwsClock {
    async fn read(aws: &str) -> Result<Self> {
        let clock: Value = reqwest::get(format!("{aws}/_sandbox/clock"))
            .await?
            .json()
            .await?;
        Ok(Self {
            read_at: Instant::now(),
            seconds: clock
                .get("now")
                .and_then(Value::as_f64)
                .context("the clock tells no time")?,
        })
    }

    fn now(self) -> f64 {
        self.seconds + self.read_at.elapsed().as_secs_f64() * f64::from(SPEED)
    }
}

/// The calls that AWS got, by operation.
async fn calls(aws: &str) -> Result<BTreeMap<String, u64>> {
    let answer: Value = reqwest::get(format!("{aws}/_sandbox/calls"))
        .await?
        .json()
        .await?;
    let calls = answer
        .get("calls")
        .and_then(Value::as_object)
        .context("AWS tells no calls")?;
    Ok(calls
        .iter()
        .filter_map(|(operation, n_calls)| Some((operation.clone(), n_calls.as_u64()?)))
        .collect())
}

/// Processor time that the server has taken, of its own and of the system for it.
fn processor_seconds(server: &Server) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.id()))?;
    let after_name = stat.rsplit(')').next().context("the process is unknown")?;
    let ticks = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>();
    // Linux counts a hundred ticks a second for programs.
    Ok(ticks / 100.0)
}

fn memory_mb(server: &Server) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id()))?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<f64>().ok())
        .context("the process has no memory")?;
    Ok(kib / 1000.0)
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .with_context(|| format!("{pointer} is missing in {value}"))
}
