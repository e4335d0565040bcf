//! `longshore sandbox`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::signals::Asked;
use super::{Failure, say, warn};

#[derive(Debug, Args)]
pub(super) struct Sandbox {
    /// Where to listen; on loopback only.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4566")]
    listen: SocketAddr,
    /// How many times faster than in AWS things happen.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    speed: f64,
    /// Keep the state in this file; without it, it is gone at the end.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Start with an empty account instead of the small world.
    #[arg(long)]
    empty: bool,
    /// Keep the latest requests and answers for `GET /_sandbox/exchanges`, to check clients with.
    #[arg(long)]
    record: bool,
    /// The account.
    #[arg(long, default_value = "123456789012")]
    account: String,
    /// The region.
    #[arg(long, default_value = "eu-central-1")]
    region: String,
}

impl Sandbox {
    pub(super) async fn run(self) -> Result<(), Failure> {
        if !self.listen.ip().is_loopback() {
            return Err(Failure::new(format!(
                "the sandbox knows no passwords, so it listens on loopback only, not on {}; use 127.0.0.1",
                self.listen.ip()
            )));
        }
        if !(0.01..=1000.0).contains(&self.speed) {
            return Err(Failure::new("--speed is a factor from 0.01 to 1000"));
        }
        let region = self.region.clone();
        let sandbox = sandbox::start(sandbox::Config {
            listen: self.listen,
            clock: sandbox::Clock::Speed(self.speed),
            state_file: self.state,
            seed: !self.empty,
            record_exchanges: self.record,
            account: self.account,
            region: self.region,
        })
        .await?;
        let address = sandbox.address();
        // From before anybody hears that it is there.
        let mut asked = Asked::listen();
        say(&format!("Simulated AWS listens on http://{address}"));
        say(&format!(
            "Use it with: AWS_ENDPOINT_URL=http://{address} AWS_REGION={region} AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox"
        ));
        asked.wait().await;
        warn("Stopping; press Ctrl-C again to stop at once.");
        let Some(stopped) = asked.or_at_once(sandbox.stop()).await else {
            return Err(Failure::new("stopped at once; the state was not saved"));
        };
        Ok(stopped?)
    }
}
