//! What a person looks through: how large the page is, and which colors their system asks for.

use anyhow::{Context, Result};
use serde_json::json;

use super::visit::Visitor;

/// The size of the page in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewport {
    /// 1920 × 1080.
    Wide,
    /// 1280 × 900.
    Desk,
    /// 375 × 812.
    Phone,
    /// 320 × 640, which is also what 400 % of magnification leaves of a desk.
    Narrow,
}

/// What the person's system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Light pages.
    Light,
    /// Dark pages.
    Dark,
    /// A few colors of the person's own.
    Forced,
}

impl Visitor {
    /// Makes the page as large as a device would.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn resize(&self, viewport: Viewport) -> Result<()> {
        let (width, height) = match viewport {
            Viewport::Wide => (1920, 1080),
            Viewport::Desk => (1280, 900),
            Viewport::Phone => (375, 812),
            Viewport::Narrow => (320, 640),
        };
        self.devtools()
            .send_raw(
                "Emulation.setDeviceMetricsOverride",
                json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}),
            )
            .await
            .context("the page can't be resized")?;
        Ok(())
    }

    /// Lets the person's system prefer a theme, and as little motion as can be.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn prefer(&self, theme: Theme) -> Result<()> {
        let (scheme, forced) = match theme {
            Theme::Light => ("light", "none"),
            Theme::Dark => ("dark", "none"),
            Theme::Forced => ("dark", "active"),
        };
        self.devtools()
            .send_raw(
                "Emulation.setEmulatedMedia",
                json!({"features": [
                    {"name": "prefers-color-scheme", "value": scheme},
                    {"name": "forced-colors", "value": forced},
                    {"name": "prefers-reduced-motion", "value": "reduce"},
                ]}),
            )
            .await
            .context("the theme can't be set")?;
        Ok(())
    }
}
