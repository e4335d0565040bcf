//! `/plans/{hash}/preflight`: what a plan would run into.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use shared::preflight::Preflight;

use super::plans;
use super::problem::Refusal;
use crate::app::App;
use crate::preflight;

/// `POST /plans/{hash}/preflight`. Asks AWS each time: what was there a minute ago may be gone.
pub(super) async fn run(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
) -> Result<Json<Preflight>, Refusal> {
    let preview = plans::find(&app, &hash).await?;
    let now_ms = app.clock.now_ms();
    // Boxed: it asks for much, and a future of its size would be carried about by all.
    let found = Box::pin(preflight::run(&app.aws, &preview.plan, now_ms)).await;
    Ok(Json(found))
}
