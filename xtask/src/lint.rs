//! `cargo xtask lint`: holds the code against the rules of the house. Every check runs, and the end
//! says which of them complained.

mod cargo_checks;
mod directions;
mod features;
mod layout;
mod names;
mod source;
mod violation;

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{frontend, progress, table, tools};

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Clean,
    /// It has printed what is wrong.
    Complaints,
    /// It could not look, and why.
    Unchecked(String),
}

impl Verdict {
    fn of(clean: bool) -> Self {
        if clean { Self::Clean } else { Self::Complaints }
    }

    fn words(&self) -> String {
        match self {
            Self::Clean => "clean".to_owned(),
            Self::Complaints => "complaints, see above".to_owned(),
            Self::Unchecked(reason) => reason.clone(),
        }
    }
}

type Check = fn(&Workspace) -> Result<Verdict>;

const CHECKS: [(&str, Check); 9] = [
    ("rustfmt", cargo_checks::rustfmt),
    ("places of names", |workspace| {
        names::check(workspace.root())
    }),
    ("files and folders", |workspace| {
        layout::check(workspace.root())
    }),
    ("directions of dependencies", directions::check),
    ("features of dependencies", features::check),
    ("clippy", cargo_checks::clippy),
    ("clippy for the browser", cargo_checks::clippy_for_browser),
    ("rustdoc", cargo_checks::rustdoc),
    ("cargo-deny", cargo_checks::deny),
];

/// Says whether no check complained.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    tools::wasm_target::ensure()?;
    frontend::ensure_folder(workspace)?;
    let mut rows = Vec::new();
    let mut all_clean = true;
    for (name, check) in CHECKS {
        progress::say(&format!("Checking: {name}…"));
        let start = Instant::now();
        let verdict = check(workspace).unwrap_or_else(|error| {
            progress::say(&format!("{error:#}"));
            Verdict::Complaints
        });
        all_clean &= verdict != Verdict::Complaints;
        rows.push((name, verdict, start.elapsed()));
    }
    progress::say(&summary(&rows));
    Ok(all_clean)
}

fn summary(rows: &[(&str, Verdict, Duration)]) -> String {
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|(name, verdict, elapsed)| {
            vec![
                (*name).to_owned(),
                progress::seconds(*elapsed),
                verdict.words(),
            ]
        })
        .collect();
    format!("\n{}", table::lay_out(&lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_every_check() {
        let rows = [
            ("rustfmt", Verdict::Clean, Duration::from_secs(1)),
            ("clippy", Verdict::Complaints, Duration::from_secs(61)),
        ];
        let text = summary(&rows);
        assert!(text.contains("rustfmt  1.0 s"), "{text}");
        assert!(text.contains("complaints, see above"), "{text}");
    }
}
