//! Environments, as administrators keep them.

use shared::wire::{
    EnvironmentCheck, EnvironmentCheckRequest, EnvironmentRequest, EnvironmentStart,
    KeptEnvironment, Listing,
};

use super::client::{self, Method, ask, send};
use super::{Answer, body};
use crate::dom::encode;

/// What one begins with when an environment is added.
pub(crate) async fn begin_environment() -> Answer<EnvironmentStart> {
    ask("/environment-start").await
}

pub(crate) async fn list_environment_settings() -> Answer<Listing<KeptEnvironment>> {
    ask("/environment-settings").await
}

/// Tries settings; nothing is kept.
pub(crate) async fn check_environment(
    wanted: &EnvironmentCheckRequest,
) -> Answer<EnvironmentCheck> {
    let sent = send(
        Method::Post,
        "/environment-check",
        Some(body(wanted)?),
        None,
    );
    client::read(&sent.await?)
}

pub(crate) async fn save_environment(
    name: &str,
    wanted: &EnvironmentRequest,
) -> Answer<KeptEnvironment> {
    let path = path(name);
    let sent = send(Method::Put, &path, Some(body(wanted)?), None);
    client::read(&sent.await?)
}

pub(crate) async fn retire_environment(name: &str) -> Answer<()> {
    send(Method::Delete, &path(name), None, None)
        .await
        .map(drop)
}

fn path(name: &str) -> String {
    format!("/environment-settings/{}", encode(name))
}
