//! Compiles the tests and lists their binaries.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::backend::CHOICE;
use crate::progress;
use crate::workspace::Workspace;

/// One compiled set of tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TestBinary {
    /// The package that it tests.
    pub(super) package: String,
    /// The package's folder, where its tests run.
    pub(super) folder: PathBuf,
    pub(super) executable: PathBuf,
    pub(super) scope: Scope,
}

/// What a set of tests looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Parts of the package, from inside.
    Unit,
    /// The package through what it offers.
    Public,
}

/// Compiles the tests of a package, or all, always from the same choice of packages.
pub(super) fn build(workspace: &Workspace, package: Option<&str>) -> Result<Vec<TestBinary>> {
    let mut binaries = progress::step("Building the tests", || {
        let mut binaries = compile(workspace, &CHOICE)?;
        // The frontend's pure parts run natively; its features stay out of the others' way.
        binaries.extend(compile(workspace, &["--package", "frontend"])?);
        Ok(binaries)
    })?;
    if let Some(package) = package {
        binaries.retain(|binary| binary.package == package);
        ensure!(
            !binaries.is_empty(),
            "there are no tests of a package `{package}`"
        );
    }
    binaries.sort_by_key(rank);
    Ok(binaries)
}

/// Quick tests and lower layers first.
fn rank(binary: &TestBinary) -> (bool, usize, bool) {
    let order = ["xtask", "shared", "frontend", "sandbox", "backend", "e2e"];
    let position = order
        .iter()
        .position(|name| *name == binary.package)
        .unwrap_or(order.len());
    (
        binary.package == "e2e",
        position,
        binary.scope == Scope::Public,
    )
}

fn compile(workspace: &Workspace, choice: &[&str]) -> Result<Vec<TestBinary>> {
    let mut command = workspace.cargo();
    command
        .arg("test")
        .args(choice)
        .args(["--no-run", "--message-format=json-render-diagnostics"]);
    if !progress::is_watched() {
        command.arg("--quiet");
    }
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("could not run cargo test")?;
    ensure!(output.status.success(), "the tests do not compile");
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter_map(|message: Value| test_binary(&message))
        .collect())
}

/// Reads one of cargo's messages.
fn test_binary(message: &Value) -> Option<TestBinary> {
    let is_test = message.pointer("/profile/test")?.as_bool()?;
    if message.get("reason")?.as_str()? != "compiler-artifact" || !is_test {
        return None;
    }
    let folder = Path::new(message.get("manifest_path")?.as_str()?).parent()?;
    let is_integration_test = message
        .pointer("/target/kind")?
        .as_array()?
        .iter()
        .any(|kind| kind == "test");
    Some(TestBinary {
        package: folder.file_name()?.to_str()?.to_owned(),
        folder: folder.to_path_buf(),
        executable: message.get("executable")?.as_str()?.into(),
        scope: if is_integration_test {
            Scope::Public
        } else {
            Scope::Unit
        },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(kind: &str, test: bool) -> Value {
        json!({
            "reason": "compiler-artifact",
            "manifest_path": "/house/shared/Cargo.toml",
            "target": {"kind": [kind], "name": "it"},
            "profile": {"test": test},
            "executable": "/target/debug/deps/it-1",
        })
    }

    #[test]
    fn reads_cargos_messages_about_tests() {
        let binary = test_binary(&message("test", true)).unwrap();
        assert_eq!(binary.package, "shared");
        assert_eq!(binary.folder, Path::new("/house/shared"));
        assert_eq!(binary.scope, Scope::Public);
        assert_eq!(
            test_binary(&message("lib", true)).unwrap().scope,
            Scope::Unit
        );
    }

    #[test]
    fn leaves_out_what_is_no_test() {
        assert_eq!(test_binary(&message("bin", false)), None);
        assert_eq!(test_binary(&json!({"reason": "build-finished"})), None);
    }
}
