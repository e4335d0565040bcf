//! Real AWS clients against the simulated AWS, with every request and answer held against the
//! models that botocore ships.

mod command_line;
mod coverage;
mod deploy_tool;
mod described;
mod moto;
mod tours;

use std::path::Path;
use std::process::Output;

use anyhow::{Context, Result, ensure};
use e2e::botocore::Models;
use e2e::sandbox::Sandbox;
use e2e::tools::Venv;

/// Runs a program of the virtual environment as somebody with this sandbox for AWS would.
async fn run(
    sandbox: &Sandbox,
    program: &str,
    arguments: &[&str],
    folder: &Path,
) -> Result<Output> {
    let program = Venv::find()?.program(program);
    tokio::process::Command::new(&program)
        .args(arguments)
        .envs(sandbox.client_variables())
        .current_dir(folder)
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("{} can't be started", program.display()))
}

/// What a program said, on both channels.
fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Fails with a line for each thing that does not fit the models.
async fn ensure_conformance(sandbox: &mut Sandbox) -> Result<()> {
    let mut models = Models::in_folder(Venv::find()?.package_file("botocore/data")?);
    let exchanges = sandbox.exchanges().await?;
    ensure!(!exchanges.is_empty(), "nothing was said to the sandbox");
    let mut problems = Vec::new();
    for exchange in &exchanges {
        problems.extend(models.check(exchange)?);
    }
    problems.sort();
    problems.dedup();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    ensure!(
        lines.is_empty(),
        "{} things do not fit botocore's models:\n{}",
        lines.len(),
        lines.join("\n")
    );
    Ok(())
}
