//! Windows over the page.

use anyhow::{Result, ensure};
use e2e::browser::Visitor;
use thirtyfour::Key;

use super::{ensure_focus, focus, gallery, page_says};

const INSIDE: &str = "document.activeElement === document.body \
    || document.activeElement.closest('dialog[open]') !== null";

async fn opens(visitor: &Visitor, trigger: &str, title: &str) -> Result<()> {
    focus(visitor, "button", trigger).await?;
    visitor.key(Key::Enter).await?;
    visitor.one("dialog", title).await?;
    visitor.one("heading", title).await?;
    let modal = page_says(
        visitor,
        "document.querySelector('dialog[open]').matches(':modal')",
    );
    ensure!(modal.await? == true, "{title} is not modal");
    Ok(())
}

/// Fails unless Tab goes around within the window. The browser's own frame may have a turn.
async fn ensure_trapped(visitor: &Visitor) -> Result<()> {
    for _ in 0..8 {
        visitor.key(Key::Tab).await?;
        let place = page_says(visitor, INSIDE).await?;
        ensure!(place == true, "the focus has left the window");
    }
    Ok(())
}

#[tokio::test]
async fn a_question_begins_at_what_keeps_things_and_gives_the_focus_back() -> Result<()> {
    gallery(async |visitor| {
        opens(visitor, "Throw it away", "Throw it away?").await?;
        ensure_focus(visitor, "Keep it").await?;
        let described = page_says(
            visitor,
            "document.getElementById(document.querySelector('dialog[open]')\
             .getAttribute('aria-describedby')).textContent",
        );
        let described = described.await?;
        ensure!(
            described == "What was typed is gone for good.",
            "{described}"
        );
        ensure_trapped(visitor).await?;
        visitor.key(Key::Escape).await?;
        ensure_focus(visitor, "Throw it away").await?;
        visitor.sees("Nothing was answered yet.").await?;
        opens(visitor, "Throw it away", "Throw it away?").await?;
        visitor.press("Throw away").await?;
        visitor.sees("It is thrown away.").await?;
        ensure_focus(visitor, "Throw it away").await
    })
    .await
}

#[tokio::test]
async fn a_form_begins_at_its_field_and_forgets_what_was_not_saved() -> Result<()> {
    gallery(async |visitor| {
        opens(visitor, "Give it a name", "A name for it").await?;
        ensure_focus(visitor, "A name").await?;
        visitor.type_text("auk").await?;
        ensure_trapped(visitor).await?;
        visitor.press("Save the name").await?;
        visitor.sees("The name is auk.").await?;
        ensure_focus(visitor, "Give it a name").await?;
        opens(visitor, "Give it a name", "A name for it").await?;
        visitor.key(Key::Escape).await?;
        ensure_focus(visitor, "Give it a name").await?;
        let open = page_says(visitor, "document.querySelector('dialog[open]')").await?;
        ensure!(open.is_null(), "the window is still open");
        Ok(())
    })
    .await
}
