//! From a `.env` file to a secret whose value nobody finds afterwards.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{editor, new_service};
use e2e::until::{BOUND, Look, until};

const IN_THE_FILE: &str = "sk-from-the-file-5b1d";
const IN_THE_DIALOG: &str = "sk-from-the-dialog-93fe";

/// Everything that the page holds: what it shows, what stands in its fields, and what it keeps.
const HELD: &str = "return [document.documentElement.outerHTML, \
    ...[...document.querySelectorAll('input, textarea')].map((one) => one.value), \
    JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), location.href].join('\\n')";

async fn is_nowhere_in_the_page(visitor: &Visitor, value: &str) -> Result<()> {
    until(&format!("a page without {value}"), BOUND, async || {
        let held = visitor.run(HELD, Vec::new()).await?;
        let held = held.as_str().context("the page says nothing")?;
        Ok(match held.find(value) {
            None => Look::Done(()),
            Some(at) => {
                let around = held.get(at.saturating_sub(200)..at + value.len());
                Look::Not(around.unwrap_or_default().to_owned())
            }
        })
    })
    .await
}

/// The simulated AWS's own state aside, which has to know it.
fn is_in_no_file(folder: &Path, value: &str) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && !path.ends_with("sandbox.json") {
            let bytes = std::fs::read(&path)?;
            let is_in = bytes
                .windows(value.len())
                .any(|part| part == value.as_bytes());
            ensure!(!is_in, "{value} is in {}", path.display());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_value_of_an_env_file_becomes_a_parameter_that_nobody_can_read_here() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        new_service::start_from(visitor, "Web service on Fargate").await?;
        visitor.press("Paste a .env file").await?;
        let file =
            format!("# The shop\nMODE=test\nexport API_KEY=\"{IN_THE_FILE}\"\nno variable\n");
        visitor.paste("Lines of NAME=value", &file).await?;
        visitor.sees("Line 4 has no = and is passed over.").await?;
        visitor.press("Take over 2 variables").await?;
        assert_eq!(visitor.value("Variable 1 value").await?, "test");
        assert_eq!(visitor.value("Variable 2 name").await?, "API_KEY");
        visitor.press("To secrets: API_KEY").await?;
        visitor.focus_comes_to("Secret 1 source").await?;
        assert_eq!(visitor.value("Secret 1 name").await?, "API_KEY");
        visitor.key(thirtyfour::Key::Escape).await?;

        visitor.press("Create a parameter").await?;
        visitor.one("dialog", "Create a parameter").await?;
        visitor.fill("Name", "/greeter/API_KEY").await?;
        visitor.fill("Value", IN_THE_DIALOG).await?;
        visitor.press("Create it").await?;
        visitor.no_longer("dialog", "Create a parameter").await?;
        let source = visitor.value("Secret 1 source").await?;
        ensure!(source.ends_with(":parameter/greeter/API_KEY"), "{source}");
        editor::is_saved(visitor).await?;
        is_nowhere_in_the_page(visitor, IN_THE_DIALOG).await?;
        is_nowhere_in_the_page(visitor, IN_THE_FILE).await?;
        is_in_no_file(longshore.data(), IN_THE_DIALOG)?;
        ensure!(!longshore.log().contains(IN_THE_DIALOG), "it is in the log");
        // What was just created is offered from now on.
        visitor.choose("Secret 1 source", "/greeter/API_KEY").await
    })
    .await
}
