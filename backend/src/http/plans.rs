//! `/plans`: what would happen, before anything does.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::plan::Target;
use shared::wire::{
    EarlierRevision, Listing, PlanAsk, PlanBase, PlanRequest, Preview, ProblemCode,
    RollbackPlanRequest, ScalableTargetPlanRequest, TaskPlanRequest,
};

use super::access::CurrentUser;
use super::extract::{At, Body, Here, Search};
use super::problem::Refusal;
use super::services::absent;
use crate::app::App;
use crate::environments::Environment;
use crate::planning::{self, PlanningError};
use crate::store::MadePlan;

/// `POST /plans`.
pub(super) async fn make(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    Body(request): Body<PlanRequest>,
) -> Result<Json<Preview>, Refusal> {
    made(&app, &here, &user, PlanAsk::Documents(request)).await
}

/// `POST /plans/task`.
pub(super) async fn make_task(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    Body(request): Body<TaskPlanRequest>,
) -> Result<Json<Preview>, Refusal> {
    made(&app, &here, &user, PlanAsk::Task(request)).await
}

/// `POST /plans/rollback`.
pub(super) async fn make_rollback(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    Body(request): Body<RollbackPlanRequest>,
) -> Result<Json<Preview>, Refusal> {
    made(&app, &here, &user, PlanAsk::Rollback(request)).await
}

/// What a list of earlier revisions is asked with.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Page {
    after: Option<String>,
}

/// `GET /clusters/{cluster}/services/{service}/revisions`.
pub(super) async fn earlier(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([cluster, service]): At<2>,
    Search(page): Search<Page>,
) -> Result<Json<Listing<EarlierRevision>>, Refusal> {
    let target = Target { cluster, service };
    let after = page.after.as_deref();
    let environment = &here.name;
    let listing = planning::earlier(&here.aws, &app.store, environment, &target, after).await?;
    listing.map(Json).ok_or_else(|| absent(&target))
}

/// `POST /plans/deletion`.
pub(super) async fn make_deletion(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    Body(target): Body<Target>,
) -> Result<Json<Preview>, Refusal> {
    made(&app, &here, &user, PlanAsk::Deletion(target)).await
}

/// `POST /plans/scalable-target`.
pub(super) async fn make_scalable_target(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    Body(request): Body<ScalableTargetPlanRequest>,
) -> Result<Json<Preview>, Refusal> {
    made(&app, &here, &user, PlanAsk::ScalableTarget(request)).await
}

/// Has a plan made, and keeps it under its hash.
async fn made(
    app: &App,
    here: &Environment,
    user: &CurrentUser,
    ask: PlanAsk,
) -> Result<Json<Preview>, Refusal> {
    let environment = &here.name;
    let preview = planning::make_of_ask(&here.aws, &app.store, environment, &ask).await?;
    app.store
        .save_plan(&MadePlan {
            preview: &preview,
            ask: Some(&ask),
            environment,
            by: &user.name,
            now_ms: app.clock.now_ms(),
        })
        .await?;
    Ok(Json(preview))
}

/// `GET /plans/{hash}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([hash]): At<1>,
) -> Result<Json<Preview>, Refusal> {
    find(&app, &here, &hash).await.map(Json)
}

/// `GET /plans/{hash}/base`.
pub(super) async fn show_base(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([hash]): At<1>,
) -> Result<Json<PlanBase>, Refusal> {
    let preview = find(&app, &here, &hash).await?;
    let moved = planning::moved(&here.aws, &preview).await?;
    Ok(Json(PlanBase {
        moved: moved.unwrap_or_default(),
    }))
}

/// The preview of a plan that was made.
pub(super) async fn find(app: &App, here: &Environment, hash: &str) -> Result<Preview, Refusal> {
    let kept = app.store.kept_plan(hash).await?;
    let kept = kept.filter(|kept| kept.environment == here.name);
    kept.map(|kept| kept.preview).ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "There is no such plan. Make a new one from the documents.",
        )
    })
}

impl From<PlanningError> for Refusal {
    fn from(error: PlanningError) -> Self {
        let words = error.to_string();
        match error {
            PlanningError::NotCovered { .. } => Self::new(ProblemCode::BadRequest, words),
            PlanningError::Invalid(issues) => Self::invalid(issues),
            PlanningError::Aws(error) => error.into(),
            PlanningError::Store(error) => error.into(),
            PlanningError::Random(error) => error.into(),
        }
    }
}
