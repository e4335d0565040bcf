//! A real identity provider, the npm package `oidc-provider`; dropping it ends it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::tools;

/// What Longshore shows the provider.
pub const SECRET: &str = "a secret of the tests";

/// The provider.
#[derive(Debug)]
pub struct IdentityProvider {
    process: Child,
    issuer: String,
}

impl IdentityProvider {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start() -> Result<Self> {
        let (node, script) = tools::provider()?;
        let mut process = Command::new(node)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the identity provider can't be started")?;
        let output = process.stdout.take().context("it says nothing")?;
        let mut issuer = String::new();
        BufReader::new(output).read_line(&mut issuer)?;
        Ok(Self {
            process,
            issuer: issuer.trim().to_owned(),
        })
    }

    /// Its issuer, which is its address.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        // One that has ended by itself is gone already.
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}
