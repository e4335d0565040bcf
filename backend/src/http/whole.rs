//! What is done is done to its end, also where the one who asked goes away in the middle.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Lets what changes something run apart from the connection: a handler that is dropped when its
/// connection breaks may have changed something and not have told it yet.
pub(super) async fn carry_to_the_end(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request)).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(error = %error, "a request was not carried to its end");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
