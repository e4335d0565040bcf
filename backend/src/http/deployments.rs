//! `/deployments`: asking for one, and following it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::deployment::{Command, Deployment, DeploymentState};
use shared::plan::Target;
use shared::wire::{DeploymentDetail, DeploymentRequest, Listing, ProblemCode};

use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::extract::{At, Body, Here, Search};
use super::problem::Refusal;
use super::sse::{self, Reader};
use crate::agent::{CommandError, RequestError};
use crate::app::App;
use crate::environments::Environment;
use crate::store::Filter;

/// So many deployments on a page of the list.
const PAGE: i64 = 50;
/// More than any journal has.
const WHOLE: i64 = 100_000;

/// Which deployments.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Which {
    after: Option<String>,
    cluster: Option<String>,
    service: Option<String>,
}

/// `POST /deployments`.
pub(super) async fn start(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    headers: HeaderMap,
    session: Session,
    Body(request): Body<DeploymentRequest>,
) -> Result<(StatusCode, Json<Deployment>), Refusal> {
    access::ensure_fresh(&app, &here, &user, &session).await?;
    let key = idempotency_key(&headers)?;
    let deployment = here.agent.request(&user.name, &request, &key).await?;
    Ok((StatusCode::CREATED, Json(deployment)))
}

/// `POST /deployments/{id}/commands`.
pub(super) async fn command(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(command): Body<Command>,
) -> Result<(StatusCode, Json<Deployment>), Refusal> {
    ensure_here(&app, &here, &id).await?;
    let deployment = here.agent.command(&id, &user.name, &command).await?;
    Ok((StatusCode::ACCEPTED, Json(deployment)))
}

/// `GET /deployments`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Here(here): Here,
    Search(which): Search<Which>,
) -> Result<Json<Listing<Deployment>>, Refusal> {
    let target = match (which.cluster, which.service) {
        (Some(cluster), Some(service)) => Some(Target { cluster, service }),
        (None, None) => None,
        _ => {
            return Err(Refusal::new(
                ProblemCode::BadRequest,
                "Give both cluster and service, or neither.",
            ));
        }
    };
    let filter = Filter {
        environment: here.name.clone(),
        target,
        after: which.after,
        limit: PAGE,
    };
    let Listing { items, next } = app.store.deployments(&filter).await?;
    Ok(Json(Listing {
        items: here.agent.with_waits(items).await?,
        next,
    }))
}

/// `GET /deployments/{id}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([id]): At<1>,
) -> Result<Json<DeploymentDetail>, Refusal> {
    // The journal first: what happens in between is in the stream that follows.
    ensure_here(&app, &here, &id).await?;
    let mut journal = app.store.journal(&id, 0, WHOLE).await?;
    let deployment = found(&app, &here, &id).await?;
    // Of one that ended in between, the state would tell an end that its journal does not.
    if matches!(deployment.state, DeploymentState::Finished { .. }) {
        journal = app.store.journal(&id, 0, WHOLE).await?;
    }
    let preview = app
        .store
        .plan(&deployment.plan_hash)
        .await?
        .ok_or_else(absent)?;
    Ok(Json(DeploymentDetail {
        deployment,
        plan: preview.plan,
        journal,
        commands: here.agent.commands(&id).await?,
    }))
}

/// `GET /deployments/{id}/events`.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([id]): At<1>,
    headers: HeaderMap,
    reader: Reader,
) -> Result<Response, Refusal> {
    found(&app, &here, &id).await?;
    let after = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0);
    let events = here.agent.follow(id, after).map(|entry| {
        Event::default()
            .event("journal")
            .id(entry.sequence.to_string())
            .data(serde_json::to_string(&entry).unwrap_or_default())
    });
    Ok(sse::answer(
        Arc::clone(&app),
        Arc::clone(&here),
        reader,
        events,
    ))
}

/// One of another environment is absent in this.
async fn ensure_here(app: &App, here: &Environment, id: &str) -> Result<(), Refusal> {
    let found = app.store.deployment_in(&here.name, id).await?;
    found.map(|_| ()).ok_or_else(absent)
}

async fn found(app: &App, here: &Environment, id: &str) -> Result<Deployment, Refusal> {
    let deployment = app
        .store
        .deployment_in(&here.name, id)
        .await?
        .ok_or_else(absent)?;
    let explained = here.agent.with_waits(vec![deployment]).await?;
    explained.into_iter().next().ok_or_else(absent)
}

/// The key that makes a repeated request the same one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<String, Refusal> {
    headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .filter(|key| (8..=200).contains(&key.len()))
        .map(str::to_owned)
        .ok_or_else(|| {
            Refusal::new(
                ProblemCode::BadRequest,
                "The header `Idempotency-Key` is missing or not of 8 to 200 characters. Send a new random one for each click.",
            )
        })
}

fn absent() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "There is no such deployment. Look at the list of deployments.",
    )
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        let words = error.to_string();
        match error {
            RequestError::NoPlan => Self::new(ProblemCode::NotFound, words),
            RequestError::NothingToDo
            | RequestError::KeyReused
            | RequestError::NoPlans
            | RequestError::Twice(_)
            | RequestError::TwoTasks(_) => Self::new(ProblemCode::BadRequest, words),
            RequestError::BaseMoved(_) => Self::new(ProblemCode::BaseMoved, words),
            RequestError::PlanUsed(id) => Self::new(ProblemCode::BaseMoved, words).because_of(id),
            RequestError::ServiceBusy(id) => {
                Self::new(ProblemCode::AlreadyDeploying, words).because_of(id)
            }
            RequestError::Refused(refused) => refused.into(),
            RequestError::Forbidden => Self::new(ProblemCode::Forbidden, words),
            RequestError::Aws(error) => error.into(),
            RequestError::Store(error) => error.into(),
            RequestError::Random(error) => error.into(),
        }
    }
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        let words = error.to_string();
        match error {
            CommandError::NoDeployment => absent(),
            CommandError::NotForPeople => Self::new(ProblemCode::BadRequest, words),
            CommandError::Over
            | CommandError::Begun
            | CommandError::NotBegun
            | CommandError::NoWayBack(_)
            | CommandError::NoSuchPause => Self::new(ProblemCode::TooLate, words),
            CommandError::Store(error) => error.into(),
        }
    }
}
