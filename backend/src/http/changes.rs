//! `/changes`: proposing, reviewing and deploying what a team has seen.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt as _;
use shared::audit::Via;
use shared::change::{Act, Change, Decision, When};
use shared::permission::Operation;
use shared::wire::{
    CarryOver, CarryOverRequest, ChangeCounts, ChangeDeploymentRequest, ChangeDetail, ChangeQuery,
    ChangeRequest, ChangeSummary, CommentRequest, LateReviewRequest, Listing, ProblemCode,
    ReasonRequest, ReviewRequest, RewordRequest, ScheduleRequest, SettleRequest, VersionRequest,
    ViewedRequest,
};

use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::deployments::idempotency_key;
use super::extract::{At, Body, Here, Search};
use super::problem::Refusal;
use super::sse::{self, Reader};
use crate::agent::Carrying;
use crate::app::App;
use crate::changes::ChangeError;
use crate::environments::Environment;
use crate::store::{Actor, ChangeFilter, ChangeOrder};

/// So many changes on a page of the list.
const PAGE: i64 = 50;
/// So long may the name of what is marked as viewed be, in bytes.
const LONGEST_MARK: usize = 200;

type Told = Result<Json<ChangeDetail>, Refusal>;

/// `GET /changes`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Search(query): Search<ChangeQuery>,
) -> Result<Json<Listing<ChangeSummary>>, Refusal> {
    // By it alone the list would be that of all, and pass for that of the cluster.
    if query.cluster.is_some() && query.service.is_none() {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "Give the service of the cluster as well, or leave the cluster out.",
        ));
    }
    let environments = app.environments.names();
    let filter = ChangeFilter {
        query: &query,
        name: &user.name,
        grants: &user.grants,
        environments: &environments,
        limit: PAGE,
    };
    Ok(Json(app.store.changes(&filter).await?))
}

/// `GET /changes/counts`.
pub(super) async fn counts(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<Json<ChangeCounts>, Refusal> {
    let environments = app.environments.names();
    let counts = app
        .store
        .count_changes(&user.name, &user.grants, &environments)
        .await?;
    Ok(Json(counts))
}

/// `POST /changes`.
pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    session: Session,
    headers: HeaderMap,
    Body(request): Body<ChangeRequest>,
) -> Result<(StatusCode, Json<ChangeDetail>), Refusal> {
    let key = idempotency_key(&headers)?;
    if request.when != When::ByHand {
        // It is deployed in the name of who says when.
        access::may(&user, Operation::Deploy, &here.name)?;
        access::ensure_fresh(&app, &here, &user, &session).await?;
    }
    let id = here
        .changes
        .propose(actor(&app, &user), &request, &key)
        .await?;
    let told = detail(&app, &here, &user, id).await?;
    Ok((StatusCode::CREATED, told))
}

/// `GET /changes/{id}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
) -> Told {
    detail(&app, &here, &user, number(&id)?).await
}

/// `GET /changes/{id}/events`.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    At([id]): At<1>,
    headers: HeaderMap,
    reader: Reader,
) -> Result<Response, Refusal> {
    let id = number(&id)?;
    found(&app, &here, id).await?;
    let after = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0);
    let events = here.changes.follow(id, after).map(|entry| {
        Event::default()
            .event("change")
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

/// `POST /changes/{id}/versions`.
pub(super) async fn revise(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<VersionRequest>,
) -> Told {
    let id = number(&id)?;
    found(&app, &here, id).await?;
    here.changes
        .revise(id, actor(&app, &user), &request)
        .await?;
    detail(&app, &here, &user, id).await
}

/// `PUT /changes/{id}/words`.
pub(super) async fn reword(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<RewordRequest>,
) -> Told {
    let act = Act::Reword {
        title: request.title.trim().to_owned(),
        reason: request.reason.trim().to_owned(),
    };
    acted(&app, &here, &user, &id, Operation::Propose, act).await
}

/// `POST /changes/{id}/reviews`.
pub(super) async fn review(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    session: Session,
    Body(request): Body<ReviewRequest>,
) -> Told {
    if request.decision == Decision::Approve {
        access::ensure_fresh(&app, &here, &user, &session).await?;
    }
    let ReviewRequest {
        version,
        digest,
        decision,
        reason,
    } = request;
    let act = Act::Review {
        version,
        digest,
        decision,
        reason: reason.trim().to_owned(),
    };
    acted(&app, &here, &user, &id, Operation::Review, act).await
}

/// `DELETE /changes/{id}/reviews`.
pub(super) async fn take_back_approval(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
) -> Told {
    acted(
        &app,
        &here,
        &user,
        &id,
        Operation::Review,
        Act::TakeBackApproval,
    )
    .await
}

/// `POST /changes/{id}/comments`.
pub(super) async fn comment(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<CommentRequest>,
) -> Told {
    let CommentRequest {
        version,
        place,
        text,
    } = request;
    let act = Act::Comment {
        version,
        place,
        text,
    };
    acted(&app, &here, &user, &id, Operation::Comment, act).await
}

/// `PUT /changes/{id}/comments/{comment}`.
pub(super) async fn settle(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id, comment]): At<2>,
    Body(request): Body<SettleRequest>,
) -> Told {
    let act = Act::Settle {
        comment: number(&comment)?,
        settled: request.settled,
    };
    acted(&app, &here, &user, &id, Operation::Comment, act).await
}

/// `PUT /changes/{id}/viewed`.
pub(super) async fn mark_viewed(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<ViewedRequest>,
) -> Result<StatusCode, Refusal> {
    let id = number(&id)?;
    let change = found(&app, &here, id).await?;
    let is_its = change
        .versions
        .iter()
        .any(|version| version.digest == request.digest);
    if !is_its || request.mark.len() > LONGEST_MARK {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "The change has no such version, or the mark is too long. Reload the page.",
        ));
    }
    let ViewedRequest {
        digest,
        mark,
        viewed,
    } = request;
    app.store
        .mark_viewed(id, &digest, &user.name, &mark, viewed)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /changes/{id}/schedule`.
pub(super) async fn schedule(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    session: Session,
    At([id]): At<1>,
    Body(request): Body<ScheduleRequest>,
) -> Told {
    let ScheduleRequest {
        version,
        digest,
        when,
    } = request;
    if when != When::ByHand {
        // It deploys, only later.
        access::ensure_fresh(&app, &here, &user, &session).await?;
    }
    acted(
        &app,
        &here,
        &user,
        &id,
        Operation::Deploy,
        Act::Schedule {
            version,
            digest,
            when,
        },
    )
    .await
}

/// `POST /changes/{id}/withdrawal`.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<ReasonRequest>,
) -> Told {
    let act = Act::Withdraw {
        reason: request.reason.trim().to_owned(),
    };
    acted(&app, &here, &user, &id, Operation::Propose, act).await
}

/// `POST /changes/{id}/carrying-over`.
pub(super) async fn carry_over(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<CarryOverRequest>,
) -> Result<Json<CarryOver>, Refusal> {
    let id = number(&id)?;
    found(&app, &here, id).await?;
    let carried = here
        .changes
        .carry_over(id, actor(&app, &user), &request)
        .await?;
    Ok(Json(carried))
}

/// `POST /changes/{id}/deployments`.
pub(super) async fn deploy(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    headers: HeaderMap,
    session: Session,
    Body(request): Body<ChangeDeploymentRequest>,
) -> Result<(StatusCode, Json<ChangeDetail>), Refusal> {
    access::ensure_fresh(&app, &here, &user, &session).await?;
    let key = idempotency_key(&headers)?;
    let id = number(&id)?;
    let change = found(&app, &here, id).await?;
    let carrying = Carrying {
        change: &change,
        order: ChangeOrder {
            id,
            version: request.version,
            digest: &request.digest,
            break_glass: request.break_glass.as_deref(),
            is_person: user.via == Via::Session,
        },
        when_busy: request.when_busy,
        despite_freeze: request.despite_freeze.as_deref(),
    };
    here.agent
        .request_change(&user.name, &carrying, &key)
        .await?;
    let told = detail(&app, &here, &user, id).await?;
    Ok((StatusCode::CREATED, told))
}

/// `POST /changes/{id}/late-review`.
pub(super) async fn review_late(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    At([id]): At<1>,
    Body(request): Body<LateReviewRequest>,
) -> Told {
    let act = Act::ReviewAfterwards {
        reason: request.reason.trim().to_owned(),
        deployments: request.deployments,
    };
    acted(&app, &here, &user, &id, Operation::Review, act).await
}

async fn acted(
    app: &App,
    here: &Environment,
    user: &CurrentUser,
    id: &str,
    operation: Operation,
    act: Act,
) -> Told {
    let id = number(id)?;
    found(app, here, id).await?;
    here.changes
        .act(id, operation, act, actor(app, user))
        .await?;
    detail(app, here, user, id).await
}

async fn detail(app: &App, here: &Environment, user: &CurrentUser, id: i64) -> Told {
    let entries = app.store.change_entries(id, 0).await?;
    let change = Change::of(id, &entries)
        .filter(|change| change.environment == here.name)
        .ok_or_else(absent)?;
    let environment = &change.environment;
    let policy = app
        .store
        .policy(environment, app.clock.now_ms())
        .await?
        .policy;
    let reviewers = app.store.reviewers(environment).await?;
    let standing = change.standing(&policy, |name| reviewers.iter().any(|known| known == name));
    let others = app
        .store
        .changes_beside(id, environment, &change.targets())
        .await?;
    let viewed = match change.version() {
        Some(version) => app.store.viewed(id, &version.digest, &user.name).await?,
        None => Vec::new(),
    };
    Ok(Json(ChangeDetail {
        entries,
        standing,
        policy,
        reviewers,
        others,
        viewed,
        change,
    }))
}

/// The change, if it is of this environment. One of another is absent here.
async fn found(app: &App, here: &Environment, id: i64) -> Result<Change, Refusal> {
    let entries = app.store.change_entries(id, 0).await?;
    Change::of(id, &entries)
        .filter(|change| change.environment == here.name)
        .ok_or_else(absent)
}

fn actor<'a>(app: &App, user: &'a CurrentUser) -> Actor<'a> {
    Actor {
        name: &user.name,
        is_person: user.via == Via::Session,
        now_ms: app.clock.now_ms(),
    }
}

fn number(text: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| absent())
}

fn absent() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "There is no such change. Look at the list of changes.",
    )
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        let words = error.to_string();
        match error {
            ChangeError::Absent => absent(),
            ChangeError::Forbidden => Self::new(ProblemCode::Forbidden, words),
            ChangeError::KeyReused => Self::new(ProblemCode::BadRequest, words),
            ChangeError::NoPlan => Self::new(ProblemCode::NotFound, words),
            ChangeError::Refused(refused) => refused.into(),
            ChangeError::Request(error) => error.into(),
            ChangeError::Planning(error) => error.into(),
            ChangeError::Aws(error) => error.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}
