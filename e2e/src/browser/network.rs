//! The way between browser and server: lost, found again, and slow.

use anyhow::{Context, Result};
use serde_json::json;

use super::visit::Visitor;

impl Visitor {
    /// Loses the connection, as a laptop does that leaves the house. The browser complains in its
    /// console about each request; that is expected from now on.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn lose_connection(&self) -> Result<()> {
        self.expects("net::ERR_INTERNET_DISCONNECTED");
        self.expects("net::ERR_NETWORK_IO_SUSPENDED");
        self.emulate(true, 0).await
    }

    /// Has the connection again.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn regain_connection(&self) -> Result<()> {
        self.emulate(false, 0).await
    }

    /// Lets every request take so much longer.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn slow_down(&self, latency_ms: u32) -> Result<()> {
        self.emulate(false, latency_ms).await
    }

    async fn emulate(&self, offline: bool, latency_ms: u32) -> Result<()> {
        let devtools = self.devtools();
        devtools.send_raw("Network.enable", json!({})).await?;
        devtools
            .send_raw(
                "Network.emulateNetworkConditions",
                json!({
                    "offline": offline,
                    "latency": latency_ms,
                    "downloadThroughput": -1,
                    "uploadThroughput": -1,
                }),
            )
            .await
            .context("the connection can't be changed")?;
        Ok(())
    }
}
