//! What people tell deployments after they asked for them.

use shared::deployment::{Command, Deployment, DeploymentState};
use shared::plan::PlanKind;

use super::Agent;
use crate::store::StoreError;

/// Why a command is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("There is no such deployment.")]
    NoDeployment,
    #[error("It is over; there is nothing left to stop.")]
    Over,
    #[error("It has begun. Stop it and go back instead.")]
    Begun,
    #[error("It has not begun yet. Cancel it instead.")]
    NotBegun,
    #[error("{0}")]
    NoWayBack(&'static str),
    #[error("A deployment gives way when another is asked for in its place, not by being told to.")]
    NotForPeople,
    #[error("could not store the command")]
    Store(#[from] StoreError),
}

impl Agent {
    /// Tells a deployment something.
    pub(crate) async fn command(
        &self,
        id: &str,
        by: &str,
        command: &Command,
    ) -> Result<Deployment, CommandError> {
        let store = &self.0.store;
        let now_ms = self.0.clock.now_ms();
        let deployment = self.find(id).await?;
        let done = match command {
            Command::Cancel => store.cancel_deployment(id, by, now_ms).await?,
            Command::BackOut => {
                if let Some(why) = no_way_back(deployment.kind) {
                    return Err(CommandError::NoWayBack(why));
                }
                store.give_command(id, by, command, now_ms).await?
            }
            Command::AnswerHook { .. } => store.give_command(id, by, command, now_ms).await?,
            Command::GiveWay { .. } => return Err(CommandError::NotForPeople),
        };
        let deployment = self.find(id).await?;
        if !done {
            return Err(match deployment.state {
                DeploymentState::Queued => CommandError::NotBegun,
                DeploymentState::Running => CommandError::Begun,
                DeploymentState::Finished { .. } => CommandError::Over,
            });
        }
        tracing::info!(
            deployment.id = id,
            by,
            ?command,
            "a deployment was told something"
        );
        self.0.journals.tell(id);
        self.0.wake.notify_one();
        Ok(deployment)
    }

    /// What people told a deployment and its agent has not taken up yet.
    pub(crate) async fn commands(&self, id: &str) -> Result<Vec<Command>, StoreError> {
        let given = self.0.store.commands_of_deployment(id).await?;
        Ok(given.into_iter().map(|given| given.command).collect())
    }

    async fn find(&self, id: &str) -> Result<Deployment, CommandError> {
        self.0
            .store
            .deployment(id)
            .await?
            .ok_or(CommandError::NoDeployment)
    }
}

/// Why a deployment of a kind cannot be taken back while it runs.
const fn no_way_back(kind: PlanKind) -> Option<&'static str> {
    match kind {
        PlanKind::FirstDeploy => Some(
            "Nothing ran before a first deploy, so there is nothing to go back to. Delete the service, or deploy a version that works.",
        ),
        PlanKind::Deletion => Some(
            "A deletion that has begun cannot be taken back. Create the service again when it is gone.",
        ),
        PlanKind::TagChange | PlanKind::ScalableTargetChange => Some(
            "Nothing rolls, so there is nothing to stop. Deploy what was there before to bring it back.",
        ),
        PlanKind::Scaling => Some(
            "Nothing rolls when only the count changes, so there is nothing to stop. Scale to the count that you want.",
        ),
        PlanKind::NewRevision
        | PlanKind::Rollback
        | PlanKind::ServiceChange
        | PlanKind::Restart
        | PlanKind::OneOffTask
        | PlanKind::Nothing => None,
    }
}
