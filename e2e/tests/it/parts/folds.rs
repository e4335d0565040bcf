//! What is folded away.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use super::{focus, gallery, page_says};

#[tokio::test]
async fn enter_and_space_fold_and_unfold() -> Result<()> {
    gallery(async |visitor| {
        visitor.does_not_see("What was folded away.").await?;
        visitor.sees("What can be folded away.").await?;
        focus(visitor, "button", "Folded2 set").await?;
        visitor.key(Key::Enter).await?;
        visitor.sees("What was folded away.").await?;
        visitor.key(Key::Space).await?;
        visitor.does_not_see("What was folded away.").await
    })
    .await
}

#[tokio::test]
async fn what_is_made_when_needed_is_there_only_after_it() -> Result<()> {
    gallery(async |visitor| {
        let made = "document.body.textContent.includes('Made when it was first unfolded.')";
        ensure!(page_says(visitor, made).await? == false);
        focus(visitor, "button", "Made when needed1 set").await?;
        visitor.key(Key::Enter).await?;
        visitor.sees("Made when it was first unfolded.").await?;
        visitor.key(Key::Enter).await?;
        visitor
            .does_not_see("Made when it was first unfolded.")
            .await?;
        ensure!(page_says(visitor, made).await? == true);
        Ok(())
    })
    .await
}
