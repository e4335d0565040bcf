//! What is wrong with what an administrator says of an environment.

use super::{Access, EnvironmentSettings};
use serde::{Deserialize, Serialize};

/// So long may a name be: it stands in every address, and in front of every page.
const LONGEST_NAME: usize = 32;
/// So many clusters may be named.
const MOST_CLUSTERS: usize = 100;

/// Something wrong, with the member that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// The member, such as `region` or `role_arn`.
    pub member: String,
    /// What is wrong, and the way out, as a sentence.
    pub words: String,
}

impl Fault {
    pub(super) fn new(member: &str, words: impl Into<String>) -> Self {
        Self {
            member: member.to_owned(),
            words: words.into(),
        }
    }
}

/// What is wrong with an environment's name, as a sentence.
pub fn name_fault(name: &str) -> Option<String> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_letter)
        && !name.starts_with('-')
        && !name.ends_with('-');
    (!fits).then(|| {
        format!("An environment's name is 1 to {LONGEST_NAME} small letters, digits and `-` between them, such as `production`.")
    })
}

pub(super) fn of(settings: &EnvironmentSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(region(&settings.region));
    faults.extend(access(&settings.access));
    faults.extend(settings.endpoint_url.as_deref().and_then(endpoint));
    faults.extend(clusters(&settings.clusters));
    faults
}

/// Regions are named as `us-gov-west-1`: parts of small letters, and a number (AWS General
/// Reference, "AWS service endpoints").
fn region(region: &str) -> Option<Fault> {
    let parts: Vec<&str> = region.split('-').collect();
    let is_region = match parts.as_slice() {
        [words @ .., number] if words.len() >= 2 => {
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && words.iter().all(|word| {
                    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
                })
        }
        _ => false,
    };
    (!is_region).then(|| {
        Fault::new(
            "region",
            "Write the region as AWS names it, such as `eu-central-1`.",
        )
    })
}

fn access(access: &Access) -> Vec<Fault> {
    match access {
        Access::Process => Vec::new(),
        Access::Profile { profile } => {
            let fits = (1..=128).contains(&profile.len())
                && !profile.contains(|letter: char| letter.is_control() || "[]#;".contains(letter))
                && profile.trim() == profile;
            (!fits)
                .then(|| {
                    Fault::new(
                        "profile",
                        "Write the profile as `[profile …]` in the configuration file names it.",
                    )
                })
                .into_iter()
                .collect()
        }
        Access::Role {
            role_arn,
            external_id,
        } => role(role_arn)
            .into_iter()
            .chain(external(external_id))
            .collect(),
    }
}

fn role(arn: &str) -> Option<Fault> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let is_role = match parts.as_slice() {
        ["arn", partition, "iam", "", account, resource] => {
            partition.starts_with("aws")
                && account.len() == 12
                && account.bytes().all(|byte| byte.is_ascii_digit())
                && resource
                    .strip_prefix("role/")
                    .is_some_and(|name| !name.is_empty() && !name.ends_with('/'))
                && arn.len() <= 2048
                && arn.bytes().all(|byte| byte.is_ascii_graphic())
        }
        _ => false,
    };
    (!is_role).then(|| {
        Fault::new(
            "role_arn",
            "Write the role's ARN whole, such as `arn:aws:iam::123456789012:role/longshore`.",
        )
    })
}

/// AWS STS API Reference, `AssumeRole`, `ExternalId`: 2 to 1224 letters, digits and `_+=,.@:/-`.
fn external(id: &str) -> Option<Fault> {
    let fits = (2..=1224).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte));
    (!fits).then(|| {
        Fault::new(
            "external_id",
            "An external id is 2 to 1224 letters, digits and `_+=,.@:/-`. Take the one that is suggested.",
        )
    })
}

fn endpoint(url: &str) -> Option<Fault> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let fits = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest.contains('@')
            && url.bytes().all(|byte| byte.is_ascii_graphic())
    });
    (!fits).then(|| {
        Fault::new(
            "endpoint_url",
            "Write the endpoint's address whole and without a password, such as `https://vpce.example.com`, or leave it empty for AWS's own.",
        )
    })
}

/// Amazon ECS API Reference, `CreateCluster`: up to 255 letters, digits, `_` and `-`.
fn clusters(names: &[String]) -> Option<Fault> {
    if names.len() > MOST_CLUSTERS {
        return Some(Fault::new(
            "clusters",
            format!("Name at most {MOST_CLUSTERS} clusters, or none for every cluster."),
        ));
    }
    let fits = |name: &String| {
        (1..=255).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    if let Some(wrong) = names.iter().find(|name| !fits(name)) {
        return Some(Fault::new(
            "clusters",
            format!("`{wrong}` is no name of a cluster: write its name, not its ARN."),
        ));
    }
    let twice = names
        .iter()
        .enumerate()
        .find(|(place, name)| names.iter().take(*place).any(|before| before == *name));
    twice.map(|(_, name)| {
        Fault::new(
            "clusters",
            format!("The cluster `{name}` is named twice. Name it once."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Access, EnvironmentSettings};
    use super::name_fault;

    fn settings() -> EnvironmentSettings {
        EnvironmentSettings {
            region: "eu-central-1".to_owned(),
            access: Access::Role {
                role_arn: "arn:aws:iam::123456789012:role/teams/longshore".to_owned(),
                external_id: "longshore-8f2b".to_owned(),
            },
            endpoint_url: None,
            clusters: vec!["web".to_owned(), "jobs_2".to_owned()],
        }
    }

    fn members(settings: &EnvironmentSettings) -> Vec<String> {
        let faults = settings.faults();
        faults.into_iter().map(|fault| fault.member).collect()
    }

    #[test]
    fn what_is_right_has_no_faults() {
        assert_eq!(members(&settings()), Vec::<String>::new());
        for region in ["us-gov-west-1", "ap-southeast-7", "cn-north-1"] {
            let region = region.to_owned();
            let one = EnvironmentSettings {
                region,
                ..settings()
            };
            assert_eq!(members(&one), Vec::<String>::new());
        }
    }

    #[test]
    fn each_fault_names_its_member() {
        let wrong = EnvironmentSettings {
            region: "Frankfurt".to_owned(),
            access: Access::Role {
                role_arn: "arn:aws:iam::123:role/x".to_owned(),
                external_id: " ".to_owned(),
            },
            endpoint_url: Some("https://user:word@aws".to_owned()),
            clusters: vec!["arn:aws:ecs:eu-central-1:1:cluster/web".to_owned()],
        };
        assert_eq!(
            members(&wrong),
            [
                "region",
                "role_arn",
                "external_id",
                "endpoint_url",
                "clusters"
            ]
        );
        let twice = EnvironmentSettings {
            clusters: vec!["web".to_owned(), "web".to_owned()],
            access: Access::Profile {
                profile: "a]\nb".to_owned(),
            },
            ..settings()
        };
        assert_eq!(members(&twice), ["profile", "clusters"]);
    }

    #[test]
    fn names_fit_into_addresses() {
        for name in ["production", "eu-1", "a"] {
            assert_eq!(name_fault(name), None, "{name}");
        }
        for name in ["", "Production", "a b", "-a", "a-", "a/b", &"x".repeat(33)] {
            assert!(name_fault(name).is_some(), "{name}");
        }
    }
}
