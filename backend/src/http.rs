//! The HTTP API and the pages: the only module that knows status codes.

mod access;
mod account;
mod assets;
mod audit;
mod changes;
mod client;
mod csp;
mod deed;
mod deployments;
mod drafts;
mod entrances;
mod environment;
mod extract;
mod guard;
mod headers;
mod iam_policy;
mod offers;
mod people;
mod pickers;
mod plans;
mod policy;
mod preflight;
mod problem;
mod provider;
mod queue;
mod releases;
mod services;
mod session;
mod sse;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, patch, post, put};
use axum::{Router, routing::MethodRouter};
use shared::permission::Operation;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::app::App;
use crate::auth::{DatabaseSessions, IDLE_MS};

/// So large may two documents be, with room for their escapes in JSON.
const PLAN_BODY: usize = 12 * 1024 * 1024;
/// So large may any other body be.
const SMALL_BODY: usize = 64 * 1024;
/// So long may any request but a stream take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Every route, each with the operation that it needs.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let api = Router::new()
        .merge(open("/environment", get(environment::show)))
        .merge(open(
            "/session",
            get(session::show)
                .post(session::sign_in)
                .delete(session::sign_out),
        ))
        .merge(open("/entrances", get(entrances::show)))
        .merge(open("/setup", post(entrances::set_up)))
        .merge(open("/password", post(entrances::choose_password)))
        .merge(open("/provider", post(provider::begin)))
        .merge(open("/provider/callback", get(provider::come_back)))
        .merge(accounts(app))
        .merge(needs(
            app,
            Operation::Read,
            [
                ("/services", get(services::list)),
                (
                    "/clusters/{cluster}/services/{service}",
                    get(services::show),
                ),
                ("/clusters", get(pickers::clusters)),
                ("/target-groups", get(pickers::target_groups)),
                ("/parameters", get(pickers::parameters)),
                ("/offers/{kind}", get(offers::list)),
                ("/readability", post(offers::readability)),
                (
                    "/clusters/{cluster}/services/{service}/revisions",
                    get(plans::earlier),
                ),
                ("/plans/{hash}", get(plans::show)),
                ("/deployments", get(deployments::list)),
                ("/iam-policy", get(iam_policy::show)),
                ("/deployments/{id}", get(deployments::show)),
                ("/queue", get(queue::show)),
                ("/releases/{id}", get(releases::show)),
                ("/policy", get(policy::show)),
                ("/changes", get(changes::list)),
                ("/changes/counts", get(changes::counts)),
                ("/changes/{id}", get(changes::show)),
                ("/changes/{id}/viewed", put(changes::mark_viewed)),
                ("/drafts", get(drafts::list)),
                ("/drafts/{id}", get(drafts::show)),
            ],
        ))
        .merge(changing(app))
        .merge(planning(app))
        .merge(reviewing(app))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            PATIENCE,
        ))
        // Streams have no end of their own, so no time limit either.
        .merge(needs(
            app,
            Operation::Read,
            [
                ("/services/events", get(services::list_events)),
                (
                    "/clusters/{cluster}/services/{service}/events",
                    get(services::show_events),
                ),
                ("/deployments/{id}/events", get(deployments::events)),
                ("/queue/events", get(queue::events)),
                ("/changes/{id}/events", get(changes::events)),
                ("/drafts/{id}/events", get(drafts::events)),
            ],
        ))
        .merge(needs(
            app,
            Operation::ReadAudit,
            [("/audit/export", get(audit::export))],
        ))
        .fallback(problem::no_such_path)
        .layer(DefaultBodyLimit::max(SMALL_BODY))
        .layer(from_fn_with_state(
            Arc::clone(app),
            access::refuse_false_tokens,
        ))
        .layer(sessions(app))
        .layer(from_fn(guard::refuse_cross_site))
        .layer(from_fn(headers::api))
        .with_state(Arc::clone(app));
    Router::new()
        .nest("/api/v1", api)
        .route("/api/{*path}", axum::routing::any(problem::no_such_path))
        .fallback(assets::serve)
        .layer(from_fn_with_state(Arc::clone(app), headers::everywhere))
        .layer(from_fn_with_state(
            Arc::clone(app),
            guard::refuse_foreign_hosts,
        ))
        .layer(from_fn(problem::finish))
}

/// Routes that change something, in AWS or in what Longshore keeps.
fn changing(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(needs(
            app,
            Operation::WriteParameter,
            [("/parameters", put(offers::write_parameter))],
        ))
        .merge(needs(
            app,
            Operation::Draft,
            [("/drafts/{id}", delete(drafts::delete))],
        ))
        .merge(
            needs(app, Operation::Draft, [("/drafts/{id}", put(drafts::save))])
                .layer(DefaultBodyLimit::max(PLAN_BODY)),
        )
        .merge(needs(
            app,
            Operation::Deploy,
            [
                ("/deployments", post(deployments::start)),
                ("/deployments/{id}/commands", post(deployments::command)),
                ("/releases", post(releases::start)),
            ],
        ))
        .merge(needs(
            app,
            Operation::Pause,
            [("/pauses/{scope}", put(queue::pause).delete(queue::resume))],
        ))
}

/// Routes about people: everybody's own account, and those of others for administrators.
fn accounts(app: &Arc<App>) -> Router<Arc<App>> {
    let own = Router::new()
        .route("/account", get(account::show))
        .route("/account/password", put(account::change_password))
        .route(
            "/account/second-factor",
            post(account::enroll)
                .put(account::confirm_second_factor)
                .delete(account::remove_second_factor),
        )
        .route("/session/confirmation", post(session::confirm))
        .route("/sessions", get(session::list).delete(session::end_others))
        .route("/sessions/{id}", delete(session::end_one))
        .route(
            "/tokens",
            get(account::list_tokens).post(account::make_token),
        )
        .route("/tokens/{id}", delete(account::remove_token))
        .route_layer(from_fn_with_state(Arc::clone(app), access::own));
    own.merge(needs(
        app,
        Operation::ManagePeople,
        [
            ("/people", get(people::list).post(people::create)),
            (
                "/people/{name}",
                patch(people::update).delete(people::delete),
            ),
            ("/people/{name}/password-code", post(people::reset_password)),
            (
                "/people/{name}/second-factor",
                delete(people::reset_second_factor),
            ),
            ("/people/{name}/sessions", delete(people::end_sessions)),
        ],
    ))
}

/// Routes by which a team comes to what is deployed.
fn reviewing(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(needs(
            app,
            Operation::Propose,
            [
                ("/changes", post(changes::propose)),
                ("/changes/{id}/versions", post(changes::revise)),
                ("/changes/{id}/words", put(changes::reword)),
                ("/changes/{id}/withdrawal", post(changes::withdraw)),
                ("/changes/{id}/carrying-over", post(changes::carry_over)),
            ],
        ))
        .merge(needs(
            app,
            Operation::Comment,
            [
                ("/changes/{id}/comments", post(changes::comment)),
                ("/changes/{id}/comments/{comment}", put(changes::settle)),
            ],
        ))
        .merge(needs(
            app,
            Operation::Review,
            [
                (
                    "/changes/{id}/reviews",
                    post(changes::review).delete(changes::take_back_approval),
                ),
                ("/changes/{id}/late-review", post(changes::review_late)),
            ],
        ))
        .merge(needs(
            app,
            Operation::Deploy,
            [
                ("/changes/{id}/schedule", put(changes::schedule)),
                ("/changes/{id}/deployments", post(changes::deploy)),
            ],
        ))
        .merge(needs(
            app,
            Operation::SetPolicy,
            [("/policy", put(policy::set))],
        ))
        .merge(needs(
            app,
            Operation::ReadAudit,
            [
                ("/audit", get(audit::list)),
                ("/audit/head", get(audit::head)),
            ],
        ))
}

/// Routes that make plans and look at what they need, which changes nothing.
fn planning(app: &Arc<App>) -> Router<Arc<App>> {
    let of_documents = needs(
        app,
        Operation::Plan,
        [
            ("/plans", post(plans::make)),
            ("/plans/task", post(plans::make_task)),
        ],
    );
    let others = needs(
        app,
        Operation::Plan,
        [
            ("/plans/{hash}/preflight", post(preflight::run)),
            ("/plans/rollback", post(plans::make_rollback)),
            ("/plans/deletion", post(plans::make_deletion)),
            ("/plans/scalable-target", post(plans::make_scalable_target)),
        ],
    );
    of_documents
        .layer(DefaultBodyLimit::max(PLAN_BODY))
        .merge(others)
}

/// A route that needs no session.
fn open(path: &str, method: MethodRouter<Arc<App>>) -> Router<Arc<App>> {
    Router::new().route(path, method)
}

/// Routes that need somebody who may do the operation.
fn needs<const COUNT: usize>(
    app: &Arc<App>,
    operation: Operation,
    routes: [(&str, MethodRouter<Arc<App>>); COUNT],
) -> Router<Arc<App>> {
    routes
        .into_iter()
        .fold(Router::new(), |router, (path, method)| {
            router.route(path, method)
        })
        .route_layer(from_fn_with_state(
            (Arc::clone(app), operation),
            access::check,
        ))
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
