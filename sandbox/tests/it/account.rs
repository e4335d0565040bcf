//! A sandbox of a test's own, and the few words that tests speak to it in.

use std::path::PathBuf;

use reqwest::{Client, Method, Response, StatusCode};
use sandbox::{Clock, Config, Sandbox};
use serde_json::{Value, json};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-central-1";

/// A running sandbox and a client for it.
pub(crate) struct Account {
    sandbox: Sandbox,
    client: Client,
}

impl Account {
    /// An empty world with one cluster `c`.
    pub(crate) async fn new() -> Self {
        let account = Self::open(None).await;
        account
            .ecs("CreateCluster", json!({"clusterName": "c"}))
            .await;
        account
    }

    /// The world that a new sandbox is planted with, and a cluster `c` in it.
    pub(crate) async fn seeded() -> Self {
        let account = Self::start(None, true).await;
        account
            .ecs("CreateCluster", json!({"clusterName": "c"}))
            .await;
        account
    }

    /// A world that is kept in a file.
    pub(crate) async fn open(state_file: Option<PathBuf>) -> Self {
        Self::start(state_file, false).await
    }

    async fn start(state_file: Option<PathBuf>, seed: bool) -> Self {
        let sandbox = sandbox::start(Config {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Clock::Manual,
            state_file,
            seed,
            record_exchanges: false,
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
        })
        .await
        .unwrap();
        Self {
            sandbox,
            client: Client::new(),
        }
    }

    pub(crate) async fn close(self) {
        self.sandbox.stop().await.unwrap();
    }

    /// Calls ECS and expects an answer.
    pub(crate) async fn ecs(&self, operation: &str, input: Value) -> Value {
        match self.try_ecs(operation, input.clone()).await {
            Ok(output) => output,
            Err((code, message)) => panic!("{operation} {input}: {code}: {message}"),
        }
    }

    /// Calls ECS and expects a refusal: its code and its message.
    pub(crate) async fn refused(&self, operation: &str, input: Value) -> (String, String) {
        match self.try_ecs(operation, input.clone()).await {
            Ok(output) => panic!("{operation} {input} was not refused: {output}"),
            Err(refusal) => refusal,
        }
    }

    pub(crate) async fn try_ecs(
        &self,
        operation: &str,
        input: Value,
    ) -> Result<Value, (String, String)> {
        let response = self.send_ecs(operation, input).await.unwrap();
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        if status.is_success() {
            return Ok(body);
        }
        let text = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
        Err((text("__type"), text("message")))
    }

    /// Sends a call as it is.
    pub(crate) async fn send_ecs(
        &self,
        operation: &str,
        input: Value,
    ) -> reqwest::Result<Response> {
        self.client
            .post(self.url("/"))
            .header(
                "X-Amz-Target",
                format!("AmazonEC2ContainerServiceV20141113.{operation}"),
            )
            .header("Content-Type", "application/x-amz-json-1.1")
            .body(input.to_string())
            .send()
            .await
    }

    /// Calls any service of the JSON protocol, by target, and expects an answer.
    pub(crate) async fn json(&self, target: &str, input: Value) -> Value {
        let response = self
            .client
            .post(self.url("/"))
            .header("X-Amz-Target", target)
            .header("Content-Type", "application/x-amz-json-1.1")
            .body(input.to_string())
            .send()
            .await
            .unwrap();
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{target} {input}: {body}");
        body
    }

    /// The ARN of a target group.
    pub(crate) async fn target_group(&self, name: &str) -> String {
        let xml = self
            .query(
                "2015-12-01",
                "DescribeTargetGroups",
                &[("Names.member.1", name)],
            )
            .await;
        let (_, rest) = xml.split_once("<TargetGroupArn>").unwrap();
        rest.split_once("</TargetGroupArn>").unwrap().0.to_owned()
    }

    /// Calls a service of the Query protocol and gives the XML back.
    pub(crate) async fn query(
        &self,
        version: &str,
        action: &str,
        members: &[(&str, &str)],
    ) -> String {
        let body = members
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .chain([format!("Action={action}"), format!("Version={version}")])
            .collect::<Vec<_>>()
            .join("&");
        let response = self
            .client
            .post(self.url("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{action}: {text}");
        text
    }

    /// Lets simulated time pass.
    pub(crate) async fn pass(&self, seconds: u32) {
        let (status, body) = self
            .control(Method::POST, "clock/advance", json!({"seconds": seconds}))
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }

    /// Calls one of the sandbox's own endpoints.
    pub(crate) async fn control(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let response = self
            .client
            .request(method, self.url(&format!("/_sandbox/{path}")))
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// Registers a revision of family `web` with one container of an image.
    pub(crate) async fn register(&self, image: &str) -> String {
        let input = json!({
            "family": "web",
            "containerDefinitions": [{
                "name": "web", "image": image, "memory": 128,
                "portMappings": [{"containerPort": 80}],
            }],
        });
        self.register_definition(input).await
    }

    pub(crate) async fn register_definition(&self, input: Value) -> String {
        let output = self.ecs("RegisterTaskDefinition", input).await;
        output["taskDefinition"]["taskDefinitionArn"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Creates the service `web` with what is given beside its name, and lets it settle.
    pub(crate) async fn settled_service(&self, image: &str, count: u32, rest: Value) {
        let definition = self.register(image).await;
        let mut input = json!({
            "cluster": "c", "serviceName": "web", "taskDefinition": definition,
            "desiredCount": count,
        });
        merge(&mut input, rest);
        self.ecs("CreateService", input).await;
        self.pass(180).await;
        let service = self.service("web").await;
        assert_eq!(
            service["deployments"][0]["rolloutState"], "COMPLETED",
            "{service:#}"
        );
    }

    /// Creates the service `web` with a deployment configuration, and lets it settle.
    pub(crate) async fn configured_service(&self, image: &str, count: u32, configuration: Value) {
        let rest = json!({"deploymentConfiguration": configuration});
        self.settled_service(image, count, rest).await;
    }

    /// Sets the state of an alarm.
    pub(crate) async fn alarm(&self, name: &str, state: &str) {
        let body = json!({"name": name, "state": state});
        let (status, body) = self.control(Method::PUT, "alarms", body).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }

    /// Lets time pass until the newest rollout of `web` is at a stage, for an hour at most.
    pub(crate) async fn pass_until_stage(&self, stage: &str) -> Value {
        for _ in 0..3_600 {
            let record = self.record().await;
            if record["lifecycleStage"] == stage {
                return record;
            }
            self.pass(1).await;
        }
        panic!("{stage} is not reached: {:#}", self.record().await);
    }

    /// Sends the service `web` a new image.
    pub(crate) async fn deploy(&self, image: &str) -> String {
        let definition = self.register(image).await;
        self.ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "taskDefinition": definition}),
        )
        .await;
        definition
    }

    pub(crate) async fn service(&self, name: &str) -> Value {
        self.ecs(
            "DescribeServices",
            json!({"cluster": "c", "services": [name]}),
        )
        .await["services"][0]
            .clone()
    }

    /// The tasks of a desired status, described.
    pub(crate) async fn tasks(&self, desired_status: &str) -> Vec<Value> {
        let arns = self
            .ecs(
                "ListTasks",
                json!({"cluster": "c", "desiredStatus": desired_status}),
            )
            .await["taskArns"]
            .clone();
        if arns.as_array().is_none_or(Vec::is_empty) {
            return Vec::new();
        }
        let output = self
            .ecs("DescribeTasks", json!({"cluster": "c", "tasks": arns}))
            .await;
        output["tasks"].as_array().unwrap().clone()
    }

    /// The newest record of a rollout of `web`.
    pub(crate) async fn record(&self) -> Value {
        let list = self
            .ecs(
                "ListServiceDeployments",
                json!({"cluster": "c", "service": "web"}),
            )
            .await;
        let arn = list["serviceDeployments"][0]["serviceDeploymentArn"].clone();
        self.ecs(
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": [arn]}),
        )
        .await["serviceDeployments"][0]
            .clone()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.sandbox.address())
    }
}

/// Adds members to an object.
pub(crate) fn merge(target: &mut Value, more: Value) {
    let Value::Object(more) = more else {
        panic!("only objects can be merged: {more}");
    };
    target.as_object_mut().unwrap().extend(more);
}

/// The messages of a service, oldest first.
pub(crate) fn messages(service: &Value) -> Vec<String> {
    service["events"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether a service said something that contains a text.
#[track_caller]
pub(crate) fn assert_said(service: &Value, text: &str) {
    let all = messages(service);
    assert!(
        all.iter().any(|message| message.contains(text)),
        "{text:?} is not among {all:#?}"
    );
}
