//! `/queue` and `/pauses`: what runs, what waits, and what holds everything up.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use futures::StreamExt as _;
use shared::permission::Operation;
use shared::wire::{Pause, PauseRequest, ProblemCode, Queue, Scope};

use super::access::CurrentUser;
use super::extract::{At, Body, Here};
use super::problem::Refusal;
use super::sse::{self, Reader};
use crate::app::App;
use crate::watch::Subject;

/// So long may a pause's reason be, in characters: it stands in lists.
const LONGEST_REASON: usize = 500;

/// `GET /queue`.
pub(super) async fn show(Here(here): Here) -> Result<Json<Queue>, Refusal> {
    Ok(Json(here.agent.queue().await?))
}

/// `GET /queue/events`.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    reader: Reader,
) -> Response {
    let states = here.watch.subscribe(&Subject::Queue);
    let events = states.map(|state| sse::state("queue", &state));
    sse::answer(Arc::clone(&app), Arc::clone(&here), reader, events)
}

/// `PUT /pauses/{scope}`.
pub(super) async fn pause(
    Here(here): Here,
    user: CurrentUser,
    At([scope]): At<1>,
    Body(request): Body<PauseRequest>,
) -> Result<Json<Pause>, Refusal> {
    let scope = find(&scope, &user)?;
    let reason = request.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            format!("Say why, in 1 to {LONGEST_REASON} characters: those who wait read it."),
        ));
    }
    Ok(Json(here.agent.pause(scope, &user.name, reason).await?))
}

/// `DELETE /pauses/{scope}`.
pub(super) async fn resume(
    Here(here): Here,
    user: CurrentUser,
    At([scope]): At<1>,
) -> Result<StatusCode, Refusal> {
    let scope = find(&scope, &user)?;
    if here.agent.resume(scope, &user.name).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::new(
            ProblemCode::NotFound,
            "It is not paused; somebody may have let it go on already.",
        ))
    }
}

/// The scope, if the person may hold it up: for everything, a role in one environment is too little.
fn find(scope: &str, user: &CurrentUser) -> Result<Scope, Refusal> {
    if scope == Scope::Everything.as_str()
        && let Err(denied) = user.grants.can_everywhere(Operation::Pause)
    {
        return Err(Refusal::new(
            ProblemCode::Forbidden,
            format!("This is about every environment; {denied}."),
        ));
    }
    Scope::find(scope).ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "There is no such scope. Pause `environment` or `everything`.",
        )
    })
}
