//! boto3 through all operations of each service.

use anyhow::{Result, ensure};
use e2e::sandbox::Sandbox;
use e2e::tools;

use super::{ensure_conformance, run, said};

/// Runs one script against a sandbox of its own.
async fn tour(script: &str) -> Result<()> {
    let mut sandbox = Sandbox::start(1)?;
    let folder = tools::own_file("python");
    let output = run(&sandbox, "python", &[script], &folder).await?;
    ensure!(output.status.success(), "{script}:\n{}", said(&output));
    ensure_conformance(&mut sandbox).await
}

#[tokio::test]
async fn boto3_keeps_clusters_and_task_definitions() -> Result<()> {
    tour("tour_ecs_definitions.py").await
}

#[tokio::test]
async fn boto3_rolls_services_out_and_back() -> Result<()> {
    tour("tour_ecs_rollouts.py").await
}

#[tokio::test]
async fn boto3_lets_rollouts_through_and_rings_alarms() -> Result<()> {
    tour("tour_ecs_shifts.py").await
}

#[tokio::test]
async fn boto3_keeps_parameters_and_secrets() -> Result<()> {
    tour("tour_configuration.py").await
}

#[tokio::test]
async fn boto3_balances_load() -> Result<()> {
    tour("tour_balancing.py").await
}

#[tokio::test]
async fn boto3_asks_what_roles_may_do() -> Result<()> {
    tour("tour_identity.py").await
}

#[tokio::test]
async fn boto3_reads_images_logs_networks_and_scaling() -> Result<()> {
    tour("tour_surroundings.py").await
}

#[tokio::test]
async fn boto3_reads_what_editors_offer() -> Result<()> {
    tour("tour_offers.py").await
}
