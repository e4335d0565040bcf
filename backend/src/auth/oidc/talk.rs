//! What is asked of the provider: what it says of itself, what a code stands for, who somebody is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::Value;

use super::ask::{AskError, ask};
use super::known::Known;
use super::settings::is_secure;
use super::verify::Claims;
use super::{Facts, ProviderSettings};

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

/// Asks the provider what it says of itself, and for its keys.
pub(super) async fn discover(
    client: &Client,
    settings: &ProviderSettings,
    now_ms: i64,
) -> Result<Known, AskError> {
    let address = format!(
        "{}/.well-known/openid-configuration",
        settings.issuer.trim_end_matches('/')
    );
    let what = "its configuration";
    let endpoints: Endpoints = ask(client.get(address), what).await?;
    if endpoints.issuer != settings.issuer {
        return Err(AskError::OtherIssuer(endpoints.issuer));
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
        let fault = "it names an address without TLS";
        return Err(AskError::Wrong { what, fault });
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
) -> Result<Granted, AskError> {
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
) -> Result<Facts, AskError> {
    let mut facts = match (&endpoints.userinfo_endpoint, &granted.access_token) {
        (Some(address), Some(token)) => {
            let what = "who it is";
            let told: Facts = ask(client.get(address).bearer_auth(token), what).await?;
            if told.get("sub").and_then(Value::as_str) != Some(claims.sub.as_str()) {
                let fault = "it is about somebody else";
                return Err(AskError::Wrong { what, fault });
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
) -> Result<String, AskError> {
    let mut url = Url::parse(address).map_err(|_| AskError::Wrong {
        what: "its configuration",
        fault: "it names no address",
    })?;
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url.into())
}

/// Parameters as forms and addresses have them.
pub(crate) fn form(parameters: &[(&str, &str)]) -> String {
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
