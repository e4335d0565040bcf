//! `/audit`: what anybody did, was refused, or Longshore did by itself.

use std::sync::Arc;

use async_stream::try_stream;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use shared::audit::{AuditHead, AuditRecord};
use shared::wire::{AuditCheck, AuditCheckQuery, AuditQuery, Listing, ProblemCode};

use super::access::CurrentUser;
use super::extract::Search;
use super::problem::Refusal;
use crate::app::App;
use crate::auditing::{self, A_PART};
use crate::store::StoreError;

/// So many records on a page of the list.
const PAGE: i64 = 100;
/// So many parts of the chain are verified by one request: well within its time.
const PARTS: usize = 5;

/// `GET /audit`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Search(query): Search<AuditQuery>,
) -> Result<Json<Listing<AuditRecord>>, Refusal> {
    Ok(Json(app.store.audit(&query, PAGE).await?))
}

/// `GET /audit/head`.
pub(super) async fn head(State(app): State<Arc<App>>) -> Result<Json<AuditHead>, Refusal> {
    Ok(Json(app.store.audit_head().await?))
}

/// `GET /audit/verify`.
pub(super) async fn verify(
    State(app): State<Arc<App>>,
    Search(query): Search<AuditCheckQuery>,
) -> Result<Json<AuditCheck>, Refusal> {
    let anchor: Option<AuditHead> = match &query.head {
        Some(text) => Some(text.parse().map_err(|_| {
            Refusal::new(
                ProblemCode::BadRequest,
                "The head could not be read. Write it as it was copied, such as 42:1f…",
            )
        })?),
        None => None,
    };
    let from = app.store.audit_head_at(query.after).await?;
    let from = from.ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            format!("There is no record {} to go on after.", query.after),
        )
    })?;
    let anchors: Vec<AuditHead> = anchor.into_iter().collect();
    let checked = auditing::check(&app.store, from, &anchors, PARTS).await?;
    Ok(Json(AuditCheck {
        checked: checked.to,
        end: checked.end,
        broken: checked.broken.map(|broken| broken.to_string()),
    }))
}

/// `GET /audit/export`. Whoever exports it stands in it.
pub(super) async fn export(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Result<Response, Refusal> {
    let end = app.store.audit_head().await?;
    tracing::info!(user = user.name, records = end.sequence, "audit exported");
    let store = app.store.clone();
    let lines = try_stream! {
        let mut last = 0;
        while last < end.sequence {
            let part = store.audit_after(last, A_PART).await?;
            if part.is_empty() {
                break;
            }
            let mut text = String::new();
            for record in part.iter().filter(|record| record.sequence <= end.sequence) {
                text.push_str(&serde_json::to_string(record).unwrap_or_default());
                text.push('\n');
            }
            last = part.last().map_or(end.sequence, |record| record.sequence);
            yield Bytes::from(text);
        }
    };
    let lines: futures::stream::BoxStream<'static, Result<Bytes, StoreError>> = Box::pin(lines);
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"longshore-audit.jsonl\"",
        ),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}
