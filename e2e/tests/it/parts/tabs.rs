//! Tabs.

use anyhow::{Result, ensure};
use e2e::browser::Visitor;
use thirtyfour::Key;

use super::{attribute, ensure_focus, focus, gallery, page_says};

const TABS: [&str; 3] = ["Bow", "Hold", "Stern"];

/// Fails unless this tab alone is chosen, is alone in the order of the keyboard, and its panel alone
/// is shown.
async fn ensure_chosen(visitor: &Visitor, wanted: &str) -> Result<()> {
    for name in TABS {
        let is_wanted = name == wanted;
        let selected = attribute(visitor, "tab", name, "aria-selected").await?;
        ensure!(
            selected == Some(is_wanted.to_string()),
            "{name}: {selected:?}"
        );
        let place = attribute(visitor, "tab", name, "tabindex").await?;
        ensure!(
            place.as_deref() == Some(if is_wanted { "0" } else { "-1" }),
            "{name} has the place {place:?}"
        );
        let panel = attribute(visitor, "tab", name, "aria-controls").await?;
        let panel = panel.unwrap_or_default();
        let state = page_says(
            visitor,
            &format!(
                "((panel) => [panel.role, panel.hidden,\
                 document.getElementById(panel.getAttribute('aria-labelledby')).textContent])\
                 (document.getElementById('{panel}'))"
            ),
        )
        .await?;
        let right = serde_json::json!(["tabpanel", !is_wanted, name]);
        ensure!(state == right, "{name}: {state}");
    }
    Ok(())
}

#[tokio::test]
async fn arrows_home_and_end_choose() -> Result<()> {
    gallery(async |visitor| {
        ensure_chosen(visitor, "Bow").await?;
        focus(visitor, "tab", "Bow").await?;
        for (key, wanted) in [
            (Key::Right, "Hold"),
            (Key::Right, "Stern"),
            (Key::Right, "Bow"),
            (Key::Left, "Stern"),
            (Key::Home, "Bow"),
            (Key::End, "Stern"),
        ] {
            visitor.key(key).await?;
            ensure_focus(visitor, wanted).await?;
            ensure_chosen(visitor, wanted).await?;
        }
        visitor.sees("The back of the ship.").await?;
        visitor.key(Key::Tab).await?;
        let left = page_says(visitor, "document.activeElement.role !== 'tab'").await?;
        ensure!(left == true, "Tab goes to another tab");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_press_chooses() -> Result<()> {
    gallery(async |visitor| {
        visitor.click("tab", "Hold").await?;
        visitor.sees("Where the cargo is.").await?;
        ensure_chosen(visitor, "Hold").await?;
        let list = page_says(
            visitor,
            "document.querySelector('.gallery [role=tablist]').getAttribute('aria-label')",
        );
        ensure!(list.await? == "Parts of a ship");
        Ok(())
    })
    .await
}
