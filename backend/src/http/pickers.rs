//! `/clusters`, `/target-groups`, `/parameters`: what forms let people choose from.

use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::wire::{Cluster, Listing, Parameter, TargetGroup};

use super::extract::{Here, Search};
use super::problem::Refusal;

/// Where a list goes on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct After {
    after: Option<String>,
}

/// `GET /clusters`.
pub(super) async fn clusters(Here(here): Here) -> Result<Json<Listing<Cluster>>, Refusal> {
    Ok(whole(here.aws.clusters().await?))
}

/// `GET /target-groups`.
pub(super) async fn target_groups(Here(here): Here) -> Result<Json<Listing<TargetGroup>>, Refusal> {
    Ok(whole(here.aws.target_groups().await?))
}

/// `GET /parameters`.
pub(super) async fn parameters(
    Here(here): Here,
    Search(search): Search<After>,
) -> Result<Json<Listing<Parameter>>, Refusal> {
    Ok(Json(here.aws.parameters(search.after.as_deref()).await?))
}

fn whole<T>(items: Vec<T>) -> Json<Listing<T>> {
    Json(Listing { items, next: None })
}
