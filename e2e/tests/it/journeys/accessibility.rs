//! Every page, for everybody: axe-core finds nothing, nothing overflows a phone, and the content
//! security policy is strict.

use anyhow::{Context, Result, ensure};
use e2e::axe;
use e2e::browser::{Theme, Viewport, Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{ADMINISTRATOR, DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview};

use super::first_deploy::{SERVICE, TASK_DEFINITION};

const TWICE: &str = "const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); \
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at); \
    return twice.length ? twice.slice(0, 5).join(' ') : null";

/// How a page is looked at.
const LOOKS: [(Viewport, &[Theme]); 3] = [
    (Viewport::Desk, &[Theme::Light, Theme::Dark, Theme::Forced]),
    (Viewport::Phone, &[Theme::Light, Theme::Dark]),
    (Viewport::Narrow, &[Theme::Light]),
];

/// Each look at a page, in themes and sizes. All that does not hold is told at once.
pub(super) async fn inspect(visitor: &Visitor, what: &str, found: &mut Vec<String>) -> Result<()> {
    let twice = visitor.run(TWICE, Vec::new()).await?;
    if let Some(ids) = twice.as_str() {
        found.push(format!("{what} has these ids twice: {ids}"));
    }
    for (viewport, themes) in LOOKS {
        visitor.resize(viewport).await?;
        for theme in themes {
            visitor.prefer(*theme).await?;
            let name = format!("{what}, {viewport:?}, {theme:?}");
            let judged = if *theme == Theme::Forced {
                axe::ensure_accessible_in_any_colors(visitor, &name).await
            } else {
                axe::ensure_accessible(visitor, &name).await
            };
            if let Err(error) = judged {
                found.push(format!("{error:#}"));
            }
        }
        let overflow = visitor
            .run(
                "const wide = document.documentElement.scrollWidth; \
                 return wide <= innerWidth ? null : `${wide} px: ` + \
                 [...document.body.querySelectorAll('*')]\
                 .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)\
                 .slice(0, 3).map((part) => part.outerHTML.slice(0, 120)).join(' | ')",
                Vec::new(),
            )
            .await?;
        if let Some(parts) = overflow.as_str() {
            found.push(format!("{what}, {viewport:?} overflows: {parts}"));
        }
    }
    visitor.resize(Viewport::Desk).await?;
    visitor.prefer(Theme::Light).await
}

#[tokio::test]
async fn every_page_is_accessible_in_both_themes_and_fits_a_phone() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        visitor.go("/").await?;
        visitor.one("heading", "Sign in").await?;
        inspect(visitor, "sign in", &mut found).await?;
        sign_in(visitor, DEPLOYER, "/").await?;
        visitor.sees("shop-web").await?;
        inspect(visitor, "services", &mut found).await?;
        visitor.follow("shop-web").await?;
        visitor.sees("What ECS says").await?;
        inspect(visitor, "a service", &mut found).await?;
        for (path, heading) in [
            ("/secrets", "Secrets"),
            ("/gallery", "Gallery"),
            ("/deployments", "Deployments"),
            ("/queue", "Nothing waits."),
            ("/permissions", "What each statement is for"),
            (
                "/clusters/test/services/status-page/roll-back",
                "Go back to this",
            ),
            (
                "/clusters/test/services/status-page/run-task",
                "Nothing happens in AWS yet.",
            ),
            (
                "/clusters/test/services/status-page/blame",
                "What gave them",
            ),
            (
                "/releases/new?services=test/status-page,production/orders-api",
                "Image of orders-api",
            ),
        ] {
            visitor.go(path).await?;
            visitor.sees(heading).await?;
            inspect(visitor, path, &mut found).await?;
        }
        visitor.go("/new").await?;
        visitor.one("heading", "New service").await?;
        visitor.press("Preview").await?;
        visitor.sees("to settle").await?;
        inspect(visitor, "the form with its issues", &mut found).await?;
        editor::paste_files(visitor, TASK_DEFINITION, SERVICE).await?;
        inspect(visitor, "the files", &mut found).await?;
        visitor.choose("TARGET_GROUP_ARN", "nginx").await?;
        preview::ask(visitor).await?;
        inspect(visitor, "a first preview", &mut found).await?;
        preview::deploy(visitor).await?;
        inspect(visitor, "a deployment that rolls", &mut found).await?;
        deployment::succeeds(visitor).await?;
        inspect(visitor, "a deployment that succeeded", &mut found).await?;
        visitor
            .go("/clusters/test/services/nginx/new-version")
            .await?;
        new_version::type_image(visitor, "nginx", "nginx:missing").await?;
        inspect(visitor, "a new version", &mut found).await?;
        preview::ask(visitor).await?;
        inspect(visitor, "a preview of a new version", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_audit_is_accessible_narrows_down_and_verifies_its_chain() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, ADMINISTRATOR, "/audit").await?;
        visitor.sees("Signed in").await?;
        visitor.press("Verify the chain").await?;
        visitor.sees("The chain is whole").await?;
        inspect(visitor, "the audit", &mut found).await?;
        visitor.go("/audit?action=token.made").await?;
        visitor.sees("No record fits").await?;
        visitor.press("Show all records").await?;
        visitor.sees("Signed in").await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_content_security_policy_is_strict() -> Result<()> {
    let longshore = Longshore::start()?;
    for path in ["/", "/new", "/deployments/none"] {
        let answer = reqwest::get(format!("{}{path}", longshore.url())).await?;
        let policy = answer
            .headers()
            .get("content-security-policy")
            .with_context(|| format!("{path} has no content security policy"))?
            .to_str()?
            .to_owned();
        ensure!(!policy.contains("'unsafe-inline'"), "{policy}");
        ensure!(!policy.contains("'unsafe-eval'"), "{policy}");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri"] {
            ensure!(
                policy.contains(directive),
                "{path} has no {directive}: {policy}"
            );
        }
    }
    Ok(())
}

pub(super) fn all_good(found: &[String]) -> Result<()> {
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}
