//! Runs one test binary as `cargo test` would, and reads along.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::num::NonZero;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

use super::binaries::{Scope, TestBinary};
use super::outcome::Outcome;
use crate::progress;

/// What tells a test binary how many tests run at once.
const THREADS: &str = "RUST_TEST_THREADS";

/// Runs the tests whose names contain the filter.
pub(super) fn run(
    binary: &TestBinary,
    variables: &[(&'static str, OsString)],
    filter: Option<&str>,
) -> Result<Outcome> {
    progress::say(&format!("\n{}", title(binary)));
    let mut command = Command::new(&binary.executable);
    if std::env::var_os(THREADS).is_none() {
        command.env(THREADS, at_once().to_string());
    }
    let mut child = command
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

/// How many tests run at once: half of the time they wait for AWS's tasks and for each other's turns,
/// and leave the processors idle.
fn at_once() -> usize {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    processors + processors.div_ceil(2)
}

fn title(binary: &TestBinary) -> String {
    match binary.scope {
        Scope::Unit => format!("Unit tests of {}", binary.package),
        Scope::Public => format!("Tests of {}", binary.package),
    }
}
