//! `/releases`: several deployments as one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::wire::{ProblemCode, Release, ReleaseRequest};
use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::deployments::idempotency_key;
use super::extract::{At, Body, Here};
use super::problem::Refusal;
use crate::app::App;

/// `POST /releases`.
pub(super) async fn start(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    headers: HeaderMap,
    session: Session,
    Body(request): Body<ReleaseRequest>,
) -> Result<(StatusCode, Json<Release>), Refusal> {
    access::ensure_fresh(&app, &here, &user, &session).await?;
    let key = idempotency_key(&headers)?;
    let release = here
        .agent
        .request_release(&user.name, &request, &key)
        .await?;
    Ok((StatusCode::CREATED, Json(release)))
}

/// `GET /releases/{id}`.
pub(super) async fn show(Here(here): Here, At([id]): At<1>) -> Result<Json<Release>, Refusal> {
    here.agent.release(&id).await?.map(Json).ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "There is no such release. Look at the list of deployments.",
        )
    })
}
