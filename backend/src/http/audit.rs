//! `/audit`: what anybody did, was refused, or Longshore did by itself.

use std::sync::Arc;

use async_stream::try_stream;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use shared::audit::{AuditHead, AuditRecord};
use shared::wire::{AuditQuery, Listing};

use super::access::CurrentUser;
use super::extract::Search;
use super::problem::Refusal;
use crate::app::App;
use crate::store::StoreError;

/// So many records on a page of the list.
const PAGE: i64 = 100;
/// So many records are read at once for an export.
const A_PART: i64 = 1_000;

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
