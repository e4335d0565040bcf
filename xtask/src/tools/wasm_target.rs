//! Rust's standard library for the browser, wherever this machine's Rust comes from.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, progress};

/// The target that the pages are built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const WITHOUT_RUSTUP: &str = "this Rust has no standard library for wasm32-unknown-unknown, and \
    rustup is not there to add it; install it as your system does \
    (Debian and Ubuntu: `apt-get install libstd-rust-dev-wasm32`, Fedora: \
    `dnf install rust-std-static-wasm32-unknown-unknown`, Arch: `pacman -S rust-wasm`) or take \
    Rust from https://rustup.rs";

/// Makes sure that the pages can be compiled.
pub(crate) fn ensure() -> Result<()> {
    if is_there()? {
        return Ok(());
    }
    if process::capture(Command::new("rustup").arg("--version")).is_err() {
        bail!(WITHOUT_RUSTUP);
    }
    let announcement =
        format!("Adding the target {TARGET} (compiles the pages; a few seconds, once)");
    progress::step(&announcement, || {
        process::run(Command::new("rustup").args(["target", "add", TARGET])).map_err(|error| {
            error.context(format!(
                "could not add the target; to add it yourself, run `rustup target add {TARGET}`"
            ))
        })
    })?;
    if is_there()? {
        return Ok(());
    }
    // The rustc in PATH may not be rustup's.
    bail!(WITHOUT_RUSTUP)
}

/// Looks into the folder where rustc itself would look.
fn is_there() -> Result<bool> {
    let folder = process::capture(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))?;
    Ok(has_core(Path::new(folder.trim())))
}

fn has_core(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporary::TemporaryFolder;

    #[test]
    fn a_target_is_there_when_its_core_is() {
        let folder = TemporaryFolder::create("target").unwrap();
        assert!(!has_core(&folder.path().join("missing")));
        assert!(!has_core(folder.path()));
        std::fs::write(folder.path().join("libcore-0123.rlib"), "").unwrap();
        assert!(has_core(folder.path()));
    }
}
