//! `ecs-deploy`, somebody else's deploy tool.

use anyhow::{Result, ensure};
use e2e::sandbox::Sandbox;

use super::{ensure_conformance, run, said};

async fn deploy(sandbox: &Sandbox, image: &str) -> Result<(bool, String)> {
    let folder = tempfile::tempdir()?;
    let arguments = [
        "deploy",
        "test",
        "status-page",
        "--image",
        "status-page",
        image,
        "--timeout",
        "20",
        "--sleep-time",
        "1",
        "--no-deregister",
    ];
    let output = run(sandbox, "ecs", &arguments, folder.path()).await?;
    Ok((output.status.success(), said(&output)))
}

#[tokio::test]
async fn ecs_deploy_ends_well() -> Result<()> {
    let mut sandbox = Sandbox::start(100)?;
    let (is_ok, text) = deploy(&sandbox, "nginx:1.31-alpine").await?;
    ensure!(is_ok && text.contains("Deployment successful"), "{text}");
    ensure_conformance(&mut sandbox).await
}

#[tokio::test]
async fn ecs_deploy_fails_in_its_own_words_for_a_missing_image() -> Result<()> {
    let mut sandbox = Sandbox::start(100)?;
    let (is_ok, text) = deploy(&sandbox, "nginx:missing").await?;
    ensure!(!is_ok && text.contains("Deployment failed"), "{text}");
    ensure_conformance(&mut sandbox).await
}
