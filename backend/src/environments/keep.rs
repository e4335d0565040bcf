//! What administrators do to the environments that they keep: set one, and give one up.

use shared::environment::{EnvironmentSettings, Fault};
use shared::wire::KeptEnvironment;

use super::{Common, Environments};
use crate::aws::AwsError;
use crate::random::NoRandomness;
use crate::store::{EnvironmentSave, StoreError};

/// Why something does not happen to an environment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnvironmentError {
    #[error("There is no such environment. Look at the list of environments.")]
    Absent,
    #[error("the settings have faults")]
    Faulty(Vec<Fault>),
    #[error(
        "Somebody else changed the environment in between. Look at it as it is now, then set yours."
    )]
    Moved,
    #[error(
        "The command line of Longshore sets this environment. Change it there, and start Longshore again."
    )]
    FromCommandLine,
    #[error(
        "A deployment runs or waits there. Wait for its end, or cancel it, then give the environment up."
    )]
    Busy,
    #[error("could not ask the database")]
    Store(#[from] StoreError),
    #[error("could not choose the agent's id")]
    Random(#[from] NoRandomness),
    #[error("could not look at AWS")]
    Aws(#[from] AwsError),
}

impl Environments {
    /// Keeps an environment, when its settings work, and takes it up as it is now.
    pub(crate) async fn save(
        &self,
        name: &str,
        settings: EnvironmentSettings,
        base_version: i64,
        by: &str,
    ) -> Result<KeptEnvironment, EnvironmentError> {
        self.refuse_given(name)?;
        let found = self.check(name, &settings).await?;
        let mut faults = found.faults;
        faults.extend(self.left_alone(name, &settings).await?);
        let (true, Some(account)) = (faults.is_empty(), found.account) else {
            return Err(EnvironmentError::Faulty(faults));
        };
        let Common { store, clock, .. } = &self.0.common;
        let saved = store
            .save_environment(&EnvironmentSave {
                name,
                settings: &settings,
                account: &account,
                base_version: self.version_of(name, base_version).await?,
                by,
                now_ms: clock.now_ms(),
            })
            .await?;
        if !saved {
            return Err(EnvironmentError::Moved);
        }
        tracing::info!(environment = name, user = by, "environment set");
        self.reconcile().await?;
        self.kept(name).ok_or(EnvironmentError::Absent)
    }

    /// Gives an environment up. What happened in it stays in the database.
    pub(crate) async fn retire(&self, name: &str, by: &str) -> Result<(), EnvironmentError> {
        self.refuse_given(name)?;
        if self.kept(name).is_none() {
            return Err(EnvironmentError::Absent);
        }
        let Common { store, clock, .. } = &self.0.common;
        if !store.retire_environment(name, by, clock.now_ms()).await? {
            return Err(EnvironmentError::Busy);
        }
        tracing::info!(environment = name, user = by, "environment given up");
        self.reconcile().await
    }

    fn refuse_given(&self, name: &str) -> Result<(), EnvironmentError> {
        if self
            .0
            .given
            .as_ref()
            .is_some_and(|given| given.name == name)
        {
            Err(EnvironmentError::FromCommandLine)
        } else {
            Ok(())
        }
    }

    /// The version that a save starts from: that of a row that was given up, where its name is
    /// taken up again.
    async fn version_of(&self, name: &str, base_version: i64) -> Result<i64, EnvironmentError> {
        if base_version != 0 {
            return Ok(base_version);
        }
        let rows = self.0.common.store.environments().await?;
        Ok(rows
            .into_iter()
            .find(|row| row.name == name && row.is_retired)
            .map_or(0, |row| row.version))
    }

    /// The deployments that would be left alone, since their clusters are not looked after any more.
    async fn left_alone(
        &self,
        name: &str,
        settings: &EnvironmentSettings,
    ) -> Result<Option<Fault>, EnvironmentError> {
        let unfinished = self.0.common.store.unfinished(name).await?;
        let left = unfinished
            .iter()
            .find(|deployment| !settings.covers(&deployment.target.cluster));
        Ok(left.map(|deployment| Fault {
            member: "clusters".to_owned(),
            words: format!(
                "A deployment of {} runs or waits in the cluster {}. Wait for its end, or cancel it.",
                deployment.target.service, deployment.target.cluster
            ),
        }))
    }
}
