//! Accounts: the first one, those of others, a second factor, and an identity provider.

use anyhow::{Context, Result, ensure};
use e2e::authenticator;
use e2e::browser::{Visitor, visit, visit_in_two};
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{ADMINISTRATOR, DEPLOYER, Person, sign_in, try_sign_in};
use e2e::provider::{IdentityProvider, SECRET};
use e2e::sandbox::Sandbox;

use super::accessibility::{all_good, inspect};

const GRACE: Person = Person {
    name: "grace",
    password: "seven tall ships sail",
};

/// The text of the one element of an id.
async fn text_of(visitor: &Visitor, id: &str) -> Result<String> {
    let script = format!("return document.getElementById('{id}').textContent");
    let text = visitor.run(&script, Vec::new()).await?;
    Ok(text.as_str().context("it has no text")?.to_owned())
}

#[tokio::test]
async fn the_first_person_sets_longshore_up_with_the_printed_code() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let (longshore, code) = Longshore::start_first(&aws, &[], &[])?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        visitor.go("/").await?;
        visitor.follow("Make the first account").await?;
        visitor.one("heading", "Set up your account").await?;
        visitor.sees("There is no administrator yet").await?;
        inspect(visitor, "set up", &mut found).await?;
        visitor.expects_refusal("/api/v1/setup", 401);
        visitor.fill("Code", "0000-0000").await?;
        visitor.fill("Name", "ada").await?;
        visitor.fill("New password", ADMINISTRATOR.password).await?;
        visitor.press("Make the first account").await?;
        visitor.sees("The code does not fit").await?;
        visitor.fill("Code", &code.to_lowercase()).await?;
        visitor.press("Make the first account").await?;
        visitor.one("heading", "Services").await?;
        visitor.click("button", "ada administrator").await?;
        visitor.press("Sign out").await?;
        visitor.one("heading", "Sign in").await?;
        visitor.does_not_see("Make the first account").await?;
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn an_administrator_adds_somebody_and_shuts_them_out_again() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |ada, grace| {
        let mut found = Vec::new();
        sign_in(ada, ADMINISTRATOR, "/people").await?;
        ada.sees("dana").await?;
        inspect(ada, "people", &mut found).await?;
        ada.fill("Name", GRACE.name).await?;
        ada.select("Role", "editor").await?;
        ada.press("Add").await?;
        ada.sees("grace chooses a password with this code").await?;
        let code = text_of(ada, "given-code").await?;

        grace.go("/set-up").await?;
        grace.fill("Code", &code).await?;
        grace.fill("Name", GRACE.name).await?;
        grace.fill("New password", GRACE.password).await?;
        grace.press("Choose this password").await?;
        try_sign_in(grace, GRACE).await?;
        grace.one("heading", "Services").await?;
        grace.one("button", "grace editor").await?;

        ada.click_last("button", "Close the account").await?;
        ada.press("Keep it").await?;
        let update = "const answer = await fetch('/api/v1/people/grace', { method: 'PATCH', \
            headers: { 'x-longshore': '1', 'content-type': 'application/json' }, \
            body: JSON.stringify({ disabled: true }) }); return answer.status";
        let done = ada
            .run_async(
                &format!("const done = arguments[arguments.length - 1]; (async () => {{ {update} }})().then(done)"),
                Vec::new(),
            )
            .await?;
        ensure!(done == 200, "{done}");
        grace.expects_refusals(&[401]);
        grace.go("/deployments").await?;
        grace.one("heading", "Sign in").await?;
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn a_second_factor_is_set_up_asked_for_and_turned_off() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        sign_in(visitor, DEPLOYER, "/account").await?;
        visitor.press("Set up an authenticator").await?;
        visitor.sees("Scan this with an authenticator").await?;
        inspect(visitor, "an account with a QR code", &mut found).await?;
        let secret = text_of(visitor, "factor-secret").await?;
        visitor
            .fill("Code that it shows", &authenticator::shows(&secret)?)
            .await?;
        visitor.press("Turn it on").await?;
        visitor.sees("The second factor is on").await?;
        let codes = "return document.querySelector('.codes li').textContent";
        let recovery = visitor.run(codes, Vec::new()).await?;
        let recovery = recovery.as_str().context("there is no code")?.to_owned();
        inspect(visitor, "an account with recovery codes", &mut found).await?;

        visitor.click("button", "dana deployer").await?;
        visitor.press("Sign out").await?;
        visitor.expects_refusal("/api/v1/session", 401);
        try_sign_in(visitor, DEPLOYER).await?;
        visitor.fill("Code", &recovery).await?;
        visitor.press("Sign in").await?;
        visitor.one("heading", "Your account").await?;
        visitor.sees("9 recovery codes are left").await?;
        visitor.press("Turn it off").await?;
        visitor
            .confirm("Turn the second factor off?", "Turn it off")
            .await?;
        visitor.one("button", "Set up an authenticator").await?;
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn somebody_signs_in_at_an_identity_provider_and_out_again() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let provider = IdentityProvider::start()?;
    let arguments = [
        "--oidc-issuer",
        provider.issuer(),
        "--oidc-client-id",
        "longshore",
        "--oidc-grant",
        "ops=administrator",
    ];
    let variables = [("LONGSHORE_OIDC_CLIENT_SECRET", SECRET)];
    let (longshore, _code) = Longshore::start_first(&aws, &arguments, &variables)?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        visitor.go("/queue").await?;
        visitor.one("button", "Sign in at 127.0.0.1").await?;
        inspect(visitor, "sign in with a provider", &mut found).await?;
        visitor.press("Sign in at 127.0.0.1").await?;
        visitor.one("heading", "Who are you?").await?;
        visitor.follow("I am ada").await?;
        visitor.one("heading", "Queue").await?;
        visitor.one("button", "ada administrator").await?;
        visitor.go("/account").await?;
        visitor.sees("You sign in at the identity provider").await?;
        visitor.go("/sign-in?problem=provider-refused").await?;
        all_good(&found)
    })
    .await
}

#[tokio::test]
async fn where_only_a_provider_is_open_the_page_says_who_comes_first() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let provider = IdentityProvider::start()?;
    let arguments = [
        "--oidc-issuer",
        provider.issuer(),
        "--oidc-client-id",
        "longshore",
        "--oidc-grant",
        "ops=administrator",
        "--sso-only",
    ];
    let variables = [("LONGSHORE_OIDC_CLIENT_SECRET", SECRET)];
    let longshore = Longshore::start_empty(&aws, &arguments, &variables)?;
    visit(longshore.url(), async |visitor| {
        let mut found = Vec::new();
        visitor.go("/account").await?;
        visitor.sees("There is no administrator yet").await?;
        visitor.sees("--oidc-grant GROUP=administrator").await?;
        inspect(visitor, "sign in with a provider alone", &mut found).await?;
        visitor.press("Sign in at 127.0.0.1").await?;
        visitor.follow("I am ada").await?;
        visitor.one("button", "ada administrator").await?;
        // Who could not confirm who they are reads why, and goes on where they were.
        visitor
            .go("/sign-in?problem=provider-no-auth-time&next=%2Faccount")
            .await?;
        visitor.sees("It was not confirmed that it is you").await?;
        inspect(visitor, "what was not confirmed", &mut found).await?;
        visitor.follow("Go on").await?;
        visitor.one("heading", "Your account").await?;
        all_good(&found)
    })
    .await
}
