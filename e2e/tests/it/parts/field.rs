//! Text fields.

use anyhow::{Result, ensure};
use e2e::browser::Visitor;

use super::{attribute, description, gallery, page_says};

const MENDED: &str = "With something to do about it";

async fn is_invalid(visitor: &Visitor, label: &str) -> Result<bool> {
    let state = attribute(visitor, "field", label, "aria-invalid").await?;
    Ok(state.as_deref() == Some("true"))
}

#[tokio::test]
async fn every_control_has_a_label_and_is_described_by_what_is_there() -> Result<()> {
    gallery(async |visitor| {
        let wrong = page_says(
            visitor,
            "[...document.querySelectorAll('.gallery .field :is(input, textarea, select)')]\
             .filter((one) => one.type !== 'radio')\
             .filter((one) => document.querySelectorAll(`label[for='${one.id}']`).length !== 1\
             || !one.labels[0].textContent.trim()\
             || document.querySelectorAll(`[id='${one.id}']`).length !== 1\
             || one.getAttribute('aria-describedby').split(' ')\
             .some((id) => document.querySelectorAll(`[id='${id}']`).length !== 1))\
             .map((one) => one.id)",
        )
        .await?;
        ensure!(wrong.as_array().is_some_and(Vec::is_empty), "{wrong}");
        let said = description(visitor, "field", "Name").await?;
        ensure!(said == ["What it is called.", ""], "{said:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_an_error_makes_a_field_invalid() -> Result<()> {
    gallery(async |visitor| {
        ensure!(is_invalid(visitor, "With an error").await?);
        for label in ["With a warning", "With advice", "With praise", "Name"] {
            ensure!(!is_invalid(visitor, label).await?, "{label} is invalid");
        }
        for label in ["With an error", "With a warning", "With advice"] {
            let said = description(visitor, "field", label).await?;
            ensure!(
                said.last().is_some_and(|last| last.starts_with("Letters")),
                "{label} says {said:?}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_button_at_a_message_is_next_and_mends() -> Result<()> {
    gallery(async |visitor| {
        ensure!(is_invalid(visitor, MENDED).await?);
        super::focus(visitor, "field", MENDED).await?;
        visitor.key(thirtyfour::Key::Tab).await?;
        super::ensure_focus(visitor, "Use dashes").await?;
        visitor.key(thirtyfour::Key::Enter).await?;
        visitor.does_not_see("A name has no spaces.").await?;
        ensure!(!is_invalid(visitor, MENDED).await?);
        ensure!(visitor.value(MENDED).await? == "web-server");
        visitor.fill(MENDED, "web server").await?;
        ensure!(is_invalid(visitor, MENDED).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_ruled_out_is_closed_only_while_it_is_empty() -> Result<()> {
    gallery(async |visitor| {
        let closed = visitor.one("field", "Ruled out and empty").await?;
        ensure!(!closed.is_enabled().await?);
        let said = description(visitor, "field", "Ruled out and empty").await?;
        ensure!(
            said.first()
                .is_some_and(|why| why.starts_with("Ruled out.")),
            "{said:?}"
        );
        let stale = visitor.one("field", "Ruled out with a value").await?;
        ensure!(stale.is_enabled().await?);
        for label in ["A list that is ruled out", "A combobox that is ruled out"] {
            let other = visitor.one("field", label).await?;
            ensure!(!other.is_enabled().await?, "{label} is open");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn numbers_bring_the_keyboard_for_numbers_and_passwords_hide() -> Result<()> {
    gallery(async |visitor| {
        let mode = attribute(visitor, "field", "Memory (MiB)", "inputmode").await?;
        ensure!(mode.as_deref() == Some("numeric"), "{mode:?}");
        let kind = attribute(visitor, "field", "Password", "type").await?;
        ensure!(kind.as_deref() == Some("password"), "{kind:?}");
        Ok(())
    })
    .await
}
