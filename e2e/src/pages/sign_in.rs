//! The sign-in page, and who can sign in to a trial.

use anyhow::Result;

use crate::browser::Visitor;

/// Somebody to try Longshore as; the start prints them.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The name.
    pub name: &'static str,
    /// The password.
    pub password: &'static str,
}

/// May deploy.
pub const DEPLOYER: Person = Person {
    name: "dana",
    password: "harbor-lantern-seven",
};

/// May propose.
pub const EDITOR: Person = Person {
    name: "eli",
    password: "copper-meadow-eleven",
};

/// May approve.
pub const REVIEWER: Person = Person {
    name: "rosa",
    password: "velvet-orchard-three",
};

/// May do everything, and sets who may do what.
pub const ADMINISTRATOR: Person = Person {
    name: "ada",
    password: "silver-compass-nine",
};

/// May look.
pub const VIEWER: Person = Person {
    name: "vera",
    password: "quiet-pebble-morning",
};

/// Goes to a page, is asked to sign in, does so, and arrives there.
///
/// # Errors
///
/// When the page does not come.
pub async fn sign_in(visitor: &Visitor, person: Person, path: &str) -> Result<()> {
    visitor.go(path).await?;
    try_sign_in(visitor, person).await?;
    visitor
        .arrives(path, |address| address == path)
        .await
        .map(|_| ())
}

/// Fills in the form and submits it.
///
/// # Errors
///
/// When there is no such form.
pub async fn try_sign_in(visitor: &Visitor, person: Person) -> Result<()> {
    visitor.one("heading", "Sign in").await?;
    visitor.fill("Name", person.name).await?;
    visitor.fill("Password", person.password).await?;
    visitor.press("Sign in").await
}
