//! Signing in, with a limit on guesses that cannot be used to lock others out.

use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{Attempt, Limits, Store, StoreError, User};

use super::password::is_password;

const MINUTE_MS: i64 = 60 * 1000;

const LIMITS: Limits = Limits {
    window_ms: 10 * MINUTE_MS,
    of_pair: 6,
    of_address: 40,
    of_name: 30,
    known_ms: 30 * 24 * 60 * MINUTE_MS,
};

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("the name or the password is wrong")]
    Wrong,
    #[error("too many attempts; wait ten minutes")]
    TooMany,
    #[error("could not look up who signs in")]
    Store(#[from] StoreError),
    #[error("could not record the attempt to sign in")]
    Random(#[from] NoRandomness),
}

/// Tells who has this name and this password.
pub(crate) async fn sign_in(
    store: &Store,
    clock: &Clock,
    name: &str,
    password: String,
    address: String,
) -> Result<User, SignInError> {
    let name = name.trim();
    let attempt = Attempt {
        id: random::identifier()?,
        name_key: random::sha256(&name.to_lowercase()),
        address,
        at_ms: clock.now_ms(),
    };
    if !store.record_attempt(&attempt, &LIMITS).await? {
        return Err(SignInError::TooMany);
    }
    let user = store.user(name).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    match (user, is_password(password, hash).await) {
        (Some(user), true) => {
            store.attempt_succeeded(&attempt).await?;
            Ok(user)
        }
        _ => Err(SignInError::Wrong),
    }
}
