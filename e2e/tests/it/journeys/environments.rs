//! Several environments, added and changed in the browser.

use anyhow::{Result, ensure};
use e2e::browser::{visit, visit_in_two};
use e2e::longshore::Longshore;
use e2e::pages::change;
use e2e::pages::sign_in::{ADMINISTRATOR, DEPLOYER, sign_in};

use super::accessibility::{all_good, inspect};

const SETTINGS: &str = "/environment-settings";
/// A role that the simulated AWS lends to everybody of the account.
const ROLE: &str = "arn:aws:iam::123456789012:role/deployer";

#[tokio::test]
async fn a_second_environment_is_tried_added_and_gone_to() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |ada, dana| {
        let mut found = Vec::new();
        sign_in(ada, ADMINISTRATOR, SETTINGS).await?;
        ada.sees("Every cluster").await?;
        inspect(ada, "the environments", &mut found).await?;

        // What would get round another's policy, or does not work, is said in place.
        ada.press("Add an environment").await?;
        ada.fill("Name", "production").await?;
        ada.click("radio", "A role that it assumes").await?;
        ada.fill("Role", "arn:aws:iam::123456789012:role/missing")
            .await?;
        ada.fill("Clusters", "production").await?;
        ada.press("Try it").await?;
        ada.sees("AWS does not let Longshore assume the role")
            .await?;
        ada.sees("sts:ExternalId").await?;
        inspect(ada, "an environment that does not work", &mut found).await?;
        // What was typed outlives a reload, with the external id that a role may know by now.
        let external_id = ada.value("External id").await?;
        ada.reload().await?;
        ada.press("Add an environment").await?;
        ensure!(ada.value("External id").await? == external_id);
        ensure!(ada.value("Clusters").await? == "production");
        ada.fill("Role", ROLE).await?;
        ada.press("Add it").await?;
        ada.sees("trial looks after the cluster production").await?;
        ada.press("Cancel").await?;

        ada.press("Change").await?;
        ada.fill("Clusters", "staging, test").await?;
        ada.press("Save").await?;
        ada.sees("staging, test").await?;
        ada.press("Add an environment").await?;
        ada.fill("Name", "production").await?;
        ada.click("radio", "A role that it assumes").await?;
        ada.fill("Role", ROLE).await?;
        ada.fill("Clusters", "production").await?;
        ada.press("Add it").await?;
        ada.one("button", "Add an environment").await?;

        // Somebody who signs in sees both, each with its own clusters.
        sign_in(dana, DEPLOYER, "/").await?;
        dana.go("/environments/trial").await?;
        dana.sees("status-page").await?;
        dana.does_not_see("shop-web").await?;
        dana.click("button", "trial").await?;
        inspect(dana, "the way to another environment", &mut found).await?;
        dana.click_beginning("link", "production").await?;
        dana.sees("shop-web").await?;
        dana.does_not_see("status-page").await?;
        let pathname = dana.run("return location.pathname", Vec::new()).await?;
        ensure!(pathname == "/environments/production", "{pathname}");
        // The last one is the one that an address without any means.
        dana.go("/queue").await?;
        dana.sees("Nothing waits.").await?;
        let pathname = dana.run("return location.pathname", Vec::new()).await?;
        ensure!(pathname == "/environments/production/queue", "{pathname}");
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn an_environment_that_is_not_there_says_so_and_leads_on() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, DEPLOYER, "/").await?;
        visitor.go("/environments/nowhere/queue").await?;
        visitor
            .sees("There is no environment nowhere for you")
            .await?;
        inspect(visitor, "an environment that is not there", &mut found).await?;
        visitor.follow("trial").await?;
        visitor.sees("status-page").await?;
        // Setting up environments is for administrators.
        visitor.go(SETTINGS).await?;
        visitor.sees("Only an administrator may do this").await?;
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn what_is_typed_of_a_policy_stays_until_it_is_set() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |ada| {
        let mut found = Vec::new();
        sign_in(ada, ADMINISTRATOR, change::ENVIRONMENT).await?;
        ada.fill("Approvals", "2").await?;
        ada.fill("Who may deploy without approvals", "ada").await?;
        ada.reload().await?;
        ada.sees("What you had typed and not set is here again")
            .await?;
        ensure!(ada.value("Approvals").await? == "2");
        inspect(ada, "a policy that was not set", &mut found).await?;
        ada.press("Take what holds instead").await?;
        ensure!(ada.value("Approvals").await? == "0");
        ada.no_longer_sees("What you had typed").await?;
        ada.fill("Approvals", "1").await?;
        ada.press("Set the policy").await?;
        ada.sees("The policy is set").await?;
        ada.reload().await?;
        ada.sees("Set by ada").await?;
        ada.does_not_see("What you had typed").await?;
        all_good(&found)
    })
    .await
}
