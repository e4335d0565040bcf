//! Sending to a webhook. Only what was looked up and judged is connected to, no redirect is
//! followed, and no answer is read beyond its beginning.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};

use super::ranges::{ClosedError, Place};
use super::{Outcome, Ranges, Sent, signature};
use crate::store::{HeldDelivery, WebhookTarget};

/// So long may the other side take for all of it.
const PATIENCE: Duration = Duration::from_secs(10);
/// So much of an answer is kept, in characters.
const KEPT: usize = 300;
/// So much of an answer is read, in bytes.
const READ: usize = 2_048;

/// Sends a delivery once.
pub(super) async fn send(
    ranges: &Ranges,
    target: &WebhookTarget,
    held: &HeldDelivery,
    base: &str,
    now_ms: i64,
) -> Sent {
    let place = match tokio::time::timeout(PATIENCE, ranges.look_up(target.url.expose())).await {
        Ok(Ok(place)) => place,
        Ok(Err(error @ ClosedError::Unknown { .. })) => return Sent::again(sentence(&error)),
        Ok(Err(error)) => return Sent::refused(sentence(&error)),
        Err(_) => return Sent::again("Its name was not found in DNS in time."),
    };
    let client = match client(&place) {
        Ok(client) => client,
        Err(error) => return Sent::again(format!("TLS could not be prepared: {error}.")),
    };
    let body = target.shape.body(&held.news, base);
    let signature = signature::header(&target.secrets, &body, now_ms);
    let request = client
        .post(place.url)
        .header(CONTENT_TYPE, "application/json")
        .header("longshore-delivery", &held.id)
        .header("longshore-kind", held.news.kind.as_str())
        .header("longshore-signature", signature)
        .body(body);
    match request.send().await {
        Ok(answer) => judge(answer, target).await,
        Err(error) => Sent::again(unreached(&error)),
    }
}

fn client(place: &Place) -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // A proxy would look the name up once more, and where it leads then nobody has judged.
        .no_proxy()
        .resolve_to_addrs(&place.host, &place.addresses)
        .https_only(place.url.scheme() == "https")
        .timeout(PATIENCE)
        .user_agent(concat!("Longshore/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// What an answer means.
async fn judge(answer: Response, target: &WebhookTarget) -> Sent {
    let status = answer.status();
    let not_before_s = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.trim().parse().ok());
    let (outcome, words) = if status.is_success() {
        (Outcome::Taken, "Taken.".to_owned())
    } else if status.is_redirection() {
        let words = "It leads elsewhere, which is not followed: set the address that it leads to.";
        (Outcome::Refused, words.to_owned())
    } else if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        let words = format!("It answered {status}.");
        (Outcome::TryAgain { not_before_s }, words)
    } else {
        let words = format!("It refused with {status}. Check the address and what it expects.");
        (Outcome::Refused, words)
    };
    let begun = begin_of(answer).await;
    Sent {
        outcome,
        status: Some(status.as_u16()),
        words,
        answer: legible(&begun, target),
    }
}

/// How an answer begins. What cannot be read does not matter, since the status is known.
async fn begin_of(mut answer: Response) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < READ {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    bytes.truncate(READ);
    bytes
}

/// An answer's beginning as text, without what was secret in the question: some receivers answer
/// with all that they were sent.
fn legible(bytes: &[u8], target: &WebhookTarget) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for secret in target.secrets.iter().chain([&target.url]) {
        text = text.replace(secret.expose(), "***");
    }
    text.chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .take(KEPT)
        .collect()
}

/// Why nobody answered, without the address: it may hold what is secret.
fn unreached(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("It did not answer within {} seconds.", PATIENCE.as_secs());
    }
    let mut innermost = error.source();
    while let Some(deeper) = innermost.and_then(std::error::Error::source) {
        innermost = Some(deeper);
    }
    match innermost {
        Some(cause) => format!("It could not be reached: {cause}."),
        None => "It could not be reached.".to_owned(),
    }
}

fn sentence(error: &ClosedError) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|one| one.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}
