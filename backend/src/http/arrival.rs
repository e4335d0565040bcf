//! A body that does not arrive is waited for only so long, and told as what it is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

use crate::app::App;

/// Lets a request have its body for as long as it may take, and answers 408 where that was too short.
pub(super) async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let until = Instant::now() + app.settings.pacing.body_patience;
    let is_late = Arc::new(AtomicBool::new(false));
    let notes = Arc::clone(&is_late);
    let request = request.map(|body| {
        let chunks = body.into_data_stream();
        Body::from_stream(stream::unfold(
            (chunks, notes),
            move |(mut chunks, notes)| async move {
                let chunk = match timeout_at(until, chunks.next()).await {
                    Ok(chunk) => chunk?.map_err(io::Error::other),
                    Err(late) => {
                        notes.store(true, Ordering::Relaxed);
                        Err(late.into())
                    }
                };
                Some((chunk, (chunks, notes)))
            },
        ))
    });
    let answer = next.run(request).await;
    if is_late.load(Ordering::Relaxed) {
        return StatusCode::REQUEST_TIMEOUT.into_response();
    }
    answer
}
