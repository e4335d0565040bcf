//! What a browser keeps of having signed in, which opens nothing: others cannot use up the guesses
//! of a browser that shows it.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

use super::{client, headers};
use crate::app::Settings;
use crate::auth::{KNOWN_DAYS, Place};

/// So long may what a browser shows be.
const LONGEST: usize = 64;

/// Where a request comes from, for the limit on guesses.
pub(super) fn place(peer: SocketAddr, headers: &HeaderMap, settings: &Settings) -> Place {
    Place {
        address: client::address(peer, headers, settings),
        device: shown(headers, settings),
    }
}

fn shown(headers: &HeaderMap, settings: &Settings) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name(settings))
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| value.len() <= LONGEST)
}

/// What has the browser keep it.
pub(super) fn kept(device: String, settings: &Settings) -> Option<HeaderValue> {
    let cookie = Cookie::build((name(settings), device))
        .path("/")
        .http_only(true)
        .secure(headers::is_https(settings))
        .same_site(SameSite::Strict)
        .max_age(Duration::days(KNOWN_DAYS));
    HeaderValue::from_str(&cookie.to_string()).ok()
}

/// What an answer has the browser keep.
#[derive(Debug, Clone)]
pub(super) struct Kept(pub(super) HeaderValue);

/// Gives the browser what it keeps, after the session's own cookie.
pub(super) async fn give(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    if let Some(Kept(cookie)) = answer.extensions_mut().remove() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

fn name(settings: &Settings) -> &'static str {
    if headers::is_https(settings) {
        "__Host-longshore-device"
    } else {
        "longshore-device"
    }
}
