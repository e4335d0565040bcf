//! `/services` and `/clusters/{cluster}/services/{service}`: how services are, once and live.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use futures::StreamExt as _;
use shared::plan::Target;
use shared::wire::{ProblemCode, ServiceDetail, ServiceList};

use super::extract::{At, Here};
use super::problem::Refusal;
use super::sse::{self, Reader};
use crate::app::App;
use crate::watch::{self, Subject};

/// `GET /services`.
pub(super) async fn list(State(app): State<Arc<App>>, Here(here): Here) -> Json<ServiceList> {
    Json(watch::service_list(&here.aws, app.clock.now_ms()).await)
}

/// `GET /services/events`.
pub(super) async fn list_events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    reader: Reader,
) -> Response {
    let states = here.watch.subscribe(&Subject::Services);
    let events = states.map(|state| sse::state("services", &state));
    sse::answer(Arc::clone(&app), Arc::clone(&here), reader, events)
}

/// `GET /clusters/{cluster}/services/{service}`.
pub(super) async fn show(
    Here(here): Here,
    At([cluster, service]): At<2>,
) -> Result<Json<ServiceDetail>, Refusal> {
    let target = Target { cluster, service };
    let detail = here.watch.detail(&target).await?;
    detail.map(Json).ok_or_else(|| absent(&target))
}

/// `GET /clusters/{cluster}/services/{service}/events`.
pub(super) async fn show_events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([cluster, service]): At<2>,
    reader: Reader,
) -> Result<Response, Refusal> {
    let target = Target { cluster, service };
    if here
        .aws
        .service(&target.cluster, &target.service)
        .await?
        .is_none()
    {
        return Err(absent(&target));
    }
    let states = here.watch.subscribe(&Subject::Service(target));
    let events = states.map(|state| sse::state("service", &state));
    Ok(sse::answer(
        Arc::clone(&app),
        Arc::clone(&here),
        reader,
        events,
    ))
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
