//! Asking for a deployment.

use shared::deployment::Deployment;
use shared::plan::Plan;

use super::Agent;
use crate::aws::AwsError;
use crate::planning;
use crate::random::{self, NoRandomness};
use crate::store::{NewDeployment, Started, StoreError};

/// Why a deployment does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestError {
    #[error("There is no such plan. Make a new one from the documents.")]
    NoPlan,
    #[error("The plan has nothing to do: what it asks for is already so.")]
    NothingToDo,
    #[error("The idempotency key was used for another plan. Send a new one for each click.")]
    KeyReused,
    #[error(
        "The service has changed since the plan was made. Make a new plan, look at it, and deploy that."
    )]
    BaseMoved,
    #[error("The plan was carried out already. Make a new one to deploy again.")]
    PlanUsed(String),
    #[error(
        "Another deployment of the service is running. Follow it to its end, then make a new plan."
    )]
    ServiceBusy(String),
    #[error("Your role does not allow to deploy, or your account is gone. Ask an operator.")]
    Forbidden,
    #[error("could not look at the service")]
    Aws(#[from] AwsError),
    #[error("could not store the deployment")]
    Store(#[from] StoreError),
    #[error("could not choose the deployment's id")]
    Random(#[from] NoRandomness),
}

impl Agent {
    /// Starts a deployment of a plan, unless something stands in the way. The same person's same
    /// key is the same request, and answers the same deployment.
    pub(crate) async fn request(
        &self,
        user: &str,
        plan_hash: &str,
        idempotency_key: &str,
    ) -> Result<Deployment, RequestError> {
        let store = &self.0.store;
        if let Some((known_hash, id)) = store.repeated(user, idempotency_key).await? {
            return if known_hash == plan_hash {
                self.deployment(&id).await
            } else {
                Err(RequestError::KeyReused)
            };
        }
        let preview = store.plan(plan_hash).await?.ok_or(RequestError::NoPlan)?;
        let plan = preview.plan;
        if plan.steps.is_empty() {
            return Err(RequestError::NothingToDo);
        }
        let moved = !planning::is_current(&self.0.aws, &plan).await?;
        let id = random::identifier()?;
        let new = NewDeployment {
            id: &id,
            plan: &plan,
            plan_hash,
            user,
            idempotency_key,
            summary: &summary(&plan),
            now_ms: self.0.clock.now_ms(),
        };
        // A running deployment moves the base; it is the better answer of the two.
        let started = if moved {
            match store.in_the_way(&new).await? {
                Some(started) => started,
                None => return Err(RequestError::BaseMoved),
            }
        } else {
            store.start_deployment(&new).await?
        };
        match started {
            Started::Queued => {
                tracing::info!(deployment.id = %id, user, cluster = plan.target.cluster, service = plan.target.service, "deployment requested");
                self.spawn(id.clone());
                self.deployment(&id).await
            }
            Started::Repeated(id) => self.deployment(&id).await,
            Started::KeyReused => Err(RequestError::KeyReused),
            Started::Forbidden => Err(RequestError::Forbidden),
            Started::PlanUsed(id) => Err(RequestError::PlanUsed(id)),
            Started::ServiceBusy(id) => Err(RequestError::ServiceBusy(id)),
        }
    }

    async fn deployment(&self, id: &str) -> Result<Deployment, RequestError> {
        self.0
            .store
            .deployment(id)
            .await?
            .ok_or(RequestError::NoPlan)
    }
}

/// In one line, what a plan does: what people changed comes before the revision that follows and
/// the gate that it passes.
fn summary(plan: &Plan) -> String {
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
