//! Somebody with a browser.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use shared::deployment::{Deployment, DeploymentState, JournalEntry, JournalEvent, Verdict};
use shared::wire::{DeploymentDetail, Preview, Problem, ProblemCode};

/// Nothing in a test takes as long.
const PATIENCE: Duration = Duration::from_secs(50);

/// The environment that the tests' server is given.
pub(crate) const ENVIRONMENT: &str = "test";

/// The first parts of the addresses that belong to no environment.
const WHOLE: [&str; 18] = [
    "about",
    "account",
    "audit",
    "entrances",
    "environment-check",
    "environment-settings",
    "environment-start",
    "environments",
    "none",
    "openapi.json",
    "password",
    "people",
    "provider",
    "session",
    "sessions",
    "setup",
    "tokens",
    "webhooks",
];

static KEYS: AtomicU32 = AtomicU32::new(0);

fn address_in(environment: &str, path: &str, is_read: bool) -> String {
    if Person::is_of_environment(path, is_read) {
        format!("/api/v1/environments/{environment}{path}")
    } else {
        format!("/api/v1{path}")
    }
}

pub(crate) struct Person {
    client: Client,
    base: String,
    environment: String,
}

impl Person {
    pub(super) fn new(base: String) -> Self {
        Self::with(Client::builder().cookie_store(true).build().unwrap(), base)
    }

    /// Somebody with cookies of their own.
    pub(super) fn with(client: Client, base: String) -> Self {
        Self {
            client,
            base,
            environment: ENVIRONMENT.to_owned(),
        }
    }

    /// Goes on at another server with the same cookies. Cookies do not know ports.
    pub(crate) fn moved_to(self, base: String) -> Self {
        Self { base, ..self }
    }

    /// The same person, looking at another environment.
    pub(crate) fn at(&self, environment: &str) -> Self {
        Self {
            client: self.client.clone(),
            base: self.base.clone(),
            environment: environment.to_owned(),
        }
    }

    /// Whether a route is below an environment; see the table of `shared::wire`.
    pub(crate) fn is_of_environment(path: &str, is_read: bool) -> bool {
        let of_all_changes = is_read
            && (path == "/changes" || path.starts_with("/changes?") || path == "/changes/counts");
        let first = path.split(['/', '?']).nth(1).unwrap_or_default();
        !of_all_changes && !WHOLE.contains(&first)
    }

    /// Where a route is, in the environment of the tests.
    pub(crate) fn address(path: &str, is_read: bool) -> String {
        address_in(ENVIRONMENT, path, is_read)
    }

    fn url(&self, path: &str, is_read: bool) -> String {
        let address = address_in(&self.environment, path, is_read);
        format!("{}{address}", self.base)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path, true))
    }

    pub(crate) fn post(&self, path: &str, body: &serde_json::Value) -> RequestBuilder {
        self.client
            .post(self.url(path, false))
            .header("x-longshore", "1")
            .json(body)
    }

    pub(crate) fn put(&self, path: &str, body: &serde_json::Value) -> RequestBuilder {
        self.client
            .put(self.url(path, false))
            .header("x-longshore", "1")
            .json(body)
    }

    pub(crate) fn patch(&self, path: &str, body: &serde_json::Value) -> RequestBuilder {
        self.client
            .patch(self.url(path, false))
            .header("x-longshore", "1")
            .json(body)
    }

    /// What came of a request, where it has to have this status.
    pub(crate) async fn answered<T: DeserializeOwned>(request: RequestBuilder, status: u16) -> T {
        let answer = request.send().await.unwrap();
        let (given, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(given, status, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Sends a request that has to have this status; gives the answer's code where it is refused.
    pub(crate) async fn told(request: RequestBuilder, status: u16) -> Option<ProblemCode> {
        let answer = request.send().await.unwrap();
        let (given, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(given, status, "{text}");
        let problem: Option<Problem> = serde_json::from_str(&text).ok();
        problem.map(|problem| problem.code)
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.client
            .delete(self.url(path, false))
            .header("x-longshore", "1")
    }

    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Response {
        let body = serde_json::json!({"name": name, "password": password});
        self.post("/session", &body).send().await.unwrap()
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) fn plan_request(
        &self,
        task_definition: Option<&str>,
        service: &str,
    ) -> RequestBuilder {
        let body = serde_json::json!({"task_definition": task_definition, "service": service});
        self.post("/plans", &body)
    }

    pub(crate) async fn plan(&self, task_definition: Option<&str>, service: &str) -> Preview {
        let answer = self
            .plan_request(task_definition, service)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// What came of a request that makes a plan of any kind.
    pub(crate) async fn made(&self, path: &str, body: &serde_json::Value) -> Preview {
        let answer = self.post(path, body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn refused_plan(
        &self,
        task_definition: Option<&str>,
        service: &str,
    ) -> Problem {
        let answer = self
            .plan_request(task_definition, service)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 422);
        problem(answer).await
    }

    pub(crate) fn deploy_request(&self, hash: &str, key: &str) -> RequestBuilder {
        self.post("/deployments", &serde_json::json!({"plan_hash": hash}))
            .header("idempotency-key", key)
    }

    pub(crate) async fn deploy(&self, hash: &str) -> Deployment {
        let answer = self
            .deploy_request(hash, &fresh_key())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 201, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Plans, deploys and waits for the verdict.
    pub(crate) async fn carry_out(
        &self,
        task_definition: Option<&str>,
        service: &str,
    ) -> (Preview, DeploymentDetail) {
        let preview = self.plan(task_definition, service).await;
        let deployment = self.deploy(&preview.hash).await;
        (preview, self.finished(&deployment.id).await)
    }

    /// Waits for the verdict through the stream of events.
    pub(crate) async fn finished(&self, id: &str) -> DeploymentDetail {
        self.journal(id, 0).await;
        self.read(&format!("/deployments/{id}")).await
    }

    /// Everything in the stream of a deployment's events, until it ends.
    pub(crate) async fn journal(&self, id: &str, after: i64) -> Vec<JournalEntry> {
        let answer = self
            .get(&format!("/deployments/{id}/events"))
            .header("last-event-id", after)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let text = tokio::time::timeout(PATIENCE, answer.text())
            .await
            .unwrap()
            .unwrap();
        text.lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(|data| serde_json::from_str(data).unwrap())
            .collect()
    }

    /// Waits until a deployment's journal holds something.
    pub(crate) async fn until(
        &self,
        id: &str,
        wanted: impl Fn(&JournalEvent) -> bool,
    ) -> JournalEntry {
        let mut answer = self
            .get(&format!("/deployments/{id}/events"))
            .send()
            .await
            .unwrap();
        let mut text = String::new();
        tokio::time::timeout(PATIENCE, async {
            loop {
                let chunk = answer.chunk().await.unwrap();
                let Some(chunk) = chunk else {
                    panic!("the stream ended early: {text}");
                };
                text.push_str(&String::from_utf8_lossy(&chunk));
                let found = text
                    .lines()
                    .filter_map(|line| line.strip_prefix("data: "))
                    .filter_map(|data| serde_json::from_str::<JournalEntry>(data).ok())
                    .find(|entry| wanted(&entry.event));
                if let Some(entry) = found {
                    return entry;
                }
            }
        })
        .await
        .unwrap()
    }
}

pub(crate) fn fresh_key() -> String {
    format!("test-key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) async fn problem(answer: Response) -> Problem {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    answer.json().await.unwrap()
}

/// How a deployment ended.
pub(crate) fn verdict(detail: &DeploymentDetail) -> (Verdict, &str) {
    match &detail.deployment.state {
        DeploymentState::Finished {
            verdict, reason, ..
        } => (*verdict, reason),
        other => panic!("not over: {other:?}"),
    }
}
