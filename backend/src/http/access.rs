//! The one place where a request is let through or not.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use shared::permission::{Grants, Operation};
use shared::wire::ProblemCode;
use tower_sessions::Session;

use super::problem::Refusal;
use crate::app::App;
use crate::auth;

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
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let user = allowed(&app, &session, operation).await?;
    request.extensions_mut().insert(user);
    Ok(next.run(request).await)
}

/// Tells who is signed in, if they may do the operation. Streams ask again while they last.
pub(super) async fn allowed(
    app: &App,
    session: &Session,
    operation: Operation,
) -> Result<CurrentUser, Refusal> {
    let user = auth::signed_in(session, &app.store, &app.clock)
        .await?
        .ok_or_else(|| {
            Refusal::new(
                ProblemCode::SignedOut,
                "Nobody is signed in, or the session is over. Sign in.",
            )
        })?;
    let environment = &app.settings.environment;
    user.grants.can(operation, environment).map_err(|denied| {
        Refusal::new(
            ProblemCode::Forbidden,
            format!("You are {}; {denied}.", user.grants.words(environment)),
        )
    })?;
    Ok(CurrentUser {
        name: user.name,
        grants: user.grants,
    })
}
