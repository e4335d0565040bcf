//! What a person does on a page: looks for things by role and name, presses, types, chooses.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::WebElement;

use super::visit::Visitor;
use crate::until::{BOUND, Look, until};

const LOCATE: &str = include_str!("locate.js");

impl Visitor {
    /// The visible elements of a role whose accessible name is this, in the order of the page.
    ///
    /// # Errors
    ///
    /// When the browser can't look.
    pub async fn all(&self, role: &str, name: &str) -> Result<Vec<WebElement>> {
        self.look_for_elements(LOCATE, vec![json!(role), json!(name), json!(true)])
            .await
    }

    /// Waits for exactly one visible element of a role with this name.
    ///
    /// # Errors
    ///
    /// When there is none in time, or more than one; what there is instead is in the error.
    pub async fn one(&self, role: &str, name: &str) -> Result<WebElement> {
        until(&format!("one {role} {name:?}"), BOUND, async || {
            let mut found = self.all(role, name).await?;
            match (found.len(), found.pop()) {
                (1, Some(element)) => Ok(Look::Done(element)),
                (0, _) => Ok(Look::Not(format!(
                    "there is {}",
                    self.names(role).await?.join(" | ")
                ))),
                (n_found, _) => Ok(Look::Not(format!("there are {n_found}"))),
            }
        })
        .await
    }

    /// Waits until nothing has this role and name.
    ///
    /// # Errors
    ///
    /// When something still has in time.
    pub async fn no_longer(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("no {role} {name:?}"), BOUND, async || {
            let n_found = self.all(role, name).await?.len();
            Ok(if n_found == 0 {
                Look::Done(())
            } else {
                Look::Not(format!("there are {n_found}: {}", self.text().await?))
            })
        })
        .await
    }

    /// The accessible names of all visible elements of a role.
    ///
    /// # Errors
    ///
    /// When the browser can't look.
    pub async fn names(&self, role: &str) -> Result<Vec<String>> {
        let script = LOCATE.replace(
            "return [...document",
            "const names = (found) => found.map(nameOf); return names([...document",
        );
        let script = format!("{})", script.trim_end().trim_end_matches(';'));
        let names = self
            .look_for_value(&script, vec![json!(role), Value::Null, json!(false)])
            .await?;
        Ok(names
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect())
    }

    /// Presses a button.
    ///
    /// # Errors
    ///
    /// When there is no such button.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.click("button", name).await
    }

    /// Follows a link.
    ///
    /// # Errors
    ///
    /// When there is no such link.
    pub async fn follow(&self, name: &str) -> Result<()> {
        self.click("link", name).await
    }

    /// Clicks on what has this role and name.
    ///
    /// # Errors
    ///
    /// When there is no such thing, or something lies above it for good.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("a click on {role} {name:?}"), BOUND, async || {
            let element = self.one(role, name).await?;
            // A page that lives may draw the element anew between the look and the click.
            Ok(match click_element(&element).await {
                Ok(()) => {
                    self.effort.click();
                    Look::Done(())
                }
                Err(error) => Look::Not(format!("{error:#}")),
            })
        })
        .await
    }

    /// Clicks on what has this role and a name that begins so: what follows may change, such as a
    /// number of errors.
    ///
    /// # Errors
    ///
    /// When there is no such thing, or more than one.
    pub async fn click_beginning(&self, role: &str, beginning: &str) -> Result<()> {
        let name = until(
            &format!("one {role} that begins with {beginning:?}"),
            BOUND,
            async || {
                let names = self.names(role).await?;
                let mut fitting = names.iter().filter(|name| name.starts_with(beginning));
                Ok(match (fitting.next(), fitting.next()) {
                    (Some(name), None) => Look::Done(name.clone()),
                    _ => Look::Not(names.join(" | ")),
                })
            },
        )
        .await?;
        self.click(role, &name).await
    }

    /// Clicks on the last of those that have this role and name.
    ///
    /// # Errors
    ///
    /// When there is none, or something lies above it for good.
    pub async fn click_last(&self, role: &str, name: &str) -> Result<()> {
        self.click_among(role, name, <[WebElement]>::last).await
    }

    /// Clicks on the first of those that have this role and name.
    ///
    /// # Errors
    ///
    /// When there is none, or something lies above it for good.
    pub async fn click_first(&self, role: &str, name: &str) -> Result<()> {
        self.click_among(role, name, <[WebElement]>::first).await
    }

    async fn click_among(
        &self,
        role: &str,
        name: &str,
        which: impl Fn(&[WebElement]) -> Option<&WebElement>,
    ) -> Result<()> {
        until(
            &format!("a click on one of {role} {name:?}"),
            BOUND,
            async || {
                let found = self.all(role, name).await?;
                let Some(element) = which(&found) else {
                    return Ok(Look::Not("there is none".to_owned()));
                };
                // A page that lives may draw the element anew between the look and the click.
                Ok(match click_element(element).await {
                    Ok(()) => {
                        self.effort.click();
                        Look::Done(())
                    }
                    Err(error) => Look::Not(format!("{error:#}")),
                })
            },
        )
        .await
    }

    /// Says yes in a dialog, once it is there, and waits until it is gone.
    ///
    /// # Errors
    ///
    /// When there is no such dialog, or it stays.
    pub async fn confirm(&self, dialog: &str, button: &str) -> Result<()> {
        self.one("dialog", dialog).await?;
        // The button that opened it may have the same name, and is before it.
        self.click_last("button", button).await?;
        self.no_longer("dialog", dialog).await
    }

    /// Waits until a button is one that may not be pressed.
    ///
    /// # Errors
    ///
    /// When it still may be in time.
    pub async fn may_not(&self, button: &str) -> Result<()> {
        self.is_denied(button, true, "it may be pressed").await
    }

    /// Waits until a button is one that may be pressed.
    ///
    /// # Errors
    ///
    /// When it still may not in time.
    pub async fn may(&self, button: &str) -> Result<()> {
        self.is_denied(button, false, "it may not be pressed").await
    }

    async fn is_denied(&self, button: &str, wanted: bool, otherwise: &str) -> Result<()> {
        let what = if wanted {
            format!("{button:?} that may not be pressed")
        } else {
            format!("{button:?} that may be pressed")
        };
        until(&what, BOUND, async || {
            let found = self.one("button", button).await?;
            Ok(match found.attr("aria-disabled").await {
                Ok(disabled) if (disabled.as_deref() == Some("true")) == wanted => Look::Done(()),
                Ok(_) => Look::Not(otherwise.to_owned()),
                Err(error) => Look::Not(error.to_string()),
            })
        })
        .await
    }

    /// Waits until the page shows a text.
    ///
    /// # Errors
    ///
    /// When it does not in time.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.sees_within(text, BOUND).await
    }

    /// Waits until the page shows a text, as long as a rollout may take.
    ///
    /// # Errors
    ///
    /// When it does not in time.
    pub async fn sees_within(&self, text: &str, bound: std::time::Duration) -> Result<()> {
        until(&format!("the text {text:?}"), bound, async || {
            let shown = self.text().await?;
            Ok(if shown.contains(text) {
                Look::Done(())
            } else {
                Look::Not(shown)
            })
        })
        .await
    }

    /// Waits until the page does not show a text any more.
    ///
    /// # Errors
    ///
    /// When it still does in time.
    pub async fn no_longer_sees(&self, text: &str) -> Result<()> {
        until(&format!("no text {text:?}"), BOUND, async || {
            Ok(if self.text().await?.contains(text) {
                Look::Not("the page shows it".to_owned())
            } else {
                Look::Done(())
            })
        })
        .await
    }

    /// Fails when the page shows a text.
    ///
    /// # Errors
    ///
    /// When it does.
    pub async fn does_not_see(&self, text: &str) -> Result<()> {
        let shown = self.text().await?;
        ensure!(!shown.contains(text), "the page shows {text:?}");
        Ok(())
    }
}

pub(super) async fn click_element(element: &WebElement) -> Result<()> {
    element.scroll_into_view().await?;
    element.click().await?;
    Ok(())
}
