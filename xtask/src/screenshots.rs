//! `cargo xtask screenshots`: takes the pictures of the pages that the documentation shows.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};
use clap::Args;

use crate::workspace::Workspace;
use crate::{backend, frontend, process, progress, test};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder for the pictures
    #[arg(long, default_value = "docs/screenshots", value_name = "FOLDER")]
    out: PathBuf,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure!(
        workspace.has_binary("e2e", "screenshots"),
        "the crate e2e has no program `screenshots` yet, so there is nothing to take pictures with"
    );
    let chromium = test::environment::chromium(workspace)?;
    frontend::build(workspace)?;
    backend::build_binaries(
        workspace,
        "Building longshore and the program that takes the pictures",
        &["longshore", "screenshots"],
    )?;
    let out = workspace.root().join(&options.out);
    // It starts a longshore of its own on a free port with an empty data folder.
    process::run(
        Command::new(workspace.debug_binary("screenshots"))
            .arg("--out")
            .arg(&out)
            .envs(chromium)
            .env("LONGSHORE_TEST_BINARY", workspace.debug_binary("longshore")),
    )?;
    progress::say(&format!("The pictures are in {}.", out.display()));
    Ok(())
}
