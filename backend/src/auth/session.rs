//! What a session says: who signed in, and when.

use tower_sessions::Session;

use crate::clock::Clock;
use crate::store::{Store, StoreError, User};

const NAME: &str = "name";
const SIGNED_IN_AT: &str = "signed_in_at_ms";

/// A session ends so long after its sign-in, however busy it is: a week.
const LONGEST_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A session could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    #[error("could not read or write the session")]
    Session(#[from] tower_sessions::session::Error),
    #[error("could not find whose session it is")]
    Store(#[from] StoreError),
}

/// Puts somebody into the session, under a new id, so that an id known before is worth nothing.
pub(crate) async fn start(
    session: &Session,
    name: &str,
    clock: &Clock,
) -> Result<(), SessionError> {
    // Flushing would not do: the library then creates the new session under the old id.
    session.clear().await;
    session.insert(NAME, name).await?;
    session.insert(SIGNED_IN_AT, clock.now_ms()).await?;
    session.cycle_id().await?;
    session.save().await?;
    Ok(())
}

/// Whose session it is: nobody's when it is over, or when the person is gone.
pub(crate) async fn signed_in(
    session: &Session,
    store: &Store,
    clock: &Clock,
) -> Result<Option<User>, SessionError> {
    let Some(name) = session.get::<String>(NAME).await? else {
        return Ok(None);
    };
    let since = session.get::<i64>(SIGNED_IN_AT).await?.unwrap_or(0);
    let user = store.user(&name).await?;
    if user.is_none() || clock.now_ms() - since > LONGEST_MS {
        session.flush().await?;
        return Ok(None);
    }
    // An active session's expiry moves on; once in a while is enough.
    let left = session.expiry_date() - time::OffsetDateTime::now_utc();
    if left < time::Duration::hours(11) {
        session.insert(SIGNED_IN_AT, since).await?;
    }
    Ok(user)
}

/// Ends the session.
pub(crate) async fn end(session: &Session) -> Result<(), SessionError> {
    if session.id().is_some() {
        session.flush().await?;
    }
    Ok(())
}
