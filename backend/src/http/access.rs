//! The one place where a request is let through or not.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use shared::audit::{Outcome, Via};
use shared::permission::{Extent, Grants, Operation};
use shared::wire::ProblemCode;
use tower_sessions::Session;

use super::client;
use super::problem::{self, Refusal};
use crate::app::App;
use crate::auth;
use crate::environments::{Environment, EnvironmentError, Found};
use crate::store::{Deed, Origin, User, acting_from};

/// Who asks; there only behind [`check`] and [`own`].
#[derive(Debug, Clone)]
pub(super) struct CurrentUser {
    pub(super) name: String,
    /// What they may do: by a token, what that may and its owner still may.
    pub(super) grants: Grants,
    /// A token never approves and never manages people.
    pub(super) via: Via,
}

/// What a request shows to be let through, so that a stream can be asked about again.
#[derive(Debug, Clone)]
pub(super) enum Asker {
    Session(Session),
    Token(String),
}

impl Asker {
    const fn via(&self) -> Via {
        match self {
            Self::Session(_) => Via::Session,
            Self::Token(_) => Via::Token,
        }
    }
}

/// Lets a request through if somebody asks who may do the operation.
pub(super) async fn check(
    State((app, operation)): State<(Arc<App>, Operation)>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    parameters: RawPathParams,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(request.headers(), session);
    let user = known(&app, &asker).await?;
    let name = match operation.extent() {
        Extent::Everywhere => "",
        Extent::Environment => parameters
            .iter()
            .find(|(key, _)| *key == "environment")
            .map_or("", |(_, value)| value),
    };
    let mut allowed = may(&user, operation, name);
    if operation.extent() == Extent::Environment {
        match place(&app, &user, name) {
            Ok(environment) => {
                request.extensions_mut().insert(environment);
            }
            Err(refusal) if allowed.is_ok() || !user.grants.0.is_empty() => {
                allowed = Err(refusal);
            }
            // Who has no role at all is told so, whatever there is.
            Err(_) => {}
        }
    }
    let passage = Passage {
        peer,
        asker,
        user,
        environment: name.to_owned(),
    };
    let_through(&app, passage, allowed, request, next).await
}

/// The environment of a request, if it is at work. One in which somebody has no role is absent to
/// them.
fn place(app: &App, user: &CurrentUser, name: &str) -> Result<Arc<Environment>, Refusal> {
    if user.grants.roles_in(name).is_empty() {
        return Err(EnvironmentError::Absent.into());
    }
    match app.environments.find(name) {
        Found::Running(environment) => Ok(environment),
        Found::Held(reason) => Err(Refusal::new(
            ProblemCode::EnvironmentHeld,
            format!("{name} is not at work: {reason}"),
        )),
        Found::Nothing => Err(EnvironmentError::Absent.into()),
    }
}

/// Lets a request through if somebody asks who may do the operation in one environment at least.
pub(super) async fn anywhere(
    State((app, operation)): State<(Arc<App>, Operation)>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(request.headers(), session);
    let user = known(&app, &asker).await?;
    let allowed = may_somewhere(&user, operation, &app.environments.names());
    let passage = Passage {
        peer,
        asker,
        user,
        environment: String::new(),
    };
    let_through(&app, passage, allowed, request, next).await
}

/// Whether somebody may do an operation in one of the environments at least. Of those that are not
/// theirs nothing is told, nor that they are there.
fn may_somewhere(
    user: &CurrentUser,
    operation: Operation,
    environments: &[String],
) -> Result<(), Refusal> {
    let theirs = environments
        .iter()
        .filter(|name| user.grants.can(Operation::Read, name).is_ok());
    let allowed = theirs.map(|name| may(user, operation, name));
    match allowed.reduce(Result::or) {
        Some(allowed) => allowed,
        None if environments.is_empty() => Ok(()),
        None => Err(Refusal::new(
            ProblemCode::Forbidden,
            "You have no role in any environment. Ask an administrator for one.",
        )),
    }
}

/// Lets a request about one's own account through, whatever one's roles. A token is not enough.
pub(super) async fn own(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(request.headers(), session);
    let user = known(&app, &asker).await?;
    let allowed = match &asker {
        Asker::Session(_) => Ok(()),
        Asker::Token(_) => Err(not_for_tokens()),
    };
    let passage = Passage {
        peer,
        asker,
        user,
        environment: String::new(),
    };
    let_through(&app, passage, allowed, request, next).await
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
    environment: &str,
) -> Result<CurrentUser, Refusal> {
    let user = known(app, asker).await?;
    may(&user, operation, environment)?;
    Ok(user)
}

/// Where a request comes from, as the audit tells it.
pub(super) fn origin(app: &App, via: Via, peer: SocketAddr, headers: &HeaderMap) -> Origin {
    Origin {
        via,
        address: Some(client::address(peer, headers, &app.settings)),
    }
}

/// Who asks for what where, on the way in.
struct Passage {
    peer: SocketAddr,
    asker: Asker,
    user: CurrentUser,
    /// Empty for none.
    environment: String,
}

/// Runs a request that is allowed, and tells of one that is refused.
async fn let_through(
    app: &App,
    passage: Passage,
    allowed: Result<(), Refusal>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let Passage {
        peer,
        asker,
        user,
        environment,
    } = passage;
    let origin = origin(app, user.via, peer, request.headers());
    let subject = format!("{} {}", request.method(), request.uri().path());
    let name = user.name.clone();
    let was_let_in = allowed.is_ok();
    let answer = match allowed {
        Ok(()) => {
            request.extensions_mut().insert(asker);
            request.extensions_mut().insert(user);
            acting_from(origin.clone(), next.run(request)).await
        }
        Err(refusal) => refusal.into_response(),
    };
    // What is refused is told, too; a question that is answered with no is no act.
    if let Some((code, words)) = problem::refused(&answer, was_let_in) {
        let deed = Deed {
            at_ms: app.clock.now_ms(),
            who: name,
            action: "request.refused".to_owned(),
            outcome: Outcome::Refused,
            environment,
            subject,
            detail: serde_json::json!({"code": code, "words": words}),
        };
        acting_from(origin, app.store.tell(deed)).await?;
    }
    Ok(answer)
}

pub(super) fn may(
    user: &CurrentUser,
    operation: Operation,
    environment: &str,
) -> Result<(), Refusal> {
    if user.via == Via::Token && !operation.is_for_tokens() {
        return Err(not_for_tokens());
    }
    user.grants.can(operation, environment).map_err(|denied| {
        Refusal::new(
            ProblemCode::Forbidden,
            format!("You are {}; {denied}.", user.grants.words(environment)),
        )
    })
}

/// What a request shows: a token where there is one, whatever cookies come with it.
fn asker(headers: &HeaderMap, session: Session) -> Asker {
    match bearer(headers) {
        Some(token) => Asker::Token(token.to_owned()),
        None => Asker::Session(session),
    }
}

async fn known(app: &App, asker: &Asker) -> Result<CurrentUser, Refusal> {
    let (user, words): (Option<User>, _) = match asker {
        Asker::Session(session) => (
            auth::signed_in(session, &app.store, &app.clock).await?,
            "Nobody is signed in, or the session is over. Sign in.",
        ),
        Asker::Token(token) => (
            auth::of_token(&app.store, &app.clock, token).await?,
            "The token is none, has ended or was taken back. Make another on the page of your account.",
        ),
    };
    let user = user.ok_or_else(|| Refusal::new(ProblemCode::SignedOut, words))?;
    Ok(CurrentUser {
        name: user.name,
        grants: user.grants,
        via: asker.via(),
    })
}

fn not_for_tokens() -> Refusal {
    Refusal::new(
        ProblemCode::Forbidden,
        "A token may not do this, whoever it belongs to. Sign in and do it in the browser.",
    )
}

/// Refuses what a session alone is not enough for, where the environment's policy asks for more: the
/// person has to have shown who they are a short while ago.
pub(super) async fn ensure_fresh(
    app: &App,
    here: &Environment,
    user: &CurrentUser,
    session: &Session,
) -> Result<(), Refusal> {
    let policy = app
        .store
        .policy(&here.name, app.clock.now_ms())
        .await?
        .policy;
    if policy.confirm_identity && user.via == Via::Session {
        super::session::refuse_unless_fresh(app, session).await?;
    }
    Ok(())
}

/// The token of a request. Other ways to authorize are of a proxy in front, and none of ours.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?;
    // What is no text is no token of ours either, and is refused as one.
    let text = value.to_str().unwrap_or("bearer");
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
