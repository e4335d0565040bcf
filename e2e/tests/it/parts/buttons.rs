//! Buttons that may and may not be pressed.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use super::{attribute, description, ensure_focus, focus, gallery};

#[tokio::test]
async fn a_denied_button_takes_the_focus_says_why_and_does_nothing() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "button", "Deploy").await?;
        ensure_focus(visitor, "Deploy").await?;
        let state = attribute(visitor, "button", "Deploy", "aria-disabled").await?;
        ensure!(state.as_deref() == Some("true"), "{state:?}");
        let said = description(visitor, "button", "Deploy").await?;
        ensure!(said == ["Only a deployer may do this."], "{said:?}");
        visitor.key(Key::Enter).await?;
        visitor.key(Key::Space).await?;
        visitor.press("Deploy").await?;
        visitor.sees("Pressed: 0").await
    })
    .await
}

#[tokio::test]
async fn a_button_whose_work_goes_on_says_so_and_does_nothing() -> Result<()> {
    gallery(async |visitor| {
        let state = attribute(visitor, "button", "On its way", "aria-busy").await?;
        ensure!(state.as_deref() == Some("true"), "{state:?}");
        visitor.press("On its way").await?;
        visitor.sees("Pressed: 0").await
    })
    .await
}

#[tokio::test]
async fn enter_and_space_press() -> Result<()> {
    gallery(async |visitor| {
        for (name, key, pressed) in [
            ("The next step", Key::Enter, "Pressed: 1"),
            ("Another step", Key::Space, "Pressed: 2"),
            ("Among text", Key::Enter, "Pressed: 3"),
        ] {
            let described = attribute(visitor, "button", name, "aria-describedby").await?;
            ensure!(described.is_none(), "{name} is described by {described:?}");
            focus(visitor, "button", name).await?;
            visitor.key(key).await?;
            visitor.sees(pressed).await?;
        }
        Ok(())
    })
    .await
}
