//! Lines that come one after the other.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use super::{ensure_focus, focus, gallery, page_says};

const LOG: &str = "Log of the harbor";

/// How far the log is from its end, in pixels.
const BELOW: &str = "(() => { const log = document.querySelector('[aria-label=\"Log of the harbor\"]'); \
    return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight) })()";

#[tokio::test]
async fn the_newest_line_is_followed_until_somebody_scrolls_up() -> Result<()> {
    gallery(async |visitor| {
        let log = visitor.one("region", LOG).await?;
        log.scroll_into_view().await?;
        visitor.press("Write a line").await?;
        visitor.sees("Wave 41 has come in").await?;
        let below = page_says(visitor, BELOW).await?;
        ensure!(below.as_i64().is_some_and(|below| below < 24), "{below}");
        ensure!(visitor.all("button", "Follow").await?.is_empty());

        focus(visitor, "region", LOG).await?;
        visitor.key(Key::Home).await?;
        visitor.one("button", "Follow").await?;
        visitor.press("Write a line").await?;
        visitor.sees("42 lines").await?;
        let below = page_says(visitor, BELOW).await?;
        ensure!(below.as_i64().is_some_and(|below| below > 100), "{below}");

        visitor.press("Follow").await?;
        visitor.no_longer("button", "Follow").await?;
        let below = page_says(visitor, BELOW).await?;
        ensure!(below.as_i64().is_some_and(|below| below < 24), "{below}");
        ensure_focus(visitor, LOG).await
    })
    .await
}

#[tokio::test]
async fn what_is_left_out_is_said_and_nothing_is_read_out() -> Result<()> {
    gallery(async |visitor| {
        visitor.sees("2000 older ones are not shown").await?;
        visitor.sees("It has written nothing yet.").await?;
        let live =
            "document.querySelectorAll('.log-view [aria-live], .log-view[aria-live]').length";
        ensure!(page_says(visitor, live).await? == json!(0));
        Ok(())
    })
    .await
}
