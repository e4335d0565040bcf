//! What a session says: who signed in, when, where from, and when they last showed who they are.

use serde::{Deserialize, Serialize};
use shared::account::FRESH_MINUTES;
use shared::wire::OpenSession;
use tower_sessions::Session;

use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{Store, StoreError, User};

/// What a session's facts are kept under.
pub(super) const FACTS: &str = "facts";

const MINUTE_MS: i64 = 60 * 1000;
/// A session ends so long after its sign-in, however busy it is: a week.
const LONGEST_MS: i64 = 7 * 24 * 60 * MINUTE_MS;
/// It ends when it was not used for so long: half a day.
pub(crate) const IDLE_MS: i64 = 12 * 60 * MINUTE_MS;
/// How much later a use is noted again.
const NOTED_EVERY_MS: i64 = 5 * MINUTE_MS;
/// The most that is kept of what a browser calls itself.
const LONGEST_BROWSER: usize = 200;

/// What a session says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) name: String,
    /// What lists name the session by.
    pub(super) handle: String,
    pub(super) signed_in_at_ms: i64,
    pub(super) seen_at_ms: i64,
    /// When the person last showed who they are.
    pub(super) confirmed_at_ms: Option<i64>,
    pub(super) address: String,
    pub(super) browser: String,
    /// Whether the identity provider has a session of its own.
    pub(super) from_provider: bool,
}

/// How a session begins.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    pub(crate) name: String,
    /// When what the person showed began to be looked at, milliseconds since the epoch: a password
    /// that changes meanwhile opens nothing.
    pub(crate) since_ms: i64,
    /// When they showed who they are; nothing where the provider does not say.
    pub(crate) confirmed_at_ms: Option<i64>,
    pub(crate) address: String,
    pub(crate) browser: String,
    pub(crate) from_provider: bool,
}

/// A session could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    #[error("could not read or write the session")]
    Session(#[from] tower_sessions::session::Error),
    #[error("could not find whose session it is")]
    Store(#[from] StoreError),
    #[error("could not name the session")]
    Random(#[from] NoRandomness),
}

/// Puts somebody into the session, under a new id, so that an id known before is worth nothing.
pub(crate) async fn start(session: &Session, beginning: Beginning) -> Result<(), SessionError> {
    let facts = Facts {
        name: beginning.name,
        handle: random::identifier()?,
        signed_in_at_ms: beginning.since_ms,
        seen_at_ms: beginning.since_ms,
        confirmed_at_ms: beginning.confirmed_at_ms,
        address: beginning.address,
        browser: plain(&beginning.browser),
        from_provider: beginning.from_provider,
    };
    // Flushing would not do: the library then creates the new session under the old id.
    session.clear().await;
    session.insert(FACTS, facts).await?;
    session.cycle_id().await?;
    session.save().await?;
    Ok(())
}

/// Whose session it is: nobody's when it is over, or when the person is gone or shut out.
pub(crate) async fn signed_in(
    session: &Session,
    store: &Store,
    clock: &Clock,
) -> Result<Option<User>, SessionError> {
    let Some(mut facts) = session.get::<Facts>(FACTS).await? else {
        return Ok(None);
    };
    let now_ms = clock.now_ms();
    let user = store.user(&facts.name).await?.filter(|user| {
        user.disabled_at_ms.is_none()
            && facts.signed_in_at_ms >= user.sessions_since_ms
            && now_ms - facts.signed_in_at_ms <= LONGEST_MS
            && now_ms - facts.seen_at_ms <= IDLE_MS
    });
    if user.is_none() {
        session.flush().await?;
        return Ok(None);
    }
    if now_ms - facts.seen_at_ms > NOTED_EVERY_MS {
        facts.seen_at_ms = now_ms;
        session.insert(FACTS, facts).await?;
    }
    Ok(user)
}

/// Notes that somebody has just shown once more who they are.
pub(crate) async fn confirm(session: &Session, clock: &Clock) -> Result<(), SessionError> {
    if let Some(mut facts) = session.get::<Facts>(FACTS).await? {
        facts.confirmed_at_ms = Some(clock.now_ms());
        session.insert(FACTS, facts).await?;
    }
    Ok(())
}

/// Whether the person showed who they are within the last ten minutes. What a session alone is not
/// enough for asks this.
pub(crate) async fn is_fresh(session: &Session, clock: &Clock) -> Result<bool, SessionError> {
    let confirmed_at_ms = session
        .get::<Facts>(FACTS)
        .await?
        .and_then(|facts| facts.confirmed_at_ms);
    let now_ms = clock.now_ms();
    Ok(confirmed_at_ms.is_some_and(|at_ms| is_recent(at_ms, now_ms)))
}

/// Whether who showed who they are at a moment need not do so again.
pub(super) fn is_recent(at_ms: i64, now_ms: i64) -> bool {
    now_ms - at_ms <= i64::from(FRESH_MINUTES) * MINUTE_MS
}

/// What lists name this session by.
pub(crate) async fn handle(session: &Session) -> Result<Option<String>, SessionError> {
    let facts = session.get::<Facts>(FACTS).await?;
    Ok(facts.map(|facts| facts.handle))
}

/// Whether the identity provider opened the session, and so has one of its own.
pub(crate) async fn is_from_provider(session: &Session) -> Result<bool, SessionError> {
    let facts = session.get::<Facts>(FACTS).await?;
    Ok(facts.is_some_and(|facts| facts.from_provider))
}

/// The sessions that somebody has open, the last used first.
pub(crate) async fn open_sessions(
    store: &Store,
    clock: &Clock,
    user: &User,
    this: Option<&str>,
) -> Result<Vec<OpenSession>, SessionError> {
    #[derive(Deserialize)]
    struct Body {
        facts: Facts,
    }
    let kept = store.sessions_of(&user.name, clock.now_ms()).await?;
    let facts = kept
        .iter()
        .filter_map(|(_, body)| serde_json::from_str::<Body>(body).ok())
        .map(|body| body.facts)
        .filter(|facts| facts.signed_in_at_ms >= user.sessions_since_ms);
    let mut sessions: Vec<OpenSession> = facts
        .map(|facts| OpenSession {
            this: this == Some(facts.handle.as_str()),
            id: facts.handle,
            signed_in_at_ms: facts.signed_in_at_ms,
            seen_at_ms: facts.seen_at_ms,
            address: facts.address,
            browser: facts.browser,
        })
        .collect();
    sessions.sort_by_key(|session| std::cmp::Reverse((session.this, session.seen_at_ms)));
    Ok(sessions)
}

/// Ends the session.
pub(crate) async fn end(session: &Session) -> Result<(), SessionError> {
    if session.id().is_some() {
        session.flush().await?;
    }
    Ok(())
}

/// What a browser calls itself, without what could stand for something else in a list.
fn plain(browser: &str) -> String {
    browser
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_BROWSER)
        .collect()
}
