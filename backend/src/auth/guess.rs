//! A limit on guesses that cannot be used to lock others out: it holds for whatever secret is asked
//! for, and is kept in the database.
//!
//! Guesses are counted by name and by where they come from. A browser in which somebody has signed
//! in before is a place of its own for that name, whatever its address: who shares the address, or
//! guesses from everywhere, uses up none of its guesses ("device cookies", OWASP).

use shared::account::name_key;

use super::SignInError;
use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{Attempt, Limits, Store, StoreError};

const MINUTE_MS: i64 = 60 * 1000;
/// For so long a place where somebody signed in stays known, in days.
pub(crate) const KNOWN_DAYS: i64 = 30;

/// Of what people choose themselves.
const OF_PASSWORDS: Limits = Limits {
    window_ms: 10 * MINUTE_MS,
    of_pair: 6,
    of_address: 40,
    of_name: 30,
    known_ms: KNOWN_DAYS * 24 * 60 * MINUTE_MS,
};

/// Of codes that were drawn. Nobody guesses 80 bits from however many addresses, and whoever tried
/// would only keep the one out who has the code.
const OF_CODES: Limits = Limits {
    of_name: i64::MAX,
    ..OF_PASSWORDS
};

/// What is guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessed {
    /// A password, or a code of the authenticator.
    Password,
    /// A code that was drawn.
    Code,
}

/// Where somebody comes from, for the limit on guesses.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The address.
    pub(crate) address: String,
    /// What the browser keeps of an earlier sign-in, as it shows it.
    pub(crate) device: Option<String>,
}

impl Place {
    fn of_device(device: &str) -> String {
        format!("device {}", random::sha256(device))
    }
}

/// Notes a guess as wrong, unless there were too many; what comes of it is told afterwards.
pub(super) async fn begin(
    store: &Store,
    clock: &Clock,
    name: &str,
    place: &Place,
    guessed: Guessed,
) -> Result<Attempt, SignInError> {
    let limits = match guessed {
        Guessed::Password => &OF_PASSWORDS,
        Guessed::Code => &OF_CODES,
    };
    let name_key = random::sha256(&name_key(name));
    let now_ms = clock.now_ms();
    let address = match place.device.as_deref().map(Place::of_device) {
        Some(device)
            if store
                .is_known_place(&name_key, &device, now_ms - limits.known_ms)
                .await? =>
        {
            device
        }
        _ => place.address.clone(),
    };
    let attempt = Attempt {
        id: random::identifier()?,
        name_key,
        address,
        at_ms: now_ms,
    };
    if store.record_attempt(&attempt, limits).await? {
        Ok(attempt)
    } else {
        Err(SignInError::TooMany)
    }
}

/// Forgets the failed attempts with a name, as the operator who gives it another password wants it.
pub(crate) async fn forget_mistakes(store: &Store, name: &str) -> Result<(), StoreError> {
    store
        .forget_mistakes(&random::sha256(&name_key(name)))
        .await
}

/// Marks an attempt as right, and knows the address and the browser from now on; answers what the
/// browser keeps.
pub(super) async fn right(
    store: &Store,
    attempt: &Attempt,
    place: &Place,
) -> Result<String, RightError> {
    store.attempt_succeeded(attempt).await?;
    let device = match &place.device {
        Some(device) if Place::of_device(device) == attempt.address => device.clone(),
        _ => random::identifier()?,
    };
    for known in [Place::of_device(&device), place.address.clone()] {
        if known != attempt.address {
            let success = Attempt {
                id: random::identifier()?,
                name_key: attempt.name_key.clone(),
                address: known,
                at_ms: attempt.at_ms,
            };
            store.know_place(&success).await?;
        }
    }
    Ok(device)
}

/// A sign-in was not written down.
#[derive(Debug, thiserror::Error)]
pub(super) enum RightError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<RightError> for SignInError {
    fn from(error: RightError) -> Self {
        match error {
            RightError::Store(error) => Self::Store(error),
            RightError::Random(error) => Self::Random(error),
        }
    }
}
