//! The editor in all its states, for everybody: axe-core finds nothing, nothing overflows, and no id
//! stands twice.

use anyhow::{Result, ensure};
use e2e::browser::{Visitor, visit, visit_in_two};
use e2e::longshore::Longshore;
use e2e::pages::editor::{self, View};
use e2e::pages::new_service;
use e2e::pages::sign_in::{DEPLOYER, VIEWER, sign_in};
use thirtyfour::Key;

use super::accessibility::inspect;

async fn unfold_everything(visitor: &Visitor) -> Result<()> {
    // Pressing them all one after the other would take longer than all the rest.
    visitor
        .run(
            "document.querySelectorAll('main details:not([open]) > summary')\
             .forEach((one) => one.click())",
            Vec::new(),
        )
        .await?;
    visitor.sees("Placement of the task").await
}

#[tokio::test]
async fn the_form_is_accessible_blank_filled_and_unfolded() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        inspect(visitor, "the blank editor", &mut found).await?;
        new_service::start_from(visitor, "Web service on Fargate").await?;
        editor::is_saved(visitor).await?;
        inspect(visitor, "a template", &mut found).await?;
        visitor.press("Add a variable").await?;
        visitor.press("Add a secret").await?;
        unfold_everything(visitor).await?;
        inspect(visitor, "every topic unfolded", &mut found).await?;
        visitor.press("Preview").await?;
        visitor.sees("to settle").await?;
        inspect(visitor, "every topic with what is wrong", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn json_and_difference_are_accessible() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        let page = "/clusters/production/services/orders-api/new-version";
        sign_in(visitor, DEPLOYER, page).await?;
        editor::opens(visitor).await?;
        inspect(visitor, "what runs", &mut found).await?;
        visitor.fill("Variable 1 value", "debug").await?;
        editor::show(visitor, View::Difference).await?;
        visitor.sees("debug").await?;
        inspect(visitor, "the difference", &mut found).await?;
        let (task_definition, service) = editor::files(visitor).await?;
        inspect(visitor, "the files", &mut found).await?;
        let broken = task_definition.replacen(',', "", 1);
        editor::paste_files(visitor, &broken, &service).await?;
        visitor.sees("Line").await?;
        inspect(visitor, "a broken file", &mut found).await?;
        editor::show(visitor, View::Form).await?;
        visitor.sees("cannot be read").await?;
        inspect(visitor, "the form of a broken file", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_dialog_is_accessible_and_closes_by_escape() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, DEPLOYER, "/new").await?;
        new_service::start_from(visitor, "Web service on Fargate").await?;
        visitor.press("Add a secret").await?;
        visitor.focus_comes_to("Secret 1 name").await?;
        for (button, dialog) in [
            ("Export", "Export"),
            ("Shortcuts", "Shortcuts"),
            ("Start over", "Start over?"),
            ("Paste a .env file", "Paste a .env file"),
            ("Create a parameter", "Create a parameter"),
        ] {
            visitor.press(button).await?;
            visitor.one("dialog", dialog).await?;
            inspect(visitor, &format!("the dialog {dialog}"), &mut found).await?;
            visitor.key(Key::Escape).await?;
            visitor.no_longer("dialog", dialog).await?;
            visitor.focus_comes_to(button).await?;
        }
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_decision_between_two_drafts_is_accessible() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |dana, vera| {
        let mut found = Vec::new();
        super::drafts::disagree(dana, vera).await?;
        vera.sees("Take theirs").await?;
        inspect(vera, "the decision", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_viewer_may_look_at_the_editor_too() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, VIEWER, "/new").await?;
        new_service::start_from(visitor, "Worker on Fargate").await?;
        visitor.press("Add a secret").await?;
        inspect(visitor, "the editor of a viewer", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}
