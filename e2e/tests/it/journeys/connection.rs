//! A connection that is lost while somebody types loses nothing of what they typed.

use anyhow::Result;
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::editor;
use e2e::pages::sign_in::{DEPLOYER, sign_in};

const FIELD: &str = "Service name";

async fn is_there(visitor: &Visitor, text: &str) -> Result<()> {
    editor::opens(visitor).await?;
    assert_eq!(visitor.value(FIELD).await?, text);
    Ok(())
}

#[tokio::test]
async fn what_was_typed_without_a_connection_is_saved_when_it_is_back() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        visitor.fill(FIELD, "greeter").await?;
        editor::is_saved(visitor).await?;
        visitor.lose_connection().await?;
        visitor.fill(FIELD, "greeter-in-a-tunnel").await?;
        visitor.sees("kept in this browser").await?;
        visitor.regain_connection().await?;
        let path = editor::is_saved(visitor).await?;
        visitor.reload().await?;
        is_there(visitor, "greeter-in-a-tunnel").await?;
        visitor.run("localStorage.clear()", Vec::new()).await?;
        visitor.go(&path).await?;
        is_there(visitor, "greeter-in-a-tunnel").await
    })
    .await
}

#[tokio::test]
async fn what_was_typed_without_a_connection_survives_a_reload_before_it_is_saved() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        visitor.fill(FIELD, "greeter").await?;
        editor::is_saved(visitor).await?;
        visitor.lose_connection().await?;
        visitor.fill(FIELD, "greeter-in-a-tunnel").await?;
        visitor.sees("kept in this browser").await?;
        // At once, before another save is tried.
        visitor.regain_connection().await?;
        visitor.reload().await?;
        is_there(visitor, "greeter-in-a-tunnel").await?;
        editor::is_saved(visitor).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_typed_before_anything_was_saved_survives_a_reload() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        // The server has nothing of it, and is asked all the same.
        visitor.expects_refusals(&[404]);
        visitor.lose_connection().await?;
        visitor.fill(FIELD, "greeter-in-a-tunnel").await?;
        visitor.sees("kept in this browser").await?;
        visitor.regain_connection().await?;
        visitor.reload().await?;
        is_there(visitor, "greeter-in-a-tunnel").await
    })
    .await
}
