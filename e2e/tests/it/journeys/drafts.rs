//! Drafts: nothing that was typed is lost, and nobody writes over what they have not seen.

use anyhow::{Result, ensure};
use e2e::browser::{Visitor, visit, visit_in_two};
use e2e::longshore::Longshore;
use e2e::pages::editor;
use e2e::pages::sign_in::{DEPLOYER, VIEWER, sign_in, try_sign_in};
use e2e::until::{BOUND, Look, until};

const FIELD: &str = "Service name";

async fn holds(visitor: &Visitor, wanted: &str) -> Result<()> {
    until(&format!("{wanted:?} in {FIELD:?}"), BOUND, async || {
        let value = visitor.value(FIELD).await?;
        Ok(if value == wanted {
            Look::Done(())
        } else {
            Look::Not(value)
        })
    })
    .await
}

#[tokio::test]
async fn a_draft_is_found_after_a_reload_and_after_signing_in_again() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        visitor.sees("Nothing to save yet").await?;
        visitor.fill(FIELD, "greeter").await?;
        let path = editor::is_saved(visitor).await?;
        visitor.reload().await?;
        holds(visitor, "greeter").await?;
        ensure!(visitor.path().await? == path, "the address has changed");
        visitor.click("button", "dana deployer").await?;
        visitor.press("Sign out").await?;
        visitor.one("heading", "Sign in").await?;
        try_sign_in(visitor, DEPLOYER).await?;
        holds(visitor, "greeter").await?;
        visitor.go("/new").await?;
        visitor.one("heading", "Drafts to go on with").await?;
        visitor.press("Go on with it: New service greeter").await?;
        visitor.arrives("the draft", |now| now == path).await?;
        holds(visitor, "greeter").await
    })
    .await
}

#[tokio::test]
async fn starting_over_forgets_the_draft_and_undo_brings_it_back() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::opens(visitor).await?;
        visitor.fill(FIELD, "greeter").await?;
        editor::is_saved(visitor).await?;
        visitor.press("Start over").await?;
        visitor.press("Forget it").await?;
        holds(visitor, "").await?;
        visitor.press("Undo").await?;
        holds(visitor, "greeter").await?;
        editor::is_saved(visitor).await?;
        visitor.reload().await?;
        holds(visitor, "greeter").await
    })
    .await
}

/// What Vera typed while she was away from the network and Dana saved; she is asked what to do.
const MINE: &str = "greeter-of-vera";
const THEIRS: &str = "greeter-of-dana";

/// Brings two people into one draft and lets both type. Answers the draft's address.
pub(super) async fn disagree(dana: &Visitor, vera: &Visitor) -> Result<String> {
    sign_in(dana, DEPLOYER, "/new").await?;
    editor::opens(dana).await?;
    dana.fill(FIELD, "greeter").await?;
    let path = editor::is_saved(dana).await?;
    sign_in(vera, VIEWER, &path).await?;
    holds(vera, "greeter").await?;
    dana.sees("vera has this draft open, too.").await?;
    vera.sees("dana has this draft open, too.").await?;
    let id = path.rsplit('=').next().unwrap_or_default();
    vera.expects_refusal(&format!("/drafts/{id}"), 409);
    vera.lose_connection().await?;
    vera.fill(FIELD, MINE).await?;
    vera.sees("kept in this browser").await?;
    dana.fill(FIELD, THEIRS).await?;
    editor::is_saved(dana).await?;
    vera.regain_connection().await?;
    vera.sees("dana saved this draft in the meantime").await?;
    holds(vera, MINE).await?;
    Ok(path)
}

#[tokio::test]
async fn what_the_other_types_appears_by_itself() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |dana, vera| {
        sign_in(dana, DEPLOYER, "/new").await?;
        editor::opens(dana).await?;
        dana.fill(FIELD, "greeter").await?;
        let path = editor::is_saved(dana).await?;
        sign_in(vera, VIEWER, &path).await?;
        holds(vera, "greeter").await?;
        dana.sees("vera has this draft open, too.").await?;
        vera.fill(FIELD, MINE).await?;
        holds(dana, MINE).await?;
        dana.fill(FIELD, THEIRS).await?;
        holds(vera, THEIRS).await?;
        vera.go("/").await?;
        until("dana alone in the draft", BOUND, async || {
            let text = dana.text().await?;
            Ok(if text.contains("vera has this draft open") {
                Look::Not("vera is still there".to_owned())
            } else {
                Look::Done(())
            })
        })
        .await
    })
    .await
}

#[tokio::test]
async fn ones_own_may_become_a_draft_of_its_own() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |dana, vera| {
        let path = disagree(dana, vera).await?;
        vera.press("Keep mine as a draft of its own").await?;
        let own = vera
            .arrives("another draft", |now| {
                now.contains("?draft=") && now != path
            })
            .await?;
        vera.go(&own).await?;
        holds(vera, MINE).await?;
        dana.go(&path).await?;
        holds(dana, THEIRS).await
    })
    .await
}

#[tokio::test]
async fn theirs_may_be_taken_and_undo_brings_ones_own_back() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |dana, vera| {
        disagree(dana, vera).await?;
        vera.press("Take theirs").await?;
        holds(vera, THEIRS).await?;
        vera.does_not_see("saved this draft in the meantime")
            .await?;
        vera.press("Undo").await?;
        holds(vera, MINE).await?;
        // Theirs was seen, so that ones own may be saved over it.
        holds(dana, MINE).await
    })
    .await
}

#[tokio::test]
async fn ones_own_may_be_saved_over_theirs() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |dana, vera| {
        disagree(dana, vera).await?;
        vera.press("Save mine over theirs").await?;
        holds(dana, MINE).await?;
        holds(vera, MINE).await
    })
    .await
}
