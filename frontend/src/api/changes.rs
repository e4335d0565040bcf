//! Changes, their review, and what an environment asks for.

use shared::change::Decision;
use shared::wire::{
    CarryOver, CarryOverRequest, ChangeCounts, ChangeDeploymentRequest, ChangeDetail, ChangeQuery,
    ChangeRequest, ChangeSummary, CommentRequest, KeptPolicy, LateReviewRequest, Listing,
    PolicyRequest, ReasonRequest, ReviewRequest, RewordRequest, ScheduleRequest, SettleRequest,
    VersionRequest, ViewedRequest,
};

use super::client::{self, Method, ask, ask_here, send_here};
use super::{Answer, body, query};

/// Proposes a change. The same key proposes one change however often it is sent.
pub(crate) async fn create_change(request: &ChangeRequest, key: &str) -> Answer<ChangeDetail> {
    client::read(&send_here(Method::Post, "/changes", Some(body(request)?), Some(key)).await?)
}

pub(crate) async fn list_changes(wanted: ChangeQuery) -> Answer<Listing<ChangeSummary>> {
    let ChangeQuery {
        view,
        state,
        environment,
        author,
        cluster,
        service,
        after,
    } = wanted;
    let parameters = [
        ("view", Some(view.as_str().to_owned())),
        ("state", state.map(|state| state.as_str().to_owned())),
        ("environment", environment),
        ("author", author),
        ("cluster", cluster),
        ("service", service),
        ("after", after.map(|after| after.to_string())),
    ];
    ask(&query("/changes", &parameters)).await
}

pub(crate) async fn count_changes() -> Answer<ChangeCounts> {
    ask("/changes/counts").await
}

pub(crate) async fn find_change(id: i64) -> Answer<ChangeDetail> {
    ask_here(&path(id, "")).await
}

pub(crate) fn change_stream(id: i64) -> String {
    path(id, "/events")
}

pub(crate) async fn create_version(id: i64, request: &VersionRequest) -> Answer<ChangeDetail> {
    post(&path(id, "/versions"), body(request)?).await
}

pub(crate) async fn reword_change(id: i64, request: &RewordRequest) -> Answer<ChangeDetail> {
    put(&path(id, "/words"), body(request)?).await
}

pub(crate) async fn review_change(
    id: i64,
    (version, digest): (u32, String),
    decision: Decision,
    reason: String,
) -> Answer<ChangeDetail> {
    let request = ReviewRequest {
        version,
        digest,
        decision,
        reason,
    };
    post(&path(id, "/reviews"), body(&request)?).await
}

pub(crate) async fn take_approval_back(id: i64) -> Answer<ChangeDetail> {
    client::read(&send_here(Method::Delete, &path(id, "/reviews"), None, None).await?)
}

pub(crate) async fn create_comment(id: i64, request: &CommentRequest) -> Answer<ChangeDetail> {
    post(&path(id, "/comments"), body(request)?).await
}

pub(crate) async fn settle_comment(id: i64, comment: i64, settled: bool) -> Answer<ChangeDetail> {
    let path = path(id, &format!("/comments/{comment}"));
    put(&path, body(&SettleRequest { settled })?).await
}

pub(crate) async fn mark_viewed(id: i64, request: &ViewedRequest) -> Answer<()> {
    let path = path(id, "/viewed");
    send_here(Method::Put, &path, Some(body(request)?), None)
        .await
        .map(drop)
}

pub(crate) async fn schedule_change(id: i64, request: &ScheduleRequest) -> Answer<ChangeDetail> {
    put(&path(id, "/schedule"), body(request)?).await
}

pub(crate) async fn withdraw_change(id: i64, reason: String) -> Answer<ChangeDetail> {
    post(&path(id, "/withdrawal"), body(&ReasonRequest { reason })?).await
}

/// Carries a change over to what runs now, or looks what that would be.
pub(crate) async fn carry_over(id: i64, request: &CarryOverRequest) -> Answer<CarryOver> {
    let path = path(id, "/carrying-over");
    client::read(&send_here(Method::Post, &path, Some(body(request)?), None).await?)
}

/// Has a change deployed. The same key does so once however often it is sent.
pub(crate) async fn deploy_change(
    id: i64,
    request: &ChangeDeploymentRequest,
    key: &str,
) -> Answer<ChangeDetail> {
    let path = path(id, "/deployments");
    client::read(&send_here(Method::Post, &path, Some(body(request)?), Some(key)).await?)
}

pub(crate) async fn review_afterwards(id: i64, request: LateReviewRequest) -> Answer<ChangeDetail> {
    post(&path(id, "/late-review"), body(&request)?).await
}

pub(crate) async fn find_policy() -> Answer<KeptPolicy> {
    ask_here("/policy").await
}

pub(crate) async fn put_policy(request: &PolicyRequest) -> Answer<KeptPolicy> {
    client::read(&send_here(Method::Put, "/policy", Some(body(request)?), None).await?)
}

async fn post(path: &str, body: String) -> Answer<ChangeDetail> {
    client::read(&send_here(Method::Post, path, Some(body), None).await?)
}

async fn put(path: &str, body: String) -> Answer<ChangeDetail> {
    client::read(&send_here(Method::Put, path, Some(body), None).await?)
}

fn path(id: i64, part: &str) -> String {
    format!("/changes/{id}{part}")
}
