//! What `longshore serve` is told of an identity provider.

use clap::Args;
use shared::permission::{Grant, Role};
use shared::wire::Secret;

use super::{Failure, say, warn};
use crate::auth::ProviderSettings;

/// Holds what Longshore shows the provider. It is no argument, since those are visible to every
/// process.
const SECRET: &str = "LONGSHORE_OIDC_CLIENT_SECRET";

#[derive(Debug, Args)]
#[command(next_help_heading = "Sign-in at an identity provider (OpenID Connect)")]
pub(super) struct Oidc {
    /// The provider's issuer, such as `https://id.example.com/realms/staff`. Its redirect address for
    /// Longshore is `PUBLIC-URL/api/v1/provider/callback`, and the client's secret comes in the
    /// environment as `LONGSHORE_OIDC_CLIENT_SECRET`.
    #[arg(
        long = "oidc-issuer",
        value_name = "URL",
        env = "LONGSHORE_OIDC_ISSUER"
    )]
    issuer: Option<String>,
    /// What the provider knows Longshore by.
    #[arg(
        long = "oidc-client-id",
        value_name = "ID",
        env = "LONGSHORE_OIDC_CLIENT_ID",
        requires = "issuer"
    )]
    client_id: Option<String>,
    /// What is asked for of the provider.
    #[arg(
        long = "oidc-scopes",
        value_name = "SCOPES",
        default_value = "openid profile email",
        requires = "issuer"
    )]
    scopes: String,
    /// The claim that holds somebody's groups.
    #[arg(
        long = "oidc-groups-claim",
        value_name = "CLAIM",
        default_value = "groups",
        requires = "issuer"
    )]
    groups_claim: String,
    /// The role of a group, everywhere or in one environment; may be given several times. Roles are
    /// taken anew from the groups at each sign-in.
    #[arg(long = "oidc-grant", value_name = "GROUP=ROLE[@ENVIRONMENT]", value_parser = group_grant, requires = "issuer")]
    grant: Vec<(String, Grant)>,
    /// Close passwords to all but those whom `longshore user break-glass` lets in.
    #[arg(long, requires = "issuer")]
    sso_only: bool,
}

impl Oidc {
    /// Whether people come in by the provider alone.
    pub(super) fn is_only_way(&self) -> bool {
        self.sso_only
    }

    /// Says how the first administrator comes in where people come from a provider alone, and no
    /// set-up code is printed.
    pub(super) fn announce_first(&self) {
        let Some(issuer) = self.issuer.as_deref() else {
            return;
        };
        say(&format!(
            "Nobody may do everything yet, and people come in at {issuer} alone."
        ));
        let groups: Vec<&str> = self
            .grant
            .iter()
            .filter(|(_, grant)| *grant == Grant::everywhere(Role::Administrator))
            .map(|(group, _)| group.as_str())
            .collect();
        if groups.is_empty() {
            warn(
                "No group there gives the role administrator: name one with --oidc-grant GROUP=administrator, or add somebody with `longshore user add NAME --role administrator` and let their password in with `longshore user break-glass NAME`.",
            );
        } else {
            say(&format!(
                "Whoever is in the group {} there is an administrator from their first sign-in on.",
                groups.join(" or ")
            ));
        }
    }

    /// What the server is told.
    pub(super) fn settings(&self) -> Result<Option<ProviderSettings>, Failure> {
        let Some(issuer) = &self.issuer else {
            return Ok(None);
        };
        let client_id = self.client_id.clone().ok_or_else(|| {
            Failure::new(
                "--oidc-issuer needs --oidc-client-id: what the provider knows Longshore by",
            )
        })?;
        let settings = ProviderSettings {
            issuer: issuer.clone(),
            client_id,
            client_secret: std::env::var(SECRET).ok().map(Secret::new),
            scopes: self.scopes.clone(),
            groups_claim: self.groups_claim.clone(),
            group_grants: self.grant.clone(),
            is_only_way: self.sso_only,
        };
        settings.judge()?;
        Ok(Some(settings))
    }
}

/// Reads `GROUP=ROLE` or `GROUP=ROLE@ENVIRONMENT`. A group's name may have `=` in it.
fn group_grant(text: &str) -> Result<(String, Grant), String> {
    let form = || "write GROUP=ROLE or GROUP=ROLE@ENVIRONMENT".to_owned();
    let (group, grant) = text.rsplit_once('=').ok_or_else(form)?;
    let (role, environment) = match grant.split_once('@') {
        Some((role, environment)) => (role, Some(environment.to_owned())),
        None => (grant, None),
    };
    if group.is_empty() || environment.as_deref() == Some("") {
        return Err(form());
    }
    let role = Role::find(role).ok_or_else(|| {
        let names: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
        format!("there is no role {role}; choose {}", names.join(" or "))
    })?;
    Ok((group.to_owned(), Grant { environment, role }))
}

#[cfg(test)]
mod tests {
    use super::group_grant;

    #[test]
    fn a_group_has_a_role_everywhere_or_in_one_environment() {
        let told = |text: &str| {
            let (group, grant) = group_grant(text).unwrap();
            format!("{group}: {grant}")
        };
        assert_eq!(told("ops=administrator"), "ops: administrator");
        assert_eq!(told("cn=dev=editor@staging"), "cn=dev: editor in staging");
        for wrong in ["ops", "ops=chief", "=viewer", "ops=viewer@"] {
            assert!(group_grant(wrong).is_err(), "{wrong}");
        }
    }
}
