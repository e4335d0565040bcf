//! What Longshore's credentials must be allowed to do, as an IAM policy of least privilege.
//!
//! Which resource an action may be limited to is AWS's Service Authorization Reference's to say;
//! `*` stands only where it names no type of resource. What is written in ECS is limited to the
//! clusters that are given, and roles may be passed only to the services that act as them.
//! A test of the backend holds the policy against the calls that are in its sources.

mod roles;
mod session;
mod table;
mod text;

use std::collections::BTreeSet;

use crate::wire::{IamCondition, IamPolicy, IamStatement};

pub use roles::roles_of_ecs;
pub use session::session_policy;
use table::{Reach, STATEMENTS};

/// AWS's limit on a managed policy, in characters without white space (IAM and AWS STS quotas).
const MANAGED_POLICY: usize = 6144;

/// For what the policy is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Such as `aws` or `aws-cn`.
    pub partition: String,
    /// The region; `*` where it is not known.
    pub region: String,
    /// The account, 12 digits; `*` where it is not known.
    pub account: String,
    /// The names of the clusters that are deployed to; every cluster where there are none.
    pub clusters: BTreeSet<String>,
    /// The roles of environments that Longshore assumes with the credentials that the policy is for,
    /// by ARN.
    pub assumed_roles: BTreeSet<String>,
    /// The roles that tasks act as and are started with, by ARN.
    pub task_roles: BTreeSet<String>,
    /// The roles that ECS acts as for a service, by ARN.
    pub service_roles: BTreeSet<String>,
}

/// Makes the policy. `notes` are told with it, before what the policy itself has to say.
pub fn build(scope: &Scope, mut notes: Vec<String>) -> IamPolicy {
    let statements: Vec<IamStatement> = STATEMENTS
        .iter()
        .filter_map(|row| {
            let resources = row.reach.resources(scope);
            // Where no role is known, no role may be passed.
            (!resources.is_empty()).then(|| IamStatement {
                sid: row.sid.to_owned(),
                purpose: row.purpose.to_owned(),
                actions: row.actions.iter().map(|one| (*one).to_owned()).collect(),
                resources,
                conditions: row.reach.conditions(scope),
            })
        })
        .collect();
    if scope.task_roles.is_empty() {
        notes.push(
            "No role of tasks is known, so none may be passed: give the task definitions that are to be deployed, or add the roles to a statement for iam:PassRole."
                .to_owned(),
        );
    }
    if scope.account == "*" || scope.region == "*" {
        notes.push(
            "The account or the region is not known, so * stands in its place: put the real one there."
                .to_owned(),
        );
    }
    let json = text::json(&statements);
    let length = json.chars().filter(|one| !one.is_whitespace()).count();
    if length > MANAGED_POLICY {
        notes.push(format!(
            "The policy has {length} characters, and a managed policy may have {MANAGED_POLICY}: attach it as an inline policy of the role, or as several managed ones."
        ));
    }
    IamPolicy {
        terraform: text::terraform(&statements),
        json,
        statements,
        notes,
    }
}

impl Scope {
    fn arn(&self, service: &str, resource: &str) -> String {
        let Self {
            partition,
            region,
            account,
            ..
        } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// What is in the clusters that are deployed to.
    fn in_clusters(&self, kind: &str) -> Vec<String> {
        if self.clusters.is_empty() {
            return vec![self.arn("ecs", &format!("{kind}/*"))];
        }
        self.clusters
            .iter()
            .map(|cluster| self.arn("ecs", &format!("{kind}/{cluster}/*")))
            .collect()
    }
}

impl Reach {
    fn resources(self, scope: &Scope) -> Vec<String> {
        let iam =
            |resource: &str| format!("arn:{}:iam::{}:{resource}", scope.partition, scope.account);
        match self {
            Self::Everything => vec!["*".to_owned()],
            Self::Of(resources) => resources
                .iter()
                .map(|(service, resource)| scope.arn(service, resource))
                .collect(),
            Self::InClusters(kinds) => kinds
                .iter()
                .flat_map(|kind| scope.in_clusters(kind))
                .collect(),
            Self::RunInClusters => vec![scope.arn("ecs", "task-definition/*")],
            Self::Tagged => {
                let mut resources = vec![scope.arn("ecs", "task-definition/*")];
                resources.extend(
                    ["service", "task"]
                        .into_iter()
                        .flat_map(|kind| scope.in_clusters(kind)),
                );
                resources
            }
            Self::Principals => vec![iam("role/*"), iam("user/*")],
            Self::AssumedRoles => scope.assumed_roles.iter().cloned().collect(),
            Self::TaskRoles => scope.task_roles.iter().cloned().collect(),
            Self::ServiceRoles => scope.service_roles.iter().cloned().collect(),
            Self::ParameterKeys => vec![scope.arn("kms", "key/*")],
        }
    }

    fn conditions(self, scope: &Scope) -> Vec<IamCondition> {
        let one = |test: &str, key: &str, values: Vec<String>| {
            vec![IamCondition {
                test: test.to_owned(),
                key: key.to_owned(),
                values,
            }]
        };
        match self {
            Self::TaskRoles => one(
                "StringEquals",
                "iam:PassedToService",
                vec!["ecs-tasks.amazonaws.com".to_owned()],
            ),
            Self::ServiceRoles => one(
                "StringEquals",
                "iam:PassedToService",
                vec!["ecs.amazonaws.com".to_owned()],
            ),
            Self::ParameterKeys => one(
                "StringLike",
                "kms:ViaService",
                vec![format!("ssm.{}.amazonaws.com", scope.region)],
            ),
            Self::RunInClusters if !scope.clusters.is_empty() => one(
                "ArnLike",
                "ecs:cluster",
                scope
                    .clusters
                    .iter()
                    .map(|cluster| scope.arn("ecs", &format!("cluster/{cluster}")))
                    .collect(),
            ),
            Self::Everything
            | Self::Of(_)
            | Self::InClusters(_)
            | Self::RunInClusters
            | Self::Tagged
            | Self::AssumedRoles
            | Self::Principals => Vec::new(),
        }
    }
}
