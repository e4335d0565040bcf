//! Asking for deployments.

use std::collections::HashSet;

use shared::change::Refused;
use shared::deployment::{Deployment, WhenBusy};
use shared::plan::{Plan, Target};
use shared::preflight::Finding;
use shared::wire::{DeploymentRequest, Order, Preview};

use super::{Agent, task};
use crate::aws::AwsError;
use crate::planning;
use crate::random::{self, NoRandomness};
use crate::store::{
    Calls, ChangeOrder, NewDeployment, NewRelease, NewRequest, Started, StoreError,
};

/// Why a deployment does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestError {
    #[error("There is no such plan. Make a new one from the documents.")]
    NoPlan,
    #[error("A release needs at least one plan. Choose a service.")]
    NoPlans,
    #[error("The service {0} is in the release twice. Put all that changes of it into one plan.")]
    Twice(String),
    #[error(
        "The cluster {0} is to run two tasks in one release. Release one of them, and run the other once that is over."
    )]
    TwoTasks(String),
    #[error("The plan has nothing to do: what it asks for is already so.")]
    NothingToDo,
    #[error("The idempotency key was used for another plan. Send a new one for each click.")]
    KeyReused,
    #[error(
        "{0} has changed since the plan was made, or its cluster is no longer one of this environment's. Make a new plan, look at it, and deploy that."
    )]
    BaseMoved(String),
    #[error(
        "A deployment was made of this plan already. Preview again to deploy once more; a change needs another version."
    )]
    PlanUsed(String),
    #[error(
        "Another deployment of the service runs or waits. Wait for it, take its place, or follow it to its end and make a new plan."
    )]
    ServiceBusy(String),
    #[error("{0}")]
    Refused(Refused),
    #[error("Your role does not allow to deploy, or your account is gone. Ask an operator.")]
    Forbidden,
    #[error("could not look at the service")]
    Aws(#[from] AwsError),
    #[error("could not store the deployment")]
    Store(#[from] StoreError),
    #[error("could not choose the deployment's id")]
    Random(#[from] NoRandomness),
}

/// So often it is looked again at what a deployment leaves behind whose place is to be taken, while
/// it goes on calling AWS.
const LOOKS: u32 = 5;

/// What somebody asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) user: &'a str,
    pub(super) idempotency_key: &'a str,
    pub(super) request_hash: &'a str,
    pub(super) when_busy: WhenBusy,
    pub(super) release: Option<NewRelease<'a>>,
    pub(super) change: Option<ChangeOrder<'a>>,
    pub(super) despite_freeze: Option<&'a str>,
    pub(super) plan_hashes: &'a [String],
}

impl Agent {
    /// Starts a deployment of a plan, unless something stands in the way. The same person's same
    /// key is the same request, and answers the same deployment.
    pub(crate) async fn request(
        &self,
        user: &str,
        request: &DeploymentRequest,
        idempotency_key: &str,
    ) -> Result<Deployment, RequestError> {
        self.ask(&Asked {
            user,
            idempotency_key,
            request_hash: &request.plan_hash,
            when_busy: request.when_busy,
            release: None,
            change: None,
            despite_freeze: request.despite_freeze.as_deref(),
            plan_hashes: std::slice::from_ref(&request.plan_hash),
        })
        .await
    }

    /// Starts deployments, all or none; answers the first.
    pub(super) async fn ask(&self, asked: &Asked<'_>) -> Result<Deployment, RequestError> {
        let store = &self.0.store;
        let repeated = store.repeated(asked.user, asked.idempotency_key).await?;
        if let Some((known_hash, id)) = repeated {
            return if known_hash == asked.request_hash {
                self.deployment(&id).await
            } else {
                Err(RequestError::KeyReused)
            };
        }
        let previews = self.previews(asked.plan_hashes).await?;
        let mut ids = Vec::new();
        for _ in &previews {
            ids.push(random::identifier()?);
        }
        let summaries: Vec<String> = previews.iter().map(|one| summary(&one.plan)).collect();
        let deployments: Vec<NewDeployment<'_>> = previews
            .iter()
            .zip(&ids)
            .zip(&summaries)
            .map(|((preview, id), summary)| NewDeployment {
                id,
                plan: &preview.plan,
                plan_hash: &preview.hash,
                summary,
            })
            .collect();
        let request = NewRequest {
            user: asked.user,
            environment: &self.0.environment,
            idempotency_key: asked.idempotency_key,
            request_hash: asked.request_hash,
            when_busy: asked.when_busy,
            release: asked.release,
            change: asked.change,
            despite_freeze: asked.despite_freeze,
            calls: &[],
            deployments: &deployments,
            now_ms: self.0.clock.now_ms(),
        };
        let mut looks = 0;
        let started = loop {
            let calls = self.look(&request, &previews).await?;
            let request = NewRequest {
                calls: &calls,
                ..request
            };
            match self.try_start(&request, &previews).await? {
                Started::CallsOn(_) if looks < LOOKS => {
                    looks += 1;
                    self.0.clock.sleep(self.0.pacing.retry_after).await;
                }
                started => break started,
            }
        };
        match started {
            Started::Queued => {
                for new in &deployments {
                    let target = &new.plan.target;
                    tracing::info!(
                        deployment.id = new.id,
                        user = asked.user,
                        cluster = target.cluster,
                        service = target.service,
                        "deployment requested"
                    );
                }
                self.0.wake.notify_one();
                let first = ids.first().ok_or(RequestError::NoPlans)?;
                self.deployment(first).await
            }
            Started::Repeated(id) => self.deployment(&id).await,
            Started::KeyReused => Err(RequestError::KeyReused),
            Started::Forbidden => Err(RequestError::Forbidden),
            Started::Refused(refused) => Err(RequestError::Refused(refused)),
            Started::PlanUsed(id) => Err(RequestError::PlanUsed(id)),
            Started::ServiceBusy(id) => Err(RequestError::ServiceBusy(id)),
            Started::CallsOn(_) => Err(RequestError::Refused(Refused::TooLate(
                "What is deployed there now is calling AWS at this moment, so that nobody knows yet what it leaves behind. Ask again.".to_owned(),
            ))),
        }
    }

    /// Starts what is asked for, unless its plans do not fit any more.
    async fn try_start(
        &self,
        request: &NewRequest<'_>,
        previews: &[Preview],
    ) -> Result<Started, RequestError> {
        let store = &self.0.store;
        // A deployment that runs moves the base; it is the better answer of the two.
        match self.moved(previews).await? {
            Some(what) => match store.in_the_way(request).await? {
                Some(started) => Ok(started),
                None => Err(RequestError::BaseMoved(what)),
            },
            None => Ok(store.start(request).await?),
        }
    }

    /// Looks at the deployments whose places are taken at once, if any: the calls of each before that.
    async fn look(
        &self,
        request: &NewRequest<'_>,
        previews: &[Preview],
    ) -> Result<Vec<(String, Calls)>, RequestError> {
        let takes_place = request.when_busy == WhenBusy::Supersede;
        // The same request once more is answered as the first was.
        if !takes_place || self.0.store.in_the_way(request).await?.is_some() {
            return Ok(Vec::new());
        }
        let is_in_order = request
            .release
            .as_ref()
            .is_some_and(|release| release.order == Order::InOrder);
        // Those after the first wait for it, and for what runs.
        let at_once = if is_in_order { 1 } else { previews.len() };
        self.ensure_takes_place(previews.iter().take(at_once)).await
    }

    async fn previews(&self, hashes: &[String]) -> Result<Vec<Preview>, RequestError> {
        if hashes.is_empty() {
            return Err(RequestError::NoPlans);
        }
        let mut previews = Vec::new();
        let mut targets = HashSet::new();
        for hash in hashes {
            let preview = self
                .0
                .store
                .kept_plan(hash)
                .await?
                .filter(|kept| kept.environment == self.0.environment)
                .ok_or(RequestError::NoPlan)?
                .preview;
            if preview.plan.steps.is_empty() {
                return Err(RequestError::NothingToDo);
            }
            if !targets.insert(preview.plan.target.clone()) {
                let Target { cluster, service } = preview.plan.target;
                return Err(if service.is_empty() {
                    RequestError::TwoTasks(cluster)
                } else {
                    RequestError::Twice(service)
                });
            }
            previews.push(preview);
        }
        Ok(previews)
    }

    /// What has changed of what a plan was made on. Behind another deployment that may still
    /// change; the agent looks again when its turn comes.
    async fn moved(&self, previews: &[Preview]) -> Result<Option<String>, RequestError> {
        let inner = &self.0;
        for Preview { plan, .. } in previews {
            let occupant = inner.store.occupant(&inner.environment, plan).await?;
            if occupant.is_none() && !planning::is_current(&inner.aws, plan).await? {
                return Ok(Some(plan.target.planned_on()));
            }
        }
        Ok(None)
    }

    /// Whether plans could begin where others run or wait: what runs is given up as soon as it is told
    /// to give way, and what waits is cancelled, so nothing would come of either if nothing took its
    /// place. Answers the calls of each of those before it was looked at what they leave behind.
    async fn ensure_takes_place(
        &self,
        previews: impl Iterator<Item = &Preview>,
    ) -> Result<Vec<(String, Calls)>, RequestError> {
        let inner = &self.0;
        let mut calls = Vec::new();
        for preview in previews {
            let plan = &preview.plan;
            let Some(occupant) = inner.store.occupant(&inner.environment, plan).await? else {
                continue;
            };
            let service = &plan.target.service;
            if let Some(what) = self.left_beside(plan, &occupant).await? {
                return Err(RequestError::Refused(Refused::TooLate(format!(
                    "{what}, so the task before {service} would not begin, and what is deployed there now, or waits, would be given up for nothing. Wait for that task's end, or stop it in ECS, then ask again."
                ))));
            }
            let found = self.preflight(preview).await;
            let wrong = found
                .lines
                .iter()
                .find(|line| line.finding == Finding::Wrong);
            if let Some(line) = wrong {
                return Err(RequestError::Refused(Refused::TooLate(format!(
                    "The plan for {service} would not begin, and what is deployed there now, or waits, would be given up for nothing. {}: {}",
                    line.subject, line.words
                ))));
            }
            // What runs may have moved the base meanwhile, so this is looked at last; a call that it
            // makes from here on shows in its journal.
            let so_far = inner.store.calls(&occupant).await?;
            if !planning::is_current(&inner.aws, plan).await? {
                return Err(RequestError::BaseMoved(plan.target.planned_on()));
            }
            calls.push((occupant, so_far));
        }
        Ok(calls)
    }

    /// What would keep a plan's gate from beginning, other than the deployment that is to give way.
    async fn left_beside(&self, plan: &Plan, occupant: &str) -> Result<Option<String>, StoreError> {
        if !task::has_gate(plan) {
            return Ok(None);
        }
        let inner = &self.0;
        for arn in inner.store.tasks_left(occupant).await? {
            let found = inner.aws.one_off_task(&plan.target.cluster, &arn).await;
            if let Some(what) = task::still_runs(&arn, &found) {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }

    async fn deployment(&self, id: &str) -> Result<Deployment, RequestError> {
        let deployment = self
            .0
            .store
            .deployment(id)
            .await?
            .ok_or(RequestError::NoPlan)?;
        let mut explained = self.with_waits(vec![deployment]).await?;
        explained.pop().ok_or(RequestError::NoPlan)
    }
}

/// In one line, what a plan does: what people changed comes before the revision that follows
/// and the gate that it passes.
pub(crate) fn summary(plan: &Plan) -> String {
    let (follows, chosen): (Vec<_>, Vec<_>) = plan
        .changes
        .iter()
        .partition(|change| matches!(change.group.as_str(), "Revision" | "Gate"));
    let mut words = chosen
        .iter()
        .chain(&follows)
        .map(|change| change.words.as_str());
    match (words.next(), chosen.len()) {
        (None, _) => format!("deploy {}", plan.target.service),
        (Some(first), 0 | 1) => first.to_owned(),
        (Some(first), 2) => format!("{first}, and 1 more change"),
        (Some(first), all) => format!("{first}, and {} more changes", all - 1),
    }
}
