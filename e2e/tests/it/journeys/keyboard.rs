//! The editor by the keyboard alone, also over a slow connection.

use anyhow::{Context, Result, bail};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::preview;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::until::{BOUND, Look, until};
use thirtyfour::Key;

const CTRL: Key = Key::Control;

/// Starts from a template and fills in the first container.
async fn begin(visitor: &Visitor) -> Result<()> {
    visitor.one("heading", "Start from").await?;
    visitor.tab_to_beginning("Web service on Fargate").await?;
    visitor.key(Key::Enter).await?;
    visitor.focus_comes_to("Family").await?;
    visitor.type_text("greeter").await?;
    visitor.tab_to("Image").await?;
    visitor.choose_by_keys("shop-web").await?;
    visitor.choose_by_keys("1.6.0").await
}

async fn holds(visitor: &Visitor, label: &str, wanted: &str) -> Result<()> {
    until(&format!("{wanted:?} in {label:?}"), BOUND, async || {
        let value = visitor.value(label).await?;
        Ok(if value == wanted {
            Look::Done(())
        } else {
            Look::Not(value)
        })
    })
    .await
}

/// F8 until the focus is on what is asked for; round and round it comes to each.
async fn next_until(visitor: &Visitor, beginning: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..10 {
        let before = visitor.focused().await?;
        visitor.key(Key::F8).await?;
        let now = until("the next error", BOUND, async || {
            let now = visitor.focused().await?;
            Ok(if now == before {
                Look::Not(now)
            } else {
                Look::Done(now)
            })
        })
        .await
        .with_context(|| format!("F8 passes {passed:?}"))?;
        if now.starts_with(beginning) {
            return Ok(());
        }
        passed.push(now);
    }
    bail!("F8 does not lead to {beginning:?}, only to {passed:?}")
}

#[tokio::test]
async fn the_keyboard_alone_leads_from_a_template_to_a_preview() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        begin(visitor).await?;
        visitor.tab_to_beginning("Health check").await?;
        visitor.key(Key::Enter).await?;
        visitor.tab_to("Interval (seconds)").await?;
        visitor.chord(&[CTRL], 'a').await?;
        visitor.type_text("15").await?;
        visitor.chord(&[CTRL], 'z').await?;
        holds(visitor, "Interval (seconds)", "30").await?;
        visitor.sees("Undone: Interval").await?;
        visitor.chord(&[CTRL, Key::Shift], 'z').await?;
        holds(visitor, "Interval (seconds)", "15").await?;

        // What is missing is told all at once, and then found one by one.
        visitor.chord(&[CTRL], Key::Enter.value()).await?;
        visitor.sees("to settle before a preview").await?;
        next_until(visitor, "Execution role").await?;
        visitor.choose_by_keys("ecsTaskExecutionRole").await?;
        visitor.tab_to("Cluster").await?;
        visitor.choose_by_keys("production").await?;
        next_until(visitor, "Service name").await?;
        visitor.type_text("greeter").await?;
        next_until(visitor, "Subnets").await?;
        visitor.tab_to("Add a subnet").await?;
        visitor.key(Key::Enter).await?;
        visitor.focus_comes_to("Subnet 1").await?;
        visitor.choose_by_keys("private-a").await?;
        next_until(visitor, "Target group (optional)").await?;
        visitor.choose_by_keys("orders-api").await?;
        visitor.chord(&[CTRL], Key::Enter.value()).await?;
        visitor
            .arrives("a preview", |path| path.starts_with("/plans/"))
            .await?;
        preview::is_shown(visitor).await?;
        assert_eq!(
            visitor.effort().n_clicks(),
            3,
            "only signing in takes clicks"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_next_error_is_the_next_one_also_after_one_was_mended() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        begin(visitor).await?;
        visitor.chord(&[CTRL], Key::Enter.value()).await?;
        visitor.sees("to settle before a preview").await?;
        visitor.key(Key::F8).await?;
        visitor.focus_comes_to("Execution role").await?;
        visitor.choose_by_keys("ecsTaskExecutionRole").await?;
        visitor.key(Key::F8).await?;
        let skipped = "the error after it is passed over";
        let next = ["Cluster", "Service name"];
        until("the next error", BOUND, async || {
            let focused = visitor.focused().await?;
            Ok(if focused == "Execution role" {
                Look::Not(focused)
            } else {
                Look::Done(focused)
            })
        })
        .await
        .map(|focused| assert!(next.contains(&focused.as_str()), "{skipped}: {focused}"))
    })
    .await
}

#[tokio::test]
async fn a_slow_connection_does_not_keep_anybody_from_typing() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        visitor.slow_down(400).await?;
        visitor.go("/new").await?;
        begin(visitor).await?;
        visitor.sees("Draft saved").await?;
        visitor.reload().await?;
        visitor.one("field", "Family").await?;
        assert_eq!(visitor.value("Family").await?, "greeter");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_shortcuts_are_told_and_the_views_have_keys() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        visitor.one("field", "Family").await?;
        visitor.press("Shortcuts").await?;
        visitor.one("dialog", "Shortcuts").await?;
        visitor.key(Key::Escape).await?;
        visitor.chord(&[Key::Alt], '2').await?;
        visitor.one("field", "Service (JSON)").await?;
        visitor.chord(&[Key::Alt], '3').await?;
        visitor.sees("Nothing runs yet").await?;
        visitor.chord(&[Key::Alt], '1').await?;
        visitor.one("field", "Family").await?;
        Ok(())
    })
    .await
}
