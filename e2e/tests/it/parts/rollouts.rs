//! Where rollouts are.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{gallery, page_says};

#[tokio::test]
async fn a_rollout_that_waits_says_until_when_and_is_answered_once() -> Result<()> {
    gallery(async |visitor| {
        visitor
            .sees("Waits for somebody: after test traffic")
            .await?;
        visitor.sees("Then it rolls back by itself.").await?;
        visitor.press("Continue").await?;
        visitor.sees("It was told to continue.").await?;
        let busy = "[...document.querySelectorAll('.banner button')]\
            .filter((button) => ['Continue', 'Roll back'].includes(button.textContent))\
            .map((button) => button.getAttribute('aria-busy'))";
        ensure!(page_says(visitor, busy).await? == json!(["true", "true"]));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_present_stage_is_told_to_assistive_technology() -> Result<()> {
    gallery(async |visitor| {
        let current = "[...document.querySelectorAll('[aria-current=step]')]\
            .map((stage) => stage.textContent.replace(/\\s+/g, ' ').trim())";
        let said = page_says(visitor, current).await?;
        ensure!(
            said == json!(["After test traffic, now", "Bake time, now"]),
            "{said}"
        );
        visitor.sees("left.").await
    })
    .await
}
