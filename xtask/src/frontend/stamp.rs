//! Remembers what the pages were built from, so that building them again can be skipped. The stamp
//! covers contents and not times, because a checkout gives every file a new time.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::Optimizer;
use crate::workspace::Workspace;

/// What the pages are made of.
const INPUTS: [&str; 6] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "frontend",
    "shared/Cargo.toml",
    "shared/src",
];

/// Sums up the sources and the compiler.
pub(crate) fn of_inputs(workspace: &Workspace) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    process::capture(Command::new("rustc").arg("--version"))?.hash(&mut hasher);
    for input in INPUTS {
        hash_path(&workspace.root().join(input), input, &mut hasher)?;
    }
    Ok(hasher.finish())
}

/// Whether `dist/` is what a build from these sources left there.
pub(crate) fn is_current(workspace: &Workspace, inputs: u64) -> bool {
    let Ok(stamp) = fs::read_to_string(path(workspace)) else {
        return false;
    };
    let Ok(outputs) = of_outputs(workspace) else {
        return false;
    };
    [Optimizer::WasmOpt, Optimizer::Nothing]
        .into_iter()
        .find(|optimizer| stamp == text(inputs, outputs, *optimizer))
        .is_some_and(|optimizer| !optimizer.could_improve(workspace))
}

/// Notes that `dist/` was just built from these sources.
pub(crate) fn write(workspace: &Workspace, inputs: u64, optimizer: Optimizer) -> Result<()> {
    let path = path(workspace);
    let text = text(inputs, of_outputs(workspace)?, optimizer);
    fs::create_dir_all(workspace.tools())
        .and_then(|()| fs::write(&path, text))
        .with_context(|| format!("could not write {}", path.display()))
}

/// Forgets the last build, before the next one touches anything.
pub(crate) fn clear(workspace: &Workspace) -> Result<()> {
    let path = path(workspace);
    if path.exists() {
        fs::remove_file(&path).with_context(|| format!("could not remove {}", path.display()))?;
    }
    Ok(())
}

/// Lies outside `dist/`, whose every file is served.
fn path(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("pages.stamp")
}

fn text(inputs: u64, outputs: u64, optimizer: Optimizer) -> String {
    format!("inputs {inputs:016x}\noutputs {outputs:016x}\noptimizer {optimizer:?}\n")
}

fn of_outputs(workspace: &Workspace) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    hash_path(&workspace.dist(), "dist", &mut hasher)?;
    Ok(hasher.finish())
}

/// Hashes a file, or the files of a folder in the order of their names.
fn hash_path(path: &Path, name: &str, hasher: &mut DefaultHasher) -> Result<()> {
    name.hash(hasher);
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)
            .with_context(|| format!("could not read {}", path.display()))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .with_context(|| format!("could not read {}", path.display()))?;
        entries.sort();
        for entry in entries {
            let name = entry
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            hash_path(&entry, &name, hasher)?;
        }
        "end of folder".hash(hasher);
    } else {
        fs::read(path)
            .with_context(|| format!("could not read {}", path.display()))?
            .hash(hasher);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporary::TemporaryFolder;

    fn hash(folder: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        hash_path(folder, "", &mut hasher).unwrap();
        hasher.finish()
    }

    #[test]
    fn changes_with_contents_and_names_and_not_with_times() {
        let folder = TemporaryFolder::create("stamp").unwrap();
        let file = folder.path().join("a.rs");
        fs::write(&file, "one").unwrap();
        let before = hash(folder.path());

        fs::write(&file, "one").unwrap();
        assert_eq!(hash(folder.path()), before);

        fs::write(&file, "two").unwrap();
        let changed = hash(folder.path());
        assert_ne!(changed, before);

        fs::rename(&file, folder.path().join("b.rs")).unwrap();
        assert_ne!(hash(folder.path()), changed);
    }

    #[test]
    fn a_file_that_moves_into_a_folder_is_a_change() {
        let folder = TemporaryFolder::create("stamp").unwrap();
        let inner = folder.path().join("a");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("b"), "").unwrap();
        let before = hash(folder.path());
        fs::rename(inner.join("b"), folder.path().join("b")).unwrap();
        assert_ne!(hash(folder.path()), before);
    }
}
