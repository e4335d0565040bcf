//! Sends requests and reads answers. The one place that knows HTTP.

use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use shared::wire::Problem;

use super::failure::Failure;
use crate::environment::here;

/// Where the API lives.
pub(super) const BASE: &str = "/api/v1";

pub(super) enum Method {
    Get,
    Patch,
    Post,
    Put,
    Delete,
}

/// Asks for something.
pub(super) async fn ask<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&send(Method::Get, path, None, None).await?)
}

/// Asks for something of the environment that one is in.
pub(super) async fn ask_here<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    ask(&here(path)).await
}

/// Sends a request to the environment that one is in.
pub(super) async fn send_here(
    method: Method,
    path: &str,
    body: Option<String>,
    idempotency_key: Option<&str>,
) -> Result<String, Failure> {
    send(method, &here(path), body, idempotency_key).await
}

/// Sends a request and gives the answer's text.
pub(super) async fn send(
    method: Method,
    path: &str,
    body: Option<String>,
    idempotency_key: Option<&str>,
) -> Result<String, Failure> {
    let url = format!("{BASE}{path}");
    let builder = match method {
        Method::Get => Request::get(&url),
        Method::Patch => Request::patch(&url),
        Method::Post => Request::post(&url),
        Method::Put => Request::put(&url),
        Method::Delete => Request::delete(&url),
    }
    .header("accept", "application/json");
    let builder = match method {
        Method::Get => builder,
        // The server takes changes only with these, so that no other site can send them.
        Method::Patch | Method::Post | Method::Put | Method::Delete => builder
            .header("x-longshore", "1")
            .header("content-type", "application/json"),
    };
    let builder = match idempotency_key {
        Some(key) => builder.header("idempotency-key", key),
        None => builder,
    };
    let request = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    let response = request
        .map_err(|error| Failure::unreadable(&error.to_string()))?
        .send()
        .await
        .map_err(|_unreached| Failure::unreachable())?;
    let text = response
        .text()
        .await
        .map_err(|_broken_off| Failure::unreachable())?;
    if response.ok() {
        Ok(text)
    } else {
        Err(refusal(&response, &text))
    }
}

/// Reads an answer's text.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::unreadable(&error.to_string()))
}

fn refusal(response: &Response, text: &str) -> Failure {
    serde_json::from_str::<Problem>(text).map_or_else(
        |_no_problem| Failure::unreadable(&format!("status {}", response.status())),
        Failure::from,
    )
}
