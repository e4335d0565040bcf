//! Runs one test binary as `cargo test` would, and reads along.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::binaries::{Scope, TestBinary};
use super::outcome::Outcome;
use crate::progress;

/// Runs the tests whose names contain the filter.
pub(super) fn run(
    binary: &TestBinary,
    variables: &[(&'static str, OsString)],
    filter: Option<&str>,
) -> Result<Outcome> {
    progress::say(&format!("\n{}", title(binary)));
    let mut child = Command::new(&binary.executable)
        .args(filter)
        .current_dir(&binary.folder)
        .env("CARGO_MANIFEST_DIR", &binary.folder)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not run {}", binary.executable.display()))?;
    let mut outcome = Outcome::default();
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        // A test may print bytes that are no text.
        while reader.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            progress::say(text);
            outcome.read(text);
            line.clear();
        }
    }
    let status = child.wait().context("lost sight of the tests")?;
    outcome.finish(status.success());
    Ok(outcome)
}

fn title(binary: &TestBinary) -> String {
    match binary.scope {
        Scope::Unit => format!("Unit tests of {}", binary.package),
        Scope::Public => format!("Tests of {}", binary.package),
    }
}
