//! Where files stand and what they are called: modules beside their folders, one test binary for
//! each crate, and no forgotten test file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Verdict;
use super::source::{MEMBERS, code, read, rust_files};
use super::violation::{Violation, report};

pub(super) fn check(root: &Path) -> Result<Verdict> {
    violations(root).map(|violations| report(&violations))
}

fn violations(root: &Path) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for member in MEMBERS {
        for folder in ["src", "tests"] {
            let folder = Path::new(member).join(folder);
            for path in rust_files(root, &folder)? {
                if path.ends_with("mod.rs") {
                    violations.push(Violation::new(
                        &path,
                        1,
                        "a module stands beside its folder",
                        "move it to a file with the folder's name",
                    ));
                }
            }
        }
        check_tests(root, &Path::new(member).join("tests"), &mut violations)?;
    }
    Ok(violations)
}

fn check_tests(root: &Path, tests: &Path, violations: &mut Vec<Violation>) -> Result<()> {
    let files = rust_files(root, tests)?;
    let main = tests.join("it").join("main.rs");
    let reached = if files.contains(&main) {
        reachable(root, &main)?
    } else {
        BTreeSet::new()
    };
    for path in files {
        if path.parent() == Some(tests) {
            violations.push(Violation::new(
                &path,
                1,
                "each crate has one test binary",
                format!(
                    "move it to {} and name it in main.rs",
                    tests.join("it").display()
                ),
            ));
        } else if !reached.contains(&path) && !path.ends_with("mod.rs") {
            violations.push(Violation::new(
                &path,
                1,
                "no module names this file, so its tests never run",
                format!("add `mod …;` for it, beginning in {}", main.display()),
            ));
        }
    }
    Ok(())
}

/// The files of a test binary: `main.rs` and what `mod` leads to from there.
fn reachable(root: &Path, main: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut reached = BTreeSet::new();
    let mut open = vec![(
        main.to_path_buf(),
        main.parent().unwrap_or(main).to_path_buf(),
    )];
    while let Some((file, folder)) = open.pop() {
        let text = read(root, &file)?;
        reached.insert(file);
        for module in text.lines().filter_map(module_name) {
            let path = folder.join(format!("{module}.rs"));
            if root.join(&path).is_file() && !reached.contains(&path) {
                open.push((path, folder.join(module)));
            }
        }
    }
    Ok(reached)
}

/// `mod name;`, with or without a visibility before it.
fn module_name(line: &str) -> Option<&str> {
    let line = code(line).trim().strip_suffix(';')?;
    let (before, name) = line.rsplit_once("mod ")?;
    (before.is_empty() || before.starts_with("pub")).then_some(name.trim())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::temporary::TemporaryFolder;

    #[test]
    fn forgotten_files_extra_binaries_and_mod_rs_are_found() {
        let root = TemporaryFolder::create("layout").unwrap();
        let tests = root.path().join("shared/tests/it");
        let source = root.path().join("shared/src/plan");
        fs::create_dir_all(tests.join("diff")).unwrap();
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("mod.rs"), "").unwrap();
        fs::write(tests.join("main.rs"), "mod diff;\n// mod lost;\n").unwrap();
        fs::write(tests.join("diff.rs"), "pub(crate) mod deep;\n").unwrap();
        fs::write(tests.join("diff/deep.rs"), "").unwrap();
        fs::write(tests.join("lost.rs"), "").unwrap();
        fs::write(root.path().join("shared/tests/extra.rs"), "").unwrap();

        let found: Vec<String> = violations(root.path())
            .unwrap()
            .iter()
            .map(|violation| {
                let text = violation.to_string();
                text.split_once(';')
                    .map(|(what, _)| what.to_owned())
                    .unwrap()
            })
            .collect();
        assert_eq!(
            found,
            [
                "shared/src/plan/mod.rs:1: a module stands beside its folder",
                "shared/tests/extra.rs:1: each crate has one test binary",
                "shared/tests/it/lost.rs:1: no module names this file, so its tests never run",
            ]
        );
    }

    #[test]
    fn modules_are_read_with_any_visibility() {
        assert_eq!(module_name("mod a;"), Some("a"));
        assert_eq!(module_name("pub(crate) mod b;"), Some("b"));
        assert_eq!(module_name("mod tests {"), None);
        assert_eq!(module_name("use modest;"), None);
    }
}
