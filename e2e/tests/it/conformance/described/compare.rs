//! Pairs of files through `longshore diff`, as many at once as there are processors.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use e2e::tools;
use serde::Deserialize;
use serde_json::Value;

/// A definition that was sent, and the answer to it.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) sent: PathBuf,
    /// What it is described as, or why it was refused.
    answer: Answer,
}

#[derive(Debug, Clone)]
enum Answer {
    Described(PathBuf),
    Refused(PathBuf),
}

/// What differs between what was sent and what it is described as.
#[derive(Debug)]
pub(super) struct Comparison {
    /// `task-definition` or `service`.
    pub(super) document: String,
    /// Whether `longshore diff` ended with "no difference".
    pub(super) is_the_same: bool,
    /// The members that differ, without the numbers of list elements.
    pub(super) members: BTreeSet<String>,
    name: String,
    printed: String,
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.name, self.printed.trim_end())
    }
}

#[derive(Deserialize)]
struct Difference {
    pointer: String,
}

impl Pair {
    /// Another definition in the place of what was sent.
    pub(super) fn with_sent(&self, sent: PathBuf) -> Self {
        Self {
            sent,
            ..self.clone()
        }
    }

    fn compare(&self) -> Result<Comparison> {
        let (document, _) = self.name.split_once("-made-up-").context("an odd name")?;
        let mut comparison = Comparison {
            document: document.to_owned(),
            is_the_same: false,
            members: BTreeSet::new(),
            name: self.name.clone(),
            printed: String::new(),
        };
        match &self.answer {
            Answer::Refused(why) => {
                comparison.printed = std::fs::read_to_string(why)?;
                let error: Value = serde_json::from_str(&comparison.printed)?;
                let code = error.get("Code").and_then(Value::as_str);
                let code = code.context("a refusal without a code")?;
                comparison.members.insert(format!("refused {code}"));
            }
            Answer::Described(described) => {
                let output = Command::new(tools::longshore()?)
                    .args(["diff", "--format", "json", "--kind", document])
                    .args([&self.sent, described])
                    .output()?;
                comparison.printed = String::from_utf8_lossy(&output.stdout).into_owned();
                comparison.is_the_same = match output.status.code() {
                    Some(0) => true,
                    Some(1) => false,
                    _ => bail!("{}: {}", self.name, super::said(&output)),
                };
                let differences: Vec<Difference> = serde_json::from_slice(&output.stdout)
                    .with_context(|| format!("{}: {}", self.name, super::said(&output)))?;
                let members = differences.iter().map(|one| without_numbers(&one.pointer));
                comparison.members.extend(members);
            }
        }
        Ok(comparison)
    }
}

/// `/containerDefinitions/0/cpu` without the number.
fn without_numbers(pointer: &str) -> String {
    let is_name = |token: &&str| token.parse::<usize>().is_err();
    let names: Vec<&str> = pointer.split('/').filter(is_name).collect();
    names.join("/")
}

/// The pairs in a folder, by name.
pub(super) fn pairs(folder: &Path) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let sent = entry?.path();
        let file = sent.file_name().and_then(|name| name.to_str());
        let Some(name) = file.and_then(|name| name.strip_suffix(".sent.json")) else {
            continue;
        };
        let described = folder.join(format!("{name}.described.json"));
        let answer = if described.exists() {
            Answer::Described(described)
        } else {
            Answer::Refused(folder.join(format!("{name}.refused.json")))
        };
        pairs.push(Pair {
            name: name.to_owned(),
            sent,
            answer,
        });
    }
    pairs.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(pairs)
}

/// Compares all pairs.
pub(super) fn compare_all(pairs: &[Pair]) -> Result<Vec<Comparison>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            made.push(pair.compare());
        }
        made
    };
    let n_threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for one in threads {
            let made = one.join().map_err(|_| anyhow!("a comparison panicked"))?;
            all.extend(made.into_iter().collect::<Result<Vec<_>>>()?);
        }
        Ok(all)
    })
}
