//! `/session`: signing in and out.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use shared::wire::{Session as SessionBody, SignIn};
use tower_sessions::Session;

use super::client;
use super::extract::Body;
use super::problem::Refusal;
use crate::app::App;
use crate::auth;

/// `POST /session`.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(who): Body<SignIn>,
) -> Result<Json<SessionBody>, Refusal> {
    let address = client::address(peer, &headers, &app.settings);
    let user = auth::sign_in(&app.store, &app.clock, &who.name, who.password, address).await?;
    auth::start(&session, &user.name, &app.clock).await?;
    tracing::info!(user = user.name, "signed in");
    Ok(Json(SessionBody {
        name: user.name,
        grants: user.grants,
    }))
}

/// `GET /session`. That nobody is signed in is an answer to this question and no refusal.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Json<Option<SessionBody>>, Refusal> {
    let user = auth::signed_in(&session, &app.store, &app.clock).await?;
    Ok(Json(user.map(|user| SessionBody {
        name: user.name,
        grants: user.grants,
    })))
}

/// `DELETE /session`.
pub(super) async fn sign_out(session: Session) -> Result<StatusCode, Refusal> {
    auth::end(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}
