//! The sandbox's own endpoints under `/_sandbox`:
//!
//! | endpoint | does |
//! | --- | --- |
//! | `GET health` | answers `{"status": "ok"}` |
//! | `GET clock` | `{"mode", "speed", "now"}`, `now` in epoch seconds |
//! | `PUT clock` | `{"speed": 50}` lets time run by that factor, `{"speed": 0}` leaves it to be moved by hand |
//! | `POST clock/advance` | `{"seconds": 90}` puts the clock forward; everything up to then has happened when it answers |
//! | `GET`, `PUT`, `POST`, `DELETE faults` | the fault table, see [`crate::faults`] |
//! | `GET alarms` | the alarms of `CloudWatch` and their states |
//! | `PUT alarms` | `{"name": "errors", "state": "ALARM"}` (or `OK`, `INSUFFICIENT_DATA`) sets the state of an alarm, and makes it when there is none |
//! | `PUT quotas` | `{"name": "Tasks per service", "value": 10}` sets a quota of the account by the name that AWS gives it |
//! | `GET throttle` | `{"enabled": false}` |
//! | `PUT throttle` | `{"enabled": true}` turns calls of ECS away that come faster than AWS lets them, see [`crate::calls`] |
//! | `GET calls` | `{"calls": {"ecs.ListTasks": 3}, "total": 3, "throttled": 0}`, whether they failed or not |
//! | `DELETE calls` | counts from zero again |
//! | `GET`, `DELETE exchanges` | requests and answers, when they are recorded |

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, Response, StatusCode, header},
    routing::{get, post, put},
};
use serde_json::{Value, json};

use crate::{clock::Clock, host::Host};

/// A leap of more than this would keep the process busy for minutes.
const LONGEST_ADVANCE_SECONDS: f64 = 7.0 * 24.0 * 3600.0;
const FASTEST: f64 = 100_000.0;

type Shared = State<Arc<Host>>;

pub(crate) fn router() -> Router<Arc<Host>> {
    Router::new()
        .route(
            "/health",
            get(async || json_response(StatusCode::OK, &json!({"status": "ok"}))),
        )
        .route("/clock", get(show_clock).put(set_clock))
        .route("/clock/advance", post(advance))
        .route(
            "/faults",
            get(show_faults)
                .put(replace_faults)
                .post(add_faults)
                .delete(clear_faults),
        )
        .route("/alarms", get(show_alarms).put(set_alarm))
        .route("/quotas", put(set_quota))
        .route("/throttle", get(show_throttle).put(set_throttle))
        .route("/calls", get(show_calls).delete(forget_calls))
        .route("/exchanges", get(show_exchanges).delete(clear_exchanges))
}

async fn show_clock(State(host): Shared) -> Response<Body> {
    json_response(StatusCode::OK, &host.clock())
}

async fn set_clock(State(host): Shared, body: Bytes) -> Response<Body> {
    let Some(speed) = number(&body, "speed").filter(|speed| (0.0..=FASTEST).contains(speed)) else {
        return refusal(&format!("send {{\"speed\": n}} with n from 0 to {FASTEST}"));
    };
    host.set_clock(if speed > 0.0 {
        Clock::Speed(speed)
    } else {
        Clock::Manual
    });
    json_response(StatusCode::OK, &host.clock())
}

async fn advance(State(host): Shared, body: Bytes) -> Response<Body> {
    let Some(seconds) = number(&body, "seconds")
        .filter(|seconds| (0.0..=LONGEST_ADVANCE_SECONDS).contains(seconds))
    else {
        return refusal(&format!(
            "send {{\"seconds\": n}} with n from 0 to {LONGEST_ADVANCE_SECONDS}"
        ));
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most a week of milliseconds"
    )]
    host.advance((seconds * 1000.0).round() as i64);
    json_response(StatusCode::OK, &host.clock())
}

async fn show_faults(State(host): Shared) -> Response<Body> {
    json_response(StatusCode::OK, &host.faults())
}

async fn replace_faults(State(host): Shared, body: Bytes) -> Response<Body> {
    change_faults(&host, &body, true)
}

async fn add_faults(State(host): Shared, body: Bytes) -> Response<Body> {
    change_faults(&host, &body, false)
}

async fn clear_faults(State(host): Shared) -> Response<Body> {
    change_faults(&host, b"[]", true)
}

fn change_faults(host: &Host, body: &[u8], replace: bool) -> Response<Body> {
    let faults = match serde_json::from_slice::<Value>(body) {
        Ok(faults) => faults,
        Err(error) => return refusal(&format!("the body is not JSON: {error}")),
    };
    match host.set_faults(faults, replace) {
        Ok(()) => json_response(StatusCode::OK, &host.faults()),
        Err(error) => refusal(&error.to_string()),
    }
}

async fn show_alarms(State(host): Shared) -> Response<Body> {
    json_response(StatusCode::OK, &host.alarms())
}

async fn set_alarm(State(host): Shared, body: Bytes) -> Response<Body> {
    let (Some(name), Some(state)) = (text(&body, "name"), text(&body, "state")) else {
        return refusal("send {\"name\": \"errors\", \"state\": \"ALARM\"}");
    };
    match host.set_alarm(&name, &state) {
        Ok(()) => json_response(StatusCode::OK, &host.alarms()),
        Err(error) => refusal(&error.message),
    }
}

async fn set_quota(State(host): Shared, body: Bytes) -> Response<Body> {
    let asked = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    let value = asked.get("value").and_then(Value::as_f64);
    let (Some(name), Some(value)) = (text(&body, "name"), value) else {
        return refusal("send {\"name\": \"Tasks per service\", \"value\": 10}");
    };
    if host.set_quota(&name, value) {
        json_response(StatusCode::OK, &json!({ "name": name, "value": value }))
    } else {
        refusal("there is no quota of this name; ListServiceQuotas tells those that there are")
    }
}

async fn show_throttle(State(host): Shared) -> Response<Body> {
    json_response(StatusCode::OK, &json!({ "enabled": host.is_throttling() }))
}

async fn set_throttle(State(host): Shared, body: Bytes) -> Response<Body> {
    let body = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    let Some(is_on) = body.get("enabled").and_then(Value::as_bool) else {
        return refusal("send {\"enabled\": true} or {\"enabled\": false}");
    };
    host.throttle(is_on);
    json_response(StatusCode::OK, &json!({ "enabled": is_on }))
}

async fn show_calls(State(host): Shared) -> Response<Body> {
    json_response(StatusCode::OK, &host.calls())
}

async fn forget_calls(State(host): Shared) -> Response<Body> {
    host.forget_calls();
    json_response(StatusCode::OK, &host.calls())
}

async fn show_exchanges(State(host): Shared) -> Response<Body> {
    match host.exchanges() {
        Some(exchanges) => json_response(StatusCode::OK, &exchanges),
        None => refusal("exchanges are not recorded; start the sandbox with recording on"),
    }
}

async fn clear_exchanges(State(host): Shared) -> Response<Body> {
    host.clear_exchanges();
    json_response(StatusCode::OK, &json!({}))
}

fn text(body: &[u8], member: &str) -> Option<String> {
    let body = serde_json::from_slice::<Value>(body).ok()?;
    body.get(member)?.as_str().map(str::to_owned)
}

fn number(body: &[u8], member: &str) -> Option<f64> {
    serde_json::from_slice::<Value>(body)
        .ok()?
        .get(member)?
        .as_f64()
}

fn refusal(message: &str) -> Response<Body> {
    json_response(StatusCode::BAD_REQUEST, &json!({ "message": message }))
}

fn json_response(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
