//! The environments of this process: each a house of its own, with its way to AWS, its watch, its
//! agent and the care of its changes. What one of them runs into holds no other up.
//!
//! One may be set by the command line; the others are rows that administrators keep, which every
//! process on the database takes up a moment later.

mod check;
mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use shared::environment::{Access, EnvironmentSettings, Fault, Ground};
use shared::permission::{Grants, Operation};
use shared::wire::{EnvironmentState, KeptEnvironment};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::Agent;
use crate::app::Pacing;
use crate::aws::{Aws, AwsError};
use crate::changes::Changes;
use crate::clock::Clock;
use crate::feed::Feed;
use crate::random::NoRandomness;
use crate::store::{EnvironmentSave, Store, StoreError, StoredEnvironment};
use crate::watch::{Sources, Watch};

pub use reach::Reach;

/// So many looks at what is watched lie between two looks at the rows.
const SELDOM: u32 = 3;

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

/// An environment at work.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) aws: Aws,
    pub(crate) agent: Agent,
    pub(crate) watch: Watch,
    pub(crate) changes: Changes,
    pub(crate) stopping: CancellationToken,
    tasks: TaskTracker,
}

impl Environment {
    fn start(
        name: &str,
        aws: Aws,
        common: &Common,
        stopping: &CancellationToken,
    ) -> Result<Arc<Self>, NoRandomness> {
        let Common {
            store,
            clock,
            pacing,
            ..
        } = common;
        let stopping = stopping.child_token();
        let tasks = TaskTracker::new();
        let feed = Feed::new(
            aws.clone(),
            pacing.follow_every,
            tasks.clone(),
            stopping.clone(),
        );
        let agent = Agent::new(
            name,
            common,
            &aws,
            feed.clone(),
            tasks.clone(),
            stopping.clone(),
        )?;
        let watch = Watch::new(
            Sources {
                store: store.clone(),
                aws: aws.clone(),
                agent: agent.clone(),
                feed,
            },
            clock.clone(),
            pacing.watch_every,
            tasks.clone(),
            stopping.clone(),
        );
        let changes = Changes::new(
            name.to_owned(),
            (store.clone(), aws.clone(), agent.clone()),
            clock.clone(),
            *pacing,
            &tasks,
            stopping.clone(),
        );
        agent.start();
        Ok(Arc::new(Self {
            name: name.to_owned(),
            aws,
            agent,
            watch,
            changes,
            stopping,
            tasks,
        }))
    }

    /// Streams end, the agent finishes the calls that it makes and gives its lease back.
    async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

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

    /// Takes up what the rows say: starts what is new, starts again what has changed, stops what
    /// was given up.
    pub(crate) async fn reconcile(&self) -> Result<(), EnvironmentError> {
        let inner = &self.0;
        let _turn = inner.turn.lock().await;
        if inner.stopping.is_cancelled() {
            return Ok(());
        }
        let mut rows = inner.common.store.environments().await?;
        rows.retain(|row| !row.is_retired);
        let before = self.with(Clone::clone);
        let mut next: BTreeMap<String, Known> = BTreeMap::new();
        if let Some(given) = &inner.given {
            next.insert(
                given.name.clone(),
                self.of_given(given, &before, &rows).await,
            );
        }
        for row in rows {
            if next.contains_key(&row.name) {
                tracing::warn!(
                    environment = row.name,
                    "the command line sets it otherwise than the database, and counts"
                );
                continue;
            }
            let known = self.of_row(row.clone(), &before, &next).await;
            next.insert(row.name, known);
        }
        let gone: Vec<Arc<Environment>> = before
            .into_iter()
            .filter_map(|(name, known)| match known.entry {
                Entry::Running(old) => {
                    let stays = matches!(
                        next.get(&name).map(|known| &known.entry),
                        Some(Entry::Running(new)) if Arc::ptr_eq(new, &old)
                    );
                    (!stays).then_some(old)
                }
                Entry::Held(_) => None,
            })
            .collect();
        *inner.known.write().unwrap_or_else(PoisonError::into_inner) = next;
        futures::future::join_all(gone.iter().map(|one| one.stop())).await;
        Ok(())
    }

    /// Looks at the rows again and again, for what other processes keep.
    async fn follow(self) {
        let inner = &self.0;
        let Common { clock, pacing, .. } = &inner.common;
        loop {
            tokio::select! {
                () = inner.stopping.cancelled() => return,
                () = clock.sleep(pacing.watch_every * SELDOM) => {}
            }
            if let Err(error) = self.reconcile().await {
                tracing::warn!(error = ?error, "the environments stay as they were");
            }
        }
    }

    async fn of_given(
        &self,
        given: &Given,
        before: &BTreeMap<String, Known>,
        rows: &[StoredEnvironment],
    ) -> Known {
        let known = before.get(&given.name);
        let mut account = known.and_then(|known| known.account.clone());
        // It matters only beside others, and AWS may not answer.
        if account.is_none() && !rows.is_empty() {
            account = given.aws.account().await;
        }
        let entry = match known {
            Some(known) => known.entry.clone(),
            None => self.begin(&given.name, given.aws.clone()),
        };
        Known {
            settings: given.settings.clone(),
            account,
            row: None,
            entry,
        }
    }

    async fn of_row(
        &self,
        row: StoredEnvironment,
        before: &BTreeMap<String, Known>,
        beside: &BTreeMap<String, Known>,
    ) -> Known {
        let ground = Ground {
            account: &row.account,
            region: &row.settings.region,
            clusters: &row.settings.clusters,
        };
        let entry = if let Some((other, what)) = overlap(&ground, beside.iter()) {
            Entry::Held(format!(
                "{other} looks after {what} of the same account and region. Let only one of the two look after them."
            ))
        } else {
            match before.get(&row.name) {
                Some(Known {
                    row: Some(known),
                    entry: entry @ Entry::Running(_),
                    ..
                }) if known.version == row.version => entry.clone(),
                _ => match self.0.common.reach.connect(&row.settings).await {
                    Ok(aws) => self.begin(&row.name, aws),
                    Err(error) => Entry::Held(error.to_string()),
                },
            }
        };
        if let Entry::Held(reason) = &entry {
            tracing::warn!(
                environment = row.name,
                reason,
                "an environment is not at work"
            );
        }
        Known {
            settings: row.settings.clone(),
            account: Some(row.account.clone()),
            row: Some(row),
            entry,
        }
    }

    fn begin(&self, name: &str, aws: Aws) -> Entry {
        tracing::info!(
            environment = name,
            region = aws.region(),
            "an environment is at work"
        );
        match Environment::start(name, aws, &self.0.common, &self.0.stopping) {
            Ok(environment) => Entry::Running(environment),
            Err(error) => Entry::Held(error.to_string()),
        }
    }

    /// Counts what is from before there were environments to the one that there was.
    async fn adopt(&self) -> Result<(), EnvironmentError> {
        let inner = &self.0;
        let store = &inner.common.store;
        let first = match &inner.given {
            Some(given) => Some(given.name.clone()),
            None => store
                .environments()
                .await?
                .into_iter()
                .next()
                .map(|row| row.name),
        };
        match first {
            Some(name) => Ok(store.adopt(&name).await?),
            None => Ok(()),
        }
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
