//! What somebody was writing when others decided.

use anyhow::{Result, ensure};
use e2e::browser::{Visitor, visit_in_three};
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{ADMINISTRATOR, EDITOR, REVIEWER, sign_in};
use e2e::pages::{change, new_version, preview};
use e2e::sandbox::Sandbox;

use super::{EDIT, SERVICE};

const FIRST: &str = "It opens a port.";
const LATER: &str = "It still opens a port.";

/// Another version, which the others have shown to them.
async fn next_version(eli: &Visitor, others: &[&Visitor], number: u32) -> Result<()> {
    eli.press("Make another version").await?;
    new_version::type_image(eli, SERVICE, &format!("nginx:1.3{number}-alpine")).await?;
    preview::ask(eli).await?;
    change::make_version(eli, 1, "Another one.").await?;
    for other in others {
        other.press(&format!("Show version {number}")).await?;
        let shown = format!("Version {number} of {number}");
        other.sees(&shown).await?;
    }
    Ok(())
}

/// What was given up is gone from its field, and what is written there later is not.
#[tokio::test]
async fn what_is_written_after_something_was_given_up_stays() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit_in_three(longshore.url(), async |eli, rosa, ada| {
        change::require_approvals(eli, "1").await?;
        sign_in(eli, EDITOR, EDIT).await?;
        new_version::type_image(eli, SERVICE, "nginx:1.31-alpine").await?;
        preview::ask(eli).await?;
        let path = change::propose(eli, "nginx 1.31", "Closes a hole in nginx.").await?;
        sign_in(rosa, REVIEWER, &path).await?;
        change::opens(rosa).await?;
        sign_in(ada, ADMINISTRATOR, &path).await?;
        change::opens(ada).await?;

        // Ada is faster than Rosa, who gives up what she had written.
        rosa.press("Reject").await?;
        rosa.fill("Reason", FIRST).await?;
        change::with_reason(ada, "Ask for changes", "Not this one.").await?;
        rosa.sees("You had written, and it was not sent:").await?;
        rosa.press("Forget it").await?;
        rosa.no_longer_sees("You had written").await?;
        next_version(eli, &[rosa, ada], 2).await?;
        rosa.press("Reject").await?;
        let left = rosa.value("Reason").await?;
        ensure!(left.is_empty(), "given up, and still there: {left}");

        // What she writes of the next version is there for the one after it.
        rosa.fill("Reason", LATER).await?;
        rosa.press("Cancel").await?;
        change::with_reason(ada, "Ask for changes", "Nor this one.").await?;
        rosa.sees("Nor this one.").await?;
        next_version(eli, &[rosa], 3).await?;
        rosa.press("Reject").await?;
        let kept = rosa.value("Reason").await?;
        ensure!(kept == LATER, "{kept:?} is left of {LATER:?}");
        Ok(())
    })
    .await
}
