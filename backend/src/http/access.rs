//! The one place where a request is let through or not.

use std::sync::Arc;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use shared::audit::{Outcome, Via};
use shared::permission::{Grants, Operation};
use shared::wire::ProblemCode;
use tower_sessions::Session;

use super::client;
use super::problem::{self, Refusal};
use crate::app::App;
use crate::auth;
use crate::store::{Deed, Origin, acting_from};

/// Who asks; there only behind [`check`].
#[derive(Debug, Clone)]
pub(super) struct CurrentUser {
    pub(super) name: String,
    pub(super) grants: Grants,
}

/// Lets a request through if somebody is signed in who may do the operation.
pub(super) async fn check(
    State((app, operation)): State<(Arc<App>, Operation)>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let user = signed_in(&app, &session).await?;
    let origin = Origin {
        via: Via::Session,
        address: Some(client::address(peer, request.headers(), &app.settings)),
    };
    let asked = format!("{} {}", request.method(), request.uri().path());
    let name = user.name.clone();
    let answer = match may(&app, &user, operation) {
        Ok(()) => {
            request.extensions_mut().insert(user);
            acting_from(origin.clone(), next.run(request)).await
        }
        Err(refusal) => refusal.into_response(),
    };
    // What is refused is told, too; a question that is answered with no is no act.
    if let Some((code, words)) = problem::refused(&answer) {
        let deed = Deed {
            at_ms: app.clock.now_ms(),
            who: name,
            action: "request.refused".to_owned(),
            outcome: Outcome::Refused,
            environment: app.settings.environment.clone(),
            subject: asked,
            detail: serde_json::json!({"code": code, "words": words}),
        };
        acting_from(origin, app.store.tell(deed)).await?;
    }
    Ok(answer)
}

/// Tells who is signed in, if they may do the operation. Streams ask again while they last.
pub(super) async fn allowed(
    app: &App,
    session: &Session,
    operation: Operation,
) -> Result<CurrentUser, Refusal> {
    let user = signed_in(app, session).await?;
    may(app, &user, operation)?;
    Ok(user)
}

async fn signed_in(app: &App, session: &Session) -> Result<CurrentUser, Refusal> {
    let user = auth::signed_in(session, &app.store, &app.clock)
        .await?
        .ok_or_else(|| {
            Refusal::new(
                ProblemCode::SignedOut,
                "Nobody is signed in, or the session is over. Sign in.",
            )
        })?;
    Ok(CurrentUser {
        name: user.name,
        grants: user.grants,
    })
}

fn may(app: &App, user: &CurrentUser, operation: Operation) -> Result<(), Refusal> {
    let environment = &app.settings.environment;
    user.grants.can(operation, environment).map_err(|denied| {
        Refusal::new(
            ProblemCode::Forbidden,
            format!("You are {}; {denied}.", user.grants.words(environment)),
        )
    })
}
