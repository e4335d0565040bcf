//! The one place where a request is let through or not.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use shared::permission::{Grants, Operation};
use shared::wire::ProblemCode;
use tower_sessions::Session;

use super::problem::Refusal;
use crate::app::App;
use crate::auth;
use crate::store::User;

/// How somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// In a browser, signed in.
    Session,
    /// By a program, with a token. It never approves and never manages people.
    Token,
}

/// Who asks; there only behind [`check`] and [`own`].
#[derive(Debug, Clone)]
pub(super) struct CurrentUser {
    pub(super) name: String,
    /// What they may do: by a token, what that may and its owner still may.
    #[expect(dead_code, reason = "for handlers that decide by what they look at")]
    pub(super) grants: Grants,
    #[expect(dead_code, reason = "for handlers that take a person's own word alone")]
    pub(super) via: Via,
}

/// What a request shows to be let through, so that a stream can be asked about again.
#[derive(Debug, Clone)]
pub(super) enum Asker {
    Session(Session),
    Token(String),
}

/// Lets a request through if somebody asks who may do the operation.
pub(super) async fn check(
    State((app, operation)): State<(Arc<App>, Operation)>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(request.headers(), session);
    let user = allowed(&app, &asker, operation).await?;
    request.extensions_mut().insert(asker);
    request.extensions_mut().insert(user);
    Ok(next.run(request).await)
}

/// Lets a request about one's own account through, whatever one's roles. A token is not enough.
pub(super) async fn own(
    State(app): State<Arc<App>>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(request.headers(), session);
    let user = known(&app, &asker).await?;
    if matches!(asker, Asker::Token(_)) {
        return Err(not_for_tokens());
    }
    request.extensions_mut().insert(asker);
    request.extensions_mut().insert(current(user, Via::Session));
    Ok(next.run(request).await)
}

/// Refuses a token that is none on every route, also on those that need nobody.
pub(super) async fn refuse_false_tokens(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    if let Some(token) = bearer(request.headers()) {
        let asker = Asker::Token(token.to_owned());
        known(&app, &asker).await?;
    }
    Ok(next.run(request).await)
}

/// Tells who asks, if they may do the operation. Streams ask again while they last.
pub(super) async fn allowed(
    app: &App,
    asker: &Asker,
    operation: Operation,
) -> Result<CurrentUser, Refusal> {
    let user = known(app, asker).await?;
    let via = match asker {
        Asker::Session(_) => Via::Session,
        Asker::Token(_) if operation.is_for_tokens() => Via::Token,
        Asker::Token(_) => return Err(not_for_tokens()),
    };
    let environment = &app.settings.environment;
    user.grants.can(operation, environment).map_err(|denied| {
        Refusal::new(
            ProblemCode::Forbidden,
            format!("You are {}; {denied}.", user.grants.words(environment)),
        )
    })?;
    Ok(current(user, via))
}

/// What a request shows: a token where there is one, whatever cookies come with it.
fn asker(headers: &HeaderMap, session: Session) -> Asker {
    match bearer(headers) {
        Some(token) => Asker::Token(token.to_owned()),
        None => Asker::Session(session),
    }
}

async fn known(app: &App, asker: &Asker) -> Result<User, Refusal> {
    let (user, words) = match asker {
        Asker::Session(session) => (
            auth::signed_in(session, &app.store, &app.clock).await?,
            "Nobody is signed in, or the session is over. Sign in.",
        ),
        Asker::Token(token) => (
            auth::of_token(&app.store, &app.clock, token).await?,
            "The token is none, has ended or was taken back. Make another on the page of your account.",
        ),
    };
    user.ok_or_else(|| Refusal::new(ProblemCode::SignedOut, words))
}

fn current(user: User, via: Via) -> CurrentUser {
    CurrentUser {
        name: user.name,
        grants: user.grants,
        via,
    }
}

fn not_for_tokens() -> Refusal {
    Refusal::new(
        ProblemCode::Forbidden,
        "A token may not do this, whoever it belongs to. Sign in and do it in the browser.",
    )
}

/// The token of a request. Other ways to authorize are of a proxy in front, and none of ours.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?;
    // What is no text is no token of ours either, and is refused as one.
    let text = value.to_str().unwrap_or("bearer");
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
