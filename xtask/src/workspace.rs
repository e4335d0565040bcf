//! Where things are: the project's folder, its target folder, its tool folder.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// The project on this machine.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    metadata: Value,
}

impl Workspace {
    /// Asks cargo, which knows about `CARGO_TARGET_DIR` and configuration files.
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .parent()
            .context("the folder of xtask has no parent")?
            .to_path_buf();
        let text = process::capture(cargo_in(&root).args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
        ]))
        .context("could not ask cargo about the workspace")?;
        let metadata: Value =
            serde_json::from_str(&text).context("cargo metadata answered no JSON")?;
        let target = metadata
            .get("target_directory")
            .and_then(Value::as_str)
            .context("cargo metadata names no target directory")?
            .into();
        Ok(Self {
            root,
            target,
            metadata,
        })
    }

    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The built pages.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The project's own tools, outside version control.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// What a dev build of a binary is called.
    pub(crate) fn debug_binary(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// What `cargo metadata` says about the members.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Value> {
        self.metadata
            .get("packages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }

    /// Whether a member has a binary of this name.
    pub(crate) fn has_binary(&self, package: &str, binary: &str) -> bool {
        self.members()
            .filter(|member| member.get("name").and_then(Value::as_str) == Some(package))
            .filter_map(|member| member.get("targets").and_then(Value::as_array))
            .flatten()
            .filter(|target| target.get("name").and_then(Value::as_str) == Some(binary))
            .filter_map(|target| target.get("src_path").and_then(Value::as_str))
            .any(|source| Path::new(source).is_file())
    }

    /// A cargo command in the project's folder.
    pub(crate) fn cargo(&self) -> Command {
        cargo_in(&self.root)
    }

    /// The folders to look for programs in, the project's own first.
    pub(crate) fn search_path(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.tools().join("bin")];
        if let Some(path) = env::var_os("PATH") {
            folders.extend(env::split_paths(&path));
        }
        folders
    }

    /// A value for `PATH` with one folder before all others.
    pub(crate) fn path_with(&self, first: &Path) -> Result<OsString> {
        let folders = std::iter::once(first.to_path_buf()).chain(self.search_path());
        env::join_paths(folders).context("a folder in PATH cannot be written there again")
    }
}

/// The cargo that runs this command, without what it tells xtask about xtask: build scripts that
/// watch those variables would run again each time that somebody calls cargo without xtask.
fn cargo_in(root: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root);
    for (name, _) in env::vars_os() {
        let about_xtask = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || [
                    "CARGO_BIN_NAME",
                    "CARGO_CRATE_NAME",
                    "CARGO_PRIMARY_PACKAGE",
                ]
                .contains(&name)
        });
        if about_xtask {
            command.env_remove(name);
        }
    }
    command
}
