//! Longshore's HTTP API as functions: one for each operation, named as the server names them.
//! Knows addresses and wire types, nothing of pages.

mod accounts;
mod audit;
mod changes;
mod client;
mod environments;
mod failure;
mod live;
mod loader;
mod plan;
mod poll;
mod telling;

use serde::Serialize;
use shared::deployment::{Command, Deployment};
use shared::preflight::Preflight;
use shared::wire::{
    About, Blame, Cluster, DeploymentDetail, DeploymentRequest, Draft, DraftSummary, DraftUpdate,
    EarlierRevision, Environment, IamPolicy, Listing, Offer, OfferKind, OfferQuery, Parameter,
    ParameterWrite, Pause, PauseRequest, PlanAsk, PlanBase, Preview, Queue, Readability,
    ReadabilityRequest, Release, ReleaseRequest, Scope, ServiceDetail, ServiceList, Session,
    SignIn, SignedOut, TargetGroup,
};

use crate::dom::encode;

pub(crate) use accounts::{
    begin_provider_sign_in, change_password, choose_password, confirm_identity,
    confirm_second_factor, create_person, create_token, delete_second_factor, delete_token,
    end_other_sessions, end_session, end_sessions_of, enroll, find_account, find_entrances,
    list_people, list_sessions, list_tokens, reset_password, reset_second_factor, set_up,
    update_person,
};
pub(crate) use audit::{AUDIT_EXPORT, find_audit_head, list_audit, verify_audit};
pub(crate) use changes::{
    carry_over, change_stream, count_changes, create_change, create_comment, create_version,
    deploy_change, find_change, find_policy, list_changes, mark_viewed, put_policy,
    review_afterwards, review_change, reword_change, schedule_change, settle_comment,
    take_approval_back, withdraw_change,
};
pub(crate) use environments::{
    begin_environment, check_environment, list_environment_settings, retire_environment,
    save_environment,
};
pub(crate) use failure::Failure;
pub(crate) use live::{Connection, Live};
pub(crate) use loader::Loader;
pub(crate) use poll::poll_while;
pub(crate) use telling::{
    confirm_address, create_webhook, delete_address, delete_webhook, deliver_again, find_hearing,
    list_deliveries, list_news, list_webhooks, mark_news_seen, put_address, put_hearing,
    replace_webhook_secret, test_webhook, update_webhook,
};

use client::{Method, ask, ask_here, send, send_here};

type Answer<T> = Result<T, Failure>;

/// Who is signed in; nothing where nobody is.
pub(crate) async fn find_session() -> Answer<Option<Session>> {
    ask("/session").await
}

pub(crate) async fn create_session(who: &SignIn) -> Answer<Session> {
    client::read(&send(Method::Post, "/session", Some(body(who)?), None).await?)
}

/// Signs out; gives where the identity provider ends its own session, where it has one.
pub(crate) async fn delete_session() -> Answer<Option<String>> {
    let told = send(Method::Delete, "/session", None, None).await?;
    if told.is_empty() {
        return Ok(None);
    }
    client::read::<SignedOut>(&told).map(|told| told.go_to)
}

/// The environments that the person may see.
pub(crate) async fn list_environments() -> Answer<Listing<Environment>> {
    ask("/environments").await
}

/// What runs here.
pub(crate) async fn find_about() -> Answer<About> {
    ask("/about").await
}

pub(crate) async fn list_services() -> Answer<ServiceList> {
    ask_here("/services").await
}

pub(crate) async fn find_service(cluster: &str, service: &str) -> Answer<ServiceDetail> {
    ask_here(&service_path(cluster, service)).await
}

pub(crate) async fn list_clusters() -> Answer<Listing<Cluster>> {
    ask_here("/clusters").await
}

pub(crate) async fn list_target_groups() -> Answer<Listing<TargetGroup>> {
    ask_here("/target-groups").await
}

pub(crate) async fn list_parameters(after: Option<String>) -> Answer<Listing<Parameter>> {
    ask_here(&query("/parameters", &[("after", after)])).await
}

pub(crate) async fn list_offers(kind: OfferKind, wanted: OfferQuery) -> Answer<Listing<Offer>> {
    let OfferQuery {
        search,
        after,
        of,
        platform,
        target_type,
    } = wanted;
    let parameters = [
        ("search", search),
        ("after", after),
        ("of", of),
        ("platform", platform),
        ("target_type", target_type),
    ];
    ask_here(&query(&format!("/offers/{}", kind.as_str()), &parameters)).await
}

pub(crate) async fn list_readability(request: &ReadabilityRequest) -> Answer<Vec<Readability>> {
    client::read(&send_here(Method::Post, "/readability", Some(body(request)?), None).await?)
}

/// Creates or rotates a parameter. Its value goes to AWS and nowhere else.
pub(crate) async fn write_parameter(write: &ParameterWrite) -> Answer<Parameter> {
    client::read(&send_here(Method::Put, "/parameters", Some(body(write)?), None).await?)
}

/// A page of the drafts: of a service, or of services that are not there yet.
pub(crate) async fn list_drafts(
    of: Option<(String, String)>,
    after: Option<String>,
) -> Answer<Listing<DraftSummary>> {
    let (cluster, service) = of.unzip();
    let parameters = [("cluster", cluster), ("service", service), ("after", after)];
    ask_here(&query("/drafts", &parameters)).await
}

pub(crate) async fn find_draft(id: &str) -> Answer<Draft> {
    ask_here(&format!("/drafts/{}", encode(id))).await
}

pub(crate) async fn save_draft(id: &str, update: &DraftUpdate) -> Answer<DraftSummary> {
    let path = format!("/drafts/{}", encode(id));
    client::read(&send_here(Method::Put, &path, Some(body(update)?), None).await?)
}

pub(crate) async fn delete_draft(id: &str) -> Answer<()> {
    let path = format!("/drafts/{}", encode(id));
    send_here(Method::Delete, &path, None, None).await.map(drop)
}

pub(crate) fn draft_stream(id: &str) -> String {
    format!("/drafts/{}/events", encode(id))
}

/// Has a plan made, which changes nothing in AWS.
pub(crate) async fn create_plan(ask: &PlanAsk) -> Answer<Preview> {
    client::read(
        &send_here(
            Method::Post,
            plan::path(ask),
            Some(plan::body_of(ask)?),
            None,
        )
        .await?,
    )
}

pub(crate) async fn find_plan(hash: &str) -> Answer<Preview> {
    ask_here(&format!("/plans/{}", encode(hash))).await
}

/// Looks whether what a plan was compared with is still so.
pub(crate) async fn find_plan_base(hash: &str) -> Answer<PlanBase> {
    ask_here(&format!("/plans/{}/base", encode(hash))).await
}

/// Looks at what a plan needs in AWS.
pub(crate) async fn run_preflight(hash: &str) -> Answer<Preflight> {
    let path = format!("/plans/{}/preflight", encode(hash));
    client::read(&send_here(Method::Post, &path, None, None).await?)
}

/// What a service ran before and could go back to, newest first.
pub(crate) async fn list_revisions(
    cluster: &str,
    service: &str,
) -> Answer<Listing<EarlierRevision>> {
    ask_here(&format!("{}/revisions", service_path(cluster, service))).await
}

pub(crate) async fn find_blame(cluster: &str, service: &str) -> Answer<Blame> {
    ask_here(&format!("{}/blame", service_path(cluster, service))).await
}

/// Starts a deployment. The same key starts one deployment however often it is sent.
pub(crate) async fn create_deployment(
    request: &DeploymentRequest,
    key: &str,
) -> Answer<Deployment> {
    let sent = send_here(
        Method::Post,
        "/deployments",
        Some(body(request)?),
        Some(key),
    )
    .await?;
    client::read(&sent)
}

/// Whose deployments are listed, and from where on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DeploymentQuery {
    pub(crate) after: Option<String>,
    pub(crate) cluster: Option<String>,
    pub(crate) service: Option<String>,
}

pub(crate) async fn list_deployments(wanted: DeploymentQuery) -> Answer<Listing<Deployment>> {
    let DeploymentQuery {
        after,
        cluster,
        service,
    } = wanted;
    let parameters = [("after", after), ("cluster", cluster), ("service", service)];
    ask_here(&query("/deployments", &parameters)).await
}

pub(crate) async fn find_deployment(id: &str) -> Answer<DeploymentDetail> {
    ask_here(&format!("/deployments/{}", encode(id))).await
}

/// Tells a deployment what to do; an agent takes it up soon after.
pub(crate) async fn command_deployment(id: &str, command: &Command) -> Answer<Deployment> {
    let path = format!("/deployments/{}/commands", encode(id));
    client::read(&send_here(Method::Post, &path, Some(body(command)?), None).await?)
}

/// Starts several deployments as one. The same key starts one release however often it is sent.
pub(crate) async fn create_release(request: &ReleaseRequest, key: &str) -> Answer<Release> {
    client::read(&send_here(Method::Post, "/releases", Some(body(request)?), Some(key)).await?)
}

pub(crate) async fn find_release(id: &str) -> Answer<Release> {
    ask_here(&format!("/releases/{}", encode(id))).await
}

pub(crate) async fn find_queue() -> Answer<Queue> {
    ask_here("/queue").await
}

pub(crate) fn queue_stream() -> String {
    "/queue/events".to_owned()
}

/// Holds up what has not begun yet.
pub(crate) async fn put_pause(scope: Scope, request: &PauseRequest) -> Answer<Pause> {
    let path = format!("/pauses/{}", scope.as_str());
    client::read(&send_here(Method::Put, &path, Some(body(request)?), None).await?)
}

/// Lets it go on.
pub(crate) async fn delete_pause(scope: Scope) -> Answer<()> {
    let path = format!("/pauses/{}", scope.as_str());
    send_here(Method::Delete, &path, None, None).await.map(drop)
}

pub(crate) async fn find_iam_policy() -> Answer<IamPolicy> {
    ask_here("/iam-policy").await
}

pub(crate) fn services_stream() -> String {
    "/services/events".to_owned()
}

pub(crate) fn service_stream(cluster: &str, service: &str) -> String {
    format!("{}/events", service_path(cluster, service))
}

pub(crate) fn deployment_stream(id: &str) -> String {
    format!("/deployments/{}/events", encode(id))
}

fn service_path(cluster: &str, service: &str) -> String {
    format!("/clusters/{}/services/{}", encode(cluster), encode(service))
}

fn body<T: Serialize>(value: &T) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Failure::unreadable(&error.to_string()))
}

fn query(path: &str, parameters: &[(&str, Option<String>)]) -> String {
    let given: Vec<String> = parameters
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_ref()?))))
        .collect();
    if given.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", given.join("&"))
    }
}
