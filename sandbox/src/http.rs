//! The HTTP face: AWS's protocols at every path, the sandbox's own endpoints under `/_sandbox`.
//! Faults strike here, so that they look like the network's to a client.

use std::{
    borrow::Cow,
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, Response, StatusCode, header},
};

use time::OffsetDateTime;
use tokio_util::io::ReaderStream;

use crate::{
    connection::{BrokenOff, ResetSwitch},
    control,
    error::AwsError,
    faults::Kind,
    host::{Host, Reply},
    protocol::{self, Call},
    skew::SkewedClock,
};

/// More than any request that AWS takes.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Everything that is served.
pub(crate) fn router(host: Arc<Host>) -> Router {
    Router::new()
        .nest("/_sandbox", control::router())
        .fallback(aws)
        .with_state(host)
}

async fn aws(
    State(host): State<Arc<Host>>,
    ConnectInfo(switch): ConnectInfo<ResetSwitch>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        let error = AwsError::new("RequestEntityTooLarge", "The request is too large");
        return response(host.write(None, &Err(error.with_status(413))));
    };
    match protocol::read(&parts, &body) {
        Ok(call) => {
            let signed = parts.headers.get("x-amz-date");
            let signed = signed.and_then(|date| date.to_str().ok());
            answer(&host, &switch, &call, signed).await
        }
        Err(error) => response(host.write(None, &Err(error))),
    }
}

async fn answer(
    host: &Arc<Host>,
    switch: &ResetSwitch,
    call: &Call,
    signed: Option<&str>,
) -> Response<Body> {
    match host.decide_fault(call) {
        None => response(carry_out(host, call).await),
        Some(Kind::Throttle) => {
            response(host.write(Some(call), &Err(call.service.throttling_error())))
        }
        Some(Kind::Error {
            status,
            code,
            message,
        }) => {
            let error = AwsError {
                code: Cow::Owned(code),
                status,
                message,
            };
            response(host.write(Some(call), &Err(error)))
        }
        Some(Kind::TimeoutBefore) => silence(host).await,
        Some(Kind::TimeoutAfterCommit) => {
            carry_out(host, call).await;
            silence(host).await
        }
        Some(Kind::ResetBefore) => {
            switch.throw();
            nothing()
        }
        Some(Kind::ResetAfterCommit) => {
            carry_out(host, call).await;
            switch.throw();
            nothing()
        }
        Some(Kind::Stale { seconds }) => response(host.answer_from_past(call, seconds)),
        Some(Kind::DelayMs { delay_ms }) => {
            wait(host, delay_ms).await;
            response(carry_out(host, call).await)
        }
        Some(Kind::DelayAfterCommit { delay_ms }) => {
            let reply = carry_out(host, call).await;
            wait(host, delay_ms).await;
            response(reply)
        }
        Some(Kind::TruncateAfterCommit) => truncated(carry_out(host, call).await),
        Some(Kind::Skew { seconds }) => skewed(host, call, seconds, signed).await,
    }
}

async fn wait(host: &Host, delay_ms: u64) {
    tokio::select! {
        () = tokio::time::sleep(Duration::from_millis(delay_ms)) => {}
        () = host.stopping.cancelled() => {}
    }
}

/// Answers as a server with another clock.
async fn skewed(
    host: &Arc<Host>,
    call: &Call,
    seconds: i64,
    signed: Option<&str>,
) -> Response<Body> {
    let now = OffsetDateTime::from(SystemTime::now());
    let clock = SkewedClock::ahead(now, seconds);
    let mut response = match clock.check(signed, now) {
        Some(error) => response(host.write(Some(call), &Err(error))),
        None => response(carry_out(host, call).await),
    };
    if let Ok(date) = HeaderValue::from_str(&clock.http_date()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// Promises the whole body and breaks off after its first half.
fn truncated(mut reply: Reply) -> Response<Body> {
    let body = std::mem::take(&mut reply.written.body);
    let mut response = response(reply);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let half = body.get(..body.len() / 2).unwrap_or_default().to_vec();
    *response.body_mut() = Body::from_stream(ReaderStream::new(BrokenOff::after(half)));
    response
}

/// Carries a call out, and answers only after what it changed is written down: a process that is
/// killed after its answer has not forgotten it.
async fn carry_out(host: &Arc<Host>, call: &Call) -> Reply {
    let reply = host.answer(call);
    if host.must_keep(call) {
        let saving = Arc::clone(host);
        match tokio::task::spawn_blocking(move || saving.save()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "an accepted call was not saved"),
            Err(error) => tracing::warn!(%error, "saving was interrupted"),
        }
    }
    reply
}

/// Says nothing until the client gives up or the sandbox stops.
async fn silence(host: &Host) -> Response<Body> {
    host.stopping.cancelled().await;
    nothing()
}

fn nothing() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

fn response(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from(reply.written.body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.written.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(reply.written.content_type),
    );
    if let Ok(id) = HeaderValue::from_str(&reply.request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    for (name, value) in reply.written.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
