//! `/clusters`, `/target-groups`, `/parameters`: what forms let people choose from.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::wire::{Cluster, Listing, Parameter, TargetGroup};

use super::extract::Search;
use super::problem::Refusal;
use crate::app::App;

/// Where a list goes on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct After {
    after: Option<String>,
}

/// `GET /clusters`.
pub(super) async fn clusters(
    State(app): State<Arc<App>>,
) -> Result<Json<Listing<Cluster>>, Refusal> {
    Ok(whole(app.aws.clusters().await?))
}

/// `GET /target-groups`.
pub(super) async fn target_groups(
    State(app): State<Arc<App>>,
) -> Result<Json<Listing<TargetGroup>>, Refusal> {
    Ok(whole(app.aws.target_groups().await?))
}

/// `GET /parameters`.
pub(super) async fn parameters(
    State(app): State<Arc<App>>,
    Search(search): Search<After>,
) -> Result<Json<Listing<Parameter>>, Refusal> {
    Ok(Json(app.aws.parameters(search.after.as_deref()).await?))
}

fn whole<T>(items: Vec<T>) -> Json<Listing<T>> {
    Json(Listing { items, next: None })
}
