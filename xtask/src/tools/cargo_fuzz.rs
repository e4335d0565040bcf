//! cargo-fuzz, which builds the fuzz targets with libFuzzer and runs them.

use std::path::PathBuf;

use anyhow::Result;

use super::cargo_install::Install;
use super::find_accepted;
use crate::version::Version;
use crate::workspace::Workspace;

const VERSION: &str = "0.13.2";

/// The first version whose build without a sanitizer asks nothing of a nightly toolchain.
const OLDEST: Version = Version::new(0, 12, 0);

pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let is_right =
        |output: &str| Version::in_output(output).is_some_and(|version| version >= OLDEST);
    if let Some(path) = find_accepted(workspace, "cargo-fuzz", is_right) {
        return Ok(path);
    }
    Install {
        package: "cargo-fuzz",
        version: VERSION,
        arguments: &["--locked"],
        title: "cargo-fuzz",
        purpose: "runs the fuzz targets; about two minutes, once",
    }
    .carry_out(workspace, "cargo-fuzz")
}
