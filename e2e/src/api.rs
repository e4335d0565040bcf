//! Somebody who speaks to Longshore's API as the pages do.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::pages::sign_in::Person;
use crate::until::{Look, until};

/// No answer of the API takes as long; a server that is stopped gives none.
const ANSWER_BOUND: Duration = Duration::from_secs(20);

/// No stream of a test or a bench is open for as long.
const STREAM_BOUND: Duration = Duration::from_mins(15);

/// The environment of the servers that [`Server`](crate::server::Server) starts.
pub const ENVIRONMENT: &str = "proof";

/// The first parts of the addresses that belong to no environment.
const WHOLE: [&str; 3] = ["audit", "environments", "session"];

/// A signed-in person, at one server. Cookies do not know ports, so that a session is good for all
/// servers of a database.
#[derive(Debug, Clone)]
pub struct Api {
    http: reqwest::Client,
    url: String,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// The body of an answer that is no refusal.
    ///
    /// # Errors
    ///
    /// When it is one, with its words.
    pub fn good(self) -> Result<Value> {
        ensure!(
            self.status.is_success(),
            "Longshore refused with {}: {}",
            self.status,
            self.body
        );
        Ok(self.body)
    }
}

impl Api {
    /// Signs in at a server.
    ///
    /// # Errors
    ///
    /// When it refuses or does not answer.
    pub async fn sign_in(url: &str, person: Person) -> Result<Self> {
        let api = Self {
            http: reqwest::Client::builder()
                .cookie_store(true)
                .timeout(ANSWER_BOUND)
                // A server that is killed leaves no connection to go on with.
                .pool_max_idle_per_host(0)
                .build()?,
            url: url.to_owned(),
        };
        let body = json!({"name": person.name, "password": person.password});
        api.post("/session", &body, None).await?.good()?;
        Ok(api)
    }

    /// The same person at another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self {
            http: self.http.clone(),
            url: url.to_owned(),
        }
    }

    /// Reads something.
    ///
    /// # Errors
    ///
    /// When the server refuses or does not answer.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let answer = self.http.get(self.address(path)).send().await?;
        read(answer).await?.good()
    }

    /// Opens a stream of events, for as long as the server sends some.
    ///
    /// # Errors
    ///
    /// When the server refuses or does not answer.
    pub async fn stream(&self, path: &str) -> Result<reqwest::Response> {
        let request = self.http.get(self.address(path));
        let answer = request.timeout(STREAM_BOUND).send().await?;
        Ok(answer.error_for_status()?)
    }

    /// Sends something, with an idempotency key where it needs one.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub async fn post(&self, path: &str, body: &Value, key: Option<&str>) -> Result<Answer> {
        let mut request = self
            .http
            .post(self.address(path))
            .header("x-longshore", "1")
            .json(body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        read(request.send().await?).await
    }

    /// Sends something again and again until a server answers, as a page does after a lost
    /// connection.
    ///
    /// # Errors
    ///
    /// When none answers, or one refuses.
    pub async fn insist(&self, path: &str, body: &Value, key: Option<&str>) -> Result<Value> {
        until("an answer", ANSWER_BOUND, async || {
            match self.post(path, body, key).await {
                Ok(answer) if answer.status.is_server_error() => {
                    Ok(Look::Not(format!("{answer:?}")))
                }
                Ok(answer) => answer.good().map(Look::Done),
                Err(error) => Ok(Look::Not(format!("{error:#}"))),
            }
        })
        .await
    }

    /// Waits until a deployment is as wanted, whoever answers.
    ///
    /// # Errors
    ///
    /// When it is not in time.
    pub async fn until(
        &self,
        id: &str,
        what: &str,
        bound: Duration,
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        until(what, bound, async || {
            match self.get(&format!("/deployments/{id}")).await {
                Ok(detail) if is_so(&detail) => Ok(Look::Done(detail)),
                Ok(detail) => Ok(Look::Not(detail.to_string())),
                Err(error) => Ok(Look::Not(format!("{error:#}"))),
            }
        })
        .await
    }

    /// What belongs to an environment is below it.
    fn address(&self, path: &str) -> String {
        let first = path.split(['/', '?']).nth(1).unwrap_or_default();
        if WHOLE.contains(&first) {
            format!("{}/api/v1{path}", self.url)
        } else {
            format!("{}/api/v1/environments/{ENVIRONMENT}{path}", self.url)
        }
    }
}

async fn read(answer: reqwest::Response) -> Result<Answer> {
    let status = answer.status();
    let text = answer.text().await?;
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))?
    };
    Ok(Answer { status, body })
}
