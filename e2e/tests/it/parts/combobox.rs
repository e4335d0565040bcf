//! The field that suggests.

use anyhow::{Result, ensure};
use e2e::browser::Visitor;
use serde_json::json;
use thirtyfour::Key;

use super::{attribute, ensure_focus, focus, gallery};

async fn is_open(visitor: &Visitor, label: &str) -> Result<bool> {
    let state = attribute(visitor, "combobox", label, "aria-expanded").await?;
    Ok(state.as_deref() == Some("true"))
}

/// What the arrows are on: the label of the one selected option, which the field must name.
async fn active(visitor: &Visitor, label: &str) -> Result<Option<String>> {
    let field = visitor.one("combobox", label).await?;
    let id = field.attr("aria-activedescendant").await?;
    let list = field.attr("aria-controls").await?;
    let script = "const [id, list] = arguments; \
        const selected = [...document.getElementById(list).querySelectorAll('[aria-selected=true]')]; \
        if (id === null) return selected.length ? 'unnamed' : null; \
        if (selected.length !== 1 || selected[0].id !== id) return `not the option ${id}`; \
        return selected[0].querySelector('.combobox__label').textContent";
    let name = visitor.run(script, vec![json!(id), json!(list)]).await?;
    Ok(name.as_str().map(ToOwned::to_owned))
}

/// How many options are seen.
async fn n_options(visitor: &Visitor) -> Result<usize> {
    let options = visitor.names("option").await?;
    // The browser's own lists have options, too.
    Ok(options
        .iter()
        .filter(|name| name.contains("service"))
        .count())
}

#[tokio::test]
async fn it_says_what_it_is_and_what_it_controls() -> Result<()> {
    gallery(async |visitor| {
        let wrong = visitor
            .run(
                "return [...document.querySelectorAll('.gallery [role=combobox]')]\
                 .filter((one) => one.getAttribute('aria-autocomplete') !== 'list'\
                 || one.getAttribute('aria-expanded') !== 'false'\
                 || document.getElementById(one.getAttribute('aria-controls'))?.role !== 'listbox'\
                 || !document.getElementById(one.getAttribute('aria-controls')).ariaLabel)\
                 .map((one) => one.id)",
                Vec::new(),
            )
            .await?;
        ensure!(wrong.as_array().is_some_and(Vec::is_empty), "{wrong}");
        focus(visitor, "combobox", "Ready").await?;
        ensure!(is_open(visitor, "Ready").await?);
        ensure!(active(visitor, "Ready").await?.is_none());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn arrows_go_around_and_the_focus_stays() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "Ready").await?;
        for (key, wanted) in [
            (Key::Down, "production"),
            (Key::Down, "test"),
            (Key::Down, "old-test"),
            (Key::Down, "production"),
            (Key::Up, "old-test"),
            (Key::Home, "production"),
            (Key::End, "old-test"),
        ] {
            visitor.key(key).await?;
            let now = active(visitor, "Ready").await?;
            ensure!(now.as_deref() == Some(wanted), "{now:?}, not {wanted}");
            ensure_focus(visitor, "Ready").await?;
        }
        visitor.key(Key::Enter).await?;
        ensure!(visitor.value("Ready").await? == "old-test");
        ensure!(!is_open(visitor, "Ready").await?);
        ensure!(active(visitor, "Ready").await?.is_none());
        visitor.key(Key::Up).await?;
        let last = active(visitor, "Ready").await?;
        ensure!(last.as_deref() == Some("old-test"), "{last:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn typing_narrows_and_escape_keeps_the_text() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "Ready").await?;
        ensure!(n_options(visitor).await? == 3);
        visitor.type_text("old").await?;
        ensure!(n_options(visitor).await? == 1);
        visitor.key(Key::Down).await?;
        visitor.key(Key::Escape).await?;
        ensure!(!is_open(visitor, "Ready").await?);
        ensure!(visitor.value("Ready").await? == "old");
        visitor.type_text("er").await?;
        visitor.sees("Nothing in the list matches.").await?;
        visitor.key(Key::Enter).await?;
        ensure!(!is_open(visitor, "Ready").await?);
        ensure!(visitor.value("Ready").await? == "older");
        ensure_focus(visitor, "Ready").await
    })
    .await
}

#[tokio::test]
async fn home_and_end_move_the_cursor_before_an_arrow_is_pressed() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "Ready").await?;
        visitor.type_text("st").await?;
        visitor.key(Key::Home).await?;
        visitor.type_text("te").await?;
        ensure!(visitor.value("Ready").await? == "test");
        ensure!(active(visitor, "Ready").await?.is_none());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_state_says_what_it_is() -> Result<()> {
    gallery(async |visitor| {
        for (label, words) in [
            ("Loading", "Loading"),
            ("Empty", "There is no cluster yet."),
            ("Failed", "The list did not come. Longshore does not answer."),
            ("Not permitted", "Allow ecs:ListClusters to see it."),
            ("With more to load", "3 so far. Type to narrow, or see more."),
            ("A long list", "The first 60 of 200. Type to narrow."),
        ] {
            focus(visitor, "combobox", label).await?;
            let list = attribute(visitor, "combobox", label, "aria-controls").await?;
            let script = "const said = document.getElementById(arguments[0]).previousElementSibling; \
                return said.role === 'status' && said.checkVisibility() ? said.innerText : null";
            let said = visitor.run(script, vec![json!(list)]).await?;
            ensure!(
                said.as_str().is_some_and(|said| said.contains(words)),
                "{label} says {said}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn tab_leads_to_trying_again_and_the_list_stays_open() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "Failed").await?;
        visitor.key(Key::Tab).await?;
        ensure_focus(visitor, "Try again").await?;
        ensure!(is_open(visitor, "Failed").await?);
        visitor.key(Key::Enter).await?;
        ensure_focus(visitor, "Failed").await?;
        ensure!(n_options(visitor).await? == 3);
        visitor.key(Key::Down).await?;
        visitor.key(Key::Enter).await?;
        ensure!(visitor.value("Failed").await? == "production");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn tab_leads_to_more_and_escape_back() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "With more to load").await?;
        visitor.key(Key::Tab).await?;
        ensure_focus(visitor, "More").await?;
        visitor.key(Key::Escape).await?;
        ensure_focus(visitor, "With more to load").await?;
        ensure!(!is_open(visitor, "With more to load").await?);
        visitor.key(Key::Down).await?;
        visitor.key(Key::Tab).await?;
        visitor.key(Key::Space).await?;
        ensure_focus(visitor, "With more to load").await?;
        visitor.sees("staging").await?;
        ensure!(is_open(visitor, "With more to load").await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn tab_leaves_a_list_without_a_button_and_closes_it() -> Result<()> {
    gallery(async |visitor| {
        focus(visitor, "combobox", "A long list").await?;
        ensure!(is_open(visitor, "A long list").await?);
        visitor.key(Key::Tab).await?;
        ensure!(!is_open(visitor, "A long list").await?);
        let inside = "document.activeElement.closest('.combobox') !== null \
            || document.activeElement === document.body";
        ensure!(super::page_says(visitor, inside).await? == false);
        Ok(())
    })
    .await
}
