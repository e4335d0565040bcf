//! From what a person wants to a plan: read the documents, look at AWS, let the domain decide.

mod deletion;
mod earlier;
mod images;
mod known;
mod moved;
mod rollback;
mod scalable_target;
mod task;

use std::borrow::Cow;

use futures::future;
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json::Json;
use shared::normal::normal;
use shared::plan::{self, Named, Observed, Plan, PlanKind, Target, Wanted};
use shared::pointer::Pointer;
use shared::wire::{PlanAsk, PlanRequest, Preview};

use crate::aws::{Aws, AwsError, Service, last_part};
use crate::random::{self, NoRandomness};
use crate::store::{Store, StoreError};

pub use deletion::make_deletion;
pub use earlier::earlier;
pub(crate) use moved::moved;
pub use rollback::{make_rollback, make_rollback_to};
pub use scalable_target::make_scalable_target;
pub use task::make_task;

/// No plan was made.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The documents have errors.
    #[error("the documents have errors")]
    Invalid(Vec<Issue>),
    /// The environment does not look after the cluster.
    #[error(
        "The environment looks after the clusters {covered}, not after {cluster}. Choose one of them, or ask an administrator to add it to the environment."
    )]
    NotCovered {
        /// The cluster that the documents name.
        cluster: String,
        /// The clusters of the environment, as a list in words.
        covered: String,
    },
    /// AWS could not be looked at.
    #[error("could not look at AWS")]
    Aws(#[from] AwsError),
    /// The database could not be asked.
    #[error("could not ask the database")]
    Store(#[from] StoreError),
    /// The system gave no randomness.
    #[error("could not choose the plan's id")]
    Random(#[from] NoRandomness),
}

/// Makes a plan of whatever kind is asked for. Nothing changes in AWS.
///
/// # Errors
/// The documents have errors, or AWS could not be looked at.
pub async fn make_of_ask(
    aws: &Aws,
    store: &Store,
    environment: &str,
    ask: &PlanAsk,
) -> Result<Preview, PlanningError> {
    match ask {
        PlanAsk::Documents(request) => make(aws, request).await,
        PlanAsk::Task(request) => make_task(aws, request).await,
        PlanAsk::Rollback(request) => {
            ensure_covered(aws, &request.target)?;
            make_rollback(aws, store, environment, request).await
        }
        PlanAsk::Deletion(target) => {
            ensure_covered(aws, target)?;
            make_deletion(aws, target).await
        }
        PlanAsk::ScalableTarget(request) => {
            ensure_covered(aws, &request.target)?;
            make_scalable_target(aws, request).await
        }
    }
}

/// Refuses what is in a cluster that is not looked after here.
fn ensure_covered(aws: &Aws, target: &Target) -> Result<(), PlanningError> {
    if aws.covers(&target.cluster) {
        Ok(())
    } else {
        Err(PlanningError::NotCovered {
            cluster: target.cluster.clone(),
            covered: aws.covered().join(", "),
        })
    }
}

/// Makes a plan. Nothing changes in AWS.
///
/// # Errors
/// The documents have errors, or AWS could not be looked at.
pub async fn make(aws: &Aws, request: &PlanRequest) -> Result<Preview, PlanningError> {
    make_of(aws, &read(request)?).await
}

/// Makes a plan of documents that were read.
async fn make_of(aws: &Aws, wish: &Wish) -> Result<Preview, PlanningError> {
    let Wish {
        task_definition,
        service,
        gate,
        extent,
    } = wish;
    let target = target(service);
    ensure_covered(aws, &target)?;
    let family = task_definition
        .as_ref()
        .and_then(|document| document.json().get("family"))
        .and_then(Json::as_str)
        .unwrap_or_default();
    let (current, latest_revision, scalable_target, known) = future::try_join4(
        current(aws, &target),
        latest_revision(aws, family),
        scalable_target::known(aws, &target),
        async {
            // Boxed: it asks for much, and a future of its size would be carried about by all.
            let known = Box::pin(known::known(aws, task_definition.as_ref(), service));
            Ok(known.await)
        },
    )
    .await?;
    let (named, gate_revision) = future::try_join(
        async {
            match task_definition {
                Some(_) => Ok(None),
                None => named(aws, service, current.service.as_ref()).await,
            }
        },
        async {
            match gate {
                Some(gate) => named_by_task(aws, gate).await,
                None => Ok(Named::Unknown),
            }
        },
    )
    .await?;
    let observed = Observed {
        service: current.service,
        task_definition: current.task_definition,
        named,
        gate: gate_revision,
        latest_revision,
        scalable_target,
        known,
    };
    let id = random::identifier()?;
    let wanted = Wanted {
        task_definition: task_definition.as_ref(),
        service,
        extent: *extent,
        gate: gate.as_ref(),
    };
    let preview = plan::make(&id, &wanted, &observed).map_err(PlanningError::Invalid)?;
    Ok(images::pinned(aws, preview).await)
}

/// The revision that a service document names, where it is another than runs.
async fn named(
    aws: &Aws,
    service: &Document,
    current: Option<&Document>,
) -> Result<Option<Document>, AwsError> {
    let reference = |document: &Document| {
        let normal = normal(document);
        let reference = normal.json().get("taskDefinition")?.as_str()?;
        Some(reference.to_owned())
    };
    let Some(wanted) = reference(service).filter(|wanted| {
        *wanted != plan::TASK_DEFINITION_ARN && current.and_then(reference).as_ref() != Some(wanted)
    }) else {
        return Ok(None);
    };
    // Of one that is not there AWS will say so again when it is asked to run it.
    described(aws, &wanted).await
}

/// The revision that a run-task request names by itself.
async fn named_by_task(aws: &Aws, run_task: &Document) -> Result<Named, AwsError> {
    let reference = run_task.json().get("taskDefinition").and_then(Json::as_str);
    let Some(reference) =
        reference.filter(|name| !name.is_empty() && *name != plan::TASK_DEFINITION_ARN)
    else {
        return Ok(Named::Unknown);
    };
    Ok(match described(aws, reference).await? {
        Some(revision) => Named::There(Box::new(revision)),
        None => Named::Missing,
    })
}

/// A revision as it is at this moment; nothing where there is none.
async fn described(aws: &Aws, reference: &str) -> Result<Option<Document>, AwsError> {
    match aws.describe_task_definition(reference).await {
        Ok(read) => observed(
            &read.text,
            DocumentKind::TaskDefinition,
            "DescribeTaskDefinition",
        )
        .map(Some),
        Err(AwsError::Refused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether AWS still is what a plan was compared with.
///
/// # Errors
/// AWS could not be looked at.
pub(crate) async fn is_current(aws: &Aws, plan: &Plan) -> Result<bool, AwsError> {
    compare(aws, plan).await.map(|(is_current, _)| is_current)
}

/// The same, and what the service is now, where the plan was compared with one.
///
/// # Errors
/// AWS could not be looked at.
pub(crate) async fn compare(aws: &Aws, plan: &Plan) -> Result<(bool, Option<Current>), AwsError> {
    let fingerprint = match plan.kind {
        PlanKind::OneOffTask => {
            let revision = match &plan.base.task_definition_arn {
                Some(arn) => described(aws, arn).await?,
                None => None,
            };
            plan::fingerprint_of_task(revision.as_ref())
        }
        PlanKind::ScalableTargetChange => scalable_target::fingerprint(aws, &plan.target).await?,
        _ => {
            let now = current(aws, &plan.target).await?;
            return Ok((now.is_base_of(plan), Some(now)));
        }
    };
    Ok((fingerprint == plan.base.fingerprint, None))
}

/// What a service is now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Current {
    pub(crate) service: Option<Document>,
    pub(crate) task_definition: Option<Document>,
}

impl Current {
    /// The fingerprint by which a plan knows what it was compared with.
    pub(crate) fn fingerprint(&self, desired_count: plan::DesiredCount) -> String {
        plan::fingerprint(
            self.service.as_ref(),
            self.task_definition.as_ref(),
            desired_count,
        )
    }

    /// Whether it still is what a plan was compared with.
    pub(crate) fn is_base_of(&self, plan: &Plan) -> bool {
        self.fingerprint(plan.base.desired_count) == plan.base.fingerprint
    }

    /// The fingerprint of all but the service's tags.
    pub(crate) fn fingerprint_beside_tags(&self, desired_count: plan::DesiredCount) -> String {
        let service = self.service.as_ref().and_then(without_tags);
        plan::fingerprint(
            service.as_ref(),
            self.task_definition.as_ref(),
            desired_count,
        )
    }

    /// The same with the service as ECS shows it by now, and the revision that it ran.
    ///
    /// # Errors
    /// What ECS shows cannot be read.
    pub(crate) fn with_service(&self, service: &Service) -> Result<Self, AwsError> {
        Ok(Self {
            service: Some(of_service(service)?),
            task_definition: self.task_definition.clone(),
        })
    }
}

/// Looks at what a service is now.
///
/// # Errors
/// AWS could not be looked at.
pub(crate) async fn current(aws: &Aws, target: &Target) -> Result<Current, AwsError> {
    if target.service.is_empty() {
        return Ok(Current::default());
    }
    let service = match aws.service(&target.cluster, &target.service).await {
        Ok(service) => service.filter(crate::aws::Service::is_active),
        // The check says so, at the member that names the cluster.
        Err(error) if error.is_cluster_gone() => None,
        Err(error) => return Err(error),
    };
    let Some(service) = service else {
        return Ok(Current::default());
    };
    let task_definition = match &service.task_definition_arn {
        Some(arn) => {
            let read = aws.task_definition(arn).await?;
            Some(observed(
                &read.text,
                DocumentKind::TaskDefinition,
                "DescribeTaskDefinition",
            )?)
        }
        None => None,
    };
    Ok(Current {
        service: Some(of_service(&service)?),
        task_definition,
    })
}

fn of_service(service: &Service) -> Result<Document, AwsError> {
    observed(
        &service.json.to_compact(),
        DocumentKind::Service,
        "DescribeServices",
    )
}

fn without_tags(service: &Document) -> Option<Document> {
    let mut json = service.json().clone();
    if let Json::Object(members) = &mut json {
        members.retain(|(member, _)| member != "tags");
    }
    Document::read(&json.to_compact(), Some(DocumentKind::Service)).ok()
}

fn observed(text: &str, kind: DocumentKind, operation: &'static str) -> Result<Document, AwsError> {
    Document::read(text, Some(kind)).map_err(|error| AwsError::Unclear {
        operation,
        code: None,
        message: format!("the answer cannot be read as a document: {error}"),
    })
}

async fn latest_revision(aws: &Aws, family: &str) -> Result<Option<u64>, AwsError> {
    if family.is_empty() {
        return Ok(None);
    }
    match aws.latest_revision(family).await {
        // A family that AWS would not even look for; the check says what is wrong with it.
        Err(AwsError::Refused { .. }) => Ok(None),
        other => other,
    }
}

/// What a person wants to be so.
struct Wish {
    task_definition: Option<Document>,
    service: Document,
    gate: Option<Document>,
    extent: plan::Extent,
}

fn read(request: &PlanRequest) -> Result<Wish, PlanningError> {
    let optional =
        |text: &Option<String>, kind| text.as_deref().map(|text| document(text, kind)).transpose();
    let task_definition = optional(&request.task_definition, DocumentKind::TaskDefinition);
    let service = document(&request.service, DocumentKind::Service);
    let gate = optional(&request.gate, DocumentKind::RunTask);
    match (task_definition, service, gate) {
        (Ok(task_definition), Ok(service), Ok(gate)) => Ok(Wish {
            task_definition,
            service,
            gate,
            extent: request.extent,
        }),
        (one, another, third) => Err(unread([one.err(), another.err(), third.err()])),
    }
}

/// Every text that is no document, at once.
fn unread(issues: impl IntoIterator<Item = Option<Box<Issue>>>) -> PlanningError {
    PlanningError::Invalid(issues.into_iter().flatten().map(|issue| *issue).collect())
}

fn document(text: &str, kind: DocumentKind) -> Result<Document, Box<Issue>> {
    Document::read(text, Some(kind)).map_err(|error| Box::new(unreadable(kind, &error)))
}

/// A text that is no document, as an issue.
pub fn unreadable(kind: DocumentKind, error: &impl std::error::Error) -> Issue {
    Issue {
        document: kind,
        severity: Severity::Error,
        code: Cow::Borrowed("unreadable"),
        pointer: Pointer::root(),
        message: error.to_string(),
        fix: None,
    }
}

/// The service that a document is about.
fn target(service: &Document) -> Target {
    let text = |member: &str| service.json().get(member).and_then(Json::as_str);
    Target {
        cluster: cluster(service),
        service: last_part(
            text("serviceName")
                .or_else(|| text("service"))
                .unwrap_or_default(),
        )
        .to_owned(),
    }
}

/// The name of the cluster that a document is about.
fn cluster(document: &Document) -> String {
    let cluster = document.json().get("cluster").and_then(Json::as_str);
    last_part(cluster.unwrap_or("default")).to_owned()
}
