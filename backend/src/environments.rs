//! The environments of this process: each a house of its own, with its way to AWS, its watch, its
//! agent and the care of its changes. What one of them runs into holds no other up.
//!
//! One may be set by the command line; the others are rows that administrators keep, which every
//! process on the database takes up a moment later.

mod check;
mod keep;
mod one;
mod reach;
mod reconcile;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use shared::environment::{Access, EnvironmentSettings, Ground};
use shared::permission::{Grants, Operation};
use shared::wire::{EnvironmentState, KeptEnvironment};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::Pacing;
use crate::aws::Aws;
use crate::clock::Clock;
use crate::store::{Store, StoreError, StoredEnvironment};

pub(crate) use keep::EnvironmentError;
pub(crate) use one::Environment;
pub use reach::Reach;

/// An environment that the command line sets.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// What is set.
    pub settings: EnvironmentSettings,
    /// Its AWS.
    pub aws: Aws,
}

/// What all environments of a process have in common.
#[derive(Debug, Clone)]
pub struct Common {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// How often things are looked at.
    pub pacing: Pacing,
    /// The process's name in leases and journals.
    pub agent: String,
    /// How AWS is reached for what administrators keep.
    pub reach: Reach,
}

/// What was looked up under a name.
pub(crate) enum Found {
    /// It is at work.
    Running(Arc<Environment>),
    /// It is not, for a reason.
    Held(String),
    /// There is none.
    Nothing,
}

#[derive(Debug, Clone)]
enum Entry {
    Running(Arc<Environment>),
    Held(String),
}

/// What is known of an environment, and whether it is at work.
#[derive(Debug, Clone)]
struct Known {
    settings: EnvironmentSettings,
    account: Option<String>,
    row: Option<StoredEnvironment>,
    entry: Entry,
}

/// A handle on the environments.
#[derive(Debug, Clone)]
pub(crate) struct Environments(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    common: Common,
    given: Option<Given>,
    known: RwLock<BTreeMap<String, Known>>,
    /// One at a time starts and stops environments.
    turn: tokio::sync::Mutex<()>,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Environments {
    /// Takes up every environment that there is, and from now on every one that comes.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn start(
        common: Common,
        given: Option<Given>,
        stopping: CancellationToken,
    ) -> Result<Self, EnvironmentError> {
        let environments = Self(Arc::new(Inner {
            common,
            given,
            known: RwLock::default(),
            turn: tokio::sync::Mutex::default(),
            tasks: TaskTracker::new(),
            stopping,
        }));
        environments.adopt().await?;
        environments.reconcile().await?;
        environments.0.tasks.spawn(environments.clone().follow());
        Ok(environments)
    }

    /// Stops all of them.
    pub(crate) async fn stop(&self) {
        let inner = &self.0;
        inner.stopping.cancel();
        inner.tasks.close();
        inner.tasks.wait().await;
        let _turn = inner.turn.lock().await;
        let running = self.running();
        futures::future::join_all(running.iter().map(|one| one.stop())).await;
    }

    /// Looks one up by its name.
    pub(crate) fn find(&self, name: &str) -> Found {
        match self.with(|known| known.get(name).map(|known| known.entry.clone())) {
            Some(Entry::Running(environment)) => Found::Running(environment),
            Some(Entry::Held(reason)) => Found::Held(reason),
            None => Found::Nothing,
        }
    }

    /// The names of all of them, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.with(|known| known.keys().cloned().collect())
    }

    /// Those that somebody may see, in order.
    pub(crate) fn seen_by(&self, grants: &Grants) -> Vec<KeptEnvironment> {
        let mut kept = self.list();
        kept.retain(|one| grants.can(Operation::Read, &one.name).is_ok());
        kept
    }

    /// All of them, in order, with what is set.
    pub(crate) fn list(&self) -> Vec<KeptEnvironment> {
        self.with(|known| {
            known
                .iter()
                .map(|(name, known)| kept(name, known))
                .collect()
        })
    }

    /// One with what is set.
    pub(crate) fn kept(&self, name: &str) -> Option<KeptEnvironment> {
        self.with(|known| known.get(name).map(|known| kept(name, known)))
    }

    /// Whether the AWS behind all of them is the sandbox.
    pub(crate) fn is_simulated(&self) -> bool {
        self.0.common.reach.is_sandbox()
    }

    /// The roles that the credentials of an environment assume for others: those of the process do,
    /// and a role none.
    pub(crate) fn roles_assumed_beside(&self, name: &str) -> BTreeSet<String> {
        self.with(|known| {
            let is_process = known
                .get(name)
                .is_some_and(|one| matches!(one.settings.access, Access::Process));
            known
                .values()
                .filter(|_| is_process)
                .filter_map(|one| match &one.settings.access {
                    Access::Role { role_arn, .. } => Some(role_arn.clone()),
                    Access::Process | Access::Profile { .. } => None,
                })
                .collect()
        })
    }

    /// Has what waits for approvals counted anew everywhere, since roles have changed.
    pub(crate) async fn recount(&self) -> Result<(), StoreError> {
        for environment in self.running() {
            environment.changes.recount().await?;
        }
        Ok(())
    }

    fn running(&self) -> Vec<Arc<Environment>> {
        self.with(|known| {
            known
                .values()
                .filter_map(|known| match &known.entry {
                    Entry::Running(environment) => Some(Arc::clone(environment)),
                    Entry::Held(_) => None,
                })
                .collect()
        })
    }

    fn with<T>(&self, look: impl FnOnce(&BTreeMap<String, Known>) -> T) -> T {
        look(&self.0.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The first of some environments that looks after the same clusters, and which these are.
fn overlap<'a>(
    ground: &Ground<'_>,
    others: impl Iterator<Item = (&'a String, &'a Known)>,
) -> Option<(&'a str, String)> {
    for (name, known) in others {
        let Some(account) = &known.account else {
            continue;
        };
        let other = Ground {
            account,
            region: &known.settings.region,
            clusters: &known.settings.clusters,
        };
        if let Some(what) = ground.shared_with(&other) {
            return Some((name, what));
        }
    }
    None
}

fn kept(name: &str, known: &Known) -> KeptEnvironment {
    let row = known.row.as_ref();
    KeptEnvironment {
        name: name.to_owned(),
        settings: known.settings.clone(),
        account: known.account.clone(),
        version: row.map_or(0, |row| row.version),
        from_command_line: row.is_none(),
        updated_by: row.map(|row| row.updated_by.clone()),
        updated_at_ms: row.map(|row| row.updated_at_ms),
        state: match &known.entry {
            Entry::Running(_) => EnvironmentState::Running,
            Entry::Held(reason) => EnvironmentState::Held {
                reason: reason.clone(),
            },
        },
    }
}
