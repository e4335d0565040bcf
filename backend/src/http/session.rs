//! `/session` and `/sessions`: signing in and out, showing once more who one is, and what is open.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use shared::audit::{Outcome, Via};
use shared::wire::{
    Confirmation, ConfirmsWith, Listing, OpenSession, ProblemCode, Session as SessionBody, SignIn,
    SignedOut,
};
use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::deed::{Done, tell, tell_from};
use super::extract::Body;
use super::problem::Refusal;
use super::{client, device, provider};
use crate::app::App;
use crate::auth::{self, Beginning, Credentials, PasswordsFor, SignInError, SignedIn};
use crate::store::User;

/// `POST /session`.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(who): Body<SignIn>,
) -> Result<Response, Refusal> {
    let since_ms = app.clock.now_ms();
    let credentials = Credentials {
        name: who.name,
        password: who.password.into_exposed(),
        code: who.code,
        place: device::place(peer, &headers, &app.settings),
    };
    let passwords = match &app.provider {
        Some(provider) if provider.is_only_way() => PasswordsFor::BreakGlass,
        _ => PasswordsFor::Everybody,
    };
    let name = credentials.name.trim().to_owned();
    let signed_in = auth::sign_in(&app.store, &app.clock, credentials, passwords).await;
    let SignedIn { user, device } = match signed_in {
        Ok(signed_in) => signed_in,
        Err(error) => {
            tell_refusal(&app, &error, &name, peer, &headers).await?;
            return Err(error.into());
        }
    };
    begin(&app, &session, &user, since_ms, peer, &headers).await?;
    tell_from(
        &app,
        access::origin(&app, Via::Session, peer, &headers),
        Outcome::Done,
        Done {
            who: &user.name,
            action: "session.begun",
            about: &user.name,
            detail: json!({"by": "password"}),
        },
    )
    .await?;
    let mut answer = Json(body(user)).into_response();
    if let Some(kept) = device::kept(device, &app.settings) {
        answer.extensions_mut().insert(device::Kept(kept));
    }
    Ok(answer)
}

/// `GET /session`. That nobody is signed in is an answer to this question and no refusal.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Json<Option<SessionBody>>, Refusal> {
    let user = auth::signed_in(&session, &app.store, &app.clock).await?;
    Ok(Json(user.map(body)))
}

/// `DELETE /session`.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let from_provider = auth::is_from_provider(&session).await?;
    let user = auth::signed_in(&session, &app.store, &app.clock).await?;
    auth::end(&session).await?;
    app.ask_streams_again();
    if let Some(user) = user {
        tell_from(
            &app,
            access::origin(&app, Via::Session, peer, &headers),
            Outcome::Done,
            Done {
                who: &user.name,
                action: "session.ended",
                about: &user.name,
                detail: json!({}),
            },
        )
        .await?;
    }
    let go_to = if from_provider {
        provider::farewell(&app, &headers)
    } else {
        None
    };
    Ok(match go_to {
        Some(go_to) => Json(SignedOut { go_to: Some(go_to) }).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// `POST /session/confirmation`.
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(shown): Body<Confirmation>,
) -> Result<StatusCode, Refusal> {
    let user = account(&app, &user).await?;
    let place = device::place(peer, &headers, &app.settings);
    let checked = auth::check_again(&app.store, &app.clock, &user, shown, &place).await;
    let outcome = match &checked {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Refused,
    };
    let done = Done {
        who: &user.name,
        action: "session.confirmed",
        about: &user.name,
        detail: json!({}),
    };
    tell(&app, outcome, done).await?;
    checked.map_err(|error| match error {
        // Whose it is is known here.
        SignInError::Wrong => Refusal::new(
            ProblemCode::WrongCredentials,
            "The password is wrong. Check it; capitals count.",
        ),
        error => error.into(),
    })?;
    auth::confirm(&session, &app.clock).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /sessions`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
) -> Result<Json<Listing<OpenSession>>, Refusal> {
    let user = account(&app, &user).await?;
    let this = auth::handle(&session).await?;
    let items = auth::open_sessions(&app.store, &app.clock, &user, this.as_deref()).await?;
    Ok(Json(Listing { items, next: None }))
}

/// `DELETE /sessions`: all of one's own but this one.
pub(super) async fn end_others(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
) -> Result<StatusCode, Refusal> {
    let this = auth::handle(&session).await?.unwrap_or_default();
    app.store.end_other_sessions(&user.name, &this).await?;
    app.ask_streams_again();
    tell_of_ended(&app, &user, json!({"sessions": "all others"})).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /sessions/{id}`.
pub(super) async fn end_one(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let ended = app.store.end_session(&user.name, &id).await?;
    app.ask_streams_again();
    if ended {
        tell_of_ended(&app, &user, json!({"session": id})).await?;
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::new(
            ProblemCode::NotFound,
            "You have no such session; it may have ended already.",
        ))
    }
}

/// Tells the audit which of their own sessions somebody ended from another one.
async fn tell_of_ended(app: &App, user: &CurrentUser, detail: Value) -> Result<(), Refusal> {
    let done = Done {
        who: &user.name,
        action: "session.ended-elsewhere",
        about: &user.name,
        detail,
    };
    tell(app, Outcome::Done, done).await
}

/// Tells the audit of a sign-in that was refused. A name that nobody has is not told: people type
/// their passwords into the wrong field.
async fn tell_refusal(
    app: &App,
    error: &SignInError,
    name: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let why = match error {
        SignInError::Wrong => "wrong password or name",
        SignInError::WrongCode => "wrong code",
        SignInError::PasswordsClosed => "passwords are closed",
        SignInError::CodeNeeded
        | SignInError::TooMany
        | SignInError::Store(_)
        | SignInError::Random(_) => return Ok(()),
    };
    let known = app.store.user(name).await?.map(|user| user.name);
    let about = known.unwrap_or_default();
    tell_from(
        app,
        access::origin(app, Via::Session, peer, headers),
        Outcome::Refused,
        Done {
            who: "",
            action: "session.begun",
            about: &about,
            detail: json!({"why": why}),
        },
    )
    .await
}

/// Refuses unless the person showed who they are a short while ago.
pub(super) async fn refuse_unless_fresh(app: &App, session: &Session) -> Result<(), Refusal> {
    if auth::is_fresh(session, &app.clock).await? {
        Ok(())
    } else {
        Err(Refusal::new(
            ProblemCode::ConfirmIdentity,
            "Show once more who you are: a session alone is not enough for this.",
        ))
    }
}

/// Opens a session for somebody who has just shown a password.
pub(super) async fn begin(
    app: &App,
    session: &Session,
    user: &User,
    since_ms: i64,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let beginning = Beginning {
        name: user.name.clone(),
        since_ms,
        confirmed_at_ms: Some(since_ms),
        address: client::address(peer, headers, &app.settings),
        browser: browser(headers),
        from_provider: false,
    };
    Ok(auth::start(session, beginning).await?)
}

/// What the browser calls itself.
pub(super) fn browser(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// The account of who asks, as it is now.
pub(super) async fn account(app: &App, user: &CurrentUser) -> Result<User, Refusal> {
    app.store.user(&user.name).await?.ok_or_else(|| {
        Refusal::new(
            ProblemCode::SignedOut,
            "The account is gone. Ask an administrator.",
        )
    })
}

/// Who is signed in, in words for pages.
pub(super) fn body(user: User) -> SessionBody {
    let confirms_with = if user.second_factor {
        ConfirmsWith::Code
    } else if user.password_hash.is_some() {
        ConfirmsWith::Password
    } else {
        ConfirmsWith::Provider
    };
    SessionBody {
        name: user.name,
        grants: user.grants,
        confirms_with,
    }
}
