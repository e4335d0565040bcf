//! Headers that tell browsers what these pages may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::csp;
use crate::app::{App, Settings};

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// On every answer.
pub(super) async fn everywhere(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(csp::policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if is_https(&app.settings) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// On every answer of the API.
pub(super) async fn api(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// On every answer that takes a cookie out: browsers ignore one that is bound to the host unless it is
/// marked as for TLS alone, which the library of sessions leaves out there.
pub(super) async fn secure_cookies(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let cookies: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|cookie| secured(cookie).unwrap_or_else(|| cookie.clone()))
        .collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// The same cookie with the mark, where its name asks for it and it has none.
fn secured(cookie: &HeaderValue) -> Option<HeaderValue> {
    let text = cookie.to_str().ok()?;
    let is_marked = text.split("; ").any(|part| part == "Secure");
    let is_bound = text.starts_with("__Host-");
    (is_bound && !is_marked)
        .then(|| HeaderValue::from_str(&format!("{text}; Secure")).ok())
        .flatten()
}

/// Whether people reach the server over TLS.
pub(super) fn is_https(settings: &Settings) -> bool {
    settings
        .public_url
        .as_deref()
        .is_some_and(|url| url.starts_with("https://"))
}

/// The host, with its port where there is one, of the address that people use.
pub(super) fn public_host(settings: &Settings) -> Option<&str> {
    let (_, rest) = settings.public_url.as_deref()?.split_once("://")?;
    rest.split('/').next()
}
