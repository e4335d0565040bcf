//! `/webhooks`: where news are sent to, and what came of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::telling::{MOST_WEBHOOKS, News, judge_url, judge_webhook_name};
use shared::wire::{
    Delivery, DeliveryState, Listing, MadeWebhook, ProblemCode, Secret, Webhook, WebhookRequest,
};
use tower_sessions::Session;

use super::access::CurrentUser;
use super::extract::{Body, Search};
use super::problem::{Refusal, sentence};
use super::session::refuse_unless_fresh;
use crate::app::App;
use crate::random;
use crate::store::{WebhookKept, WebhookSave};

/// So many deliveries on a page of the list.
const PAGE: i64 = 30;
/// So long the secret before holds, so that a receiver can be told the new one in peace.
const OLD_SECRET_HOLDS_MS: i64 = 24 * 60 * 60 * 1000;

/// Where a list goes on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct After {
    /// The last delivery of the page before.
    after: Option<String>,
}

/// `GET /webhooks`.
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Listing<Webhook>>, Refusal> {
    let items = app.store.webhooks().await?;
    Ok(Json(Listing { items, next: None }))
}

/// `POST /webhooks`.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Body(request): Body<WebhookRequest>,
) -> Result<(StatusCode, Json<MadeWebhook>), Refusal> {
    // Otherwise a session alone could lead the news of everything that is deployed elsewhere.
    refuse_unless_fresh(&app, &session).await?;
    let url = request.url.as_ref().ok_or_else(|| {
        Refusal::new(
            ProblemCode::BadRequest,
            "A new webhook needs the address that it sends to.",
        )
    })?;
    judge(&app, &request, &[])?;
    let id = random::identifier()?;
    let secret = new_secret()?;
    let save = WebhookSave {
        url: Some(url.expose()),
        ..saved(&app, &id, &request, &by)
    };
    kept(app.store.create_webhook(&save, &secret).await?)?;
    tracing::info!(user = by.name, webhook.id = id, "webhook added");
    let webhook = find(&app, &id).await?;
    Ok((StatusCode::CREATED, Json(MadeWebhook { webhook, secret })))
}

/// `PUT /webhooks/{id}`.
pub(super) async fn update(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(id): Path<String>,
    Body(request): Body<WebhookRequest>,
) -> Result<Json<Webhook>, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let before = find(&app, &id).await?;
    judge(&app, &request, &before.environments)?;
    let save = saved(&app, &id, &request, &by);
    match app.store.update_webhook(&save).await? {
        WebhookKept::Moved => return Err(moved(find(&app, &id).await?)),
        other => kept(other)?,
    }
    tracing::info!(user = by.name, webhook.id = id, "webhook set");
    find(&app, &id).await.map(Json)
}

/// `DELETE /webhooks/{id}`.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let webhook = find(&app, &id).await?;
    let now_ms = app.clock.now_ms();
    if !app.store.remove_webhook(&webhook, &by.name, now_ms).await? {
        return Err(absent());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /webhooks/{id}/secret`.
pub(super) async fn replace_secret(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(id): Path<String>,
) -> Result<Json<MadeWebhook>, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let webhook = find(&app, &id).await?;
    let secret = new_secret()?;
    let now_ms = app.clock.now_ms();
    let until_ms = now_ms + OLD_SECRET_HOLDS_MS;
    let is_done = app
        .store
        .rotate_webhook_secret(&webhook, &secret, until_ms, &by.name, now_ms)
        .await?;
    if !is_done {
        return Err(absent());
    }
    let webhook = find(&app, &id).await?;
    Ok(Json(MadeWebhook { webhook, secret }))
}

/// `POST /webhooks/{id}/tests`.
pub(super) async fn test(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Delivery>), Refusal> {
    let webhook = find(&app, &id).await?;
    if !webhook.enabled {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "The webhook is turned off. Turn it on, then try it out.",
        ));
    }
    let key = random::identifier()?;
    let test = News::of_test(&key, &webhook.name, &by.name, app.clock.now_ms());
    let delivery = app.store.test_webhook(&webhook, &test).await?;
    app.telling.hurry();
    let delivery = find_delivery(&app, &id, &delivery).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}

/// `GET /webhooks/{id}/deliveries`.
pub(super) async fn list_deliveries(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Search(After { after }): Search<After>,
) -> Result<Json<Listing<Delivery>>, Refusal> {
    find(&app, &id).await?;
    let listing = app.store.deliveries_of(&id, after.as_deref(), PAGE).await?;
    Ok(Json(listing))
}

/// `POST /webhooks/{id}/deliveries/{delivery}`.
pub(super) async fn deliver_again(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<(StatusCode, Json<Delivery>), Refusal> {
    let webhook = find(&app, &id).await?;
    let known = find_delivery(&app, &id, &delivery).await?;
    if known.state == DeliveryState::Waiting && known.attempts.is_empty() {
        return Ok((StatusCode::ACCEPTED, Json(known)));
    }
    app.store
        .deliver_again(&webhook, &delivery, &by.name, app.clock.now_ms())
        .await?;
    tracing::info!(user = by.name, delivery.id = delivery, "sent once more");
    app.telling.hurry();
    let delivery = find_delivery(&app, &id, &delivery).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}

/// Judges what is to be set. An environment that was given up may stay where it stands already.
fn judge(app: &App, request: &WebhookRequest, held: &[String]) -> Result<(), Refusal> {
    let unfit = |words: String| Refusal::new(ProblemCode::BadRequest, words);
    judge_webhook_name(&request.name).map_err(|fault| unfit(sentence(&fault)))?;
    if let Some(url) = &request.url {
        judge_url(url.expose()).map_err(|fault| unfit(sentence(&fault)))?;
        let ranges = app.telling.ranges();
        ranges
            .judge(url.expose())
            .map_err(|fault| unfit(sentence(&fault)))?;
    }
    if request.kinds.is_empty() {
        return Err(unfit(
            "Choose at least one kind of news that it carries.".to_owned(),
        ));
    }
    let there = app.environments.names();
    let is_known = |name: &String| there.contains(name) || held.contains(name);
    if let Some(name) = request.environments.iter().find(|name| !is_known(name)) {
        let choice = match there.as_slice() {
            [] => "There is none yet; leave them out for all that come.".to_owned(),
            names => format!(
                "Choose among {}, or none for all of them.",
                names.join(", ")
            ),
        };
        return Err(unfit(format!(
            "There is no environment `{name}` whose news it could carry. {choice}"
        )));
    }
    Ok(())
}

fn saved<'a>(
    app: &App,
    id: &'a str,
    request: &'a WebhookRequest,
    by: &'a CurrentUser,
) -> WebhookSave<'a> {
    let WebhookRequest {
        name,
        url,
        shape,
        environments,
        kinds,
        enabled,
        base_version,
    } = request;
    WebhookSave {
        id,
        name,
        url: url.as_ref().map(Secret::expose),
        shape: *shape,
        environments,
        kinds,
        enabled: *enabled,
        base_version: *base_version,
        by: &by.name,
        now_ms: app.clock.now_ms(),
    }
}

fn kept(kept: WebhookKept) -> Result<(), Refusal> {
    match kept {
        WebhookKept::Done => Ok(()),
        WebhookKept::Absent | WebhookKept::Moved => Err(absent()),
        WebhookKept::NameTaken => Err(Refusal::new(
            ProblemCode::AlreadyExists,
            "Another webhook has this name. Choose another.",
        )),
        WebhookKept::TooMany => Err(Refusal::new(
            ProblemCode::BadRequest,
            format!(
                "There are {MOST_WEBHOOKS} webhooks, which is as many as there may be. Take one away first."
            ),
        )),
    }
}

/// Somebody else was faster: what they set goes along, so that it can be held against one's own.
fn moved(webhook: Webhook) -> Refusal {
    let words = format!(
        "{} set this webhook after you began. Look at what they set, then keep yours or take theirs.",
        webhook.updated_by
    );
    Refusal::new(ProblemCode::WebhookMoved, words).with_webhook(webhook)
}

async fn find(app: &App, id: &str) -> Result<Webhook, Refusal> {
    app.store.webhook(id).await?.ok_or_else(absent)
}

async fn find_delivery(app: &App, webhook: &str, id: &str) -> Result<Delivery, Refusal> {
    app.store.delivery(webhook, id).await?.ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "There is no such delivery; those of 90 days ago are forgotten.",
        )
    })
}

/// 256 bits, with a beginning by which it is known for what it is where it turns up.
fn new_secret() -> Result<Secret, Refusal> {
    let drawn = random::bytes::<32>()?;
    let text = format!("longshore_webhook_{}", random::hex(&drawn));
    Ok(Secret::new(text))
}

fn absent() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "There is no such webhook. Look at the list of webhooks.",
    )
}
