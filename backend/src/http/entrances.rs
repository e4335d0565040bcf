//! `/entrances`, `/setup` and `/password`: how one gets in without a session.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use shared::audit::Via;
use shared::wire::{Entrances, Session as SessionBody, SetUp};
use tower_sessions::Session;

use super::access;
use super::extract::Body;
use super::problem::Refusal;
use super::{device, session};
use crate::app::App;
use crate::auth::{self, Provider};
use crate::store::acting_from;

/// `GET /entrances`.
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Entrances>, Refusal> {
    let has_administrator = app.store.has_administrator(app.clock.now_ms()).await?;
    let passwords = app.provider.as_ref().is_none_or(|one| !one.is_only_way());
    Ok(Json(Entrances {
        // Where people come from a provider alone, no code is printed.
        set_up: !has_administrator && passwords,
        has_administrator,
        passwords,
        provider: app.provider.as_ref().map(Provider::name),
    }))
}

/// `POST /setup`.
pub(super) async fn set_up(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(wanted): Body<SetUp>,
) -> Result<Json<SessionBody>, Refusal> {
    let since_ms = app.clock.now_ms();
    let place = device::place(peer, &headers, &app.settings);
    let origin = access::origin(&app, Via::Session, peer, &headers);
    let user = acting_from(origin, auth::set_up(&app.store, &app.clock, wanted, &place)).await?;
    session::begin(&app, &session, &user, since_ms, peer, &headers).await?;
    Ok(Json(session::body(user)))
}

/// `POST /password`: chooses a password with a code that an administrator gave.
pub(super) async fn choose_password(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(wanted): Body<SetUp>,
) -> Result<StatusCode, Refusal> {
    let place = device::place(peer, &headers, &app.settings);
    let origin = access::origin(&app, Via::Session, peer, &headers);
    acting_from(
        origin,
        auth::choose_password(&app.store, &app.clock, wanted, &place),
    )
    .await?;
    app.ask_streams_again();
    Ok(StatusCode::NO_CONTENT)
}
