//! Who may do what.

use anyhow::Result;
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, Person, VIEWER, sign_in, try_sign_in};
use e2e::pages::{new_version, preview};

#[tokio::test]
async fn a_wrong_password_is_refused_in_place() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        visitor.go("/").await?;
        visitor.expects_refusal("/api/v1/session", 401);
        let wrong = Person {
            password: "guess",
            ..DEPLOYER
        };
        try_sign_in(visitor, wrong).await?;
        visitor.sees("wrong").await?;
        assert_eq!(visitor.value("Password").await?, "");
        try_sign_in(visitor, DEPLOYER).await?;
        visitor.one("heading", "Services").await?;
        visitor.click("button", "dana deployer").await?;
        visitor.press("Sign out").await?;
        visitor.one("heading", "Sign in").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_viewer_sees_why_they_may_not_deploy() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(
            visitor,
            VIEWER,
            "/clusters/test/services/status-page/new-version",
        )
        .await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        visitor.may_not("Deploy").await?;
        visitor.sees("deployer").await
    })
    .await
}
