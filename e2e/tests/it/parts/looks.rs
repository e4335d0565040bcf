//! The gallery in both themes, at the widths of phones and screens, and with the system's own colors:
//! axe-core finds nothing and nothing overflows.

use anyhow::{Result, ensure};
use e2e::axe;
use e2e::browser::{Theme, Viewport, Visitor};

use super::{gallery, page_says};

/// What is wider than the page, if anything is.
const OVERFLOW: &str = "document.documentElement.scrollWidth <= innerWidth ? null : \
    [...document.body.querySelectorAll('*')]\
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1\
    && !part.closest('.table, .code__text, .code-editor'))\
    .slice(0, 4).map((part) => part.outerHTML.slice(0, 140)).join(' | ')";

async fn inspect(visitor: &Visitor, what: &str, found: &mut Vec<String>) -> Result<()> {
    let judged = axe::ensure_accessible(visitor, what).await;
    note(visitor, what, judged, found).await
}

async fn note(
    visitor: &Visitor,
    what: &str,
    judged: Result<()>,
    found: &mut Vec<String>,
) -> Result<()> {
    if let Err(error) = judged {
        found.push(format!("{error:#}"));
    }
    let wide = page_says(visitor, OVERFLOW).await?;
    if !wide.is_null() {
        found.push(format!("{what} overflows: {wide}"));
    }
    Ok(())
}

#[tokio::test]
async fn the_gallery_is_accessible_at_every_width_in_both_themes() -> Result<()> {
    gallery(async |visitor| {
        let mut found = Vec::new();
        for viewport in [
            Viewport::Narrow,
            Viewport::Phone,
            Viewport::Desk,
            Viewport::Wide,
        ] {
            visitor.resize(viewport).await?;
            for theme in [Theme::Light, Theme::Dark] {
                visitor.prefer(theme).await?;
                let what = format!("the gallery, {viewport:?}, {theme:?}");
                inspect(visitor, &what, &mut found).await?;
            }
        }
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_opened_is_accessible() -> Result<()> {
    gallery(async |visitor| {
        let mut found = Vec::new();
        for viewport in [Viewport::Narrow, Viewport::Desk] {
            visitor.resize(viewport).await?;
            for label in ["Ready", "Failed", "With more to load", "A long list"] {
                super::focus(visitor, "combobox", label).await?;
                visitor
                    .sees(if label == "Failed" {
                        "Try again"
                    } else {
                        "service"
                    })
                    .await?;
                inspect(
                    visitor,
                    &format!("{label} opened, {viewport:?}"),
                    &mut found,
                )
                .await?;
            }
            for (trigger, close) in [("Throw it away", "Keep it"), ("Give it a name", "Cancel")] {
                visitor.press(trigger).await?;
                visitor.one("button", close).await?;
                inspect(visitor, &format!("{trigger}, {viewport:?}"), &mut found).await?;
                visitor.press(close).await?;
            }
            visitor.press("Say that it failed").await?;
            visitor.sees("It was not saved").await?;
            inspect(visitor, &format!("a message, {viewport:?}"), &mut found).await?;
        }
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn with_the_systems_own_colors_states_are_still_seen() -> Result<()> {
    gallery(async |visitor| {
        let mut found = Vec::new();
        visitor.prefer(Theme::Forced).await?;
        let forced = page_says(visitor, "matchMedia('(forced-colors: active)').matches").await?;
        ensure!(forced == true, "the colors are not forced");
        for viewport in [Viewport::Narrow, Viewport::Desk] {
            visitor.resize(viewport).await?;
            let what = format!("forced colors, {viewport:?}");
            let judged = axe::ensure_accessible_in_any_colors(visitor, &what).await;
            note(visitor, &what, judged, &mut found).await?;
        }
        // What color alone would say has a border or a sign as well.
        for part in [".chip", ".banner", ".toast", ".button"] {
            if part == ".toast" {
                visitor.press("Say that it failed").await?;
            }
            let bordered = page_says(
                visitor,
                &format!(
                    "getComputedStyle(document.querySelector('.gallery {part}')).borderTopStyle"
                ),
            )
            .await?;
            ensure!(bordered == "solid", "{part} has no border: {bordered}");
        }
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_moves_where_motion_is_not_wanted() -> Result<()> {
    gallery(async |visitor| {
        let moving = page_says(
            visitor,
            "document.getAnimations().filter((one) => one.playState === 'running').length",
        )
        .await?;
        ensure!(moving == 0, "{moving} things move");
        Ok(())
    })
    .await
}
