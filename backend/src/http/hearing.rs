//! `/account/hearing`, `/account/address` and `/account/news`: what one hears of, where one's
//! e-mail goes, and one's page of news.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use shared::audit::Outcome;
use shared::telling::Choices;
use shared::wire::{
    AddressCode, AddressRequest, Hearing, Listing, NewsItem, ProblemCode, SeenRequest,
};

use super::access::CurrentUser;
use super::deed::{Done, tell};
use super::extract::{Body, Search};
use super::problem::{Refusal, sentence};
use crate::app::App;
use crate::random;
use crate::store::ClaimedAddress;
use crate::telling::judge_address;

/// So many pieces of news on a page of the list.
const PAGE: i64 = 50;
/// So long a code is good.
const CODE_LASTS_MS: i64 = 60 * 60 * 1000;
/// So long after a code no other is sent, so that nobody is flooded with them.
const CODE_AGAIN_MS: i64 = 60 * 1000;

/// Where a list goes on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct After {
    /// The number of the last piece of news of the page before.
    after: Option<i64>,
}

/// `GET /account/hearing`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<Json<Hearing>, Refusal> {
    hearing(&app, &user).await
}

/// `PUT /account/hearing`.
pub(super) async fn choose(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Body(choices): Body<Choices>,
) -> Result<Json<Hearing>, Refusal> {
    // Each kind once, and none that there is no choice about.
    let choices = choices.complete();
    app.store.set_choices(&user.name, &choices).await?;
    tell_of(
        &app,
        &user,
        "account.hearing-chosen",
        json!({"choices": choices}),
    )
    .await?;
    hearing(&app, &user).await
}

/// `PUT /account/address`. Nothing is told to it before the code that is sent there was typed.
pub(super) async fn set_address(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Body(AddressRequest { address }): Body<AddressRequest>,
) -> Result<Json<Hearing>, Refusal> {
    if !app.telling.sends_email() {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "Longshore sends no e-mail here. An operator sets a mail server with `--smtp-host`.",
        ));
    }
    let address = address.trim();
    judge_address(address)
        .map_err(|fault| Refusal::new(ProblemCode::BadRequest, sentence(&fault)))?;
    let code = random::letters::<16>()?;
    let now_ms = app.clock.now_ms();
    let is_kept = app
        .store
        .claim_address(&ClaimedAddress {
            user: &user.name,
            address,
            code_hash: &hash(&code),
            expires_at_ms: now_ms + CODE_LASTS_MS,
            again_after_ms: CODE_AGAIN_MS,
            now_ms,
        })
        .await?;
    if !is_kept {
        return Err(Refusal::new(
            ProblemCode::TooMany,
            "A code was asked for a moment ago. Look for it, or wait a minute for another.",
        ));
    }
    app.telling
        .send_code(&user.name, address, &code)
        .await
        .map_err(|error| {
            let words = error.words();
            tracing::warn!(user = user.name, words, "no code was sent");
            let code = if error.is_about_the_address() {
                ProblemCode::BadRequest
            } else {
                ProblemCode::NoEmail
            };
            Refusal::new(code, format!("{words} {}", error.way_out()))
        })?;
    tell_of(
        &app,
        &user,
        "account.address-set",
        json!({"address": address}),
    )
    .await?;
    hearing(&app, &user).await
}

/// `POST /account/address`.
pub(super) async fn confirm_address(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Body(AddressCode { code }): Body<AddressCode>,
) -> Result<Json<Hearing>, Refusal> {
    let now_ms = app.clock.now_ms();
    let typed: String = code
        .expose()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|one| one.to_ascii_uppercase())
        .collect();
    let is_done = app
        .store
        .confirm_address(&user.name, &hash(&typed), now_ms)
        .await?;
    if !is_done {
        let refused = Done {
            who: &user.name,
            action: "account.address-confirmed",
            about: &user.name,
            detail: json!({}),
        };
        tell(&app, Outcome::Refused, refused).await?;
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "That is not the code that was sent, or it has ended. Look at it once more, or have another sent.",
        ));
    }
    tell_of(&app, &user, "account.address-confirmed", json!({})).await?;
    hearing(&app, &user).await
}

/// `DELETE /account/address`.
pub(super) async fn remove_address(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<StatusCode, Refusal> {
    if app.store.remove_address(&user.name).await? {
        tell_of(&app, &user, "account.address-removed", json!({})).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /account/news`. What one may not read any more is left out.
pub(super) async fn list_news(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Search(After { after }): Search<After>,
) -> Result<Json<Listing<NewsItem>>, Refusal> {
    let mut listing = app.store.news_of(&user.name, after, PAGE).await?;
    listing
        .items
        .retain(|item| item.news.is_readable(&user.grants));
    Ok(Json(listing))
}

/// `PUT /account/news`.
pub(super) async fn mark_seen(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    Body(SeenRequest { number }): Body<SeenRequest>,
) -> Result<StatusCode, Refusal> {
    app.store.set_seen(&user.name, number).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn hearing(app: &App, user: &CurrentUser) -> Result<Json<Hearing>, Refusal> {
    Ok(Json(Hearing {
        choices: app.store.choices(&user.name).await?.complete(),
        sends_email: app.telling.sends_email(),
        address: app.store.address(&user.name).await?,
    }))
}

async fn tell_of(
    app: &App,
    user: &CurrentUser,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Refusal> {
    let done = Done {
        who: &user.name,
        action,
        about: &user.name,
        detail,
    };
    tell(app, Outcome::Done, done).await
}

fn hash(code: &str) -> String {
    random::sha256(code)
}
