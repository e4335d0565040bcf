//! Tokens for programs: never more than their owner may do, never for what a person answers for.

use serde_json::json;
use shared::account::{LONGEST_LABEL, LONGEST_TOKEN_DAYS};
use shared::wire::{MadeToken, NewToken, Secret, Token};

use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{Deed, Store, StoreError, User};

/// What every token begins with, so that whoever finds one knows what it opens.
const PREFIX: &str = "longshore_";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a token is not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewTokenError {
    #[error("say what the token is for, in 1 to {LONGEST_LABEL} characters")]
    Label,
    #[error("a token lasts 1 to {LONGEST_TOKEN_DAYS} days; choose such a time")]
    Days,
    #[error("choose at least one role that you have yourself, and none that you have not")]
    Grants,
    #[error("could not keep the token")]
    Store(#[from] StoreError),
    #[error("could not draw a token")]
    Random(#[from] NoRandomness),
}

/// Makes a token of somebody's.
pub(crate) async fn make_token(
    store: &Store,
    clock: &Clock,
    owner: &User,
    wanted: NewToken,
) -> Result<MadeToken, NewTokenError> {
    let label = wanted.label.trim();
    let length = label.chars().count();
    if !(1..=LONGEST_LABEL).contains(&length) || !shared::text::is_one_line(label) {
        return Err(NewTokenError::Label);
    }
    if !(1..=LONGEST_TOKEN_DAYS).contains(&wanted.days) {
        return Err(NewTokenError::Days);
    }
    if wanted.grants.0.is_empty() || wanted.grants.limited_to(&owner.grants) != wanted.grants {
        return Err(NewTokenError::Grants);
    }
    let secret = format!("{PREFIX}{}", random::hex(&random::bytes::<32>()?));
    let now_ms = clock.now_ms();
    let token = Token {
        id: random::identifier()?,
        label: label.to_owned(),
        grants: wanted.grants,
        created_at_ms: now_ms,
        expires_at_ms: now_ms + i64::from(wanted.days) * DAY_MS,
        last_used_at_ms: None,
    };
    let deed = Deed::of_person(
        now_ms,
        &owner.name,
        "token.made",
        &owner.name,
        json!({
            "token": token.id,
            "label": token.label,
            "grants": token.grants,
            "expires_at_ms": token.expires_at_ms,
        }),
    );
    store
        .add_token(&owner.name, &token, &random::sha256(&secret), deed)
        .await?;
    Ok(MadeToken {
        token,
        secret: Secret::new(secret),
    })
}

/// Who asks with a token, with what they may do by it: what the token may and its owner still may.
/// Nobody when it is none, has ended, or its owner is shut out.
pub(crate) async fn of_token(
    store: &Store,
    clock: &Clock,
    text: &str,
) -> Result<Option<User>, StoreError> {
    if !text.starts_with(PREFIX) {
        return Ok(None);
    }
    let now_ms = clock.now_ms();
    let Some((name, token)) = store.token(&random::sha256(text), now_ms).await? else {
        return Ok(None);
    };
    let Some(owner) = store
        .user(&name)
        .await?
        .filter(|owner| owner.disabled_at_ms.is_none())
    else {
        return Ok(None);
    };
    store.note_token_use(&token, now_ms).await?;
    Ok(Some(User {
        grants: token.grants.limited_to(&owner.grants),
        ..owner
    }))
}
