//! `/plans/{hash}/preflight`: what a plan would run into.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use shared::preflight::Preflight;

use super::plans;
use super::problem::Refusal;
use crate::app::App;

/// `POST /plans/{hash}/preflight`.
pub(super) async fn run(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
) -> Result<Json<Preflight>, Refusal> {
    let preview = plans::find(&app, &hash).await?;
    let found = app.agent.preflight(&preview).await;
    Ok(Json((*found).clone()))
}
