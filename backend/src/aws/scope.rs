//! For what Longshore needs permissions here: the clusters that there are, and the roles of what
//! runs in them.

use shared::iam_policy::Scope;

use super::{Aws, partition};

impl Aws {
    /// The scope of the policy, and in words what it was derived from and what could not be read.
    pub async fn policy_scope(&self) -> (Scope, Vec<String>) {
        let mut notes = Vec::new();
        let mut scope = Scope {
            partition: partition(self.region()).to_owned(),
            region: self.region().to_owned(),
            account: self.account().await.unwrap_or_else(|| "*".to_owned()),
            ..Scope::default()
        };
        match self.clusters().await {
            Ok(clusters) => {
                let active = clusters.into_iter().filter(|one| one.status != "INACTIVE");
                scope.clusters = active.map(|cluster| cluster.name).collect();
            }
            Err(error) => notes.push(format!(
                "The clusters could not be read, so that every cluster may be deployed to: {error}"
            )),
        }
        match self.usage().await {
            Some(usage) => {
                let is_arn = |role: &&String| role.starts_with("arn:");
                scope.task_roles = usage.roles().filter(is_arn).cloned().collect();
                scope.service_roles = usage.roles_of_ecs().filter(is_arn).cloned().collect();
                notes.push(format!(
                    "The clusters are those that there are now, and the {} roles those that tasks of their services have, or that ECS acts as for the services. A definition with another role needs it added.",
                    scope.task_roles.union(&scope.service_roles).count()
                ));
            }
            None => notes.push(
                "The roles of the services that run could not be read; the log of Longshore says why."
                    .to_owned(),
            ),
        }
        (scope, notes)
    }
}
