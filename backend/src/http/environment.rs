//! `/environment`: what Longshore looks after.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::wire::Environment;

use crate::app::App;

/// Needs no session: the page to sign in says where one is about to sign in to.
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Environment> {
    Json(Environment {
        name: app.settings.environment.clone(),
        account: app.aws.account().await,
        region: app.aws.region().to_owned(),
        simulated: app.settings.simulated,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
