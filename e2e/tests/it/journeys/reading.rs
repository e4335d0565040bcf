//! Looking around, by mouse and by keyboard.

use anyhow::Result;
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use thirtyfour::Key;

#[tokio::test]
async fn the_services_are_listed_searched_and_opened() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        for text in ["Simulated AWS", "production", "test", "4 of 4 running"] {
            visitor.sees(text).await?;
        }
        visitor.fill("Search", "mail").await?;
        visitor.sees("1 shown").await?;
        assert_eq!(visitor.all("link", "shop-web").await?.len(), 0);
        visitor.fill("Search", "nothing-like-it").await?;
        visitor.sees("No service matches").await?;
        visitor.press("Show every service").await?;
        visitor.follow("shop-web").await?;
        visitor.one("heading", "shop-web").await?;
        for text in [
            "Running shop-web:3",
            "4 of 4 tasks",
            "On Fargate",
            "has reached a steady state",
            "production-public",
        ] {
            visitor.sees(text).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_keyboard_alone_leads_from_signing_in_to_a_service() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        visitor.go("/").await?;
        visitor.one("heading", "Sign in").await?;
        visitor.tab_to("Name").await?;
        visitor.type_text(DEPLOYER.name).await?;
        visitor.tab_to("Password").await?;
        visitor.type_text(DEPLOYER.password).await?;
        visitor.key(Key::Enter).await?;
        visitor.one("heading", "Services").await?;
        visitor.one("link", "orders-api").await?;
        visitor.tab_to("orders-api").await?;
        visitor.key(Key::Enter).await?;
        visitor.one("heading", "orders-api").await?;
        visitor.tab_to("New version").await?;
        visitor.key(Key::Enter).await?;
        visitor.one("heading", "New version of orders-api").await?;
        Ok(())
    })
    .await
}
