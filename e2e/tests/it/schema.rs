//! The API held against its own document by somebody else's tool: whatever fits the document, and
//! whatever nearly does, is answered as the document says, and never with a mistake of ours.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::ADMINISTRATOR;
use e2e::tools::Venv;
use serde_json::json;

/// So many requests of each kind are made up for each operation, besides those at the edges of what
/// the document allows.
const EXAMPLES: &str = "4";
/// What is held against the document.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
const BOUND: Duration = Duration::from_mins(8);

/// Signs in; the cookie of the session.
async fn cookie(base: &str) -> Result<String> {
    let answer = reqwest::Client::new()
        .post(format!("{base}/api/v1/session"))
        .header("x-longshore", "1")
        .json(&json!({"name": ADMINISTRATOR.name, "password": ADMINISTRATOR.password}))
        .send()
        .await?
        .error_for_status()?;
    let cookie = answer
        .headers()
        .get("set-cookie")
        .and_then(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned));
    cookie.context("signing in set no cookie")
}

#[tokio::test]
async fn every_answer_is_one_that_the_document_tells() -> Result<()> {
    let longshore = Longshore::start()?;
    let base = longshore.url().to_owned();
    let cookie = cookie(&base).await?;
    let folder = tempfile::tempdir()?;
    // Any other name leads to nothing but `there is no such environment`.
    std::fs::write(
        folder.path().join("schemathesis.toml"),
        "[parameters]\n\"path.environment\" = \"trial\"\n",
    )?;
    let run = tokio::process::Command::new(Venv::find()?.program("schemathesis"))
        .current_dir(folder.path())
        .arg("run")
        .arg(format!("{base}/api/v1/openapi.json"))
        .args(["--header", &format!("Cookie: {cookie}")])
        // Streams have no end, and a session that is over would end the test.
        .args(["--exclude-path-regex", "events$|export$"])
        .args(["--exclude-operation-id", "delete-session"])
        .args(["--checks", CHECKS])
        .args(["--phases", "coverage,fuzzing"])
        .args(["--max-examples", EXAMPLES])
        .args(["--request-timeout", "30"])
        .args(["--generation-deterministic", "--continue-on-failure"])
        .args(["--no-color", "--warnings", "off"])
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(BOUND, run)
        .await
        .context("schemathesis did not end")??;
    let words = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{words}");
    let tested = words
        .lines()
        .find_map(|line| line.trim().strip_prefix("Tested:"))
        .and_then(|many| many.trim().parse::<usize>().ok());
    ensure!(tested.is_some_and(|tested| tested >= 50), "{words}");
    Ok(())
}
