//! What an environment is: an account and a region of AWS, the way in, and the clusters of it that
//! Longshore looks after.
//!
//! Two environments never look after the same cluster: what one of them asks for before something
//! is deployed would not be asked for in the other.

mod fault;
mod role;

use serde::{Deserialize, Serialize};

pub use fault::{Fault, name_fault};
pub use role::{RoleTexts, role_texts};

/// As whom Longshore comes to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Access {
    /// With the credentials that the process has: environment variables, the default profile, the
    /// role of a container or of an instance.
    Process,
    /// With those of a profile in the configuration files of the process.
    Profile {
        /// The profile's name.
        profile: String,
    },
    /// With a role that the process's credentials assume.
    Role {
        /// The role's ARN.
        role_arn: String,
        /// What the role's trust policy asks for as `sts:ExternalId`, so that nobody else who may
        /// use Longshore's credentials reaches the role by its name alone.
        external_id: String,
    },
}

impl Access {
    /// The kind in words, as lists show it.
    pub fn words(&self) -> String {
        match self {
            Self::Process => "the credentials of the process".to_owned(),
            Self::Profile { profile } => format!("the profile {profile}"),
            Self::Role { role_arn, .. } => format!("the role {role_arn}"),
        }
    }
}

/// What an administrator says of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentSettings {
    /// The region, such as `eu-central-1`.
    pub region: String,
    /// As whom Longshore comes.
    pub access: Access,
    /// An endpoint other than AWS's own.
    #[serde(default)]
    pub endpoint_url: Option<String>,
    /// The names of the clusters that Longshore looks after; none for every cluster.
    #[serde(default)]
    pub clusters: Vec<String>,
}

impl EnvironmentSettings {
    /// What is wrong with them by themselves, in the order in which they are asked for.
    pub fn faults(&self) -> Vec<Fault> {
        fault::of(self)
    }

    /// Whether a cluster, by its name, is looked after.
    pub fn covers(&self, cluster: &str) -> bool {
        covers(&self.clusters, cluster)
    }
}

/// Whether a cluster is among those that are named, where none means all.
pub fn covers(clusters: &[String], cluster: &str) -> bool {
    clusters.is_empty() || clusters.iter().any(|named| named == cluster)
}

/// Where clusters are: the account and the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground<'a> {
    /// The account, 12 digits.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The clusters; none for every one.
    pub clusters: &'a [String],
}

impl Ground<'_> {
    /// What both look after, in words; nothing where they share nothing.
    pub fn shared_with(&self, other: &Ground<'_>) -> Option<String> {
        if (self.account, self.region) != (other.account, other.region) {
            return None;
        }
        match (self.clusters, other.clusters) {
            ([], []) => Some("every cluster".to_owned()),
            ([], some) | (some, []) => Some(in_words(some.iter())),
            (some, others) => {
                let both: Vec<&String> = some.iter().filter(|one| others.contains(one)).collect();
                (!both.is_empty()).then(|| in_words(both.into_iter()))
            }
        }
    }
}

fn in_words<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.map(String::as_str).collect();
    let what = if names.len() == 1 {
        "the cluster"
    } else {
        "the clusters"
    };
    format!("{what} {}", names.join(", "))
}

/// The name of a session in which a role is assumed for somebody, so that `CloudTrail` tells who had
/// it done and by which change: the person, and the change's number where there is one.
///
/// AWS takes 2 to 64 letters, digits and `_+=,.@-` (AWS STS API Reference, `AssumeRole`,
/// `RoleSessionName`); others become `-`.
pub fn session_name(person: &str, change: Option<i64>) -> String {
    const LONGEST: usize = 64;
    let tail = change.map_or_else(String::new, |number| format!(",change-{number}"));
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    let who: String = person
        .chars()
        .map(|letter| if fits(letter) { letter } else { '-' })
        .take(LONGEST.saturating_sub("longshore=".len() + tail.len()))
        .collect();
    format!("longshore={who}{tail}")
}

#[cfg(test)]
mod tests {
    use super::{Ground, session_name};

    #[test]
    fn a_session_tells_the_person_and_the_change() {
        assert_eq!(session_name("dana", Some(12)), "longshore=dana,change-12");
        assert_eq!(session_name("dana", None), "longshore=dana");
        assert_eq!(session_name("Åsa Öst", None), "longshore=-sa--st");
        let long = session_name(&"x".repeat(200), Some(i64::MAX));
        assert_eq!(long.len(), 64);
        assert!(long.ends_with(&format!(",change-{}", i64::MAX)));
    }

    #[test]
    fn environments_share_clusters_of_one_account_and_region() {
        let (all, a, ab): (Vec<String>, Vec<String>, Vec<String>) = (
            vec![],
            vec!["a".to_owned()],
            vec!["b".to_owned(), "a".to_owned()],
        );
        let ground = |account, region, clusters| Ground {
            account,
            region,
            clusters,
        };
        let one = ground("111111111111", "eu-central-1", &a);
        assert_eq!(
            one.shared_with(&ground("111111111111", "eu-central-1", &ab)),
            Some("the cluster a".to_owned())
        );
        assert_eq!(
            ground("111111111111", "eu-central-1", &ab).shared_with(&ground(
                "111111111111",
                "eu-central-1",
                &all
            )),
            Some("the clusters b, a".to_owned())
        );
        assert_eq!(
            one.shared_with(&ground("222222222222", "eu-central-1", &all)),
            None
        );
        assert_eq!(
            one.shared_with(&ground("111111111111", "eu-west-1", &all)),
            None
        );
        let b = ["b".to_owned()];
        assert_eq!(
            one.shared_with(&ground("111111111111", "eu-central-1", &b)),
            None
        );
    }
}
