//! What a person does with fields: types, pastes, chooses.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::Key;
use thirtyfour::components::SelectElement;

use super::hands::click_element;
use super::visit::Visitor;
use crate::until::{BOUND, Look, until};

/// The suggestions in a field's own list that hold a text.
const SUGGESTIONS: &str = "const list = document.getElementById(arguments[0]); \
    return [...(list?.querySelectorAll('[role=option]') ?? [])]\
    .filter((option) => option.checkVisibility() && option.textContent.includes(arguments[1]))";

impl Visitor {
    /// Types into a field in the place of what stands in it. Suggestions that open are closed again.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let field = self.one("field", label).await?;
        field.scroll_into_view().await?;
        field.click().await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Delete + "").await?;
        field.send_keys(text).await?;
        self.effort.click();
        // All is selected by one key, and the first letter replaces it.
        self.effort.keys(1 + text.chars().count());
        let value = field.prop("value").await?.unwrap_or_default();
        ensure!(
            value == text,
            "{label:?} holds {value:?} after typing {text:?}"
        );
        if field.attr("aria-expanded").await?.as_deref() == Some("true") {
            field.send_keys(Key::Escape + "").await?;
        }
        Ok(())
    }

    /// Pastes a text into a field in the place of what stands in it.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn paste(&self, label: &str, text: &str) -> Result<()> {
        let field = self.one("field", label).await?;
        field.scroll_into_view().await?;
        field.click().await?;
        field.send_keys(Key::Control + "a").await?;
        self.devtools()
            .send_raw("Input.insertText", json!({"text": text}))
            .await?;
        Ok(())
    }

    /// What stands in a field.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn value(&self, label: &str) -> Result<String> {
        let field = self.one("field", label).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// Chooses the suggestion of a field that holds this text.
    ///
    /// # Errors
    ///
    /// When there is no such field or suggestion.
    pub async fn choose(&self, label: &str, suggestion: &str) -> Result<()> {
        let field = self.one("field", label).await?;
        click_element(&field).await?;
        self.effort.click();
        let option = until(
            &format!("the suggestion {suggestion:?} of {label:?}"),
            BOUND,
            async || {
                let list = field.attr("aria-controls").await?.unwrap_or_default();
                let found = self
                    .look_for_elements(SUGGESTIONS, vec![json!(list), json!(suggestion)])
                    .await?;
                Ok(match found.into_iter().next() {
                    Some(option) => Look::Done(option),
                    None => Look::Not(self.names("option").await?.join(" | ")),
                })
            },
        )
        .await?;
        click_element(&option).await?;
        self.effort.click();
        Ok(())
    }

    /// Chooses in the browser's own list what has this name.
    ///
    /// # Errors
    ///
    /// When there is no such list, or no such choice in it.
    pub async fn select(&self, label: &str, choice: &str) -> Result<()> {
        let field = self.one("combobox", label).await?;
        field.scroll_into_view().await?;
        SelectElement::new(&field)
            .await?
            .select_by_exact_text(choice)
            .await?;
        self.effort.click();
        self.effort.click();
        Ok(())
    }
}
