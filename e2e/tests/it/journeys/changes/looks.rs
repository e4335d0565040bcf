//! How the pages of changes look: to everybody, in both themes, on a phone.

use anyhow::{Result, ensure};
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{ADMINISTRATOR, sign_in};
use e2e::pages::{change, new_version, preview};

use super::super::accessibility::inspect;
use super::{EDIT, SERVICE};

#[tokio::test]
async fn the_pages_of_changes_are_accessible_and_fit_a_phone() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, ADMINISTRATOR, "/changes").await?;
        visitor.sees("Nothing waits for you").await?;
        inspect(visitor, "no changes", &mut found).await?;
        visitor.go(change::ENVIRONMENT).await?;
        visitor.fill("Approvals", "1").await?;
        visitor.press("Add a window").await?;
        visitor.press("Set the policy").await?;
        visitor.sees("Give each window a name.").await?;
        inspect(visitor, "a policy with faults", &mut found).await?;
        visitor.press("Remove the window").await?;
        visitor.press("Set the policy").await?;
        visitor.sees("Set by ada").await?;
        visitor.go(EDIT).await?;
        new_version::type_image(visitor, SERVICE, "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        visitor.one("link", "Propose").await?;
        inspect(visitor, "a preview to propose", &mut found).await?;
        visitor.follow("Propose").await?;
        visitor.click("radio", "At a time").await?;
        visitor.sees("In your time zone").await?;
        inspect(visitor, "the form that proposes", &mut found).await?;
        visitor.click("radio", "By hand").await?;
        visitor.fill("Title", "nginx 1.31").await?;
        visitor.fill("Why", "Closes a hole in nginx.").await?;
        visitor.press("Propose").await?;
        change::opens(visitor).await?;
        // Also who may review everything else does not review what they wrote.
        visitor
            .sees("You cannot approve it. You wrote on this change")
            .await?;
        visitor.may_not("Approve").await?;
        let line = "status-page: image nginx:1.29-alpine → nginx:1.31-alpine";
        change::comment_on(visitor, line, "This is the newest.").await?;
        inspect(visitor, "a change", &mut found).await?;
        visitor.press("Say when").await?;
        inspect(visitor, "a dialog of a change", &mut found).await?;
        visitor.press("Cancel").await?;
        visitor.go("/changes?view=mine").await?;
        visitor.sees("nginx 1.31").await?;
        inspect(visitor, "the list of changes", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}
