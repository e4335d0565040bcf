//! The HTTP API and the pages: the only module that knows status codes.

mod access;
mod account;
mod arrival;
mod assets;
mod audit;
mod blame;
mod changes;
mod client;
mod csp;
mod deed;
mod deployments;
mod device;
mod drafts;
mod entrances;
mod environments;
mod extract;
mod guard;
mod headers;
mod hearing;
mod iam_policy;
mod offers;
mod openapi;
mod people;
mod pickers;
mod places;
mod plans;
mod policy;
mod preflight;
mod problem;
mod provider;
mod queue;
mod releases;
mod route;
mod services;
mod session;
mod sse;
mod table;
mod webhooks;
mod whole;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::app::App;
use crate::auth::{DatabaseSessions, IDLE_MS};
use route::Routes;

pub(crate) use places::Places;
pub(crate) use problem::chain;

/// So large may any other body be.
const SMALL_BODY: usize = 64 * 1024;
/// So long may any request but a stream take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The `OpenAPI` document of every route, as text; it is the same for every server.
pub(crate) fn openapi(app: &Arc<App>) -> serde_json::Value {
    let (_, mut listed) = table::table(Routes::new(app)).finish();
    listed.extend(table::streams(Routes::new(app)).finish().1);
    openapi::document(&listed)
}

/// Every route, behind what every request goes through.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let (answering, _) = table::table(Routes::new(app)).finish();
    let (streaming, _) = table::streams(Routes::new(app)).finish();
    let api = answering
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            PATIENCE,
        ))
        .merge(streaming)
        .fallback(problem::no_such_path)
        .layer(DefaultBodyLimit::max(SMALL_BODY))
        .layer(from_fn_with_state(Arc::clone(app), arrival::in_time))
        .layer(from_fn_with_state(
            Arc::clone(app),
            access::refuse_false_tokens,
        ))
        .layer(sessions(app))
        .layer(from_fn(headers::secure_cookies))
        .layer(from_fn(device::give))
        .layer(from_fn(whole::carry_to_the_end))
        .layer(from_fn(guard::refuse_nul))
        .layer(from_fn(guard::refuse_cross_site))
        .layer(from_fn(headers::api))
        .with_state(Arc::clone(app));
    Router::new()
        .nest("/api/v1", api)
        .route(
            "/api/{*path}",
            axum::routing::any(problem::no_such_path).layer(from_fn(headers::api)),
        )
        .fallback(assets::serve)
        .layer(from_fn_with_state(Arc::clone(app), headers::everywhere))
        .layer(from_fn_with_state(
            Arc::clone(app),
            guard::refuse_foreign_hosts,
        ))
        .layer(from_fn(problem::finish))
}

fn sessions(app: &Arc<App>) -> SessionManagerLayer<DatabaseSessions> {
    let secure = headers::is_https(&app.settings);
    let name = if secure {
        "__Host-longshore"
    } else {
        "longshore"
    };
    SessionManagerLayer::new(DatabaseSessions::new(app.store.clone(), app.clock.clone()))
        .with_name(name)
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Strict)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(CookieDuration::milliseconds(IDLE_MS)))
}
