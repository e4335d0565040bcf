//! What stops other sites from using a signed-in browser.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use shared::wire::ProblemCode;

use super::problem::Refusal;
use super::{access, headers};
use crate::app::App;

/// Refuses names that are not ours, so that a foreign name that points here (DNS rebinding) is
/// of no use. An address in digits cannot be rebound.
pub(super) async fn refuse_foreign_hosts(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let host = text(request.headers(), header::HOST.as_str())
        .or_else(|| request.uri().host())
        .map(without_port)
        .unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let ours = bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok()
        || headers::public_host(&app.settings)
            .is_some_and(|public| without_port(public).eq_ignore_ascii_case(host));
    if ours {
        Ok(next.run(request).await)
    } else {
        Err(Refusal::new(
            ProblemCode::BadRequest,
            "Longshore does not go by this name. Start it with --public-url and the address that people use.",
        ))
    }
}

/// Refuses addresses with NUL in them, which no name here has and PostgreSQL cannot look for.
pub(super) async fn refuse_nul(request: Request, next: Next) -> Result<Response, Refusal> {
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| address.as_str().contains("%00")) {
        return Err(Refusal::unreadable(
            "The address holds the character NUL (`%00`), which no name here has. Take it out.",
        ));
    }
    Ok(next.run(request).await)
}

/// Refuses changes that another site could have sent: they need a header of ours, which other
/// sites cannot set, a body of JSON, and a browser that does not say it comes from elsewhere.
pub(super) async fn refuse_cross_site(request: Request, next: Next) -> Result<Response, Refusal> {
    // Nothing else changes anything here; what no route takes is told so.
    let changes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    if !changes.contains(request.method()) {
        return Ok(next.run(request).await);
    }
    let headers = request.headers();
    let foreign = match text(headers, "sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => text(headers, "origin").is_some_and(|origin| !is_same(origin, headers)),
    };
    if foreign {
        return Err(Refusal::new(
            ProblemCode::Forbidden,
            "The request came from another site. Use Longshore's own pages.",
        ));
    }
    // Other sites cannot set this one either, and browsers never do by themselves for a token.
    let has_token = access::bearer(headers).is_some();
    if !has_token && !headers.contains_key("x-longshore") {
        return Err(Refusal::unreadable(
            "The header `X-Longshore` is missing. Send it, with any value, on every change.",
        ));
    }
    Ok(next.run(request).await)
}

fn is_same(origin: &str, headers: &HeaderMap) -> bool {
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, name)| name.eq_ignore_ascii_case(host))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') =>
        {
            name
        }
        _ => host,
    }
}
