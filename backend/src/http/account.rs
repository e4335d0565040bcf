//! `/account` and `/tokens`: one's own password, second factor and tokens.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use shared::audit::Outcome;
use shared::wire::{
    Account, Confirmation, Enrollment, FactorCode, Listing, MadeToken, NewToken, PasswordChange,
    ProblemCode, RecoveryCodes, Token,
};
use tower_sessions::Session;

use super::access::CurrentUser;
use super::deed::{Done, done, tell};
use super::device;
use super::extract::Body;
use super::problem::Refusal;
use super::session::{account, begin, refuse_unless_fresh};
use crate::app::App;
use crate::auth::{self, SecondFactorError};

/// `GET /account`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<Json<Account>, Refusal> {
    let user = account(&app, &user).await?;
    let factor = app.store.second_factor(&user.name).await?;
    let factor = factor.filter(|factor| factor.confirmed_at_ms.is_some());
    Ok(Json(Account {
        has_password: user.password_hash.is_some(),
        name: user.name,
        grants: user.grants,
        second_factor_since_ms: factor.as_ref().and_then(|factor| factor.confirmed_at_ms),
        recovery_codes_left: factor
            .and_then(|factor| u32::try_from(factor.recovery_codes_left).ok())
            .unwrap_or(0),
    }))
}

/// `PUT /account/password`. The session goes on under a new id; all others end.
pub(super) async fn change_password(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Refusal> {
    let user = account(&app, &user).await?;
    if user.password_hash.is_none() {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "You have no password: you sign in at the identity provider.",
        ));
    }
    if user.second_factor {
        refuse_unless_fresh(&app, &session).await?;
    }
    let shown = Confirmation {
        password: Some(change.current),
        code: None,
    };
    let place = device::place(peer, &headers, &app.settings);
    let by_password = crate::store::User {
        second_factor: false,
        ..user.clone()
    };
    auth::check_again(&app.store, &app.clock, &by_password, shown, &place).await?;
    let hash = auth::hash_password(&user.name, change.new.into_exposed()).await?;
    let deed = done(
        &app,
        Done {
            who: &user.name,
            action: "account.password-changed",
            about: &user.name,
            detail: json!({}),
        },
    );
    let now_ms = deed.at_ms;
    app.store
        .set_password(&user.name, Some(&hash), deed)
        .await?;
    begin(&app, &session, &user, now_ms, peer, &headers).await?;
    app.ask_streams_again();
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /account/second-factor`.
pub(super) async fn enroll(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
) -> Result<Json<Enrollment>, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    Ok(Json(auth::enroll(&app.store, &user.name).await?))
}

/// `PUT /account/second-factor`.
pub(super) async fn confirm_second_factor(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
    Body(shown): Body<FactorCode>,
) -> Result<Json<RecoveryCodes>, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let on = || Done {
        who: &user.name,
        action: "account.second-factor-on",
        about: &user.name,
        detail: json!({}),
    };
    let (code, deed) = (shown.code.expose(), done(&app, on()));
    let confirmed = auth::confirm_second_factor(&app.store, &user.name, code, deed).await;
    if matches!(confirmed, Err(SecondFactorError::WrongCode)) {
        tell(&app, Outcome::Refused, on()).await?;
    }
    let codes = confirmed?;
    Ok(Json(codes))
}

/// `DELETE /account/second-factor`.
pub(super) async fn remove_second_factor(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
) -> Result<StatusCode, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let deed = done(
        &app,
        Done {
            who: &user.name,
            action: "account.second-factor-off",
            about: &user.name,
            detail: json!({}),
        },
    );
    app.store.remove_second_factor(&user.name, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /tokens`.
pub(super) async fn list_tokens(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<Json<Listing<Token>>, Refusal> {
    let items = app.store.tokens_of(&user.name).await?;
    Ok(Json(Listing { items, next: None }))
}

/// `POST /tokens`.
pub(super) async fn make_token(
    State(app): State<Arc<App>>,
    session: Session,
    user: CurrentUser,
    Body(wanted): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let user = account(&app, &user).await?;
    let made = auth::make_token(&app.store, &app.clock, &user, wanted).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `DELETE /tokens/{id}`.
pub(super) async fn remove_token(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let deed = done(
        &app,
        Done {
            who: &user.name,
            action: "token.taken-back",
            about: &user.name,
            detail: json!({"token": id}),
        },
    );
    let removed = app.store.remove_token(&user.name, &id, deed).await?;
    app.ask_streams_again();
    if removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::new(
            ProblemCode::NotFound,
            "You have no such token; it may be taken back already.",
        ))
    }
}
