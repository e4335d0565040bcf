//! Accounts: one's own, and those of others.

use shared::wire::{
    Account, Confirmation, Enrollment, Entrances, FactorCode, Listing, MadeToken, NewPerson,
    NewToken, OpenSession, PasswordChange, PasswordCode, Person, PersonUpdate, ProviderAddress,
    ProviderSignIn, RecoveryCodes, Session, SetUp, Token,
};

use super::client::{self, Method, ask, send};
use super::{Answer, body};
use crate::dom::encode;

/// How one can get in.
pub(crate) async fn find_entrances() -> Answer<Entrances> {
    ask("/entrances").await
}

/// Makes the first account.
pub(crate) async fn set_up(wanted: &SetUp) -> Answer<Session> {
    client::read(&send(Method::Post, "/setup", Some(body(wanted)?), None).await?)
}

/// Chooses a password with a code of an administrator.
pub(crate) async fn choose_password(wanted: &SetUp) -> Answer<()> {
    done(Method::Post, "/password", Some(body(wanted)?)).await
}

/// Asks for the way to the identity provider.
pub(crate) async fn begin_provider_sign_in(wanted: &ProviderSignIn) -> Answer<ProviderAddress> {
    client::read(&send(Method::Post, "/provider", Some(body(wanted)?), None).await?)
}

/// Shows once more who one is.
pub(crate) async fn confirm_identity(shown: &Confirmation) -> Answer<()> {
    done(Method::Post, "/session/confirmation", Some(body(shown)?)).await
}

pub(crate) async fn find_account() -> Answer<Account> {
    ask("/account").await
}

pub(crate) async fn change_password(change: &PasswordChange) -> Answer<()> {
    done(Method::Put, "/account/password", Some(body(change)?)).await
}

/// Draws a secret for an authenticator.
pub(crate) async fn enroll() -> Answer<Enrollment> {
    client::read(&send(Method::Post, "/account/second-factor", None, None).await?)
}

/// Turns the second factor on.
pub(crate) async fn confirm_second_factor(shown: &FactorCode) -> Answer<RecoveryCodes> {
    let sent = send(
        Method::Put,
        "/account/second-factor",
        Some(body(shown)?),
        None,
    );
    client::read(&sent.await?)
}

pub(crate) async fn delete_second_factor() -> Answer<()> {
    done(Method::Delete, "/account/second-factor", None).await
}

pub(crate) async fn list_sessions() -> Answer<Listing<OpenSession>> {
    ask("/sessions").await
}

pub(crate) async fn end_session(id: &str) -> Answer<()> {
    done(Method::Delete, &format!("/sessions/{}", encode(id)), None).await
}

pub(crate) async fn end_other_sessions() -> Answer<()> {
    done(Method::Delete, "/sessions", None).await
}

pub(crate) async fn list_tokens() -> Answer<Listing<Token>> {
    ask("/tokens").await
}

pub(crate) async fn create_token(wanted: &NewToken) -> Answer<MadeToken> {
    client::read(&send(Method::Post, "/tokens", Some(body(wanted)?), None).await?)
}

pub(crate) async fn delete_token(id: &str) -> Answer<()> {
    done(Method::Delete, &format!("/tokens/{}", encode(id)), None).await
}

pub(crate) async fn list_people() -> Answer<Listing<Person>> {
    ask("/people").await
}

pub(crate) async fn create_person(wanted: &NewPerson) -> Answer<PasswordCode> {
    client::read(&send(Method::Post, "/people", Some(body(wanted)?), None).await?)
}

pub(crate) async fn update_person(name: &str, update: &PersonUpdate) -> Answer<Person> {
    let path = format!("/people/{}", encode(name));
    client::read(&send(Method::Patch, &path, Some(body(update)?), None).await?)
}

pub(crate) async fn reset_password(name: &str) -> Answer<PasswordCode> {
    let path = format!("/people/{}/password-code", encode(name));
    client::read(&send(Method::Post, &path, None, None).await?)
}

pub(crate) async fn reset_second_factor(name: &str) -> Answer<()> {
    let path = format!("/people/{}/second-factor", encode(name));
    done(Method::Delete, &path, None).await
}

pub(crate) async fn end_sessions_of(name: &str) -> Answer<()> {
    let path = format!("/people/{}/sessions", encode(name));
    done(Method::Delete, &path, None).await
}

async fn done(method: Method, path: &str, body: Option<String>) -> Answer<()> {
    send(method, path, body, None).await.map(drop)
}
