//! A sandbox with the planted world, and calls of every service in it.

use reqwest::Client;
use sandbox::{Clock, Config, Sandbox};
use serde_json::{Value, json};

/// A running sandbox with the planted world.
pub(crate) struct Seeded {
    sandbox: Sandbox,
    client: Client,
}

/// The services with JSON protocols and how their targets begin.
pub(crate) const SSM: &str = "AmazonSSM";
pub(crate) const SECRETS: &str = "secretsmanager";
pub(crate) const ECR: &str = "AmazonEC2ContainerRegistry_V20150921";
pub(crate) const LOGS: &str = "Logs_20140328";
pub(crate) const AUTOSCALING: &str = "AnyScaleFrontendService";
pub(crate) const ECS: &str = "AmazonEC2ContainerServiceV20141113";
pub(crate) const CLOUD_MAP: &str = "Route53AutoNaming_v20170314";
pub(crate) const CLOUD_WATCH: &str = "GraniteServiceVersion20100801";
pub(crate) const KMS: &str = "TrentService";
pub(crate) const QUOTAS: &str = "ServiceQuotasV20190624";

/// The services of the Query protocol and the versions of their interfaces.
pub(crate) const ELBV2: &str = "2015-12-01";
pub(crate) const ELB: &str = "2012-06-01";
pub(crate) const CLOUD_WATCH_FORMS: &str = "2010-08-01";
pub(crate) const IAM: &str = "2010-05-08";
pub(crate) const STS: &str = "2011-06-15";
pub(crate) const EC2: &str = "2016-11-15";

impl Seeded {
    pub(crate) async fn start() -> Self {
        let sandbox = sandbox::start(Config {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Clock::Manual,
            state_file: None,
            seed: true,
            record_exchanges: false,
            account: "123456789012".to_owned(),
            region: "eu-central-1".to_owned(),
        })
        .await
        .unwrap();
        Self {
            sandbox,
            client: Client::new(),
        }
    }

    /// Calls a service with a JSON protocol; a refusal is its code and message.
    pub(crate) async fn json(
        &self,
        target: &str,
        operation: &str,
        input: Value,
    ) -> Result<Value, (String, String)> {
        self.json_as("nobody", target, operation, input).await
    }

    /// The same for who has an access key.
    pub(crate) async fn json_as(
        &self,
        key: &str,
        target: &str,
        operation: &str,
        input: Value,
    ) -> Result<Value, (String, String)> {
        let signature =
            format!("AWS4-HMAC-SHA256 Credential={key}/20261126/eu-central-1/ecs/aws4_request");
        let response = self
            .client
            .post(self.url("/"))
            .header("Authorization", signature)
            .header("X-Amz-Target", format!("{target}.{operation}"))
            .header("Content-Type", "application/x-amz-json-1.1")
            .body(input.to_string())
            .send()
            .await
            .unwrap();
        let good = response.status().is_success();
        let body: Value = response.json().await.unwrap();
        if good {
            return Ok(body);
        }
        let text = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
        Err((text("__type"), text("message")))
    }

    /// All items of a list with a JSON protocol, page by page; `tokens` are the members that the
    /// token of the next page stands in, in the request and in the answer.
    pub(crate) async fn pages(
        &self,
        (target, operation, member): (&str, &str, &str),
        mut input: Value,
        tokens: (&str, &str),
    ) -> (Vec<Value>, usize) {
        let (mut items, mut count) = (Vec::new(), 0);
        loop {
            let page = self.json(target, operation, input.clone()).await.unwrap();
            items.extend(page[member].as_array().unwrap().iter().cloned());
            count += 1;
            match page.get(tokens.1) {
                Some(token) => input[tokens.0] = token.clone(),
                None => return (items, count),
            }
        }
    }

    /// Reads with the REST protocol: status, kind of error and JSON.
    pub(crate) async fn get(&self, path: &str) -> (u16, Option<String>, Value) {
        let response = self.client.get(self.url(path)).send().await.unwrap();
        let kind = response.headers().get("x-amzn-errortype");
        let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        (status, kind, response.json().await.unwrap())
    }

    /// Calls with `rpc-v2-cbor`: the answer's headers and its bytes.
    pub(crate) async fn cbor(
        &self,
        target: &str,
        operation: &str,
        body: Vec<u8>,
    ) -> (reqwest::header::HeaderMap, Vec<u8>) {
        let path = format!("/service/{target}/operation/{operation}");
        let response = self
            .client
            .post(self.url(&path))
            .header("Smithy-Protocol", "rpc-v2-cbor")
            .header("Content-Type", "application/cbor")
            .body(body)
            .send()
            .await
            .unwrap();
        let headers = response.headers().clone();
        (headers, response.bytes().await.unwrap().to_vec())
    }

    /// Replaces the table of faults.
    pub(crate) async fn set_faults(&self, faults: Value) {
        self.control("faults", faults).await;
    }

    /// Puts something to one of the sandbox's own endpoints.
    pub(crate) async fn control(&self, path: &str, body: Value) {
        let response = self
            .client
            .put(self.url(&format!("/_sandbox/{path}")))
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(response.status().is_success());
    }

    /// Calls a service of the Query protocol: status and XML.
    pub(crate) async fn query(
        &self,
        version: &str,
        action: &str,
        members: &[(&str, &str)],
    ) -> (u16, String) {
        let mut body = format!("Action={action}&Version={version}");
        for (name, value) in members {
            body = format!("{body}&{name}={}", encoded(value));
        }
        let response = self
            .client
            .post(self.url("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The same, for an answer that must be good.
    pub(crate) async fn ask(
        &self,
        version: &str,
        action: &str,
        members: &[(&str, &str)],
    ) -> String {
        let (status, xml) = self.query(version, action, members).await;
        assert_eq!(status, 200, "{action}: {xml}");
        xml
    }

    /// The same, for a call that must be refused: the code.
    pub(crate) async fn refused(
        &self,
        version: &str,
        action: &str,
        members: &[(&str, &str)],
    ) -> String {
        let (status, xml) = self.query(version, action, members).await;
        assert_ne!(status, 200, "{action} was not refused: {xml}");
        texts(&xml, "Code").remove(0)
    }

    /// Lets simulated time pass.
    pub(crate) async fn pass(&self, seconds: u32) {
        let response = self
            .client
            .post(self.url("/_sandbox/clock/advance"))
            .body(json!({ "seconds": seconds }).to_string())
            .send()
            .await
            .unwrap();
        assert!(response.status().is_success());
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.sandbox.address())
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// The texts of all elements of a name, in their order.
pub(crate) fn texts(xml: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    xml.split(&open)
        .skip(1)
        .map(|rest| rest.split(&close).next().unwrap().to_owned())
        .collect()
}
