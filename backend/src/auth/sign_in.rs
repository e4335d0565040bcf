//! Signing in with a password, and with a code of the authenticator where the account asks for one.

use shared::wire::Secret;

use super::guess::{Guessed, Place};
use super::password::is_password;
use super::{guess, second_factor};
use crate::clock::Clock;
use crate::random::NoRandomness;
use crate::store::{Store, StoreError, User};

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("the name or the password is wrong")]
    Wrong,
    #[error("a code of the authenticator is asked for")]
    CodeNeeded,
    #[error("the code is wrong, or was used before")]
    WrongCode,
    #[error("only the identity provider's sign-in is open")]
    PasswordsClosed,
    #[error("too many attempts; wait ten minutes")]
    TooMany,
    #[error("could not look up who signs in")]
    Store(#[from] StoreError),
    #[error("could not record the attempt to sign in")]
    Random(#[from] NoRandomness),
}

/// What somebody shows to sign in.
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) code: Option<Secret>,
    /// Where they come from, for the limit on guesses.
    pub(crate) place: Place,
}

/// Somebody who showed who they are.
pub(crate) struct SignedIn {
    pub(crate) user: User,
    /// What their browser keeps, so that others cannot use up its guesses.
    pub(crate) device: String,
}

/// Who may come in with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordsFor {
    Everybody,
    /// Only those whom the operator lets in when the identity provider is away.
    BreakGlass,
}

/// Tells who has this name and this password. A closed account is answered like a wrong password.
pub(crate) async fn sign_in(
    store: &Store,
    clock: &Clock,
    who: Credentials,
    passwords: PasswordsFor,
) -> Result<SignedIn, SignInError> {
    let attempt = guess::begin(store, clock, &who.name, &who.place, Guessed::Password).await?;
    let user = store.user(&who.name).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = is_password(who.password, hash).await;
    let is_let_in = |user: &User| passwords == PasswordsFor::Everybody || user.break_glass;
    // Nor does it tell whose password is right where passwords are closed.
    let refused = match passwords {
        PasswordsFor::Everybody => SignInError::Wrong,
        PasswordsFor::BreakGlass => SignInError::PasswordsClosed,
    };
    let user = user
        .filter(|user| is_right && user.disabled_at_ms.is_none() && is_let_in(user))
        .ok_or(refused)?;
    if user.second_factor {
        let Some(code) = who.code.filter(|code| !code.expose().trim().is_empty()) else {
            store.forget_attempt(&attempt).await?;
            return Err(SignInError::CodeNeeded);
        };
        if !second_factor::take(store, clock, &user.name, code.expose()).await? {
            return Err(SignInError::WrongCode);
        }
    }
    let device = guess::right(store, &attempt, &who.place).await?;
    store.signed_in(&user.name, clock.now_ms()).await?;
    Ok(SignedIn { user, device })
}

/// Shows once more who somebody is who is signed in already: by the code where the account has a
/// second factor, by the password otherwise.
pub(crate) async fn confirm(
    store: &Store,
    clock: &Clock,
    user: &User,
    shown: shared::wire::Confirmation,
    place: &Place,
) -> Result<(), SignInError> {
    let attempt = guess::begin(store, clock, &user.name, place, Guessed::Password).await?;
    if user.second_factor {
        let code = shown.code.ok_or(SignInError::CodeNeeded)?;
        if !second_factor::take(store, clock, &user.name, code.expose()).await? {
            return Err(SignInError::WrongCode);
        }
    } else {
        let password = shown.password.map(Secret::into_exposed).unwrap_or_default();
        if !is_password(password, user.password_hash.clone()).await {
            return Err(SignInError::Wrong);
        }
    }
    Ok(store.attempt_succeeded(&attempt).await?)
}
