//! A visit: one person's browser, from the first page to the last.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use thirtyfour::WebElement;
use thirtyfour::cdp::Cdp;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::prelude::ScriptRet;
use thirtyfour::session::handle::SessionHandle;

use super::console::{ConsoleEntry, Expected};
use super::device::{Theme, Viewport};
use super::driver;
use super::effort::Effort;
use crate::until::{BOUND, Look, until};

/// A person at a browser.
#[derive(Debug)]
pub struct Visitor {
    pub(super) driver: Arc<SessionHandle>,
    home: String,
    expected: Expected,
    pub(super) effort: Effort,
}

/// Opens a browser, lets a person do what `journey` says, and closes it. The console must have
/// stayed empty. What the page showed when something failed is in the error.
///
/// # Errors
///
/// When the journey fails, or the console holds anything.
pub async fn visit<T>(home: &str, journey: impl AsyncFnOnce(&Visitor) -> Result<T>) -> Result<T> {
    let _place = driver::places(1).await?;
    open(home, journey).await
}

/// The same with two browsers, for two people or for one person at two places.
///
/// # Errors
///
/// When the journey fails, or one of the consoles holds anything.
pub async fn visit_in_two<T>(
    home: &str,
    journey: impl AsyncFnOnce(&Visitor, &Visitor) -> Result<T>,
) -> Result<T> {
    // Both at once: two journeys that hold one each and wait for another would wait for good.
    let _places = driver::places(2).await?;
    Box::pin(open(home, async |first| {
        Box::pin(open(home, async |second| journey(first, second).await)).await
    }))
    .await
}

/// The same with three browsers.
///
/// # Errors
///
/// When the journey fails, or one of the consoles holds anything.
pub async fn visit_in_three<T>(
    home: &str,
    journey: impl AsyncFnOnce(&Visitor, &Visitor, &Visitor) -> Result<T>,
) -> Result<T> {
    let _places = driver::places(3).await?;
    Box::pin(open(home, async |first| {
        Box::pin(open(home, async |second| {
            Box::pin(open(home, async |third| {
                journey(first, second, third).await
            }))
            .await
        }))
        .await
    }))
    .await
}

async fn open<T>(home: &str, journey: impl AsyncFnOnce(&Visitor) -> Result<T>) -> Result<T> {
    let profile = tempfile::tempdir().context("there is no place for a profile")?;
    let session = driver::open(profile.path()).await?;
    let visitor = Visitor {
        driver: Arc::clone(session.driver()?.handle()),
        home: home.to_owned(),
        expected: Expected::default(),
        effort: Effort::default(),
    };
    let outcome = visitor.walk(journey).await;
    session.close().await?;
    outcome
}

impl Visitor {
    async fn walk<T>(&self, journey: impl AsyncFnOnce(&Visitor) -> Result<T>) -> Result<T> {
        self.resize(Viewport::Desk).await?;
        self.prefer(Theme::Light).await?;
        let outcome = journey(self).await;
        let console = self.console().await?;
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                let text = self.text().await.unwrap_or_default();
                let address = self.path().await.unwrap_or_default();
                return Err(error.context(format!(
                    "on {address}, whose console says {console:?} and which shows:\n{text}\n"
                )));
            }
        };
        ensure!(
            console.is_empty(),
            "the console is not empty: {}",
            console.join("\n")
        );
        Ok(outcome)
    }

    /// Goes to an address within Longshore, such as `/secrets`.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.driver
            .goto(format!("{}{path}", self.home))
            .await
            .with_context(|| format!("can't go to {path}"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn reload(&self) -> Result<()> {
        self.driver.refresh().await.context("can't reload")
    }

    /// Where the person is: path and query, below the environment where there is one, so that
    /// going there leads to the same page.
    ///
    /// # Errors
    ///
    /// When the browser can't say.
    pub async fn path(&self) -> Result<String> {
        let url = self.driver.current_url().await?;
        let path = below_environment(url.path());
        Ok(url
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
    }

    /// Waits until the address's path fits.
    ///
    /// # Errors
    ///
    /// When it does not in time.
    pub async fn arrives(&self, what: &str, fits: impl Fn(&str) -> bool) -> Result<String> {
        until(&format!("the address of {what}"), BOUND, async || {
            let path = self.path().await?;
            Ok(if fits(&path) {
                Look::Done(path)
            } else {
                Look::Not(path)
            })
        })
        .await
    }

    pub(super) fn devtools(&self) -> Cdp {
        Cdp::new(Arc::clone(&self.driver))
    }

    /// Runs a script of ours in the page; the page's content security policy does not hold for it.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let answer = self
            .driver
            .execute(script, arguments)
            .await
            .context("a script failed in the page")?;
        Ok(answer.json().clone())
    }

    /// Runs a script that answers by calling its last argument.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let answer = self
            .driver
            .execute_async(script, arguments)
            .await
            .context("a script failed in the page")?;
        Ok(answer.json().clone())
    }

    /// Runs a script that only looks and answers elements. A page that was left, loaded or drawn
    /// anew in the middle of the look is looked at again.
    pub(super) async fn look_for_elements(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Vec<WebElement>> {
        self.look(script, arguments, ScriptRet::elements).await
    }

    /// The same for what is no element.
    pub(super) async fn look_for_value(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        self.look(script, arguments, |answer| Ok(answer.json().clone()))
            .await
    }

    async fn look<T>(
        &self,
        script: &str,
        arguments: Vec<Value>,
        read: impl Fn(ScriptRet) -> WebDriverResult<T>,
    ) -> Result<T> {
        until("a page that stays for a look", BOUND, async || {
            let answer = self.driver.execute(script, arguments.clone()).await;
            match answer.and_then(&read) {
                Ok(found) => Ok(Look::Done(found)),
                Err(error) if is_of_a_page_that_went(&error) => Ok(Look::Not(error.to_string())),
                Err(error) => Err(error).context("a script failed in the page"),
            }
        })
        .await
    }

    /// The text that the page shows.
    ///
    /// # Errors
    ///
    /// When the browser can't say.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .look_for_value("return document.body?.innerText", Vec::new())
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The page as it is seen, as PNG.
    ///
    /// # Errors
    ///
    /// When the browser can't draw it.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        self.driver
            .screenshot_as_png()
            .await
            .context("the page can't be drawn")
    }

    /// Says that the visit will make the server refuse, which the browser writes to its console.
    pub fn expects_refusal(&self, path_end: &str, status: u16) {
        self.expected.refusal(path_end, status);
    }

    /// Says that the visit will make the server refuse so at any address.
    pub fn expects_refusals(&self, statuses: &[u16]) {
        for status in statuses {
            self.expected.refusal("", *status);
        }
    }

    pub(super) fn expects(&self, text: &'static str) {
        self.expected.text(text);
    }

    /// How much the person has done so far.
    pub const fn effort(&self) -> &Effort {
        &self.effort
    }

    /// What the console said since it was last asked, without what is expected.
    async fn console(&self) -> Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        Ok(entries
            .into_iter()
            .map(ConsoleEntry::of)
            .filter(|entry| !self.expected.holds(entry))
            .map(|entry| entry.to_string())
            .collect())
    }
}

/// Whether a look failed because the page was left, or what was found was drawn anew, before the
/// driver had taken it up.
fn is_of_a_page_that_went(error: &WebDriverError) -> bool {
    let text = error.to_string();
    [
        "stale element",
        "document unloaded",
        "aborted by navigation",
        "loader has changed",
        "execution context",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

fn below_environment(path: &str) -> &str {
    let Some(rest) = path.strip_prefix("/environments/") else {
        return path;
    };
    rest.find('/')
        .and_then(|end| rest.get(end..))
        .unwrap_or("/")
}
