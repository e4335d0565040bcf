//! What is asked of the provider over HTTP. No redirect is followed, and no answer is read that is
//! larger than it could be.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::settings::is_secure;
use super::verify::Claims;
use super::{Facts, ProviderError, ProviderSettings};

/// No answer of a provider takes longer or is larger.
const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST: usize = 512 * 1024;
/// So long what the provider says of itself is taken as it was.
const GOOD_FOR_MS: i64 = 60 * 60 * 1000;
/// Keys are asked for anew where one is missing, but no more often: anybody may name a key.
const KEYS_AGAIN_MS: i64 = 30 * 1000;

/// Where the provider listens.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Endpoints {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What the provider says of itself.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) endpoints: Endpoints,
    pub(super) keys: Vec<Jwk>,
    asked_at_ms: i64,
}

impl Known {
    /// Whether it need not be asked for anew, where a key of this id is needed.
    pub(super) fn is_good(&self, key_id: Option<&str>, now_ms: i64) -> bool {
        let age = now_ms - self.asked_at_ms;
        let has_key = key_id.is_none_or(|id| {
            self.keys
                .iter()
                .any(|key| key.common.key_id.as_deref() == Some(id))
        });
        age < GOOD_FOR_MS && (has_key || age < KEYS_AGAIN_MS)
    }
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

/// What a code was redeemed for.
#[derive(Deserialize)]
pub(super) struct Granted {
    pub(super) id_token: String,
    #[serde(default)]
    access_token: Option<String>,
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

/// Asks the provider what it says of itself, and for its keys.
pub(super) async fn discover(
    client: &Client,
    settings: &ProviderSettings,
    now_ms: i64,
) -> Result<Known, ProviderError> {
    let address = format!(
        "{}/.well-known/openid-configuration",
        settings.issuer.trim_end_matches('/')
    );
    let endpoints: Endpoints = ask(client.get(address), "its configuration").await?;
    if endpoints.issuer != settings.issuer {
        return Err(ProviderError::Wrong("it calls itself by another name"));
    }
    let addresses = [
        Some(&endpoints.authorization_endpoint),
        Some(&endpoints.token_endpoint),
        Some(&endpoints.jwks_uri),
        endpoints.userinfo_endpoint.as_ref(),
        endpoints.end_session_endpoint.as_ref(),
    ];
    if !addresses
        .into_iter()
        .flatten()
        .all(|address| is_secure(address))
    {
        return Err(ProviderError::Wrong("it names an address without TLS"));
    }
    let keys: Keys = ask(client.get(&endpoints.jwks_uri), "its keys").await?;
    let keys = keys
        .keys
        .into_iter()
        // Keys of a kind that is not known here are nobody's fault.
        .filter_map(|key| serde_json::from_value(key).ok())
        .collect();
    Ok(Known {
        endpoints,
        keys,
        asked_at_ms: now_ms,
    })
}

/// Redeems a code.
pub(super) async fn redeem(
    client: &Client,
    settings: &ProviderSettings,
    endpoints: &Endpoints,
    code: &str,
    verifier: &str,
    callback: &str,
) -> Result<Granted, ProviderError> {
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", callback),
        ("code_verifier", verifier),
    ];
    let id = settings.client_id.as_str();
    let methods = endpoints.token_endpoint_auth_methods_supported.as_deref();
    let takes_basic =
        methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
    let mut request = client.post(&endpoints.token_endpoint);
    match &settings.client_secret {
        Some(secret) if takes_basic => {
            let pair = format!("{}:{}", encoded(id), encoded(secret.expose()));
            request = request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)));
        }
        Some(secret) => {
            parameters.extend([("client_id", id), ("client_secret", secret.expose())]);
        }
        None => parameters.push(("client_id", id)),
    }
    let request = request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form(&parameters));
    ask(request, "what the code stands for").await
}

/// What the provider tells of somebody, in the token and beside it. Of both, the token's word
/// counts, since it is signed.
pub(super) async fn facts(
    client: &Client,
    endpoints: &Endpoints,
    granted: &Granted,
    claims: &Claims,
) -> Result<Facts, ProviderError> {
    let mut facts = match (&endpoints.userinfo_endpoint, &granted.access_token) {
        (Some(address), Some(token)) => {
            let told: Facts = ask(client.get(address).bearer_auth(token), "who it is").await?;
            if told.get("sub").and_then(Value::as_str) != Some(claims.sub.as_str()) {
                return Err(ProviderError::Wrong("it tells of somebody else"));
            }
            told
        }
        _ => Facts::new(),
    };
    facts.extend(claims.others.clone());
    Ok(facts)
}

/// An address with more parameters than it has.
pub(super) fn with_parameters(
    address: &str,
    parameters: &[(&str, &str)],
) -> Result<String, ProviderError> {
    let mut url = Url::parse(address).map_err(|_| ProviderError::Wrong("it names no address"))?;
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url.into())
}

async fn ask<T: DeserializeOwned>(
    request: RequestBuilder,
    what: &'static str,
) -> Result<T, ProviderError> {
    let sent = request.header(ACCEPT, "application/json").send().await;
    let mut answer = sent
        .and_then(reqwest::Response::error_for_status)
        .map_err(unreachable(what))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable(what))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            return Err(ProviderError::Wrong("it is too large"));
        }
    }
    serde_json::from_slice(&bytes).map_err(|_| ProviderError::Wrong("it is not what was asked for"))
}

/// An error of the connection, without the address: it may hold what is secret.
fn unreachable(what: &'static str) -> impl FnOnce(reqwest::Error) -> ProviderError {
    move |source| ProviderError::Unreachable {
        what,
        source: source.without_url(),
    }
}

fn form(parameters: &[(&str, &str)]) -> String {
    with_parameters("http://form", parameters)
        .ok()
        .and_then(|url| url.split_once('?').map(|(_, form)| form.to_owned()))
        .unwrap_or_default()
}

/// A text as RFC 6749 wants it in the names of clients: as in a form.
fn encoded(text: &str) -> String {
    form(&[("", text)]).trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{encoded, form};

    #[test]
    fn forms_are_escaped() {
        assert_eq!(form(&[("a", "b c"), ("d", "&=")]), "a=b+c&d=%26%3D");
        assert_eq!(encoded("s:cr t="), "s%3Acr+t%3D");
    }
}
