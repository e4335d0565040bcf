//! `/queue` and `/pauses`: what runs, what waits, and what holds everything up.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt as _;
use shared::wire::{Pause, PauseRequest, ProblemCode, Queue, Scope};

use super::access::{Asker, CurrentUser};
use super::extract::Body;
use super::problem::Refusal;
use super::sse;
use crate::app::App;
use crate::watch::Subject;

/// So long may a pause's reason be, in characters: it stands in lists.
const LONGEST_REASON: usize = 500;

/// `GET /queue`.
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Queue>, Refusal> {
    Ok(Json(app.agent.queue().await?))
}

/// `GET /queue/events`.
pub(super) async fn events(State(app): State<Arc<App>>, asker: Asker) -> Response {
    let states = app.watch.subscribe(&Subject::Queue);
    let events = states.map(|state| Event::default().event("queue").data(&*state));
    sse::answer(Arc::clone(&app), asker, events)
}

/// `PUT /pauses/{scope}`.
pub(super) async fn pause(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Path(scope): Path<String>,
    Body(request): Body<PauseRequest>,
) -> Result<Json<Pause>, Refusal> {
    let scope = find(&scope)?;
    let reason = request.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            format!("Say why, in 1 to {LONGEST_REASON} characters: those who wait read it."),
        ));
    }
    Ok(Json(app.agent.pause(scope, &user.name, reason).await?))
}

/// `DELETE /pauses/{scope}`.
pub(super) async fn resume(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Path(scope): Path<String>,
) -> Result<StatusCode, Refusal> {
    let scope = find(&scope)?;
    if app.agent.resume(scope, &user.name).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::new(
            ProblemCode::NotFound,
            "It is not paused; somebody may have let it go on already.",
        ))
    }
}

fn find(scope: &str) -> Result<Scope, Refusal> {
    Scope::find(scope).ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "There is no such scope. Pause `environment` or `everything`.",
        )
    })
}
