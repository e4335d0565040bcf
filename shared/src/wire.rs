//! What the browser and the server say to each other: the bodies of `/api/v1`.
//!
//! | method and path | body | answer |
//! | --- | --- | --- |
//! | `POST /session` | [`SignIn`] | [`Session`], and a cookie |
//! | `GET /session` | | [`Session`], or `null` where nobody is signed in |
//! | `DELETE /session` | | 204, or [`SignedOut`] where the identity provider has a session of its own |
//! | `POST /session/confirmation` | [`Confirmation`] | 204; who it is has been shown once more |
//! | `GET /entrances` | | [`Entrances`] |
//! | `POST /setup` | [`SetUp`] | [`Session`], and a cookie; 404 when there is an administrator |
//! | `POST /password` | [`SetUp`] with a code that an administrator gave | 204 |
//! | `POST /provider` | [`ProviderSignIn`] | [`ProviderAddress`], and a cookie; 502 or 503 where the provider cannot be used |
//! | `GET /provider/callback` | | a redirect to a page, with a cookie |
//! | `GET /account` | | [`Account`] |
//! | `PUT /account/password` | [`PasswordChange`] | 204; all other sessions end |
//! | `POST /account/second-factor` | | [`Enrollment`] |
//! | `PUT /account/second-factor` | [`FactorCode`] | [`RecoveryCodes`]; the second factor is on |
//! | `DELETE /account/second-factor` | | 204 |
//! | `GET /sessions` | | [`Listing`] of [`OpenSession`], one's own |
//! | `DELETE /sessions` | | 204; all of one's own but this one end |
//! | `DELETE /sessions/{id}` | | 204 |
//! | `GET /tokens` | | [`Listing`] of [`Token`], one's own |
//! | `POST /tokens` | [`NewToken`] | 201 [`MadeToken`] |
//! | `DELETE /tokens/{id}` | | 204 |
//! | `GET /people` | | [`Listing`] of [`Person`], by name |
//! | `POST /people` | [`NewPerson`] | 201 [`PasswordCode`] |
//! | `PATCH /people/{name}` | [`PersonUpdate`] | [`Person`]; 409 where nobody would be left who may do everything |
//! | `DELETE /people/{name}` | | 204 |
//! | `POST /people/{name}/password-code` | | 201 [`PasswordCode`]; the old password is void |
//! | `DELETE /people/{name}/second-factor` | | 204 |
//! | `DELETE /people/{name}/sessions` | | 204 |
//! | `GET /about` | | [`About`] |
//! | `GET /environments` | | [`Listing`] of [`Environment`], those that one may see |
//! | `GET /environment-start` | | [`EnvironmentStart`] |
//! | `POST /environment-check` | [`EnvironmentCheckRequest`] | [`EnvironmentCheck`] |
//! | `GET /environment-settings` | | [`Listing`] of [`KeptEnvironment`] |
//! | `GET /environment-settings/{name}` | | [`KeptEnvironment`] |
//! | `PUT /environment-settings/{name}` | [`EnvironmentRequest`] | [`KeptEnvironment`]; 409 when somebody else changed it in between |
//! | `DELETE /environment-settings/{name}` | | 204; 409 while a deployment runs or waits there |
//! | `GET /changes?` [`ChangeQuery`] | | [`Listing`] of [`ChangeSummary`], newest first, of all environments that one may see |
//! | `GET /changes/counts` | | [`ChangeCounts`] |
//! | `GET /audit?` [`AuditQuery`] | | [`Listing`] of [`AuditRecord`](crate::audit::AuditRecord), newest first |
//! | `GET /audit/head` | | [`AuditHead`](crate::audit::AuditHead) |
//! | `GET /audit/verify?` [`AuditCheckQuery`] | | [`AuditCheck`] of a part of the chain |
//! | `GET /audit/export` | | every [`AuditRecord`](crate::audit::AuditRecord) as a line of JSON, oldest first |
//!
//! What belongs to an environment is below `/environments/{environment}`:
//!
//! | method and path | body | answer |
//! | --- | --- | --- |
//! | `GET /` | | [`Environment`] |
//! | `GET /services` | | [`ServiceList`] |
//! | `GET /services/events` | | server-sent events `services`, each a [`ServiceList`] |
//! | `GET /clusters/{cluster}/services/{service}` | | [`ServiceDetail`] |
//! | `GET /clusters/{cluster}/services/{service}/events` | | server-sent events `service`, each a [`ServiceDetail`] |
//! | `GET /clusters` | | [`Listing`] of [`Cluster`] |
//! | `GET /target-groups` | | [`Listing`] of [`TargetGroup`] |
//! | `GET /parameters?after=` | | [`Listing`] of [`Parameter`] |
//! | `GET /offers/{kind}?` [`OfferQuery`] | | [`Listing`] of [`Offer`] |
//! | `POST /readability` | [`ReadabilityRequest`] | a list of [`Readability`] |
//! | `PUT /parameters` | [`ParameterWrite`] | [`Parameter`]; never its value |
//! | `GET /drafts?after=&cluster=&service=` | | [`Listing`] of [`DraftSummary`], latest first |
//! | `GET /drafts/{id}` | | [`Draft`] |
//! | `PUT /drafts/{id}` | [`DraftUpdate`] | [`DraftSummary`]; 409 when somebody else saved in between |
//! | `DELETE /drafts/{id}` | | 204 |
//! | `GET /drafts/{id}/events` | | server-sent events `draft`, each a [`DraftNews`] |
//! | `POST /plans` | [`PlanRequest`] | [`Preview`]; 422 with issues |
//! | `GET /plans/{hash}` | | [`Preview`] |
//! | `GET /plans/{hash}/base` | | [`PlanBase`] |
//! | `POST /plans/task` | [`TaskPlanRequest`] | [`Preview`] of a one-off task; 422 with issues |
//! | `POST /plans/rollback` | [`RollbackPlanRequest`] | [`Preview`]; 422 with issues |
//! | `POST /plans/deletion` | [`Target`](crate::plan::Target) | [`Preview`]; 422 with issues |
//! | `POST /plans/scalable-target` | [`ScalableTargetPlanRequest`] | [`Preview`]; 422 with issues |
//! | `POST /plans/{hash}/preflight` | | [`Preflight`](crate::preflight::Preflight) |
//! | `GET /clusters/{cluster}/services/{service}/revisions` | | [`Listing`] of [`EarlierRevision`], newest first |
//! | `GET /clusters/{cluster}/services/{service}/blame` | | [`Blame`] |
//! | `POST /deployments` | [`DeploymentRequest`] | 201 [`Deployment`]; 409 when the base moved |
//! | `GET /deployments?after=&cluster=&service=` | | [`Listing`] of [`Deployment`] |
//! | `GET /deployments/{id}` | | [`DeploymentDetail`] |
//! | `POST /deployments/{id}/commands` | [`Command`] | 202 [`Deployment`]; 409 where it is too late |
//! | `POST /releases` | [`ReleaseRequest`] | 201 [`Release`]; 409 when a base moved |
//! | `GET /releases/{id}` | | [`Release`] |
//! | `GET /queue` | | [`Queue`] |
//! | `GET /queue/events` | | server-sent events `queue`, each a [`Queue`] |
//! | `PUT /pauses/{scope}` | [`PauseRequest`] | [`Pause`]; `scope` is `environment` or `everything` |
//! | `DELETE /pauses/{scope}` | | 204 |
//! | `POST /changes` | [`ChangeRequest`] | 201 [`ChangeDetail`] |
//! | `GET /changes/{id}` | | [`ChangeDetail`] |
//! | `GET /changes/{id}/events` | | server-sent events `change`, each a [`ChangeEntry`](crate::change::ChangeEntry) with its sequence as id |
//! | `POST /changes/{id}/versions` | [`VersionRequest`] | [`ChangeDetail`] |
//! | `PUT /changes/{id}/words` | [`RewordRequest`] | [`ChangeDetail`] |
//! | `POST /changes/{id}/reviews` | [`ReviewRequest`] | [`ChangeDetail`]; 409 when there is another version |
//! | `DELETE /changes/{id}/reviews` | | [`ChangeDetail`]; takes one's own approval back |
//! | `POST /changes/{id}/comments` | [`CommentRequest`] | [`ChangeDetail`] |
//! | `PUT /changes/{id}/comments/{comment}` | [`SettleRequest`] | [`ChangeDetail`] |
//! | `PUT /changes/{id}/viewed` | [`ViewedRequest`] | 204 |
//! | `PUT /changes/{id}/schedule` | [`ScheduleRequest`] | [`ChangeDetail`] |
//! | `POST /changes/{id}/withdrawal` | [`ReasonRequest`] | [`ChangeDetail`] |
//! | `POST /changes/{id}/carrying-over` | [`CarryOverRequest`] | [`CarryOver`] |
//! | `POST /changes/{id}/deployments` | [`ChangeDeploymentRequest`] | 201 [`ChangeDetail`]; 409 when it moved, lacks approvals or is frozen |
//! | `POST /changes/{id}/late-review` | [`LateReviewRequest`] | [`ChangeDetail`]; of what was deployed without approvals |
//! | `GET /policy` | | [`KeptPolicy`] |
//! | `PUT /policy` | [`PolicyRequest`] | [`KeptPolicy`]; 409 when somebody else set it in between |
//! | `GET /webhooks` | | [`Listing`] of [`Webhook`], by name |
//! | `POST /webhooks` | [`WebhookRequest`] | 201 [`MadeWebhook`] |
//! | `PUT /webhooks/{id}` | [`WebhookRequest`] | [`Webhook`]; 409 when somebody else set it in between |
//! | `DELETE /webhooks/{id}` | | 204; with its deliveries |
//! | `POST /webhooks/{id}/secret` | | [`MadeWebhook`]; signatures are made with the old one, too, for a day |
//! | `POST /webhooks/{id}/tests` | | 202 [`Delivery`] |
//! | `GET /webhooks/{id}/deliveries?after=` | | [`Listing`] of [`Delivery`], newest first |
//! | `POST /webhooks/{id}/deliveries/{delivery}` | | 202 [`Delivery`]; sent once more |
//! | `GET /account/hearing` | | [`Hearing`] |
//! | `PUT /account/hearing` | [`Choices`](crate::telling::Choices) | [`Hearing`] |
//! | `PUT /account/address` | [`AddressRequest`] | [`Hearing`]; a code goes to the address |
//! | `POST /account/address` | [`AddressCode`] | [`Hearing`]; the address is confirmed |
//! | `DELETE /account/address` | | 204 |
//! | `GET /account/news?after=` | | [`Listing`] of [`NewsItem`], newest first |
//! | `PUT /account/news` | [`SeenRequest`] | 204 |
//! | `GET /iam-policy` | | [`IamPolicy`] |
//! | `GET /deployments/{id}/events` | | server-sent events `journal`, each a [`JournalEntry`] with its sequence as id; the stream ends after the verdict |
//!
//! Times are milliseconds since the epoch. Documents travel as the JSON text that the person has,
//! so that order, duplicates and the spelling of numbers survive. Refusals are [`Problem`]s.

mod account;
mod audit;
mod blame;
mod changes;
mod draft;
mod environments;
mod iam_policy;
mod offer;
mod people;
mod planning;
mod queue;
mod scaling;
mod telling;

use serde::{Deserialize, Serialize};

pub use account::{
    Account, Confirmation, ConfirmsWith, Enrollment, Entrances, FactorCode, MadeToken, NewToken,
    OpenSession, PasswordChange, ProviderAddress, ProviderSignIn, RecoveryCodes, Secret, SetUp,
    SignedOut, Token,
};
pub use audit::{AuditCheck, AuditCheckQuery, AuditQuery};
pub use blame::{Blame, BlamedChange, BlamedDeployment, BlamedField, Origin};
pub use changes::{
    CarriedPlan, CarryOver, CarryOverRequest, ChangeCounts, ChangeDeploymentRequest, ChangeDetail,
    ChangeQuery, ChangeRequest, ChangeSummary, ChangeView, CommentRequest, KeptPolicy,
    LateReviewRequest, MOST_COUNTED, PlanAsk, PolicyRequest, ReasonRequest, ReviewRequest,
    RewordRequest, ScheduleRequest, SettleRequest, VersionRequest, ViewedRequest,
};
pub use draft::{Draft, DraftBase, DraftContent, DraftGate, DraftNews, DraftSummary, DraftUpdate};
pub use environments::{
    EnvironmentCheck, EnvironmentCheckRequest, EnvironmentRequest, EnvironmentStart,
    EnvironmentState, KeptEnvironment,
};
pub use iam_policy::{IamCondition, IamPolicy, IamStatement};
pub use offer::{Offer, OfferKind, OfferQuery, ParameterWrite, Readability, ReadabilityRequest};
pub use people::{EntersBy, NewPerson, PasswordCode, Person, PersonUpdate};
pub use planning::{
    EarlierRevision, PlanBase, RollBackTo, RollbackPlanRequest, ScalableTargetPlanRequest,
    TaskPlanRequest,
};
pub use queue::{Order, Pause, PauseRequest, Queue, Release, ReleaseRequest, Scope};
pub use scaling::{ScalableTarget, ScalingPolicy};
pub use telling::{
    AddressCode, AddressRequest, Delivery, DeliveryAttempt, DeliveryState, EmailAddress, Hearing,
    MadeWebhook, NewsItem, SeenRequest, Webhook, WebhookRequest,
};

use crate::deployment::{Command, Deployment, JournalEntry, Rollout, WhenBusy};
use crate::issue::Issue;
use crate::permission::Grants;
use crate::plan::{Definitions, Plan};

/// Who signs in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// The name.
    pub name: String,
    /// The password. It never leaves this request.
    pub password: Secret,
    /// A code of the authenticator, or a recovery code, where the account asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// The name.
    pub name: String,
    /// What they may do, and where.
    pub grants: Grants,
    /// How they show once more who they are.
    #[serde(default)]
    pub confirms_with: ConfirmsWith,
}

/// What runs here, for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct About {
    /// Whether the AWS behind all of it is the sandbox.
    pub simulated: bool,
    /// Longshore's version.
    pub version: String,
}

/// What Longshore looks after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Environment {
    /// Its name, such as `trial`.
    pub name: String,
    /// The AWS account, where it could be asked for.
    pub account: Option<String>,
    /// The region.
    pub region: String,
    /// Whether the AWS behind it is the sandbox.
    pub simulated: bool,
    /// The names of the clusters that are looked after; none for every cluster.
    pub clusters: Vec<String>,
    /// Why it is not at work, where it is not.
    pub held: Option<String>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to give as `after` for the next page; nothing on the last.
    pub next: Option<String>,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// ECS's status, such as `ACTIVE`.
    pub status: String,
    /// How many services are active in it.
    pub active_services: i64,
    /// How many tasks run in it.
    pub running_tasks: i64,
    /// How many container instances are registered; 0 means Fargate alone.
    pub container_instances: i64,
}

/// Every service of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceList {
    /// When AWS was asked.
    pub as_of_ms: i64,
    /// The clusters, also those without services.
    pub clusters: Vec<Cluster>,
    /// The services, by cluster and name.
    pub services: Vec<ServiceSummary>,
    /// What could not be read, in words; empty when all could.
    pub failures: Vec<String>,
}

/// How a service is, from its counts and its ECS deployments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// Its rollout failed, or tasks fail.
    Failing,
    /// Fewer tasks run than are wanted, and no rollout explains it.
    Degraded,
    /// A rollout is on its way.
    Rolling,
    /// As many tasks run as are wanted.
    Steady,
    /// No task is wanted.
    Idle,
    /// It is being deleted.
    Draining,
}

/// A service, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceSummary {
    /// The cluster's name.
    pub cluster: String,
    /// The service's name.
    pub name: String,
    /// How it is.
    pub health: Health,
    /// Why, in words, such as `4 of 4 tasks run`.
    pub health_words: String,
    /// Tasks wanted.
    pub desired: i64,
    /// Tasks that run.
    pub running: i64,
    /// Tasks that start.
    pub pending: i64,
    /// The revision that it should run, such as `shop-web:3`.
    pub revision: String,
    /// The images of that revision's containers, as `container image`.
    pub images: Vec<ContainerImage>,
    /// `FARGATE`, `EC2` or `EXTERNAL`, or the capacity providers.
    pub launch_type: String,
    /// When its newest ECS deployment was created.
    pub last_deployed_at_ms: Option<i64>,
}

/// A container and its image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContainerImage {
    /// The container's name.
    pub container: String,
    /// The image, as the task definition has it.
    pub image: String,
}

/// A service, with all that its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceDetail {
    /// When AWS was asked.
    pub as_of_ms: i64,
    /// The summary.
    pub summary: ServiceSummary,
    /// What ECS says of the service, the JSON text of `DescribeServices` for it.
    pub service: String,
    /// What ECS says of the revision that it should run, the JSON text of
    /// `DescribeTaskDefinition` for it.
    pub task_definition: Option<String>,
    /// Its ECS deployments, newest first.
    pub ecs_deployments: Vec<EcsDeployment>,
    /// Its tasks, those that run first, then those that stopped lately.
    pub tasks: Vec<Task>,
    /// What ECS said of it, newest first.
    pub events: Vec<ServiceEvent>,
    /// The target groups that it stands behind.
    pub target_groups: Vec<TargetGroup>,
    /// The latest deployments that Longshore made of it, newest first.
    pub deployments: Vec<Deployment>,
    /// The deployment controller: `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    #[serde(default)]
    pub controller: String,
    /// ECS's record of the latest rollout, where there is one.
    #[serde(default)]
    pub rollout: Option<Rollout>,
    /// The bounds of auto scaling, where the service is under it.
    #[serde(default)]
    pub scalable_target: Option<ScalableTarget>,
    /// What could not be read, in words; empty when all could.
    pub failures: Vec<String>,
}

/// An ECS deployment of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EcsDeployment {
    /// Such as `ecs-svc/123`.
    pub id: String,
    /// `PRIMARY`, `ACTIVE` or `INACTIVE`.
    pub status: String,
    /// The revision, such as `shop-web:3`.
    pub revision: String,
    /// Tasks wanted.
    pub desired: i64,
    /// Tasks that run.
    pub running: i64,
    /// Tasks that start.
    pub pending: i64,
    /// Tasks that failed, in a row.
    pub failed: i64,
    /// Such as `COMPLETED`; empty where ECS gives none.
    pub rollout_state: String,
    /// ECS's reason for it.
    pub rollout_reason: String,
    /// When it was created.
    pub created_at_ms: Option<i64>,
}

/// A task of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Task {
    /// The id, the last part of the ARN.
    pub id: String,
    /// The revision, such as `shop-web:3`.
    pub revision: String,
    /// Such as `RUNNING`.
    pub last_status: String,
    /// `RUNNING` or `STOPPED`.
    pub desired_status: String,
    /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
    pub health_status: String,
    /// When it started to run.
    pub started_at_ms: Option<i64>,
    /// When it stopped.
    pub stopped_at_ms: Option<i64>,
    /// Why it stopped, in ECS's words.
    pub stopped_reason: Option<String>,
    /// The same in plain words, with the way out.
    pub explanation: Option<String>,
}

/// What ECS said of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceEvent {
    /// ECS's id.
    pub id: String,
    /// When.
    pub at_ms: i64,
    /// ECS's words.
    pub message: String,
    /// The same in plain words, with the way out, where it means trouble.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// A target group, and what it means to be behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `instance`, `ip`, `lambda` or `alb`.
    pub target_type: String,
    /// Such as `HTTP`.
    pub protocol: String,
    /// The port that targets get by default.
    pub port: Option<i64>,
    /// Its VPC.
    pub vpc_id: Option<String>,
    /// Where it checks health, such as `GET / every 30 s`.
    pub health_check: String,
    /// The same in numbers; nothing where it checks none, or where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<TargetHealthCheck>,
    /// How long it lets the connections of a target that goes finish, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistration_delay_seconds: Option<i64>,
    /// The ways that lead to it; empty when no listener does.
    pub routes: Vec<Route>,
    /// How many of its targets are healthy, where that was asked for.
    pub healthy_targets: Option<i64>,
    /// How many targets it has, where that was asked for.
    pub targets: Option<i64>,
}

/// How a target group checks the health of its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetHealthCheck {
    /// The port that it asks: `traffic-port`, or a number.
    pub port: String,
    /// The time between two checks.
    pub interval_seconds: i64,
    /// How many good checks make a target healthy.
    pub healthy_threshold: i64,
    /// How many failed checks make a target unhealthy.
    pub unhealthy_threshold: i64,
}

/// A way that leads to a target group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route {
    /// The load balancer's name.
    pub load_balancer: String,
    /// The load balancer's DNS name.
    pub dns_name: String,
    /// Whether the internet reaches it; if not, only the inside of its VPC does.
    pub internet_facing: bool,
    /// Such as `HTTPS:443`.
    pub listener: String,
    /// The listener rule in words, such as `host shop.example.com` or `everything else`.
    pub rule: String,
}

/// A parameter of Parameter Store; never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its ARN, where AWS gives one.
    pub arn: Option<String>,
    /// `String`, `StringList` or `SecureString`.
    pub parameter_type: String,
    /// Its version.
    pub version: i64,
    /// When it last changed.
    pub last_modified_at_ms: Option<i64>,
    /// The key that encrypts it.
    pub key_id: Option<String>,
    /// Its description.
    pub description: Option<String>,
}

/// The documents that a person wants to deploy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanRequest {
    /// The task definition as JSON text; nothing when the service's revision stays.
    pub task_definition: Option<String>,
    /// The service as JSON text, as `CreateService` or `UpdateService` takes it, with
    /// [`TASK_DEFINITION_ARN`](crate::plan::TASK_DEFINITION_ARN) for the revision of the task
    /// definition beside it.
    pub service: String,
    /// How much of the service the document speaks for.
    #[serde(default)]
    pub extent: crate::plan::Extent,
    /// A task to run before the service is touched, as JSON text as `RunTask` takes it; unless it
    /// ends well, the service is left alone. Its `taskDefinition` may be
    /// [`TASK_DEFINITION_ARN`](crate::plan::TASK_DEFINITION_ARN) too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The draft that the documents come from: who wrote on it is an author of what is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
}

/// A plan to look at before anything happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// The plan's hash, SHA-256 in hex; what a deployment names.
    pub hash: String,
    /// The plan.
    pub plan: Plan,
    /// Warnings and advice.
    pub issues: Vec<Issue>,
    /// What ran when the plan was made: the task definition as JSON text in normal form.
    pub task_definition_before: Option<String>,
    /// What will run: the task definition as JSON text in normal form.
    pub task_definition_after: Option<String>,
    /// The service before, as JSON text in normal form.
    pub service_before: Option<String>,
    /// The service after, as JSON text in normal form.
    pub service_after: Option<String>,
    /// The same four with every value. They are no part of any answer.
    #[serde(skip)]
    pub definitions: Definitions,
}

/// Asks for a plan to be carried out. Sent with an `Idempotency-Key` header, so that a repeated
/// click or a retried request starts one deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeploymentRequest {
    /// The plan's hash.
    pub plan_hash: String,
    /// What to do when another deployment of the service is running or waiting.
    #[serde(default)]
    pub when_busy: WhenBusy,
    /// Why it cannot wait for the end of a freeze, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_freeze: Option<String>,
}

/// A deployment with all that its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeploymentDetail {
    /// The deployment.
    pub deployment: Deployment,
    /// What it carries out.
    pub plan: Plan,
    /// What has happened so far.
    pub journal: Vec<JournalEntry>,
    /// What people told it and the agent has not taken up yet.
    #[serde(default)]
    pub commands: Vec<Command>,
}

/// What went wrong, for code to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The request could not be read.
    BadRequest,
    /// Nobody is signed in.
    SignedOut,
    /// The name, the password or the code is wrong.
    WrongCredentials,
    /// Beside the password a code of the authenticator is asked for.
    CodeNeeded,
    /// It must be shown once more who it is; see [`ConfirmsWith`].
    ConfirmIdentity,
    /// The role does not allow it.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// What the plan was compared with has changed.
    BaseMoved,
    /// Another deployment of the service is running.
    AlreadyDeploying,
    /// The deployment is too far along for what it is told, or over.
    TooLate,
    /// Somebody else saved the draft in between.
    DraftMoved,
    /// There is another version of the change, or what it was compared with has changed.
    ChangeMoved,
    /// Somebody else set the policy in between.
    PolicyMoved,
    /// Somebody else changed the environment in between.
    EnvironmentMoved,
    /// The environment is not at work.
    EnvironmentHeld,
    /// Somebody else set the webhook in between.
    WebhookMoved,
    /// The mail server does not take what is sent.
    NoEmail,
    /// The identity provider did not answer.
    ProviderUnreachable,
    /// The identity provider's answer cannot be used.
    ProviderFailed,
    /// The environment asks for approvals.
    NeedsApproval,
    /// Nothing is deployed to the environment at the moment, but for a reason that is told.
    Frozen,
    /// There is something of that name already.
    AlreadyExists,
    /// Nobody would be left who may do everything.
    LastAdministrator,
    /// The documents have errors; see the issues.
    Invalid,
    /// The body is too large.
    TooLarge,
    /// Too many requests.
    TooMany,
    /// AWS refused.
    AwsRefused,
    /// AWS did not answer.
    AwsUnreachable,
    /// The database does not answer, or is too busy to.
    DatabaseUnreachable,
    /// A mistake of ours.
    Internal,
}

/// A refusal, as RFC 9457 has it (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A stable name of the kind of problem, as a URI.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case in words, with the way out.
    pub detail: String,
    /// The kind for code.
    pub code: ProblemCode,
    /// The request's id, for the operator's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The deployment that is in the way, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// The draft as it is, where somebody else saved it in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftSummary>,
    /// The webhook as it is, where somebody else set it in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    /// The IAM action that Longshore's credentials lack, such as `ssm:DescribeParameters`, where
    /// that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_action: Option<String>,
    /// What is wrong in the documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Issue>,
}
