//! What a person does with the keyboard alone.

use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

use super::visit::Visitor;
use crate::until::{BOUND, Look, until};

/// More than any page has places for the focus.
const MOST_TABS: usize = 150;
const COPY: &str = "const done = arguments[arguments.length - 1]; \
    navigator.clipboard.writeText(arguments[0]).then(() => done(null), (error) => done(String(error)))";
/// The suggestion that Enter would choose.
const ACTIVE: &str = "const id = document.activeElement.getAttribute('aria-activedescendant'); \
    return (id && document.getElementById(id)?.textContent) ?? ''";

impl Visitor {
    /// Presses a key where the focus is.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn key(&self, key: Key) -> Result<()> {
        self.driver
            .action_chain()
            .send_keys(key.value().to_string())
            .perform()
            .await?;
        self.effort.keys(1);
        Ok(())
    }

    /// Presses a key while others are held, such as Ctrl and Z.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn chord(&self, held: &[Key], key: impl Into<char>) -> Result<()> {
        let mut chain = self.driver.action_chain();
        for one in held {
            chain = chain.key_down(one.value());
        }
        chain = chain.send_keys(key.into().to_string());
        for one in held.iter().rev() {
            chain = chain.key_up(one.value());
        }
        chain.perform().await?;
        self.effort.keys(1);
        Ok(())
    }

    /// Types where the focus is.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.driver.action_chain().send_keys(text).perform().await?;
        self.effort.keys(text.chars().count());
        Ok(())
    }

    /// The accessible name of what has the focus.
    ///
    /// # Errors
    ///
    /// When the browser can't say.
    pub async fn focused(&self) -> Result<String> {
        let script = "const element = document.activeElement; \
            const label = element.labels?.length ? element.labels[0].textContent : null; \
            return (element.getAttribute('aria-label') ?? label ?? element.textContent)\
            .replace(/\\s+/g, ' ').trim()";
        let name = self.run(script, Vec::new()).await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// Presses Tab until the focus is on what has this name.
    ///
    /// # Errors
    ///
    /// When many presses do not lead there.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        self.tab_to_what(name, |focused| focused == name).await
    }

    /// Presses Tab until the focus is on what has a name that begins so.
    ///
    /// # Errors
    ///
    /// When many presses do not lead there.
    pub async fn tab_to_beginning(&self, beginning: &str) -> Result<()> {
        self.tab_to_what(beginning, |focused| focused.starts_with(beginning))
            .await
    }

    async fn tab_to_what(&self, name: &str, fits: impl Fn(&str) -> bool) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..MOST_TABS {
            let focused = self.focused().await?;
            if fits(&focused) {
                return Ok(());
            }
            passed.push(focused);
            self.key(Key::Tab).await?;
        }
        passed.dedup();
        anyhow::bail!("Tab does not lead to {name:?}, only to {passed:?}")
    }

    /// Waits until the focus is on what has this name.
    ///
    /// # Errors
    ///
    /// When it does not come there in time.
    pub async fn focus_comes_to(&self, name: &str) -> Result<()> {
        until(&format!("the focus on {name:?}"), BOUND, async || {
            let focused = self.focused().await?;
            Ok(if focused == name {
                Look::Done(())
            } else {
                Look::Not(focused)
            })
        })
        .await
    }

    /// Chooses a suggestion of the field that has the focus: down to it, then Enter.
    ///
    /// # Errors
    ///
    /// When there is no such suggestion.
    pub async fn choose_by_keys(&self, suggestion: &str) -> Result<()> {
        until(
            &format!("the suggestion {suggestion:?}"),
            BOUND,
            async || {
                let active = self.run(ACTIVE, Vec::new()).await?;
                let text = active.as_str().unwrap_or_default();
                if text.contains(suggestion) {
                    return Ok(Look::Done(()));
                }
                self.key(Key::Down).await?;
                Ok(Look::Not(text.to_owned()))
            },
        )
        .await?;
        self.key(Key::Enter).await
    }

    /// Pastes a text with the keyboard, as it comes from another program.
    ///
    /// # Errors
    ///
    /// When the browser can't.
    pub async fn paste_from_clipboard(&self, label: &str, text: &str) -> Result<()> {
        let field = self.one("field", label).await?;
        field.scroll_into_view().await?;
        field.click().await?;
        field.send_keys(Key::Control + "a").await?;
        self.devtools()
            .send_raw(
                "Browser.grantPermissions",
                json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
            )
            .await?;
        self.run_async(COPY, vec![json!(text)]).await?;
        field.send_keys(Key::Control + "v").await?;
        Ok(())
    }
}
