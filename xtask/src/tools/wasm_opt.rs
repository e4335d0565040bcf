//! wasm-opt, which makes the module a tenth to a fifth smaller. The pages work without it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{find_accepted, write_script};
use crate::version::Version;
use crate::workspace::Workspace;
use crate::{process, progress};

/// Older ones, such as 108 in Debian 12, write broken modules without saying so.
const OLDEST: Version = Version::new(116, 0, 0);

/// The package that is installed: binaryen as WebAssembly, the same for every machine.
const PACKAGE: &str = "binaryen@132";

/// The Node.js that runs that package.
const OLDEST_NODE: Version = Version::new(18, 0, 0);

/// What shrinks the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimizer {
    /// wasm-opt.
    WasmOpt,
    /// Nothing; the module stays as wasm-bindgen wrote it.
    Nothing,
}

impl Optimizer {
    /// Whether a better one could be had than the one that a build was made with.
    pub(crate) fn could_improve(self, workspace: &Workspace) -> bool {
        self == Self::Nothing
            && (find_accepted(workspace, "wasm-opt", is_right).is_some() || has_node(workspace))
    }
}

pub(super) fn ensure(workspace: &Workspace) -> Result<(PathBuf, Optimizer)> {
    if let Some(path) = find_accepted(workspace, "wasm-opt", is_right) {
        return Ok((path, Optimizer::WasmOpt));
    }
    if !has_node(workspace) {
        progress::say(
            "There is neither wasm-opt nor Node.js with npm on this machine, so the pages are \
             built a little larger than they could be; to change that, install binaryen.",
        );
        return Ok((pass_through(workspace)?, Optimizer::Nothing));
    }
    match install(workspace) {
        Ok(path) => Ok((path, Optimizer::WasmOpt)),
        Err(error) => {
            progress::say(&format!(
                "wasm-opt could not be installed, so the pages are built a little larger than \
                 they could be; to change that, install binaryen. ({error:#})"
            ));
            Ok((pass_through(workspace)?, Optimizer::Nothing))
        }
    }
}

fn install(workspace: &Workspace) -> Result<PathBuf> {
    let npm_folder = workspace.tools().join("npm");
    let script = workspace.tools().join("bin").join("wasm-opt");
    let announcement = format!("Installing {PACKAGE} (shrinks the pages; a few seconds, once)");
    progress::step(&announcement, || {
        std::fs::create_dir_all(&npm_folder)
            .with_context(|| format!("could not create {}", npm_folder.display()))?;
        process::capture(
            Command::new("npm")
                .args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
                .args(["--no-save", "--no-package-lock", "--prefix"])
                .arg(&npm_folder)
                .arg(PACKAGE),
        )?;
        let program = npm_folder.join("node_modules/binaryen/bin/wasm-opt");
        write_script(
            &script,
            &format!("#!/bin/sh\nexec node {} \"$@\"\n", quoted(&program)),
        )?;
        let output = process::capture(Command::new(&script).arg("--version"))?;
        anyhow::ensure!(is_right(&output), "it calls itself {}", output.trim());
        Ok(script.clone())
    })
}

/// A program that takes the arguments that Trunk gives to wasm-opt and copies the module.
fn pass_through(workspace: &Workspace) -> Result<PathBuf> {
    let path = workspace.tools().join("pass-through").join("wasm-opt");
    write_script(&path, PASS_THROUGH)?;
    Ok(path)
}

const PASS_THROUGH: &str = r#"#!/bin/sh
# Stands in for wasm-opt where there is none: copies the module as it is.
set -eu
input= output=
for argument in "$@"; do
    case "$argument" in
    --version) echo "wasm-opt version 0 (copies only)"; exit 0 ;;
    --output=*) output=${argument#--output=} ;;
    -*) ;;
    *) input=$argument ;;
    esac
done
exec cp "$input" "$output"
"#;

fn has_node(workspace: &Workspace) -> bool {
    let is_new =
        |output: &str| Version::in_output(output).is_some_and(|version| version >= OLDEST_NODE);
    find_accepted(workspace, "node", is_new).is_some()
        && find_accepted(workspace, "npm", |_| true).is_some()
}

fn is_right(output: &str) -> bool {
    Version::in_output(output).is_some_and(|version| version >= OLDEST)
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporary::TemporaryFolder;

    #[test]
    fn refuses_versions_that_write_broken_modules() {
        assert!(is_right("wasm-opt version 132 (version_132)"));
        assert!(is_right("wasm-opt version 116"));
        assert!(!is_right("wasm-opt version 108"));
        assert!(!is_right("wasm-opt version 0 (copies only)"));
    }

    #[test]
    fn the_stand_in_copies_what_trunk_asks_to_optimize() {
        let folder = TemporaryFolder::create("pass-through").unwrap();
        let script = folder.path().join("wasm-opt");
        write_script(&script, PASS_THROUGH).unwrap();
        let (input, output) = (
            folder.path().join("in.wasm"),
            folder.path().join("out.wasm"),
        );
        std::fs::write(&input, b"\0asm").unwrap();
        let mut command = Command::new("sh");
        command
            .arg(&script)
            .arg(format!("--output={}", output.display()))
            .arg("-Oz")
            .arg(&input)
            .arg("--enable-reference-types");
        process::capture(&mut command).unwrap();
        assert_eq!(std::fs::read(&output).unwrap(), b"\0asm");
    }

    #[test]
    fn a_path_with_a_quote_stays_one_word() {
        assert_eq!(quoted(Path::new("/a'b c")), r"'/a'\''b c'");
    }
}
