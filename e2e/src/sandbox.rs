//! The simulated AWS as a process of its own, and its control endpoints.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::botocore::Exchange;
use crate::process::{Process, loopback_url};
use crate::tools;

/// A running `longshore sandbox`; dropping it ends it.
#[derive(Debug)]
pub struct Sandbox {
    process: Process,
    url: String,
    http: reqwest::Client,
}

#[derive(Debug, Deserialize)]
struct Recorded {
    exchanges: Vec<Exchange>,
}

impl Sandbox {
    /// Starts one on a free port, with its small world, that records what is said to it.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start(speed: u32) -> Result<Self> {
        let mut command = command()?;
        command.args(["--speed", &speed.to_string()]);
        Self::spawn(command)
    }

    /// Starts one on a free port that goes on with the world in a file, and begins it where there is
    /// none. Its clock stands still until it is put forward.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start_by_hand(state: &Path) -> Result<Self> {
        let mut command = command()?;
        command.args(["--speed", "0.01", "--state"]).arg(state);
        let sandbox = Self::spawn(command)?;
        sandbox
            .http
            .put(format!("{}/_sandbox/clock", sandbox.url))
            .json(&json!({"speed": 0}))
            .send()
            .await?
            .error_for_status()?;
        Ok(sandbox)
    }

    /// Ends it; its world is in its file then.
    ///
    /// # Errors
    ///
    /// When it does not end in time.
    pub fn stop(self) -> Result<()> {
        self.process.stop().map(|_| ())
    }

    /// How many calls it got since they were last forgotten.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn n_calls(&self) -> Result<u64> {
        let url = format!("{}/_sandbox/calls", self.url);
        let calls: Value = self
            .http
            .get(url)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let total = calls.get("total").and_then(Value::as_u64);
        total.with_context(|| format!("there is no number of calls: {calls}"))
    }

    /// Counts calls from zero again.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn forget_calls(&self) -> Result<()> {
        let url = format!("{}/_sandbox/calls", self.url);
        self.http.delete(url).send().await?.error_for_status()?;
        Ok(())
    }

    /// How often a fault of its table struck.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn n_faults(&self) -> Result<u64> {
        let table: Value = self
            .http
            .get(format!("{}/_sandbox/faults", self.url))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let faults = table.get("faults").and_then(Value::as_array);
        let fired = |fault: &Value| fault.get("fired").and_then(Value::as_u64);
        let faults = faults.context("there is no table of faults")?;
        Ok(faults.iter().filter_map(fired).sum())
    }

    fn spawn(command: Command) -> Result<Self> {
        let mut process = Process::spawn("longshore sandbox", command)?;
        let url = process.hear(loopback_url)?;
        Ok(Self {
            process,
            url,
            http: reqwest::Client::new(),
        })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What AWS clients need in their environment to speak to it.
    pub fn client_variables(&self) -> Vec<(String, String)> {
        client_variables(&self.url)
    }

    /// Everything that was said so far.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn exchanges(&mut self) -> Result<Vec<Exchange>> {
        self.process.ensure_alive()?;
        let recorded: Recorded = self
            .http
            .get(format!("{}/_sandbox/exchanges", self.url))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
            .context("the exchanges can't be read")?;
        Ok(recorded.exchanges)
    }

    /// Puts its clock forward.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn advance(&self, seconds: u32) -> Result<()> {
        self.http
            .post(format!("{}/_sandbox/clock/advance", self.url))
            .json(&json!({"seconds": seconds}))
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// Replaces its table of faults.
    ///
    /// # Errors
    ///
    /// When it refuses them.
    pub async fn set_faults(&self, faults: &Value) -> Result<()> {
        self.http
            .put(format!("{}/_sandbox/faults", self.url))
            .json(faults)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}

fn command() -> Result<Command> {
    let mut command = Command::new(tools::longshore()?);
    command.args(["sandbox", "--listen", "127.0.0.1:0", "--record"]);
    Ok(command)
}

/// What AWS clients need in their environment to speak to a simulated AWS.
pub fn client_variables(url: &str) -> Vec<(String, String)> {
    [
        ("AWS_ENDPOINT_URL", url),
        ("AWS_ACCESS_KEY_ID", "sandbox"),
        ("AWS_SECRET_ACCESS_KEY", "sandbox"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_PAGER", ""),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
