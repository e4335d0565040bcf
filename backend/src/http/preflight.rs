//! `/plans/{hash}/preflight`: what a plan would run into.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::preflight::Preflight;

use super::extract::{At, Here};
use super::plans;
use super::problem::Refusal;
use crate::app::App;

/// `POST /plans/{hash}/preflight`.
pub(super) async fn run(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([hash]): At<1>,
) -> Result<Json<Preflight>, Refusal> {
    let preview = plans::find(&app, &here, &hash).await?;
    let found = here.agent.preflight(&preview).await;
    Ok(Json(found))
}
