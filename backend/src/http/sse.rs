//! Server-sent events: heartbeats, an end when the server stops, and an end when the person is
//! signed out or may no longer look.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::access::{self, Asker};
use crate::app::App;
use crate::environments::Environment;
use async_stream::stream;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _};
use shared::permission::Operation;

/// Answers with a stream of events.
pub(super) fn answer(
    app: Arc<App>,
    here: Arc<Environment>,
    asker: Asker,
    events: impl Stream<Item = Event> + Send + 'static,
) -> Response {
    let guarded = stream! {
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
