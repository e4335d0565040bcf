//! What is known of AWS beside the documents. It is given; nothing here asks.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::DocumentKind;
use crate::pointer::Pointer;
use crate::wire;

/// What is known of AWS. A rule that would need what is not known answers [`Unknown`].
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The account, 12 digits.
    pub account: Option<String>,
    /// The region, such as `eu-central-1`.
    pub region: Option<String>,
    /// Whether the service is there already.
    pub is_there: Option<bool>,
    /// Whether the tasks of the service that is there run on the cluster's own instances.
    pub on_instances: Option<bool>,
    /// The deployment controller that the service has in AWS, such as `CODE_DEPLOY`.
    pub controller: Option<String>,
    /// The clusters.
    pub clusters: Option<Vec<wire::Cluster>>,
    /// The target groups.
    pub target_groups: Option<Vec<wire::TargetGroup>>,
    /// The default Service Connect namespaces of the clusters that were looked at, by the cluster's
    /// name; nothing where a cluster has none.
    pub default_namespaces: BTreeMap<String, Option<String>>,
    /// The types of the DNS records of the Cloud Map services that were looked at, by ARN, such as
    /// `A` and `SRV`; empty where a service has none.
    pub registries: BTreeMap<String, BTreeSet<String>>,
    /// The names of the parameters in Parameter Store.
    pub parameters: Option<BTreeSet<String>>,
    /// The ARNs of the secrets in Secrets Manager.
    pub secrets: Option<BTreeSet<String>>,
    /// Whether secrets and parameters that were looked for are there, by `valueFrom`. It speaks for
    /// these alone, where the lists above speak for all.
    pub there: BTreeMap<String, bool>,
    /// The roles that were looked at, by ARN: whether ECS tasks may act as them; nothing where
    /// there is no such role.
    pub roles: BTreeMap<String, Option<Trust>>,
    /// Whether the task's execution role may read a secret or parameter, by `valueFrom`.
    pub readable: BTreeMap<String, bool>,
}

/// Who may act as a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// ECS tasks may.
    Tasks,
    /// ECS tasks may not.
    Others,
}

/// A question that a rule could not answer, because what it needs is not known or not filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The rule.
    pub code: &'static str,
    /// The document it is about.
    pub document: DocumentKind,
    /// The place in the document.
    pub pointer: Pointer,
    /// What would have to be known, such as `which target groups there are`.
    pub needs: &'static str,
}
