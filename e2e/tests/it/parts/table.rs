//! Tables and lists.

use anyhow::{Result, ensure};
use e2e::browser::Visitor;
use serde_json::json;
use thirtyfour::Key;

use super::{ensure_focus, focus, gallery, page_says};

const CAPTION: &str = "Ships in the harbor";

async fn ensure_order(visitor: &Visitor, sorts: [&str; 3], ships: [&str; 3]) -> Result<()> {
    let heads = page_says(
        visitor,
        "[...document.querySelectorAll('.gallery thead th')].map((one) => one.ariaSort)",
    )
    .await?;
    let [name, flag, length] = sorts;
    ensure!(heads == json!([name, flag, length, null]), "{heads}");
    let rows = page_says(
        visitor,
        "[...document.querySelectorAll('.gallery tbody th')].map((one) => one.textContent)",
    )
    .await?;
    ensure!(rows == json!(ships), "{rows}");
    Ok(())
}

#[tokio::test]
async fn heads_sort_and_say_how() -> Result<()> {
    gallery(async |visitor| {
        ensure_order(
            visitor,
            ["ascending", "none", "none"],
            ["Auk", "Gannet", "Petrel"],
        )
        .await?;
        focus(visitor, "button", "Length (m)").await?;
        visitor.key(Key::Enter).await?;
        ensure_order(
            visitor,
            ["none", "none", "ascending"],
            ["Petrel", "Gannet", "Auk"],
        )
        .await?;
        visitor.sees("Sorted by Length (m), ascending.").await?;
        visitor.key(Key::Space).await?;
        ensure_order(
            visitor,
            ["none", "none", "descending"],
            ["Auk", "Gannet", "Petrel"],
        )
        .await?;
        ensure_focus(visitor, "Length (m)").await
    })
    .await
}

#[tokio::test]
async fn the_region_around_has_the_name_and_takes_the_focus() -> Result<()> {
    gallery(async |visitor| {
        visitor.one("table", CAPTION).await?;
        let region = visitor.one("region", CAPTION).await?;
        ensure!(region.attr("tabindex").await?.as_deref() == Some("0"));
        visitor.key(Key::Tab).await?;
        region.focus().await?;
        visitor.key(Key::Tab).await?;
        ensure_focus(visitor, "Ship").await
    })
    .await
}

#[tokio::test]
async fn a_list_has_a_name_and_an_empty_one_a_sentence() -> Result<()> {
    gallery(async |visitor| {
        let items = page_says(
            visitor,
            "document.querySelector('[role=list][aria-label=Ships]').children.length",
        );
        ensure!(items.await? == 2);
        visitor.sees("No ship is at sea.").await
    })
    .await
}
