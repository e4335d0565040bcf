//! wasm-bindgen's program, which must be of the very version of the crate in `Cargo.lock`.

use std::path::PathBuf;

use anyhow::Result;

use super::cargo_install::Install;
use super::find_accepted;
use crate::lockfile;
use crate::version::Version;
use crate::workspace::Workspace;

pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let wanted = lockfile::version_of(workspace.root(), "wasm-bindgen")?;
    if let Some(path) = find_accepted(workspace, "wasm-bindgen", |output| {
        is_right(output, &wanted)
    }) {
        return Ok(path);
    }
    Install {
        package: "wasm-bindgen-cli",
        version: &wanted,
        // Not `--locked`: its lock file names a crate that was withdrawn.
        arguments: &[],
        title: "wasm-bindgen",
        purpose: "connects the pages with the browser; about a minute, once",
    }
    .carry_out(workspace, "wasm-bindgen")
}

fn is_right(output: &str, wanted: &str) -> bool {
    let wanted = wanted.parse::<Version>().ok();
    wanted.is_some() && Version::in_output(output) == wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_the_locked_version() {
        assert!(is_right("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(!is_right("wasm-bindgen 0.2.129", "0.2.130"));
        assert!(!is_right("wasm-bindgen 0.2.131", "0.2.130"));
        assert!(!is_right("", "0.2.130"));
    }
}
