//! The first start: nobody may do everything, and a code that the server prints makes the first
//! person who may. There is no default account, and whoever comes first without the code gets no
//! more than they get anyway: somebody from an identity provider may come in before, without a role.

use serde_json::json;
use shared::permission::{Grant, Grants, Role};
use shared::wire::SetUp;

use super::code::{self, CODE_LASTS_MS, OneTimeCode};
use super::guess::{Guessed, Place};
use super::{SignInError, guess, hash_password};
use crate::auth::PasswordError;
use crate::clock::Clock;
use crate::random::NoRandomness;
use crate::store::{Deed, Store, StoreError, User, UserAdded};

/// What the limit on guesses counts attempts at codes by; no person can have the name.
const SET_UP: &str = "the set-up code";

/// A set-up code could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SetUpCodeError {
    /// The database failed.
    #[error("could not keep a set-up code")]
    Store(#[from] StoreError),
    /// The system gave no randomness.
    #[error("could not draw a set-up code")]
    Random(#[from] NoRandomness),
}

/// Why an account is not opened by a code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("there is an administrator already")]
    Over,
    #[error("somebody has the name")]
    NameTaken,
    #[error("the code is wrong, used or too old")]
    WrongCode,
    #[error("an account that is gone had the name")]
    NameGivenBefore,
    #[error(transparent)]
    Name(#[from] shared::account::UnfitName),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    SignIn(#[from] SignInError),
    #[error("could not open the account")]
    Store(#[from] StoreError),
}

/// Draws a set-up code in place of those before it, if there is no administrator who can come in.
///
/// # Errors
/// The database failed, or the system gave no randomness.
pub async fn make_set_up_code(
    store: &Store,
    now_ms: i64,
) -> Result<Option<OneTimeCode>, SetUpCodeError> {
    if store.has_administrator(now_ms).await? {
        return Ok(None);
    }
    let code = code::draw()?;
    store
        .set_set_up_code(&code.hash, now_ms + CODE_LASTS_MS)
        .await?;
    Ok(Some(code))
}

/// Makes the account of the first administrator, who may do everything everywhere.
pub(crate) async fn set_up(
    store: &Store,
    clock: &Clock,
    wanted: SetUp,
    place: &Place,
) -> Result<User, OpenError> {
    if store.has_administrator(clock.now_ms()).await? {
        return Err(OpenError::Over);
    }
    let attempt = guess::begin(store, clock, SET_UP, place, Guessed::Code).await?;
    let hash = code::hash(wanted.code.expose());
    if !store.is_set_up_code(&hash, clock.now_ms()).await? {
        return Err(OpenError::WrongCode);
    }
    // The code was right, so what follows is no guess at it.
    store.forget_attempt(&attempt).await?;
    let name = wanted.name.trim();
    shared::account::judge_name(name)?;
    let password = hash_password(name, wanted.password.into_exposed()).await?;
    let grants = Grants(vec![Grant::everywhere(Role::Administrator)]);
    let user = User {
        break_glass: true,
        ..User::new(name, grants, Some(password))
    };
    let given = json!({"grants": user.grants});
    let deed = Deed::of_person(clock.now_ms(), name, "account.set-up", name, given);
    match store.set_up(&hash, &user, deed).await? {
        Some(UserAdded::Done) => Ok(user),
        Some(UserAdded::GivenBefore) => Err(OpenError::NameGivenBefore),
        Some(UserAdded::Taken) => Err(OpenError::NameTaken),
        None => Err(OpenError::Over),
    }
}

/// Draws a code with which somebody chooses a password; the one until now is void. Nothing when
/// there is nobody of the name.
pub(crate) async fn make_password_code(
    store: &Store,
    name: &str,
    deed: Deed,
) -> Result<Option<(OneTimeCode, i64)>, SetUpCodeError> {
    let code = code::draw()?;
    let expires_at_ms = deed.at_ms + CODE_LASTS_MS;
    let known = store
        .set_password_code(name, &code.hash, expires_at_ms, deed)
        .await?;
    Ok(known.then_some((code, expires_at_ms)))
}

/// Puts a password in place that somebody chose with a code.
pub(crate) async fn choose_password(
    store: &Store,
    clock: &Clock,
    wanted: SetUp,
    place: &Place,
) -> Result<(), OpenError> {
    let attempt = guess::begin(store, clock, &wanted.name, place, Guessed::Code).await?;
    let hash = code::hash(wanted.code.expose());
    let user = store.user(&wanted.name).await?;
    let Some(user) = user.filter(|user| user.disabled_at_ms.is_none()) else {
        return Err(OpenError::WrongCode);
    };
    if !store
        .is_password_code(&user.name, &hash, clock.now_ms())
        .await?
    {
        return Err(OpenError::WrongCode);
    }
    store.forget_attempt(&attempt).await?;
    let password = hash_password(&user.name, wanted.password.into_exposed()).await?;
    let chosen = "account.password-chosen";
    let deed = Deed::of_person(clock.now_ms(), &user.name, chosen, &user.name, json!({}));
    if store
        .use_password_code(&user.name, &hash, &password, deed)
        .await?
    {
        Ok(())
    } else {
        Err(OpenError::WrongCode)
    }
}
