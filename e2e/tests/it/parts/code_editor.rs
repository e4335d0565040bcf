//! The field for JSON.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use super::{attribute, description, ensure_focus, focus, gallery, page_says};

const MARKED: &str = "A text with marks";
const BROKEN: &str = "A text that cannot be read";

#[tokio::test]
async fn it_is_a_text_area_with_a_name_that_says_how_many_lines_are_marked() -> Result<()> {
    gallery(async |visitor| {
        let field = visitor.one("field", MARKED).await?;
        ensure!(field.tag_name().await? == "textarea");
        let said = description(visitor, "field", MARKED).await?;
        ensure!(
            said.last()
                .is_some_and(|last| last == "2 marks; the list below leads to their lines."),
            "{said:?}"
        );
        ensure!(
            attribute(visitor, "field", MARKED, "aria-invalid")
                .await?
                .is_none()
        );
        let invalid = attribute(visitor, "field", BROKEN, "aria-invalid").await?;
        ensure!(invalid.as_deref() == Some("true"));
        let said = description(visitor, "field", BROKEN).await?;
        ensure!(
            said.iter()
                .any(|text| text.starts_with("This is no JSON yet")),
            "{said:?}"
        );
        let hidden = page_says(
            visitor,
            "document.querySelector('.gallery .code-editor__lines').ariaHidden",
        );
        ensure!(hidden.await? == "true");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn tab_goes_to_the_marks_and_a_mark_leads_to_its_line() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "field", MARKED).await?;
        visitor.key(Key::Tab).await?;
        ensure_focus(visitor, "Line 3").await?;
        visitor.key(Key::Tab).await?;
        ensure_focus(visitor, "Line 4").await?;
        visitor.key(Key::Enter).await?;
        ensure_focus(visitor, MARKED).await?;
        let selected = page_says(
            visitor,
            "((area) => area.value.slice(area.selectionStart, area.selectionEnd))\
             (document.activeElement)",
        );
        let selected = selected.await?;
        ensure!(selected == "  \"memory\": \"512\",", "{selected}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_typed_is_drawn() -> Result<()> {
    gallery(async |visitor| {
        visitor.fill(MARKED, "{}").await?;
        let drawn = page_says(
            visitor,
            "document.querySelector('.gallery .code-editor__lines').textContent",
        );
        ensure!(drawn.await? == "{}");
        Ok(())
    })
    .await
}
