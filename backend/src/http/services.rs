//! `/services` and `/clusters/{cluster}/services/{service}`: how services are, once and live.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt as _;
use shared::plan::Target;
use shared::wire::{ProblemCode, ServiceDetail, ServiceList};

use super::access::Asker;
use super::problem::Refusal;
use super::sse;
use crate::app::App;
use crate::watch::{self, Subject};

/// `GET /services`.
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<ServiceList> {
    Json(watch::service_list(&app.aws, app.clock.now_ms()).await)
}

/// `GET /services/events`.
pub(super) async fn list_events(State(app): State<Arc<App>>, asker: Asker) -> Response {
    let states = app.watch.subscribe(&Subject::Services);
    let events = states.map(|state| Event::default().event("services").data(&*state));
    sse::answer(Arc::clone(&app), asker, events)
}

/// `GET /clusters/{cluster}/services/{service}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((cluster, service)): Path<(String, String)>,
) -> Result<Json<ServiceDetail>, Refusal> {
    let target = Target { cluster, service };
    let detail = app.watch.detail(&target).await?;
    detail.map(Json).ok_or_else(|| absent(&target))
}

/// `GET /clusters/{cluster}/services/{service}/events`.
pub(super) async fn show_events(
    State(app): State<Arc<App>>,
    Path((cluster, service)): Path<(String, String)>,
    asker: Asker,
) -> Result<Response, Refusal> {
    let target = Target { cluster, service };
    if app
        .aws
        .service(&target.cluster, &target.service)
        .await?
        .is_none()
    {
        return Err(absent(&target));
    }
    let states = app.watch.subscribe(&Subject::Service(target));
    let events = states.map(|state| Event::default().event("service").data(&*state));
    Ok(sse::answer(Arc::clone(&app), asker, events))
}

pub(super) fn absent(target: &Target) -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        format!(
            "There is no service {} in the cluster {}. It may have been deleted; look at the list of services.",
            target.service, target.cluster
        ),
    )
}
