//! `/drafts`: what people have typed and not deployed yet. Everybody who is signed in sees all of
//! them, and may go on with another's: a team types together. Another's is deleted only by those who
//! may propose changes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::permission::Operation;
use shared::plan::Target;
use shared::wire::{Draft, DraftSummary, DraftUpdate, Listing, ProblemCode};

use super::access::{self, CurrentUser};
use super::extract::{At, Body, Here, Search};
use super::problem::Refusal;
use super::sse::{self, Reader};
use crate::app::App;
use crate::drafts::MOST;
use crate::store::{DraftFilter, DraftPlace, Saved};

/// So many drafts on a page of the list.
const PAGE: i64 = 50;
/// So many characters may a title have.
const TITLE: usize = 200;
/// So many characters may the name of a cluster or a service have; AWS takes no more.
const NAME: usize = 255;

/// Which drafts.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Which {
    after: Option<String>,
    cluster: Option<String>,
    service: Option<String>,
}

/// The id in the address, which the browser chose.
pub(super) struct DraftId(String);

impl<S: Send + Sync> FromRequestParts<S> for DraftId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let id = At::<1>::from_request_parts(parts, state).await;
        let is_id = |id: &String| {
            (16..=64).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        id.ok()
            .map(|At([id])| id)
            .filter(is_id)
            .map(Self)
            .ok_or_else(|| bad("The id of a draft is 16 to 64 letters, digits and `-`."))
    }
}

/// `GET /drafts`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Here(here): Here,
    Search(which): Search<Which>,
) -> Result<Json<Listing<DraftSummary>>, Refusal> {
    let after = which
        .after
        .map(|after| {
            DraftPlace::parse(&after).ok_or_else(|| {
                bad("`after` is no place in the list. Give what `next` of the page before says.")
            })
        })
        .transpose()?;
    let filter = DraftFilter {
        environment: here.name.clone(),
        target: target(which.cluster, which.service)?,
        after,
        limit: PAGE,
    };
    Ok(Json(app.store.drafts(&filter).await?))
}

/// `GET /drafts/{id}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
    DraftId(id): DraftId,
) -> Result<Json<Draft>, Refusal> {
    let draft = app.store.draft(&here.name, &id).await?;
    draft.map(Json).ok_or_else(absent)
}

/// `PUT /drafts/{id}`.
pub(super) async fn save(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    DraftId(id): DraftId,
    Body(update): Body<DraftUpdate>,
) -> Result<Json<DraftSummary>, Refusal> {
    let update = judged(update)?;
    match app
        .drafts
        .save(&here.name, &id, &update, &user.name)
        .await?
    {
        Saved::Written(summary) | Saved::Repeated(summary) => Ok(Json(summary)),
        Saved::Moved(summary) => Err(moved(summary, &user.name)),
        Saved::Gone(by) => Err(gone(by.as_deref(), &user.name)),
        Saved::TooMany => Err(Refusal::new(
            ProblemCode::Forbidden,
            format!(
                "You have made {MOST} drafts, as many as one may. Delete some that nobody needs, then save again."
            ),
        )),
    }
}

/// `DELETE /drafts/{id}`.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    DraftId(id): DraftId,
) -> Result<StatusCode, Refusal> {
    let draft = app.store.draft_summary(&here.name, &id).await?;
    // Who goes on with others' drafts changes them for all to see; one that is deleted is gone.
    if draft.is_some_and(|draft| draft.created_by != user.name) {
        access::may(&user, Operation::Propose, &here.name)?;
    }
    app.drafts.delete(&here.name, &id, &user.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /drafts/{id}/events`.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    DraftId(id): DraftId,
    reader: Reader,
) -> Result<Response, Refusal> {
    let draft = app
        .store
        .draft_summary(&here.name, &id)
        .await?
        .ok_or_else(absent)?;
    let events = app.drafts.open(&here.name, draft, user.name).map(|news| {
        Event::default()
            .event("draft")
            .data(serde_json::to_string(&news).unwrap_or_default())
    });
    Ok(sse::answer(
        Arc::clone(&app),
        Arc::clone(&here),
        reader,
        events,
    ))
}

/// Holds an update against what a draft may be.
fn judged(update: DraftUpdate) -> Result<DraftUpdate, Refusal> {
    if update.base_version < 0 {
        return Err(bad(
            "`base_version` is the version that you started from, or 0 for a new draft.",
        ));
    }
    let title = update.title.trim().to_owned();
    if title.is_empty() || !is_line(&title, TITLE) {
        return Err(bad(&format!(
            "A draft needs a title of 1 to {TITLE} characters in one line."
        )));
    }
    target(update.cluster.clone(), update.service.clone())?;
    Ok(DraftUpdate { title, ..update })
}

/// The service that a draft or a list is for, if it is for one.
fn target(cluster: Option<String>, service: Option<String>) -> Result<Option<Target>, Refusal> {
    match (cluster, service) {
        (Some(cluster), Some(service)) if is_line(&cluster, NAME) && is_line(&service, NAME) => {
            Ok(Some(Target { cluster, service }))
        }
        (Some(_), Some(_)) => Err(bad(&format!(
            "Names of clusters and services have at most {NAME} characters in one line."
        ))),
        (None, None) => Ok(None),
        _ => Err(bad("Give both cluster and service, or neither.")),
    }
}

/// Whether a text is one line of at most so many characters.
fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.contains(char::is_control)
}

fn moved(draft: DraftSummary, user: &str) -> Refusal {
    let detail = if draft.updated_by == user {
        "You saved this draft elsewhere, perhaps in another tab. Look at what stands there, then keep one of the two.".to_owned()
    } else {
        format!(
            "{} saved this draft after you began. Look at what stands there now, then keep one of the two.",
            draft.updated_by
        )
    };
    Refusal::new(ProblemCode::DraftMoved, detail).with_draft(draft)
}

fn gone(by: Option<&str>, user: &str) -> Refusal {
    let what = match by {
        Some(by) if by == user => "You deleted this draft.".to_owned(),
        Some(by) => format!("{by} deleted this draft."),
        None => "There is no such draft.".to_owned(),
    };
    Refusal::new(
        ProblemCode::NotFound,
        format!("{what} To keep your text, save it as a new draft."),
    )
}

fn absent() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "There is no such draft, or somebody deleted it. Look at the list of drafts.",
    )
}

fn bad(detail: &str) -> Refusal {
    Refusal::new(ProblemCode::BadRequest, detail)
}
