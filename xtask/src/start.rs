//! `cargo xtask start`: from a fresh clone to Longshore in the browser.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::workspace::Workspace;
use crate::{backend, frontend, process};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Where to serve
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: String,
    /// Where Longshore keeps its data [default: longshore-data beside Cargo.toml]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// How much faster than life the simulated AWS runs
    #[arg(long, value_name = "FACTOR")]
    sandbox_speed: Option<f64>,
    /// Serve what was built last
    #[arg(long)]
    skip_build: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let binary = if options.skip_build {
        let binary = workspace.debug_binary("longshore");
        ensure!(
            binary.is_file(),
            "nothing was built yet; run `cargo xtask start` without --skip-build"
        );
        binary
    } else {
        frontend::build(workspace)?;
        backend::build(workspace)?
    };
    let data = options
        .data
        .clone()
        .unwrap_or_else(|| workspace.root().join("longshore-data"));
    let mut command = Command::new(binary);
    command
        .args(["serve", "--sandbox", "--listen", &options.listen])
        .arg("--data")
        .arg(data);
    if let Some(speed) = options.sandbox_speed {
        command.args(["--sandbox-speed", &speed.to_string()]);
    }
    become_command(&mut command)
}

/// Goes on as the server, so that Ctrl-C and every other signal reaches it and nobody else, and
/// its exit status is ours.
#[cfg(unix)]
fn become_command(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(error).with_context(|| format!("could not run `{}`", process::words(command)))
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Result<()> {
    process::run(command).context("longshore ended")
}
