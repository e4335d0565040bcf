//! Server-sent events: heartbeats, a bound on how many a person has open, an end when the server
//! stops, and an end when the person is signed out or may no longer look.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::access::{self, Asker, CurrentUser};
use super::places::{MOST, Place};
use super::problem::Refusal;
use crate::app::App;
use crate::environments::Environment;
use async_stream::stream;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _};
use shared::digest;
use shared::permission::Operation;
use shared::wire::ProblemCode;

/// So many seconds later a place may be free again: that of a page that was just left.
const COME_BACK_S: u16 = 5;

/// Who reads a stream, with a place for it.
#[derive(Debug)]
pub(super) struct Reader {
    asker: Asker,
    place: Place,
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let asker = Asker::from_request_parts(parts, app).await?;
        let user = CurrentUser::from_request_parts(parts, app).await?;
        let place = app.places.take(&user.name).ok_or_else(|| {
            Refusal::new(
                ProblemCode::TooMany,
                format!("You have {MOST} streams open, and that is the most. Close pages, or end programs that follow with your name or your tokens."),
            )
            .come_back_in(COME_BACK_S)
        })?;
        Ok(Self { asker, place })
    }
}

/// A whole state. Its id is its digest: who connects anew gets the present one, and knows by the id
/// whether it is another than they had last.
pub(super) fn state(name: &str, state: &str) -> Event {
    Event::default()
        .event(name)
        .id(digest::sha256(state))
        .data(state)
}

/// Answers with a stream of events.
pub(super) fn answer(
    app: Arc<App>,
    here: Arc<Environment>,
    reader: Reader,
    events: impl Stream<Item = Event> + Send + 'static,
) -> Response {
    let Reader { asker, place } = reader;
    let guarded = stream! {
        // Given back when the stream is dropped.
        let _place = place;
        let mut events = std::pin::pin!(events);
        let every = app.settings.pacing.ask_again;
        let mut ask = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
        let mut revoked = app.revoked.subscribe();
        loop {
            tokio::select! {
                () = here.stopping.cancelled() => break,
                event = events.next() => match event {
                    Some(event) => yield Ok::<_, Infallible>(event),
                    None => break,
                },
                _ = ask.tick() => if !may_go_on(&app, &here, &asker).await { break },
                _ = revoked.changed() => if !may_go_on(&app, &here, &asker).await { break },
            }
        }
    };
    Sse::new(guarded)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

/// Whether the reader may still look, by the session as the store has it now, not as it was when
/// the stream began.
async fn may_go_on(app: &App, here: &Environment, asker: &Asker) -> bool {
    if let Asker::Session(session) = asker
        && session.load().await.is_err()
    {
        return false;
    }
    access::allowed(app, asker, Operation::Read, &here.name)
        .await
        .is_ok()
}
