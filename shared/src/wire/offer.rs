//! What forms let people choose from: things in AWS, with what they mean.

use serde::{Deserialize, Serialize};

/// The kinds of things that a form can offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OfferKind {
    /// Cloud Watch alarms; the value is the name.
    Alarms,
    /// Capacity providers, of the cluster in `of` where one is given; the value is the name.
    CapacityProviders,
    /// Classic load balancers; the value is the name.
    ClassicLoadBalancers,
    /// Clusters; the value is the name.
    Clusters,
    /// EFS access points, of the file system in `of`; the value is the id.
    AccessPoints,
    /// EFS file systems; the value is the id.
    FileSystems,
    /// Tags of the ECR repository in `of` (its URI); the value is the image.
    Images,
    /// KMS keys; the value is the ARN.
    Keys,
    /// Log groups; the value is the name.
    LogGroups,
    /// Cloud Map namespaces; the value is the name.
    Namespaces,
    /// Parameters of Parameter Store; the value is the ARN.
    Parameters,
    /// Cloud Map services; the value is the ARN.
    Registries,
    /// ECR repositories; the value is the URI.
    Repositories,
    /// IAM roles; the value is the ARN.
    Roles,
    /// The names of JSON keys of the secret in `of` (its ARN), as far as running task definitions
    /// name them; the value is the key. A secret's value is never read for it.
    SecretKeys,
    /// The versions of the secret in `of` (its ARN); the value is a stage.
    SecretVersions,
    /// Secrets of Secrets Manager; the value is the ARN.
    Secrets,
    /// Security groups; the value is the id.
    SecurityGroups,
    /// Subnets; the value is the id.
    Subnets,
    /// Target groups; the value is the ARN.
    TargetGroups,
}

impl OfferKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Alarms,
        Self::CapacityProviders,
        Self::ClassicLoadBalancers,
        Self::Clusters,
        Self::AccessPoints,
        Self::FileSystems,
        Self::Images,
        Self::Keys,
        Self::LogGroups,
        Self::Namespaces,
        Self::Parameters,
        Self::Registries,
        Self::Repositories,
        Self::Roles,
        Self::SecretKeys,
        Self::SecretVersions,
        Self::Secrets,
        Self::SecurityGroups,
        Self::Subnets,
        Self::TargetGroups,
    ];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarms => "alarms",
            Self::CapacityProviders => "capacity-providers",
            Self::ClassicLoadBalancers => "classic-load-balancers",
            Self::Clusters => "clusters",
            Self::AccessPoints => "access-points",
            Self::FileSystems => "file-systems",
            Self::Images => "images",
            Self::Keys => "keys",
            Self::LogGroups => "log-groups",
            Self::Namespaces => "namespaces",
            Self::Parameters => "parameters",
            Self::Registries => "registries",
            Self::Repositories => "repositories",
            Self::Roles => "roles",
            Self::SecretKeys => "secret-keys",
            Self::SecretVersions => "secret-versions",
            Self::Secrets => "secrets",
            Self::SecurityGroups => "security-groups",
            Self::Subnets => "subnets",
            Self::TargetGroups => "target-groups",
        }
    }

    /// Finds a kind by its name in addresses.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What is asked of a list of offers; all of it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferQuery {
    /// What the names must hold; a path such as `/shop/` for parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// What the last page gave as `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The thing that the offers belong to, where the kind says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// For images: where they are to run, such as `linux/arm64`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// For target groups: what the tasks need, `ip` or `instance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<String>,
}

/// One thing in AWS that a form can offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offer {
    /// What is put into the document.
    pub value: String,
    /// What people call it.
    pub name: String,
    /// What it means, in short phrases, the most telling one first.
    pub facts: Vec<String>,
    /// When it was made or changed last, where AWS says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at_ms: Option<i64>,
    /// What speaks against it here, in whole sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerns: Vec<String>,
    /// The same thing nailed down, such as an image by its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
}

/// Asks whether a role may read secrets and parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadabilityRequest {
    /// The execution role, by ARN.
    pub role: String,
    /// The references, as `valueFrom` has them. At most 100.
    pub value_from: Vec<String>,
}

/// Whether a role may read one secret or parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Readability {
    /// The reference, as it was asked for.
    pub value_from: String,
    /// Whether it may; nothing where that could not be told.
    pub readable: Option<bool>,
    /// Why, in a whole sentence, with the way out where it may not.
    pub words: String,
}

/// Writes a parameter of Parameter Store. The value goes to AWS and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParameterWrite {
    /// Its name, such as `/shop/web/api-key`.
    pub name: String,
    /// `String` or `SecureString`.
    pub parameter_type: String,
    /// Its value. It never leaves this request.
    pub value: String,
    /// The KMS key of a `SecureString`; AWS's own where none is given.
    #[serde(default)]
    pub key_id: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it is there already and gets another value; otherwise it must not be there.
    #[serde(default)]
    pub rotate: bool,
}

impl std::fmt::Debug for ParameterWrite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ParameterWrite")
            .field("name", &self.name)
            .field("parameter_type", &self.parameter_type)
            .field("rotate", &self.rotate)
            .finish_non_exhaustive()
    }
}
