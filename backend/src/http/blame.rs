//! Where the values of what runs come from.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::plan::Target;
use shared::wire::Blame;

use super::extract::{At, Here};
use super::problem::Refusal;
use super::services::absent;
use crate::app::App;
use crate::blame;

/// `GET /clusters/{cluster}/services/{service}/blame`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([cluster, service]): At<2>,
) -> Result<Json<Blame>, Refusal> {
    let target = Target { cluster, service };
    let now_ms = app.clock.now_ms();
    let found = blame::blame(&here.aws, &app.store, &here.name, &target, now_ms).await?;
    found.map(Json).ok_or_else(|| absent(&target))
}
