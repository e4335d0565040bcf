//! How long the sandbox takes over many services: `cargo run --release -p sandbox --example scale`.
//!
//! Creates services of two tasks each, lets them settle, sends all of them a new version and lets
//! that settle, and tells what a simulated second and a request cost meanwhile. The clock is moved
//! by hand, so that what is measured is work alone.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measuring tool, not part of the sandbox"
)]

use std::time::Instant;

use reqwest::Client;
use sandbox::{Clock, Config};
use serde_json::{Value, json};

const INSTANCES: usize = 40;

struct Ecs {
    client: Client,
    url: String,
}

impl Ecs {
    async fn call(&self, operation: &str, input: Value) -> Value {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        let request = self.client.post(&self.url).header("X-Amz-Target", target);
        let response = request.body(input.to_string()).send().await.unwrap();
        let is_good = response.status().is_success();
        let body: Value = response.json().await.unwrap();
        assert!(is_good, "{operation}: {body}");
        body
    }

    /// Lets simulated seconds pass and tells what one of them cost, in milliseconds.
    async fn pass(&self, seconds: u32) -> f64 {
        let began = Instant::now();
        let url = format!("{}/_sandbox/clock/advance", self.url);
        let body = json!({ "seconds": seconds }).to_string();
        self.client.post(url).body(body).send().await.unwrap();
        began.elapsed().as_secs_f64() * 1000.0 / f64::from(seconds)
    }
}

#[tokio::main]
async fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_000);
    let sandbox = sandbox::start(Config {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: Clock::Manual,
        state_file: None,
        seed: false,
        record_exchanges: false,
        account: "123456789012".to_owned(),
        region: "eu-central-1".to_owned(),
    })
    .await
    .unwrap();
    let ecs = Ecs {
        client: Client::new(),
        url: format!("http://{}", sandbox.address()),
    };
    prepare(&ecs).await;

    let began = Instant::now();
    for index in 0..count {
        let input = json!({"cluster": "c", "serviceName": format!("s{index}"),
                           "taskDefinition": "web:1", "desiredCount": 2});
        ecs.call("CreateService", input).await;
    }
    tell("a CreateService", began, count);
    println!("a second while all start: {:.2} ms", ecs.pass(90).await);
    println!("a second at rest: {:.2} ms", ecs.pass(300).await);
    read(&ecs, count).await;

    let began = Instant::now();
    for index in 0..count {
        let input = json!({"cluster": "c", "service": format!("s{index}"),
                           "taskDefinition": "web:2"});
        ecs.call("UpdateService", input).await;
    }
    tell("an UpdateService", began, count);
    println!("a second while all deploy: {:.2} ms", ecs.pass(120).await);
    let list = ecs
        .call(
            "DescribeServices",
            json!({"cluster": "c", "services": ["s0"]}),
        )
        .await;
    let state = &list["services"][0]["deployments"][0]["rolloutState"];
    assert_eq!(state, "COMPLETED");
    println!("a second at rest: {:.2} ms", ecs.pass(300).await);
    read(&ecs, count).await;
    sandbox.stop().await.unwrap();
}

async fn prepare(ecs: &Ecs) {
    ecs.call("CreateCluster", json!({"clusterName": "c"})).await;
    for _ in 0..INSTANCES {
        let resource =
            |name: &str| json!({"name": name, "type": "INTEGER", "integerValue": 99_999});
        let resources = json!([resource("CPU"), resource("MEMORY")]);
        let input = json!({"cluster": "c", "totalResources": resources});
        ecs.call("RegisterContainerInstance", input).await;
    }
    for image in ["nginx:1", "nginx:2"] {
        let container = json!({"name": "web", "image": image, "memory": 128});
        let input = json!({"family": "web", "containerDefinitions": [container]});
        ecs.call("RegisterTaskDefinition", input).await;
    }
}

/// What polling costs, ten services a call.
async fn read(ecs: &Ecs, count: usize) {
    let names: Vec<String> = (0..count).map(|index| format!("s{index}")).collect();
    let began = Instant::now();
    for names in names.chunks(10) {
        let input = json!({"cluster": "c", "services": names});
        ecs.call("DescribeServices", input).await;
    }
    tell("a DescribeServices of ten", began, names.len() / 10);
    let began = Instant::now();
    for name in names.iter().take(100) {
        let input = json!({"cluster": "c", "serviceName": name});
        ecs.call("ListTasks", input).await;
    }
    tell("a ListTasks of a service", began, 100);
}

fn tell(what: &str, began: Instant, count: usize) {
    let micros = began.elapsed().as_micros() / count.max(1) as u128;
    println!("{what}: {micros} µs");
}
