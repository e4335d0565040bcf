//! `/policy`: what the environment asks for before something is deployed to it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::wire::{KeptPolicy, PolicyRequest, ProblemCode};
use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::extract::{Body, Here};
use super::problem::Refusal;
use crate::app::App;
use crate::freezes;
use crate::store::PolicySave;

/// `GET /policy`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
) -> Result<Json<KeptPolicy>, Refusal> {
    Ok(Json(
        app.store.policy(&here.name, app.clock.now_ms()).await?,
    ))
}

/// `PUT /policy`.
pub(super) async fn set(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    session: Session,
    Body(request): Body<PolicyRequest>,
) -> Result<Json<KeptPolicy>, Refusal> {
    // Otherwise a session alone could take away what asks for more than a session.
    access::ensure_fresh(&app, &here, &user, &session).await?;
    let unfit = |words: String| Refusal::new(ProblemCode::BadRequest, words);
    let policy =
        freezes::with_moments(request.policy).map_err(|fault| unfit(format!("{fault}.")))?;
    if let Some(fault) = policy.faults().first() {
        return Err(unfit(format!("{fault}.")));
    }
    let environment = &here.name;
    let saved = app
        .store
        .save_policy(&PolicySave {
            environment,
            policy: &policy,
            base_version: request.base_version,
            by: &user.name,
            now_ms: app.clock.now_ms(),
        })
        .await?;
    if !saved {
        return Err(Refusal::new(
            ProblemCode::PolicyMoved,
            "Somebody else set the policy in between. Look at it as it is now, then set yours.",
        ));
    }
    tracing::info!(user = user.name, environment, "policy set");
    here.changes.recount().await?;
    Ok(Json(
        app.store.policy(environment, app.clock.now_ms()).await?,
    ))
}
