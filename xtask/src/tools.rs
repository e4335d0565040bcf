//! The tools that the commands need: found in `PATH` where the right ones are there already, put
//! into the project's own folder `.tools` otherwise. Nothing is installed into a person's home.

pub(crate) mod cargo_deny;
pub(crate) mod cargo_fuzz;
mod cargo_install;
pub(crate) mod chromium;
pub(crate) mod node;
pub(crate) mod postgres;
pub(crate) mod python;
pub(crate) mod system_packages;
mod trunk;
mod wasm_bindgen;
mod wasm_opt;
pub(crate) mod wasm_target;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

pub(crate) use wasm_opt::Optimizer;

/// What builds the pages.
#[derive(Debug)]
pub(crate) struct FrontendTools {
    /// Trunk itself.
    pub(crate) trunk: PathBuf,
    /// A value for `PATH` that makes Trunk find exactly the other tools.
    pub(crate) path: OsString,
    /// What shrinks the module.
    pub(crate) optimizer: Optimizer,
}

/// Finds or installs what builds the pages.
pub(crate) fn for_frontend(workspace: &Workspace) -> Result<FrontendTools> {
    wasm_target::ensure()?;
    let trunk = trunk::ensure(workspace)?;
    let wasm_bindgen = wasm_bindgen::ensure(workspace)?;
    let (wasm_opt, optimizer) = wasm_opt::ensure(workspace)?;
    let chosen = workspace.tools().join("chosen");
    fs::create_dir_all(&chosen)
        .with_context(|| format!("could not create {}", chosen.display()))?;
    link(&wasm_bindgen, &chosen.join("wasm-bindgen"))?;
    link(&wasm_opt, &chosen.join("wasm-opt"))?;
    Ok(FrontendTools {
        trunk,
        path: workspace.path_with(&chosen)?,
        optimizer,
    })
}

/// The first program of that name whose `--version` is accepted. A wrong one in front of it in
/// `PATH` does no harm.
fn find_accepted(
    workspace: &Workspace,
    name: &str,
    accept: impl Fn(&str) -> bool,
) -> Option<PathBuf> {
    let folders = workspace.search_path();
    process::programs(name, &folders).find(|program| {
        process::capture(Command::new(program).arg("--version")).is_ok_and(|output| accept(&output))
    })
}

/// Points `link` to `target`, whatever was there before.
fn link(target: &Path, link: &Path) -> Result<()> {
    if fs::read_link(link).is_ok_and(|current| current == target) {
        return Ok(());
    }
    if link.symlink_metadata().is_ok() {
        fs::remove_file(link).with_context(|| format!("could not replace {}", link.display()))?;
    }
    #[cfg(unix)]
    let outcome = std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    let outcome = fs::copy(target, link).map(|_| ());
    outcome.with_context(|| format!("could not create {}", link.display()))
}

/// Writes a shell script that can be executed.
fn write_script(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("could not create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("could not make {} executable", path.display()))?;
    }
    Ok(())
}
