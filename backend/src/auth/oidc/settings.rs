//! What Longshore is told of the identity provider.

use shared::permission::Grant;
use shared::wire::Secret;

/// An identity provider, and what its groups may do.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// The issuer, to the letter as the provider calls itself.
    pub issuer: String,
    /// What the provider knows Longshore by.
    pub client_id: String,
    /// What Longshore shows it, unless it is a public client.
    pub client_secret: Option<Secret>,
    /// What is asked for, separated by spaces; `openid` among it.
    pub scopes: String,
    /// The claim that holds somebody's groups.
    pub groups_claim: String,
    /// Which role a group gives.
    pub group_grants: Vec<(String, Grant)>,
    /// Whether passwords are closed to all but those whom the operator lets in.
    pub is_only_way: bool,
}

/// Why settings are not taken.
#[derive(Debug, thiserror::Error)]
pub enum ProviderSettingsError {
    /// The issuer is not reached over TLS.
    #[error(
        "the issuer `{0}` is no https address; what it says could be changed on the way. Only on this machine itself may it be http"
    )]
    Insecure(String),
    /// It is not asked who somebody is.
    #[error(
        "the scopes `{0}` lack `openid`, without which a provider does not tell who signs in; add it to --oidc-scopes"
    )]
    NotOpenId(String),
}

impl ProviderSettings {
    /// Refuses what could not be trusted, or could not work with any provider.
    ///
    /// # Errors
    /// The issuer is not reached over TLS, or it is not asked who somebody is.
    pub fn judge(&self) -> Result<(), ProviderSettingsError> {
        if !is_secure(&self.issuer) {
            return Err(ProviderSettingsError::Insecure(self.issuer.clone()));
        }
        // OpenID Connect Core, section 3.1.2.1.
        if !self.scopes.split(' ').any(|scope| scope == "openid") {
            return Err(ProviderSettingsError::NotOpenId(self.scopes.clone()));
        }
        Ok(())
    }
}

/// Whether what an address says cannot be changed on the way.
pub(super) fn is_secure(address: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else {
        return false;
    };
    url.scheme() == "https" || url.scheme() == "http" && is_this_machine(&url)
}

/// Whether an address is on this machine, where there is nobody on the way.
fn is_this_machine(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_secure;

    #[test]
    fn only_this_machine_may_go_without_tls() {
        for good in [
            "https://id.example",
            "http://127.0.0.1:1/x",
            "http://[::1]:1",
        ] {
            assert!(is_secure(good), "{good}");
        }
        for bad in ["http://id.example", "ftp://127.0.0.1", "id.example", ""] {
            assert!(!is_secure(bad), "{bad}");
        }
    }
}
