//! cargo-deny, which holds the dependencies against licences, sources and advisories.

use std::path::PathBuf;

use anyhow::Result;

use super::cargo_install::Install;
use super::find_accepted;
use crate::version::Version;
use crate::workspace::Workspace;

const VERSION: &str = "0.20.2";

/// The first version that reads `deny.toml` as it is written.
const OLDEST: Version = Version::new(0, 18, 0);

pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let is_right =
        |output: &str| Version::in_output(output).is_some_and(|version| version >= OLDEST);
    if let Some(path) = find_accepted(workspace, "cargo-deny", is_right) {
        return Ok(path);
    }
    Install {
        package: "cargo-deny",
        version: VERSION,
        arguments: &["--locked"],
        title: "cargo-deny",
        purpose: "checks licences and advisories; about two minutes, once",
    }
    .carry_out(workspace, "cargo-deny")
}
