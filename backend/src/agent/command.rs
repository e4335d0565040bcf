//! What people tell deployments after they asked for them.

use std::collections::HashSet;

use shared::deployment::{Command, Deployment, DeploymentState, Hook, JournalEvent, stop};

use super::Agent;
use crate::store::StoreError;

/// Why a command is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("There is no such deployment.")]
    NoDeployment,
    #[error(
        "It is over; there is nothing left to stop here. Where ECS still goes on with it, roll back or deploy another version."
    )]
    Over,
    #[error("It has begun. Stop it and go back instead.")]
    Begun,
    #[error("It has not begun yet. Cancel it instead.")]
    NotBegun,
    #[error("{0}")]
    NoWayBack(&'static str),
    #[error(
        "No hook of the rollout waits for this answer: it was answered, its time ran out, or the rollout has not come to it. Look at the deployment for what waits now."
    )]
    NoSuchPause,
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
                self.ensure_stoppable(&deployment).await?;
                store.give_command(id, by, command, now_ms).await?
            }
            Command::AnswerHook { hook_id, .. } => {
                self.ensure_waits(&deployment, hook_id).await?;
                store.give_command(id, by, command, now_ms).await?
            }
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

    /// That a deployment can be stopped where it is. What has not begun or is over is refused
    /// elsewhere, for that.
    async fn ensure_stoppable(&self, deployment: &Deployment) -> Result<(), CommandError> {
        if deployment.state != DeploymentState::Running {
            return Ok(());
        }
        let store = &self.0.store;
        let Some(preview) = store.plan(&deployment.plan_hash).await? else {
            return Ok(());
        };
        let journal = store
            .journal(&deployment.id, 0, i64::from(i32::MAX))
            .await?;
        let begun: HashSet<usize> = journal
            .iter()
            .filter_map(|entry| match &entry.event {
                JournalEvent::StepStarted { step } => Some(*step),
                _ => None,
            })
            .collect();
        stop(&preview.plan, |step| begun.contains(&step))
            .map(|_| ())
            .map_err(CommandError::NoWayBack)
    }

    /// That a rollout waits at a hook.
    async fn ensure_waits(
        &self,
        deployment: &Deployment,
        hook_id: &str,
    ) -> Result<(), CommandError> {
        if deployment.state != DeploymentState::Running {
            return Ok(());
        }
        let store = &self.0.store;
        let journal = store
            .journal(&deployment.id, 0, i64::from(i32::MAX))
            .await?;
        let rollout = journal.iter().rev().find_map(|entry| match &entry.event {
            JournalEvent::RolloutChanged { rollout } => Some(rollout),
            _ => None,
        });
        let waits = |hook: &Hook| hook.id == hook_id && hook.waits();
        if rollout.is_some_and(|rollout| rollout.hooks.iter().any(waits)) {
            Ok(())
        } else {
            Err(CommandError::NoSuchPause)
        }
    }

    async fn find(&self, id: &str) -> Result<Deployment, CommandError> {
        self.0
            .store
            .deployment(id)
            .await?
            .ok_or(CommandError::NoDeployment)
    }
}
