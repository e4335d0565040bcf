//! Which features the dependencies have: the same with the tests as without. A feature that tests alone
//! ask for makes another crate of its crate and of everything above it, so that the SDK crates, say, are
//! compiled twice: once for `longshore`, once for the tests.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::Verdict;
use super::violation::{Violation, report};
use crate::backend::CHOICE;
use crate::process;
use crate::workspace::Workspace;

/// Packages, such as `h2 v0.4.20`, with each set of features that they are compiled with.
type Features = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(workspace: &Workspace) -> Result<Verdict> {
    let of = |edges: &str| -> Result<Features> {
        let mut command = workspace.cargo();
        command.args(["tree", "--locked", "--edges", edges]);
        command.args(CHOICE);
        command.args(["--prefix", "none", "--format", "{p}|{f}"]);
        process::capture(&mut command).map(|tree| read(&tree))
    };
    let without = of("normal,build")?;
    let with = of("normal,build,dev")?;
    Ok(report(&differences(&without, &with)))
}

fn read(tree: &str) -> Features {
    let mut all = Features::new();
    for line in tree.lines() {
        // What was told before ends with a mark instead of what lies below it.
        let line = line.trim_end_matches(" (*)");
        let Some((package, features)) = line.split_once('|') else {
            continue;
        };
        // Ours are compiled anew anyway; they come with their path.
        if !package.contains('(') || package.contains("(proc-macro)") {
            all.entry(package.to_owned())
                .or_default()
                .insert(features.to_owned());
        }
    }
    all
}

fn differences(without: &Features, with: &Features) -> Vec<Violation> {
    without
        .iter()
        .filter_map(|(package, features)| {
            let other = with.get(package).filter(|other| *other != features)?;
            let more = other.difference(features).cloned().collect::<Vec<_>>();
            Some(Violation::new(
                "e2e/Cargo.toml",
                1,
                format!(
                    "{package} is compiled twice, since the tests ask it for other features ({})",
                    more.join("; ")
                ),
                "ask for them among the dependencies of e2e, too, which every choice has",
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{differences, read};

    #[test]
    fn a_feature_that_tests_alone_ask_for_is_found() {
        let without = read(
            "h2 v0.4.20|\nindexmap v2.14.2|default,std\nindexmap v2.14.2|default,std (*)\nours v0.1.0 (/x)|\n",
        );
        let with = read(
            "h2 v0.4.20|\nindexmap v2.14.2|default,serde,std\nours v0.1.0 (/x)|measure\nproptest v1.12.0|std\n",
        );
        let found = differences(&without, &with);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0]
                .to_string()
                .contains("indexmap v2.14.2 is compiled twice"),
            "{found:?}"
        );
        assert!(differences(&with, &with).is_empty());
    }
}
