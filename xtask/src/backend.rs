//! Builds binaries of the workspace.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{process, progress};

/// The packages that are always chosen together. Cargo unites the features that the chosen
/// packages ask for, so another choice would compile the SDK crates a second time. The frontend is
/// left out: it is compiled for the browser alone.
pub(crate) const CHOICE: [&str; 3] = ["--workspace", "--exclude", "frontend"];

/// Builds `longshore` in the dev profile and returns its path.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    build_binaries(
        workspace,
        "Building longshore (three to six minutes the first time)",
        &["longshore"],
    )?;
    Ok(workspace.debug_binary("longshore"))
}

/// Builds binaries by their names.
pub(crate) fn build_binaries(
    workspace: &Workspace,
    announcement: &str,
    names: &[&str],
) -> Result<()> {
    progress::step(announcement, || {
        let mut command = workspace.cargo();
        command.arg("build").args(CHOICE);
        for name in names {
            command.args(["--bin", name]);
        }
        if !progress::is_watched() {
            command.arg("--quiet");
        }
        process::run(&mut command).with_context(|| format!("{} does not build", names.join(", ")))
    })
}
