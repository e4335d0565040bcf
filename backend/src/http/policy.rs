//! `/policy`: what the environment asks for before something is deployed to it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::policy::Known;
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
    told(&app, &here.name).await
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
    told(&app, environment).await
}

/// The policy as it holds, with what nobody could give.
async fn told(app: &App, environment: &str) -> Result<Json<KeptPolicy>, Refusal> {
    let mut kept = app.store.policy(environment, app.clock.now_ms()).await?;
    let users = app.store.users().await?;
    let known: Vec<Known<'_>> = users
        .iter()
        .filter(|user| user.disabled_at_ms.is_none())
        .map(|user| Known {
            name: &user.name,
            grants: &user.grants,
        })
        .collect();
    kept.gaps = kept.policy.gaps(environment, &known);
    Ok(Json(kept))
}
