//! Builds a tool from crates.io into the project's tool folder, as quickly as it goes: without
//! optimization and debug information, and with one target folder, so that what two tools share is
//! compiled once.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{process, progress};

/// What to install and why.
#[derive(Debug)]
pub(crate) struct Install<'a> {
    /// The name of the crate on crates.io.
    pub(crate) package: &'a str,
    /// The exact version.
    pub(crate) version: &'a str,
    /// What else `cargo install` is told.
    pub(crate) arguments: &'a [&'a str],
    /// What the tool is called.
    pub(crate) title: &'a str,
    /// What it is for, and how long it takes.
    pub(crate) purpose: &'a str,
}

impl Install<'_> {
    /// Installs it and returns the path of the program.
    pub(crate) fn carry_out(&self, workspace: &Workspace, program: &str) -> Result<PathBuf> {
        let tools = workspace.tools();
        let announcement = format!(
            "Installing {} {} ({})",
            self.title, self.version, self.purpose
        );
        progress::step(&announcement, || {
            let mut command = workspace.cargo();
            command
                .args(["install", "--debug", "--force"])
                .arg(format!("{}@{}", self.package, self.version))
                .args(self.arguments)
                .arg("--root")
                .arg(&tools)
                .arg("--target-dir")
                .arg(tools.join("build"))
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("PATH", workspace.path_with(&tools.join("bin"))?)
                .env_remove("CARGO_BUILD_TARGET");
            if !progress::is_watched() {
                command.arg("--quiet");
            }
            process::run(&mut command).with_context(|| {
                format!(
                    "could not install {}; to install it yourself, run `cargo install {}@{}`",
                    self.title, self.package, self.version
                )
            })
        })?;
        let path = tools.join("bin").join(program);
        process::capture(Command::new(&path).arg("--version"))
            .with_context(|| format!("{} was installed but does not run", self.title))?;
        Ok(path)
    }
}
