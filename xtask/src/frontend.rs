//! Builds the pages into `dist/`, compressed for the server, and only when something changed.

pub(crate) mod compress;
pub(crate) mod module;
mod stamp;

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{process, progress, tools};

/// Makes sure that `dist/` holds the pages of the sources as they are.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let inputs = stamp::of_inputs(workspace)?;
    if stamp::is_current(workspace, inputs) {
        return Ok(());
    }
    let tools = tools::for_frontend(workspace)?;
    progress::step(
        "Building the pages (one to three minutes the first time)",
        || {
            stamp::clear(workspace)?;
            let mut trunk = Command::new(&tools.trunk);
            trunk
                .current_dir(workspace.root())
                .args(["build", "--release", "--skip-version-check"])
                .env("PATH", &tools.path)
                // An empty NO_COLOR of the terminal's is an error to Trunk.
                .env_remove("NO_COLOR");
            if !progress::is_watched() {
                trunk
                    .args(["--log", "warn"])
                    .env("CARGO_TERM_QUIET", "true");
            }
            process::run(&mut trunk).context("the pages could not be built")?;
            module::build(workspace, &tools)
                .context("the modules beside them could not be built")?;
            compress::folder(&workspace.dist()).context("the pages could not be compressed")?;
            stamp::write(workspace, inputs, tools.optimizer)
        },
    )
}

/// Makes sure that there is a `dist/` that the backend can be compiled with, whatever it holds.
pub(crate) fn ensure_folder(workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    fs::create_dir_all(&dist).with_context(|| format!("could not create {}", dist.display()))
}
