//! Messages in the corner, announcements, and what comes from elsewhere.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use super::{ensure_focus, focus, gallery, page_says};

const FAIL: &str = "Say that it failed";

#[tokio::test]
async fn a_message_is_read_politely_and_leaves_the_focus_alone() -> Result<()> {
    gallery(async |visitor| {
        let list = "document.querySelector('.toasts [aria-live=polite]')";
        ensure!(page_says(visitor, &format!("{list} !== null")).await? == true);
        focus(visitor, "button", FAIL).await?;
        visitor.key(Key::Enter).await?;
        visitor.sees("It was not saved (1)").await?;
        ensure_focus(visitor, FAIL).await?;
        let said = page_says(visitor, &format!("{list}.textContent")).await?;
        ensure!(
            said.as_str()
                .is_some_and(|said| said.contains("It was not saved (1)")),
            "{said}"
        );
        visitor.one("region", "Messages").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_button_dismisses_and_the_focus_goes_on_and_then_back() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "button", FAIL).await?;
        visitor.key(Key::Enter).await?;
        visitor.key(Key::Enter).await?;
        visitor.sees("It was not saved (2)").await?;
        visitor.tab_to("Dismiss: It was not saved (1)").await?;
        visitor.key(Key::Enter).await?;
        visitor.does_not_see("It was not saved (1)").await?;
        ensure_focus(visitor, "Dismiss: It was not saved (2)").await?;
        visitor.key(Key::Escape).await?;
        visitor.does_not_see("It was not saved (2)").await?;
        ensure_focus(visitor, FAIL).await
    })
    .await
}

#[tokio::test]
async fn announcements_are_in_the_live_region() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "button", "Announce something").await?;
        visitor.key(Key::Enter).await?;
        visitor.one("status", "The tide is coming in.").await?;
        ensure_focus(visitor, "Announce something").await
    })
    .await
}

#[tokio::test]
async fn what_loads_says_so_and_what_failed_is_tried_again() -> Result<()> {
    gallery(async |visitor| {
        let busy =
            "document.querySelector('.gallery [aria-busy=true] .visually-hidden').textContent";
        ensure!(page_says(visitor, busy).await? == "Loading");
        let alert = "document.querySelector('.gallery [role=alert]').textContent";
        let said = page_says(visitor, alert).await?;
        ensure!(
            said.as_str()
                .is_some_and(|said| said.contains("The list did not come")),
            "{said}"
        );
        focus(visitor, "button", "Try again").await?;
        visitor.key(Key::Enter).await?;
        visitor.sees("It came").await
    })
    .await
}
