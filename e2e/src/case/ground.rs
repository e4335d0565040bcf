//! Where a case starts from: a database and a world of AWS that were saved just before the
//! deployment is asked for.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::aftermath::Aftermath;
use super::kind::{Ask, Kind, finished};
use super::record::ensure_told_right;
use super::world::{Engine, Storage, World};
use crate::api::Api;
use crate::proxy::{Decision, Point};

/// Longer than it takes from the request to any point.
const POINT_BOUND: Duration = Duration::from_secs(30);

/// A prepared case.
#[derive(Debug)]
pub struct Ground {
    /// Its kind.
    pub kind: Kind,
    /// What AWS is like before.
    pub before: Aftermath,
    api: Api,
    asks: Vec<Ask>,
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
        let world = World::start(storage, &state).await?;
        let api = world.sign_in().await?;
        let asks = kind
            .prepare(&world, &api)
            .await
            .with_context(|| format!("{} can't be prepared; {}", kind.name(), world.first.log()))?;
        let before = Aftermath::now(&world.sandbox).await?;
        let storage = world.stop()?;
        Ok(Self {
            kind,
            before,
            api,
            asks,
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

    /// Asks for the first deployment of the case, and answers its id. To ask again changes nothing.
    ///
    /// # Errors
    ///
    /// When Longshore refuses or does not answer.
    pub async fn request(&self, api: &Api) -> Result<String> {
        let ask = self.asks.first().context("nothing is asked for")?;
        ask.carry_out(api, &key(1)).await
    }

    /// Asks for what the case is about and waits for the verdicts.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub async fn ask(&self, api: &Api) -> Result<Vec<Value>> {
        ask(api, &self.asks).await
    }

    /// Goes through it without a fault.
    ///
    /// # Errors
    ///
    /// When it does not come to a verdict.
    pub async fn run(&self) -> Result<Run> {
        let world = self.start().await?;
        let details = self.ask(&self.api(world.first.url())).await?;
        self.end(&world, details).await
    }

    /// Goes through it with a Longshore that is killed at a point and started again.
    ///
    /// # Errors
    ///
    /// When it does not come to the point or to a verdict.
    pub async fn run_with_crash(&self, point: &Point) -> Result<Run> {
        let mut world = self.start().await?;
        let mut trap = world.first.gate.catch(point.clone());
        let api = self.api.at(world.first.url());
        let (details, ()) = tokio::try_join!(ask(&api, &self.asks), async {
            let caught = trap.caught(POINT_BOUND).await?;
            world.first.kill()?;
            caught.release(Decision::Drop);
            world.first.start()
        })
        .with_context(|| format!("{}: {point}; {}", self.kind.name(), world.first.log()))?;
        self.end(&world, details).await
    }

    /// Goes through it while one thing goes wrong in AWS; also says whether it did.
    ///
    /// # Errors
    ///
    /// When it does not come to a verdict.
    pub async fn run_with_fault(&self, fault: &Value) -> Result<(Run, bool)> {
        let world = self.start().await?;
        world.sandbox.set_faults(&json!([fault])).await?;
        let details = self
            .ask(&self.api(world.first.url()))
            .await
            .with_context(|| world.first.log())?;
        let fired = world.sandbox.n_faults().await? > 0;
        world.sandbox.set_faults(&json!([])).await?;
        Ok((self.end(&world, details).await?, fired))
    }

    /// Looks at what came of it.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn end(&self, world: &World, details: Vec<Value>) -> Result<Run> {
        Ok(Run {
            passed: world.first.gate.passed(),
            details,
            aftermath: Aftermath::of(&world.sandbox).await?,
        })
    }

    /// Holds a run against what has to come of it.
    ///
    /// # Errors
    ///
    /// When something was done twice, or not at all, or is told wrong.
    pub fn ensure_right(&self, run: &Run) -> Result<()> {
        let expected = self.kind.expected();
        ensure!(
            run.details.len() == self.asks.len(),
            "{} deployments instead of {}",
            run.details.len(),
            self.asks.len()
        );
        for (ask, detail) in self.asks.iter().zip(&run.details) {
            let Ask::Deploy {
                plan_id, n_steps, ..
            } = ask;
            ensure_told_right(detail, *n_steps, &expected)?;
            let n_revisions = run.aftermath.n_revisions_of(plan_id);
            ensure!(
                n_revisions == expected.n_revisions,
                "{n_revisions} revisions were registered: {:?}",
                run.aftermath.revisions
            );
        }
        let n_rollouts = run.aftermath.n_rollouts - self.before.n_rollouts;
        ensure!(
            n_rollouts == expected.n_rollouts,
            "{n_rollouts} rollouts were started instead of {}",
            expected.n_rollouts
        );
        Ok(())
    }
}

async fn ask(api: &Api, asks: &[Ask]) -> Result<Vec<Value>> {
    let mut details = Vec::new();
    for (ask, index) in asks.iter().zip(1..) {
        let id = ask.carry_out(api, &key(index)).await?;
        details.push(finished(api, &id).await?);
    }
    Ok(details)
}

/// The idempotency key of the n-th ask.
fn key(nth: usize) -> String {
    format!("proof-key-{nth}")
}
