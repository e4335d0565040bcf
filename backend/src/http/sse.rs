//! Server-sent events: heartbeats, an end when the server stops, and an end when the person is
//! signed out or may no longer look.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _};
use shared::permission::Operation;
use tower_sessions::Session;

use super::access;
use crate::app::App;

/// Answers with a stream of events.
pub(super) fn answer(
    app: Arc<App>,
    session: Session,
    events: impl Stream<Item = Event> + Send + 'static,
) -> Response {
    let guarded = stream! {
        let mut events = std::pin::pin!(events);
        let every = app.settings.pacing.ask_again;
        let mut ask = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
        loop {
            tokio::select! {
                () = app.stopping.cancelled() => break,
                event = events.next() => match event {
                    Some(event) => yield Ok::<_, Infallible>(event),
                    None => break,
                },
                _ = ask.tick() => {
                    // The session as the store has it now, not as it was when the stream began.
                    let reloaded = session.load().await;
                    if reloaded.is_err() || access::allowed(&app, &session, Operation::Read).await.is_err() {
                        break;
                    }
                }
            }
        }
    };
    Sse::new(guarded)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}
