//! `/entrances`, `/setup` and `/password`: how one gets in without a session.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use shared::audit::{Outcome, Via};
use shared::wire::{Entrances, Session as SessionBody, SetUp};
use tower_sessions::Session;

use super::access;
use super::deed::{Done, tell_from};
use super::extract::Body;
use super::problem::Refusal;
use super::{device, session};
use crate::app::App;
use crate::auth::{self, OpenError, Provider};
use crate::store::{Origin, acting_from};

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
    let set_up = auth::set_up(&app.store, &app.clock, wanted, &place);
    let user = match acting_from(origin.clone(), set_up).await {
        Ok(user) => user,
        Err(error) => {
            // Whoever types a name there is nobody yet.
            tell_refusal(&app, origin, &error, "account.set-up", "").await?;
            return Err(error.into());
        }
    };
    session::begin(&app, &session, &user, since_ms, peer, &headers).await?;
    app.store.signed_in(&user.name, app.clock.now_ms()).await?;
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
    let name = wanted.name.trim().to_owned();
    let choose = auth::choose_password(&app.store, &app.clock, wanted, &place);
    if let Err(error) = acting_from(origin.clone(), choose).await {
        let known = app.store.user(&name).await?.map(|user| user.name);
        let about = known.unwrap_or_default();
        tell_refusal(&app, origin, &error, "account.password-chosen", &about).await?;
        return Err(error.into());
    }
    app.ask_streams_again();
    Ok(StatusCode::NO_CONTENT)
}

/// Tells the audit of a code that does not fit. What is wrong with a name or a password is between
/// the person and the page.
async fn tell_refusal(
    app: &App,
    origin: Origin,
    error: &OpenError,
    action: &'static str,
    about: &str,
) -> Result<(), Refusal> {
    if !matches!(error, OpenError::WrongCode) {
        return Ok(());
    }
    let done = Done {
        who: "",
        action,
        about,
        detail: json!({"why": "wrong code"}),
    };
    tell_from(app, origin, Outcome::Refused, done).await
}
