//! All state of ECS, and finding things in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    arns,
    cluster::Cluster,
    refusal,
    service::Service,
    task::Task,
    task_definition::{Family, TaskDefinition},
};
use crate::error::AwsError;

/// Everything in ECS, keyed by name (clusters, families) or ARN (services, tasks).
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ecs {
    pub(super) clusters: BTreeMap<String, Cluster>,
    pub(super) families: BTreeMap<String, Family>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) tasks: BTreeMap<String, Task>,
    /// Those of the account, as they are described, by name; AWS's own are not among them.
    #[serde(default)]
    pub(super) capacity_providers: BTreeMap<String, Value>,
    /// The `RunTask` calls that came with a client token, by cluster and token.
    pub(super) run_tokens: BTreeMap<String, RunToken>,
    /// The tasks of each service, so that they need not be looked for among all of them. Made by
    /// the scheduler; where there is none yet, all are looked through.
    #[serde(skip)]
    by_service: Option<HashMap<String, BTreeSet<String>>>,
}

/// What a `RunTask` call with a client token asked for, and what became of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RunToken {
    pub(super) request: Value,
    pub(super) tasks: Vec<String>,
    #[serde(default)]
    pub(super) created_ms: i64,
}

impl Ecs {
    /// The name of an active cluster, from a request's `cluster` member: a name, an ARN, or
    /// nothing for `default`.
    pub(super) fn cluster_name(&self, cluster: Option<&str>) -> Result<String, AwsError> {
        let name = cluster.map_or("default", arns::last_part);
        match self.clusters.get(name) {
            Some(cluster) if cluster.is_active => Ok(name.to_owned()),
            _ => Err(refusal::cluster_not_found()),
        }
    }

    /// A service by name or ARN in a cluster.
    pub(super) fn service_arn(&self, cluster: &str, service: &str) -> Option<String> {
        if arns::is_arn(service) && !is_short_arn(service) {
            let known = self.services.get(service)?;
            return (known.cluster == cluster).then(|| service.to_owned());
        }
        let name = arns::last_part(service);
        let arn = arns::service_beside(self.services.keys().next()?, cluster, name)?;
        self.services.contains_key(&arn).then_some(arn)
    }

    /// A revision by ARN, `family:revision` or `family` (the latest active one).
    pub(super) fn task_definition(&self, reference: &str) -> Option<&TaskDefinition> {
        let (family, revision) = split_reference(reference)?;
        let family = self.families.get(family)?;
        let found = match revision {
            Some(revision) => family.revisions.get(&revision),
            None => family
                .revisions
                .values()
                .rev()
                .find(|definition| definition.is_active()),
        }?;
        (!arns::is_arn(reference) || found.arn == reference || revision.is_none()).then_some(found)
    }

    /// Adds a task that has just been placed.
    pub(super) fn add_task(&mut self, task: Task) {
        if let (Some(index), Some(service)) = (&mut self.by_service, &task.service) {
            let tasks = index.entry(service.clone()).or_default();
            tasks.insert(task.arn.clone());
        }
        self.tasks.insert(task.arn.clone(), task);
    }

    /// Forgets tasks, and makes the index where it is out of date.
    pub(super) fn retain_tasks(&mut self, is_kept: impl Fn(&Task) -> bool) {
        let before = self.tasks.len();
        self.tasks.retain(|_, task| is_kept(task));
        if self.by_service.is_some() && self.tasks.len() == before {
            return;
        }
        let mut index: HashMap<String, BTreeSet<String>> = HashMap::new();
        for task in self.tasks.values() {
            if let Some(service) = &task.service {
                let tasks = index.entry(service.clone()).or_default();
                tasks.insert(task.arn.clone());
            }
        }
        self.by_service = Some(index);
    }

    /// The tasks of a service.
    pub(super) fn tasks_of<'a>(
        &'a self,
        service: &'a str,
    ) -> impl Iterator<Item = &'a Task> + Clone {
        let index = self.by_service.as_ref();
        let indexed = index.and_then(|index| index.get(service));
        let all = index.is_none().then_some(&self.tasks);
        let looked_up = indexed
            .into_iter()
            .flatten()
            .filter_map(|arn| self.tasks.get(arn));
        let looked_for = all
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(move |task| task.service.as_deref() == Some(service));
        looked_up.chain(looked_for)
    }

    /// The tasks of a cluster.
    pub(super) fn tasks_in<'a>(&'a self, cluster: &'a str) -> impl Iterator<Item = &'a Task> {
        self.tasks
            .values()
            .filter(move |task| task.cluster == cluster)
    }
}

/// `…:service/name`, as ARNs were before clusters were part of them.
fn is_short_arn(arn: &str) -> bool {
    arns::parts(arn, "service").is_some_and(|parts| parts.len() == 1)
}

/// Takes `family`, `family:3` or an ARN of either apart.
pub(super) fn split_reference(reference: &str) -> Option<(&str, Option<u32>)> {
    let text = if arns::is_arn(reference) {
        reference.split_once(":task-definition/")?.1
    } else {
        reference
    };
    match text.split_once(':') {
        Some((family, revision)) => Some((family, Some(revision.parse().ok()?))),
        None => Some((text, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::split_reference;

    #[test]
    fn reads_every_form_of_a_task_definition_reference() {
        let arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7";
        assert_eq!(split_reference(arn), Some(("web", Some(7))));
        assert_eq!(split_reference("web:7"), Some(("web", Some(7))));
        assert_eq!(split_reference("web"), Some(("web", None)));
        assert_eq!(split_reference("web:x"), None);
        assert_eq!(split_reference("arn:aws:iam::1:role/web"), None);
    }
}
