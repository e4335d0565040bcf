//! What was sent and what AWS describes it as are no difference: made-up definitions, sent to the
//! sandbox and to moto, described back, and compared by the real binary.
//!
//! For the sandbox there are no exceptions. What moto drops or gets wrong is listed with the reason;
//! a reason that no longer holds is an error.

mod compare;
mod tampered;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::sandbox::{Sandbox, client_variables};
use e2e::tools::{self, Venv};
use serde::Deserialize;
use tempfile::TempDir;

use super::{ensure_conformance, moto, said};
use compare::{Comparison, compare_all};

/// What moto is known to make of a member.
#[derive(Deserialize)]
struct Known {
    document: String,
    /// The member without the numbers of list elements, or `refused` and the error's code.
    member: String,
    reason: String,
}

/// Sends the made-up definitions to an AWS; what was sent and described is in the folder.
async fn describe_back(url: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let output = tokio::process::Command::new(Venv::find()?.program("python"))
        .arg("describe_back.py")
        .arg(folder.path())
        .envs(client_variables(url))
        .current_dir(tools::own_file("python"))
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(output.status.success(), "{}", said(&output));
    Ok(folder)
}

/// Every definition that was sent, beside what it is described as.
fn compared(folder: &Path) -> Result<Vec<Comparison>> {
    let comparisons = compare_all(&compare::pairs(folder)?)?;
    let count = |document: &str| {
        let of_kind = comparisons.iter().filter(|one| one.document == document);
        of_kind.count()
    };
    ensure!(count("task-definition") >= 200, "too few task definitions");
    ensure!(count("service") >= 50, "too few services");
    Ok(comparisons)
}

#[tokio::test]
async fn what_the_sandbox_describes_is_what_was_sent() -> Result<()> {
    let mut sandbox = Sandbox::start(1)?;
    let folder = describe_back(sandbox.url()).await?;
    let comparisons = compared(folder.path())?;
    let differing: Vec<String> = comparisons
        .iter()
        .filter(|one| !one.is_the_same)
        .map(ToString::to_string)
        .collect();
    ensure!(
        differing.is_empty(),
        "{} of {} definitions differ:\n{}",
        differing.len(),
        comparisons.len(),
        differing.join("\n")
    );
    tampered::ensure_noticed(folder.path())?;
    ensure_conformance(&mut sandbox).await
}

#[tokio::test]
async fn what_moto_describes_is_what_was_sent_but_for_what_is_listed() -> Result<()> {
    let (_moto, url) = moto::start()?;
    let folder = describe_back(&url).await?;
    let listed: Vec<Known> = serde_json::from_str(&std::fs::read_to_string(tools::own_file(
        "python/moto_descriptions.json",
    ))?)
    .context("the list can't be read")?;
    let mut used = BTreeSet::new();
    let mut unexplained = BTreeSet::new();
    for comparison in compared(folder.path())? {
        for member in &comparison.members {
            let known = listed
                .iter()
                .position(|known| known.document == comparison.document && known.member == *member);
            if let Some(at) = known {
                used.insert(at);
            } else {
                unexplained.insert(format!("{} {member}: {comparison}", comparison.document));
            }
        }
    }
    ensure!(
        unexplained.is_empty(),
        "no reason is listed for:\n{}",
        Vec::from_iter(unexplained).join("\n")
    );
    for (at, known) in listed.iter().enumerate() {
        ensure!(
            used.contains(&at) && !known.reason.is_empty(),
            "{} {:?} is listed and no longer differs",
            known.document,
            known.member
        );
    }
    Ok(())
}
