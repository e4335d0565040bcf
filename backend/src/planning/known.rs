//! What is asked of AWS for the checks, beside what a plan is compared with.

use std::collections::{BTreeMap, BTreeSet};

use futures::future;
use shared::check::{Known, Trust};
use shared::document::Document;
use shared::json::Json;
use shared::wire::TargetGroup;

use crate::aws::{Aws, AwsError};

/// What the checks may compare with. What cannot be asked for stays unknown.
pub(super) async fn known(
    aws: &Aws,
    task_definition: Option<&Document>,
    service: &Document,
) -> Known {
    let (account, (clusters, target_groups), named) = future::join3(
        aws.account(),
        future::join(aws.clusters(), Box::pin(target_groups(aws, service))),
        Box::pin(named(aws, task_definition)),
    )
    .await;
    Known {
        account,
        region: Some(aws.region().to_owned()),
        clusters: clusters
            .inspect_err(|error| tracing::warn!(%error, "clusters stay unchecked"))
            .ok(),
        target_groups: target_groups
            .inspect_err(|error| tracing::warn!(%error, "target groups stay unchecked"))
            .ok()
            .flatten(),
        ..named
    }
}

/// The target groups, where a service stands behind any.
async fn target_groups(
    aws: &Aws,
    service: &Document,
) -> Result<Option<Vec<TargetGroup>>, AwsError> {
    let behind: Vec<&str> = service
        .json()
        .get("loadBalancers")
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .map(|balancer| {
            let arn = balancer.get("targetGroupArn").and_then(Json::as_str);
            arn.unwrap_or_default()
        })
        .collect();
    if behind.is_empty() {
        return Ok(None);
    }
    let mut groups = aws.target_groups().await?;
    for group in &mut groups {
        if behind.contains(&group.arn.as_str()) {
            count_targets(aws, group).await;
        }
    }
    Ok(Some(groups))
}

async fn count_targets(aws: &Aws, group: &mut TargetGroup) {
    match aws.target_health(&group.arn).await {
        Ok((healthy, all)) => {
            group.healthy_targets = Some(healthy);
            group.targets = Some(all);
        }
        Err(error) => {
            tracing::warn!(target_group = %group.name, %error, "targets stay uncounted");
        }
    }
}

/// What is known of the roles, secrets and parameters that a task definition names.
async fn named(aws: &Aws, task_definition: Option<&Document>) -> Known {
    let Some(definition) = task_definition.map(Document::json) else {
        return Known::default();
    };
    let role = |member| {
        let role = definition.get(member).and_then(Json::as_str);
        role.filter(|role| role.starts_with("arn:"))
    };
    let execution = role("executionRoleArn");
    let wanted: BTreeSet<&str> = execution.into_iter().chain(role("taskRoleArn")).collect();
    let references = references(definition);
    let secrets = async {
        if references.is_empty() {
            return crate::aws::Secrets::default();
        }
        aws.secrets(execution, &references).await
    };
    let (roles, secrets) = future::join(roles(aws, &wanted), Box::pin(secrets)).await;
    Known {
        roles,
        there: secrets.there,
        readable: secrets
            .readability
            .into_iter()
            .filter_map(|one| Some((one.told.value_from, one.told.readable?)))
            .collect(),
        ..Known::default()
    }
}

/// The roles of this account, and whether ECS tasks may act as them.
async fn roles(aws: &Aws, wanted: &BTreeSet<&str>) -> BTreeMap<String, Option<Trust>> {
    let account = aws.account().await;
    let mut roles = BTreeMap::new();
    for role in wanted {
        if role.split(':').nth(4) != account.as_deref() {
            continue;
        }
        match aws.role_trust(role).await {
            Ok(trust) => {
                roles.insert((*role).to_owned(), trust);
            }
            Err(error) => tracing::warn!(role, %error, "a role stays unchecked"),
        }
    }
    roles
}

/// Every secret and parameter that containers and their log drivers get, each once.
fn references(definition: &Json) -> Vec<String> {
    let list = |of: &'_ Json, member: &str| -> Vec<Json> {
        of.get(member)
            .and_then(Json::as_array)
            .unwrap_or_default()
            .to_vec()
    };
    let mut found = BTreeSet::new();
    for container in list(definition, "containerDefinitions") {
        let logs = container.get("logConfiguration").unwrap_or(&Json::Null);
        let named = list(&container, "secrets")
            .into_iter()
            .chain(list(logs, "secretOptions"));
        found.extend(named.filter_map(|secret| {
            let from = secret.get("valueFrom").and_then(Json::as_str)?;
            Some(from.to_owned())
        }));
    }
    found.into_iter().collect()
}
