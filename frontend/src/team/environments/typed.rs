//! What is typed of an environment, and what it comes to.

use serde::{Deserialize, Serialize};
use shared::environment::{Access, EnvironmentSettings};
use shared::wire::{EnvironmentStart, KeptEnvironment};

/// A kind of access, as the form has it.
pub(super) const PROCESS: &str = "process";
pub(super) const PROFILE: &str = "profile";
pub(super) const ROLE: &str = "role";

/// The form's fields, and the version of the environment that the form was opened with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Typed {
    pub(super) base_version: i64,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) kind: String,
    pub(super) profile: String,
    pub(super) role_arn: String,
    pub(super) external_id: String,
    pub(super) endpoint_url: String,
    pub(super) clusters: String,
}

impl Typed {
    /// What stands there at first.
    pub(super) fn of(one: Option<&KeptEnvironment>, start: &EnvironmentStart) -> Self {
        let mut typed = Self {
            region: start.region.clone().unwrap_or_default(),
            kind: PROCESS.to_owned(),
            external_id: start.external_id.clone(),
            ..Self::default()
        };
        let Some(one) = one else {
            return typed;
        };
        typed.base_version = one.version;
        typed.name.clone_from(&one.name);
        typed.region.clone_from(&one.settings.region);
        typed.endpoint_url = one.settings.endpoint_url.clone().unwrap_or_default();
        typed.clusters = one.settings.clusters.join("\n");
        match &one.settings.access {
            Access::Process => {}
            Access::Profile { profile } => {
                PROFILE.clone_into(&mut typed.kind);
                typed.profile.clone_from(profile);
            }
            Access::Role {
                role_arn,
                external_id,
            } => {
                ROLE.clone_into(&mut typed.kind);
                typed.role_arn.clone_from(role_arn);
                typed.external_id.clone_from(external_id);
            }
        }
        typed
    }

    /// What it comes to.
    pub(super) fn settings(&self) -> EnvironmentSettings {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        EnvironmentSettings {
            region: self.region.trim().to_owned(),
            access: match self.kind.as_str() {
                PROFILE => Access::Profile {
                    profile: self.profile.trim().to_owned(),
                },
                ROLE => Access::Role {
                    role_arn: self.role_arn.trim().to_owned(),
                    external_id: self.external_id.trim().to_owned(),
                },
                _ => Access::Process,
            },
            endpoint_url: filled(&self.endpoint_url),
            clusters: self
                .clusters
                .split(['\n', ',', ' '])
                .filter_map(filled)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::environment::Access;

    use super::{ROLE, Typed};

    #[test]
    fn clusters_are_named_one_a_line_or_with_commas() {
        let typed = Typed {
            kind: ROLE.to_owned(),
            role_arn: " arn:aws:iam::123456789012:role/x ".to_owned(),
            clusters: "web, jobs\n\n mail".to_owned(),
            ..Typed::default()
        };
        let settings = typed.settings();
        assert_eq!(settings.clusters, ["web", "jobs", "mail"]);
        assert_eq!(settings.endpoint_url, None);
        let Access::Role { role_arn, .. } = settings.access else {
            panic!("another kind");
        };
        assert_eq!(role_arn, "arn:aws:iam::123456789012:role/x");
    }
}
