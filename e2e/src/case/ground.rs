//! Where a case starts from: a database and a world of AWS that were saved just before the
//! deployment is asked for.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::aftermath::Aftermath;
use super::ask::{Ask, finished};
use super::kind::Kind;
use super::record::ensure_told_right;
use super::world::{Engine, Storage, World};
use crate::api::Api;
use crate::proxy::{Decision, Gate, Point};

/// Longer than it takes from the request to any point.
const POINT_BOUND: Duration = Duration::from_secs(30);

/// The idempotency key of what is asked for.
const KEY: &str = "proof-key-1";

/// A prepared case.
#[derive(Debug)]
pub struct Ground {
    /// Its kind.
    pub kind: Kind,
    /// What AWS is like before.
    pub before: Aftermath,
    api: Api,
    ask: Ask,
    storage: Storage,
    state: PathBuf,
    folder: TempDir,
}

/// How it went once.
#[derive(Debug)]
pub struct Run {
    /// The points that Longshore came by.
    pub passed: Vec<Point>,
    /// The deployments, as the API tells them in the end.
    pub details: Vec<Value>,
    /// What AWS is like in the end.
    pub aftermath: Aftermath,
}

impl Ground {
    /// Prepares a case.
    ///
    /// # Errors
    ///
    /// When it can't be prepared.
    pub async fn prepare(kind: Kind, engine: Engine) -> Result<Self> {
        Self::prepare_on(kind, Storage::new(engine)?).await
    }

    /// The same in a storage that is empty but for somebody who may deploy.
    ///
    /// # Errors
    ///
    /// When it can't be prepared.
    pub async fn prepare_on(kind: Kind, storage: Storage) -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for a world")?;
        let state = folder.path().join("sandbox.json");
        let mut world = World::start(storage, &state).await?;
        let api = world.sign_in().await?;
        let ask = kind
            .prepare(&world, &api)
            .await
            .with_context(|| format!("{} can't be prepared; {}", kind.name(), world.first.log()))?;
        let before = Aftermath::now(&mut world.sandbox).await?;
        let storage = world.stop()?;
        Ok(Self {
            kind,
            before,
            api,
            ask,
            storage,
            state,
            folder,
        })
    }

    /// Starts a world of its own from here.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start(&self) -> Result<World> {
        let state = tempfile::NamedTempFile::new_in(self.folder.path())?.into_temp_path();
        std::fs::copy(&self.state, &state)?;
        World::start(self.storage.copy()?, &state).await
    }

    /// Somebody who may deploy, at a Longshore of a world that started from here.
    pub fn api(&self, url: &str) -> Api {
        self.api.at(url)
    }

    /// Asks a Longshore for the first deployment of the case, and answers its id. To ask again changes
    /// nothing.
    ///
    /// # Errors
    ///
    /// When Longshore refuses or does not answer.
    pub async fn request(&self, api: &Api, gate: &Gate) -> Result<String> {
        let ids = self.ask.carry_out(api, gate, KEY).await?;
        ids.into_iter().next().context("nothing is asked for")
    }

    /// Asks for what the case is about and waits for the verdicts.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub async fn ask(&self, api: &Api, gate: &Gate) -> Result<Vec<Value>> {
        ask(api, gate, &self.ask).await
    }

    /// Goes through it without a fault.
    ///
    /// # Errors
    ///
    /// When it does not come to a verdict.
    pub async fn run(&self) -> Result<Run> {
        let mut world = self.start().await?;
        let details = self
            .ask(&self.api(world.first.url()), &world.first.gate)
            .await?;
        self.end(&mut world, details).await
    }

    /// Goes through it with a Longshore that is killed at a point and started again; also says
    /// whether it came to the point, which on a busy machine may be passed by.
    ///
    /// # Errors
    ///
    /// When it does not come to a verdict.
    pub async fn run_with_crash(&self, point: &Point) -> Result<(Run, bool)> {
        let mut world = self.start().await?;
        let mut trap = world.first.gate.catch(point.clone());
        let api = self.api.at(world.first.url());
        let gate = world.first.gate.clone();
        let mut asked = std::pin::pin!(ask(&api, &gate, &self.ask));
        let caught = tokio::select! {
            details = &mut asked => Err(details),
            caught = trap.caught(POINT_BOUND) => Ok(caught),
        };
        let what = || format!("{}: {point}", self.kind.name());
        let (details, came) = match caught {
            Err(details) => (details.with_context(what)?, false),
            Ok(caught) => {
                let caught = caught.with_context(what)?;
                world.first.kill()?;
                caught.release(Decision::Drop);
                world.first.start()?;
                let details = asked.await;
                let log = || format!("{}; {}", what(), world.first.log());
                (details.with_context(log)?, true)
            }
        };
        Ok((self.end(&mut world, details).await?, came))
    }

    /// Goes through it while one thing goes wrong in AWS; also says whether it did.
    ///
    /// # Errors
    ///
    /// When it does not come to a verdict.
    pub async fn run_with_fault(&self, fault: &Value) -> Result<(Run, bool)> {
        let mut world = self.start().await?;
        world.sandbox.set_faults(&json!([fault])).await?;
        let details = self
            .ask(&self.api(world.first.url()), &world.first.gate)
            .await
            .with_context(|| world.first.log())?;
        let fired = world.sandbox.n_faults().await? > 0;
        world.sandbox.set_faults(&json!([])).await?;
        Ok((self.end(&mut world, details).await?, fired))
    }

    /// Looks at what came of it.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn end(&self, world: &mut World, details: Vec<Value>) -> Result<Run> {
        Ok(Run {
            passed: world.first.gate.passed(),
            details,
            aftermath: Aftermath::of(&mut world.sandbox).await?,
        })
    }

    /// Holds a run against what has to come of it.
    ///
    /// # Errors
    ///
    /// When something was done twice, or not at all, or is told wrong.
    pub fn ensure_right(&self, run: &Run) -> Result<()> {
        let plans = self.ask.plans();
        ensure!(
            run.details.len() == plans.len(),
            "{} deployments instead of {}",
            run.details.len(),
            plans.len()
        );
        let (mut n_tasks, mut n_rollouts) = (0, 0);
        for (nth, (plan, detail)) in plans.iter().zip(&run.details).enumerate() {
            let expected = self.kind.expected(nth);
            let n_revisions = run.aftermath.n_revisions_of(&plan.id);
            ensure!(
                n_revisions == expected.n_revisions,
                "{n_revisions} revisions were registered: {:?}",
                run.aftermath.revisions
            );
            ensure_told_right(detail, plan.n_steps, &expected)?;
            n_tasks += expected.n_tasks;
            n_rollouts += expected.n_rollouts;
        }
        ensure!(
            run.aftermath.n_tasks == n_tasks,
            "{} tasks were run instead of {n_tasks}",
            run.aftermath.n_tasks
        );
        // Of a service that is deleted, ECS keeps none.
        if self.kind == Kind::Deletion {
            return Ok(());
        }
        let n_started = run.aftermath.n_rollouts - self.before.n_rollouts;
        ensure!(
            n_started == n_rollouts,
            "{n_started} rollouts were started instead of {n_rollouts}"
        );
        Ok(())
    }
}

async fn ask(api: &Api, gate: &Gate, ask: &Ask) -> Result<Vec<Value>> {
    let mut details = Vec::new();
    for id in ask.carry_out(api, gate, KEY).await? {
        details.push(finished(api, &id).await?);
    }
    Ok(details)
}
