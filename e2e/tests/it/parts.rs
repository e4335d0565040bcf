//! The parts that pages are made of, in the gallery, held to what each says of itself: what keys do
//! and what assistive technology is told.

mod buttons;
mod choices;
mod code_editor;
mod combobox;
mod dialog;
mod field;
mod folds;
mod logs;
mod looks;
mod messages;
mod rollouts;
mod table;
mod tabs;

use anyhow::{Context, Result, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use serde_json::{Value, json};

/// Lets a person try the parts in the gallery.
async fn gallery(journey: impl AsyncFnOnce(&Visitor) -> Result<()>) -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/gallery").await?;
        visitor.one("heading", "Texts").await?;
        journey(visitor).await
    })
    .await
}

/// An attribute of the one element of a role with this name; nothing where it has none.
async fn attribute(
    visitor: &Visitor,
    role: &str,
    name: &str,
    attribute: &str,
) -> Result<Option<String>> {
    let element = visitor.one(role, name).await?;
    Ok(element.attr(attribute).await?)
}

/// Moves the focus to the one element of a role with this name, as Tab would.
async fn focus(visitor: &Visitor, role: &str, name: &str) -> Result<()> {
    let element = visitor.one(role, name).await?;
    element.scroll_into_view().await?;
    element.focus().await?;
    Ok(())
}

/// Fails unless the focus is on what has this name.
async fn ensure_focus(visitor: &Visitor, name: &str) -> Result<()> {
    let focused = visitor.focused().await?;
    ensure!(
        focused == name,
        "the focus is on {focused:?}, not on {name:?}"
    );
    Ok(())
}

/// What an expression about the page is.
async fn page_says(visitor: &Visitor, expression: &str) -> Result<Value> {
    visitor
        .run(&format!("return {expression}"), Vec::new())
        .await
}

/// The texts of the elements that describe one, in order; fails where one of them is missing.
async fn description(visitor: &Visitor, role: &str, name: &str) -> Result<Vec<String>> {
    let ids = attribute(visitor, role, name, "aria-describedby")
        .await?
        .with_context(|| format!("{name:?} is not described"))?;
    let mut texts = Vec::new();
    for id in ids.split_whitespace() {
        let script = "return document.getElementById(arguments[0])?.textContent ?? null";
        let text = visitor.run(script, vec![json!(id)]).await?;
        let text = text
            .as_str()
            .with_context(|| format!("{name:?} is described by {id}, which is not there"))?;
        texts.push(text.trim().to_owned());
    }
    Ok(texts)
}
