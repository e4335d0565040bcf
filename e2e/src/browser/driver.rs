//! The one driver of this test process, and the browsers that it opens.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::{DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::process::{Process, free_port};
use crate::tools;

/// As many as two cores carry beside the servers that they look at.
const N_BROWSERS: usize = 3;

/// Longer than a browser takes to close.
const CLOSE_BOUND: Duration = Duration::from_secs(10);

static DRIVER: OnceLock<std::result::Result<Driver, String>> = OnceLock::new();
static BROWSERS: Semaphore = Semaphore::const_new(N_BROWSERS);

/// Ends the driver and its browsers when the pipe to it closes, which happens however this process
/// ends: a static is never dropped, and nothing may be left running. It leads a process group of
/// its own, which the driver and the browsers belong to.
const KEEPER: &str = r#""$0" "$1" --log-level=SEVERE &
read -r _
trap '' TERM
kill -TERM 0
wait"#;

#[derive(Debug)]
struct Driver {
    address: String,
    _keeper: Process,
}

fn start() -> Result<Driver> {
    let chromedriver = tools::chromedriver()?;
    let port = free_port()?;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", KEEPER])
        .arg(&chromedriver)
        .arg(format!("--port={port}"))
        .process_group(0);
    let mut keeper = Process::spawn("chromedriver", command)?;
    keeper.hear(|line| line.contains("started successfully").then_some(()))?;
    Ok(Driver {
        address: format!("127.0.0.1:{port}"),
        _keeper: keeper,
    })
}

/// Places for browsers, held while they are open.
pub(super) async fn places(number: u32) -> Result<SemaphorePermit<'static>> {
    BROWSERS
        .acquire_many(number)
        .await
        .context("the browsers are gone")
}

/// An open browser; dropping it closes it, also when a test panics.
#[derive(Debug)]
pub(super) struct Session {
    driver: Option<WebDriver>,
    /// Where the driver listens, such as `127.0.0.1:9515`.
    address: String,
}

impl Session {
    pub(super) fn driver(&self) -> Result<&WebDriver> {
        self.driver.as_ref().context("the browser is closed")
    }

    pub(super) async fn close(mut self) -> Result<()> {
        match self.driver.take() {
            Some(driver) => driver.quit().await.context("the browser does not close"),
            None => Ok(()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(driver) = self.driver.take() else {
            return;
        };
        // Closing it through its own runtime would wait for that runtime for good: it is this
        // thread that runs it, and it unwinds.
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            driver.session_id(),
            self.address
        );
        if driver.leak().is_ok()
            && let Ok(mut stream) = TcpStream::connect(&self.address)
            && stream.write_all(request.as_bytes()).is_ok()
        {
            // The answer comes when it is closed; the driver keeps the connection open after it.
            let _bounded = stream.set_read_timeout(Some(CLOSE_BOUND));
            let _answer = stream.read(&mut [0; 512]);
        }
    }
}

/// Opens a browser with a fresh profile.
pub(super) async fn open(profile: &Path) -> Result<Session> {
    let driver = DRIVER
        .get_or_init(|| start().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("{error}"))?;
    let mut wanted = DesiredCapabilities::chrome();
    wanted.set_binary(&tools::chromium()?.to_string_lossy())?;
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en-US",
    ] {
        wanted.add_arg(argument)?;
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    let session = WebDriver::new(format!("http://{}", driver.address), wanted)
        .await
        .context("the browser can't be opened")?;
    Ok(Session {
        driver: Some(session),
        address: driver.address.clone(),
    })
}
