//! Which package may depend on which: frontend → shared ← backend → sandbox, and nothing that does
//! input and output below the pure part.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

use super::Verdict;
use super::source::{MEMBERS, read};
use super::violation::{Violation, report};
use crate::process;
use crate::tools::wasm_target;
use crate::workspace::Workspace;

/// What a package may know of the others.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("bench", &["shared"]),
    ("shared", &[]),
    ("frontend", &["shared"]),
    ("sandbox", &[]),
    ("backend", &["sandbox", "shared"]),
    ("e2e", &[]),
    ("xtask", &[]),
];

/// Crates of input and output, time, randomness and async. `shared` may not even reach them through
/// others.
const IMPURE: [&str; 24] = [
    "async-std",
    "aws-config",
    "axum",
    "chrono",
    "futures",
    "getrandom",
    "hyper",
    "mio",
    "rand",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx",
    "sqlx-core",
    "tempfile",
    "tokio",
    "tower",
    "tracing",
    "ureq",
    "uuid",
    "wasm-bindgen",
    "web-sys",
    "web-time",
];

/// Crates of a server, which a browser should not load.
const SERVER: [&str; 10] = [
    "aws-config",
    "axum",
    "hyper",
    "mio",
    "rusqlite",
    "socket2",
    "sqlx",
    "sqlx-core",
    "tokio",
    "tower",
];

pub(super) fn check(workspace: &Workspace) -> Result<Verdict> {
    let mut violations = Vec::new();
    for member in workspace.members() {
        violations.extend(of_member(workspace.root(), member)?);
    }
    for (package, forbidden, target) in [
        ("shared", &IMPURE[..], "all"),
        ("frontend", &SERVER[..], wasm_target::TARGET),
    ] {
        let tree = process::capture(workspace.cargo().args([
            "tree",
            "--locked",
            "--package",
            package,
            "--edges",
            "normal",
            "--prefix",
            "depth",
            "--format",
            " {p}",
            "--target",
            target,
        ]))?;
        violations.extend(of_tree(workspace.root(), package, &tree, forbidden)?);
    }
    Ok(report(&violations))
}

/// What one package says about others of the workspace.
fn of_member(root: &Path, member: &Value) -> Result<Vec<Violation>> {
    let name = member.get("name").and_then(Value::as_str).unwrap_or("");
    let Some((_, allowed)) = ALLOWED.iter().find(|(package, _)| *package == name) else {
        return Ok(vec![Violation::new(
            "Cargo.toml",
            1,
            format!("nobody said what the package {name} may depend on"),
            "add it to ALLOWED in xtask/src/lint/directions.rs",
        )]);
    };
    let mut violations = Vec::new();
    let dependencies = member.get("dependencies").and_then(Value::as_array);
    for dependency in dependencies.into_iter().flatten() {
        let other = dependency.get("name").and_then(Value::as_str).unwrap_or("");
        if MEMBERS.contains(&other) && !allowed.contains(&other) {
            let may = if allowed.is_empty() {
                "no other package of ours".to_owned()
            } else {
                format!("only {}", allowed.join(" and "))
            };
            violations.push(in_manifest(
                root,
                name,
                other,
                format!("{name} may depend on {may}, and not on {other}"),
                "move what both need to where both may look, or the code to the other package",
            )?);
        }
    }
    Ok(violations)
}

/// Looks for forbidden crates in `cargo tree --prefix depth`.
fn of_tree(root: &Path, package: &str, tree: &str, forbidden: &[&str]) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    let mut chain: Vec<&str> = Vec::new();
    for line in tree.lines() {
        let Some((depth, rest)) = line.split_once(' ') else {
            continue;
        };
        let (Ok(depth), Some(name)) = (depth.parse::<usize>(), rest.split_whitespace().next())
        else {
            continue;
        };
        chain.truncate(depth);
        chain.push(name);
        if forbidden.contains(&name) {
            violations.push(in_manifest(
                root,
                package,
                chain.get(1).copied().unwrap_or(name),
                format!("{package} reaches {name} ({})", chain.join(" → ")),
                "take the dependency out, or its feature that brings the crate along",
            )?);
        }
    }
    Ok(violations)
}

/// A violation at the line of a package's manifest that names a dependency.
fn in_manifest(
    root: &Path,
    package: &str,
    dependency: &str,
    what: String,
    way_out: &str,
) -> Result<Violation> {
    let path = PathBuf::from(package).join("Cargo.toml");
    let text = read(root, &path)?;
    let line = text
        .lines()
        .position(|line| {
            line.strip_prefix(dependency)
                .is_some_and(|rest| rest.starts_with([' ', '=', '.']))
        })
        .map_or(1, |idx| idx + 1);
    Ok(Violation::new(path, line, what, way_out))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::temporary::TemporaryFolder;

    fn house(package: &str, manifest: &str) -> TemporaryFolder {
        let root = TemporaryFolder::create("directions").unwrap();
        fs::create_dir(root.path().join(package)).unwrap();
        fs::write(root.path().join(package).join("Cargo.toml"), manifest).unwrap();
        root
    }

    #[test]
    fn the_frontend_may_not_know_the_backend() {
        let root = house("frontend", "[dependencies]\nshared = {}\nbackend = {}\n");
        let member = json!({
            "name": "frontend",
            "dependencies": [{"name": "shared"}, {"name": "backend"}, {"name": "leptos"}],
        });
        let found = of_member(root.path(), &member).unwrap();
        assert_eq!(found.len(), 1);
        assert!(
            found.iter().all(|violation| {
                violation.to_string().starts_with(
                "frontend/Cargo.toml:3: frontend may depend on only shared, and not on backend; "
            )
            }),
            "{found:?}"
        );
    }

    #[test]
    fn a_package_that_nobody_placed_is_told() {
        let root = TemporaryFolder::create("directions").unwrap();
        let found = of_member(root.path(), &json!({"name": "helpers"})).unwrap();
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn an_impure_crate_is_found_with_the_way_to_it() {
        let root = house(
            "shared",
            "[dependencies]\nserde = {}\nsha2.workspace = true\n",
        );
        let tree = "0 shared v0.1.0 (/house)\n1 serde v1.0.0\n1 sha2 v0.11.0\n2 digest v0.11.0\n\
                    3 getrandom v0.4.0\n1 thiserror v2.0.0\n";
        let found = of_tree(root.path(), "shared", tree, &IMPURE).unwrap();
        let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 1);
        assert!(
            texts.concat().starts_with(
                "shared/Cargo.toml:3: shared reaches getrandom (shared → sha2 → digest → getrandom); "
            ),
            "{texts:?}"
        );
    }
}
