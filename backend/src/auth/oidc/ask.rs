//! One question to the provider over HTTP, and what comes of it. No redirect is followed, and no
//! answer is read that is larger than it could be.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ProviderSettings;

/// No answer of a provider takes longer or is larger.
const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST: usize = 512 * 1024;
/// The longest name of an error that is told; those that there are have fewer letters.
const LONGEST_ERROR: usize = 64;

/// Why a question to the provider has no answer. All who wait for the same one are told the same.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum AskError {
    #[error("the provider could not be asked for {what}")]
    Unreachable {
        what: &'static str,
        #[source]
        source: Arc<reqwest::Error>,
    },
    #[error("the provider did not tell what it says of itself within {} seconds", .0.as_secs())]
    Late(Duration),
    #[error("the provider answered {status} when it was asked for {what}")]
    Status { what: &'static str, status: u16 },
    #[error(
        "the provider does not take Longshore for its client ({error}): see that --oidc-client-id and LONGSHORE_OIDC_CLIENT_SECRET are what it knows, and that it knows the redirect address"
    )]
    Client { error: String },
    #[error("the provider refused {what}: {error}")]
    Refused { what: &'static str, error: String },
    #[error(
        "the provider calls itself {0:?}: --oidc-issuer has to be that, to the letter, also with or without a slash at its end"
    )]
    OtherIssuer(String),
    #[error("the provider's answer about {what} is wrong: {fault}")]
    Wrong {
        what: &'static str,
        fault: &'static str,
    },
}

impl AskError {
    /// Whether it may be otherwise in a while, and nobody has to set anything right.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Late(_) => true,
            // It is broken, or has too much to do.
            Self::Status { status, .. } => *status >= 500 || matches!(status, 408 | 429),
            Self::Client { .. }
            | Self::Refused { .. }
            | Self::OtherIssuer(_)
            | Self::Wrong { .. } => false,
        }
    }
}

/// What speaks with the provider.
pub(super) fn client(settings: &ProviderSettings) -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .https_only(settings.issuer.starts_with("https://"))
        .timeout(PATIENCE)
        .user_agent(concat!("Longshore/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Asks, and reads the answer.
pub(super) async fn ask<T: DeserializeOwned>(
    request: RequestBuilder,
    what: &'static str,
) -> Result<T, AskError> {
    let sent = request.header(ACCEPT, "application/json").send().await;
    let answer = sent.map_err(unreachable(what))?;
    let status = answer.status();
    let is_token = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/jwt"));
    let bytes = read(answer, what).await?;
    if !status.is_success() {
        return Err(refused(what, status.as_u16(), &bytes));
    }
    let wrong = |fault| AskError::Wrong { what, fault };
    if is_token {
        return Err(wrong(
            "it is a signed token, and JSON was asked for; have the provider answer Longshore without signing (`userinfo_signed_response_alg` of the client)",
        ));
    }
    serde_json::from_slice(&bytes).map_err(|_| wrong("it is not what OpenID Connect has there"))
}

async fn read(mut answer: Response, what: &'static str) -> Result<Vec<u8>, AskError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable(what))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            let fault = "it is too large";
            return Err(AskError::Wrong { what, fault });
        }
    }
    Ok(bytes)
}

/// A refusal as RFC 6749, section 5.2, has it. Its description is left out: it may repeat what was
/// sent.
fn refused(what: &'static str, status: u16, body: &[u8]) -> AskError {
    #[derive(Deserialize)]
    struct Told {
        error: String,
    }
    let error = serde_json::from_slice::<Told>(body)
        .map(|told| told.error)
        .ok()
        .filter(|error| is_name(error));
    match error {
        _ if status >= 500 => AskError::Status { what, status },
        Some(error) if matches!(error.as_str(), "invalid_client" | "unauthorized_client") => {
            AskError::Client { error }
        }
        Some(error) => AskError::Refused { what, error },
        None => AskError::Status { what, status },
    }
}

fn is_name(error: &str) -> bool {
    (1..=LONGEST_ERROR).contains(&error.len())
        && error
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// An error of the connection, without the address: it may hold what is secret.
fn unreachable(what: &'static str) -> impl FnOnce(reqwest::Error) -> AskError {
    move |source| AskError::Unreachable {
        what,
        source: Arc::new(source.without_url()),
    }
}
