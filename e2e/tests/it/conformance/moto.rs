//! What stands still in AWS, told in the same words to the sandbox and to moto, another simulation
//! of AWS. Where the two disagree, the reason is listed; a reason that no longer holds is an error.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use e2e::process::{Process, free_port};
use e2e::sandbox::{Sandbox, client_variables};
use e2e::tools::{self, Venv};
use serde::Deserialize;
use serde_json::Value;

type Outcomes = BTreeMap<String, Value>;

#[derive(Deserialize)]
struct Difference {
    member: String,
    reason: String,
}

/// Starts moto on a free port; the address is where it listens.
pub(super) fn start() -> Result<(Process, String)> {
    let port = free_port()?;
    let mut command = std::process::Command::new(Venv::find()?.program("moto_server"));
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    let mut moto = Process::spawn("moto", command)?;
    moto.hear(|line| line.contains("Running on").then_some(()))?;
    Ok((moto, format!("http://127.0.0.1:{port}")))
}

async fn tell(url: &str) -> Result<Outcomes> {
    let output = tokio::process::Command::new(Venv::find()?.program("python"))
        .arg("static_tour.py")
        .envs(client_variables(url))
        .current_dir(tools::own_file("python"))
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(output.status.success(), "{}", super::said(&output));
    serde_json::from_slice(&output.stdout).context("the outcomes can't be read")
}

/// Every leaf of a value with the names that lead to it; elements of lists are not numbered.
fn leaves(value: &Value, path: &str, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                leaves(member, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for element in elements {
                leaves(element, path, found);
            }
        }
        leaf => {
            found.insert((path.to_owned(), leaf.to_string()));
        }
    }
}

#[tokio::test]
async fn the_sandbox_and_moto_agree_but_for_what_is_listed() -> Result<()> {
    let sandbox = Sandbox::start(1)?;
    let (_moto, moto_url) = start()?;
    let ours = tell(sandbox.url()).await?;
    let theirs = tell(&moto_url).await?;

    let listed: Vec<Difference> = serde_json::from_str(&std::fs::read_to_string(
        tools::own_file("python/moto_differences.json"),
    )?)?;
    let mut used = BTreeSet::new();
    let mut unexplained = Vec::new();
    for (step, outcome) in &ours {
        let their_outcome = theirs.get(step).unwrap_or(&Value::Null);
        let (mut our_leaves, mut their_leaves) = (BTreeSet::new(), BTreeSet::new());
        leaves(outcome, "", &mut our_leaves);
        leaves(their_outcome, "", &mut their_leaves);
        for (path, value) in our_leaves.symmetric_difference(&their_leaves) {
            let member = path.rsplit('/').next().unwrap_or_default();
            match listed.iter().find(|known| known.member == member) {
                Some(known) => {
                    used.insert(known.member.as_str());
                }
                None => unexplained.push(format!("{step}: {path} {value}")),
            }
        }
    }
    ensure!(
        unexplained.is_empty(),
        "no reason is listed for:\n{}",
        unexplained.join("\n")
    );
    for known in &listed {
        ensure!(
            used.contains(known.member.as_str()) && !known.reason.is_empty(),
            "{:?} is listed and no longer differs",
            known.member
        );
    }
    Ok(())
}
