//! A limit on guesses that cannot be used to lock others out: it holds for whatever secret is asked
//! for, and is kept in the database.

use shared::account::name_key;

use super::SignInError;
use crate::clock::Clock;
use crate::random;
use crate::store::{Attempt, Limits, Store};

const MINUTE_MS: i64 = 60 * 1000;

const LIMITS: Limits = Limits {
    window_ms: 10 * MINUTE_MS,
    of_pair: 6,
    of_address: 40,
    of_name: 30,
    known_ms: 30 * 24 * 60 * MINUTE_MS,
};

/// Notes a guess as wrong, unless there were too many; what comes of it is told afterwards.
pub(super) async fn begin(
    store: &Store,
    clock: &Clock,
    name: &str,
    address: &str,
) -> Result<Attempt, SignInError> {
    let attempt = Attempt {
        id: random::identifier()?,
        name_key: random::sha256(&name_key(name)),
        address: address.to_owned(),
        at_ms: clock.now_ms(),
    };
    if store.record_attempt(&attempt, &LIMITS).await? {
        Ok(attempt)
    } else {
        Err(SignInError::TooMany)
    }
}
