//! Which permissions the calls of a plan need. Pure.

use std::collections::BTreeSet;

use shared::iam_policy::roles_of_ecs;
use shared::json::{self, Json};
use shared::plan::{Plan, Step};

use super::subject::list;
use crate::aws::{Action, last_part, partition};

/// Something that Longshore must be allowed to do for a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needed {
    pub(super) action: Action,
    /// The ARN of what it is done to.
    pub(super) resource: String,
    /// Whether it is certain that AWS demands it. Tags on what is made are only asked for where
    /// the account setting `tagResourceAuthorization` is on.
    pub(super) is_certain: bool,
}

/// What the calls need, each once.
pub(super) fn needed(plan: &Plan, region: &str, account: &str) -> BTreeSet<Needed> {
    let partition = partition(region);
    let ecs =
        |kind: &str, name: &str| format!("arn:{partition}:ecs:{region}:{account}:{kind}/{name}");
    let cluster_name = last_part(&plan.target.cluster);
    let cluster = ecs("cluster", cluster_name);
    let service = ecs(
        "service",
        &format!("{cluster_name}/{}", plan.target.service),
    );
    let in_cluster = |name: &'static str| Action {
        name,
        context: vec![("ecs:cluster", cluster.clone())],
    };
    let bare = |name: &'static str| Action {
        name,
        context: Vec::new(),
    };
    let mut needed = BTreeSet::new();
    let mut need = |action: Action, resource: String, is_certain: bool| {
        needed.insert(Needed {
            action,
            resource,
            is_certain,
        });
    };
    for step in &plan.steps {
        let body = step.body().and_then(|body| json::parse(body).ok());
        let body = body.unwrap_or(Json::Null);
        let text = |member: &str| body.get(member).and_then(Json::as_str);
        let is_tagged = !list(&body, "tags").is_empty();
        for role in roles_of_ecs(&body) {
            if role.starts_with("arn:") {
                need(passing("ecs.amazonaws.com"), role, true);
            }
        }
        match step {
            Step::RegisterTaskDefinition { family, .. } => {
                let definition = ecs("task-definition", &format!("{family}:*"));
                need(bare("ecs:RegisterTaskDefinition"), definition.clone(), true);
                if is_tagged {
                    need(bare("ecs:TagResource"), definition, false);
                }
                for member in ["taskRoleArn", "executionRoleArn"] {
                    if let Some(role) = text(member).filter(|role| role.starts_with("arn:")) {
                        need(passing("ecs-tasks.amazonaws.com"), role.to_owned(), true);
                    }
                }
            }
            Step::CreateService { .. } => {
                need(in_cluster("ecs:CreateService"), service.clone(), true);
                if is_tagged {
                    need(bare("ecs:TagResource"), service.clone(), false);
                }
                if let Some(role) = text("role").filter(|role| role.starts_with("arn:")) {
                    need(passing("ecs.amazonaws.com"), role.to_owned(), true);
                }
            }
            Step::UpdateService { .. } => {
                need(in_cluster("ecs:UpdateService"), service.clone(), true);
            }
            Step::TagResource { .. } => {
                let resource = text("resourceArn").map_or_else(|| service.clone(), str::to_owned);
                need(bare("ecs:TagResource"), resource, true);
            }
            Step::UntagResource { .. } => {
                let resource = text("resourceArn").map_or_else(|| service.clone(), str::to_owned);
                need(bare("ecs:UntagResource"), resource, true);
            }
            Step::RunTask { .. } => {
                let family = text("taskDefinition").map(last_part).unwrap_or_default();
                let family = family.split(':').next().unwrap_or_default();
                let family = if family.starts_with("@@") {
                    registered_family(plan).unwrap_or("*")
                } else {
                    family
                };
                let definition = ecs("task-definition", &format!("{family}:*"));
                need(in_cluster("ecs:RunTask"), definition, true);
                let overrides = body.get("overrides").unwrap_or(&Json::Null);
                for member in ["taskRoleArn", "executionRoleArn"] {
                    let role = overrides.get(member).and_then(Json::as_str);
                    if let Some(role) = role.filter(|role| role.starts_with("arn:")) {
                        need(passing("ecs-tasks.amazonaws.com"), role.to_owned(), true);
                    }
                }
            }
            Step::DeleteService { .. } => {
                need(in_cluster("ecs:DeleteService"), service.clone(), true);
            }
            Step::RegisterScalableTarget { .. } => {
                let targets = format!(
                    "arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/*"
                );
                need(scaling(), targets, true);
            }
            Step::WaitForSteadyState
            | Step::WaitForTask
            | Step::WaitForNoTasks
            | Step::WaitForDeletion => {}
        }
    }
    needed
}

fn passing(service: &str) -> Action {
    Action {
        name: "iam:PassRole",
        context: vec![("iam:PassedToService", service.to_owned())],
    }
}

fn scaling() -> Action {
    Action {
        name: "application-autoscaling:RegisterScalableTarget",
        context: vec![
            (
                "application-autoscaling:scalable-dimension",
                "ecs:service:DesiredCount".to_owned(),
            ),
            (
                "application-autoscaling:service-namespace",
                "ecs".to_owned(),
            ),
        ],
    }
}

fn registered_family(plan: &Plan) -> Option<&str> {
    plan.steps.iter().find_map(|step| {
        if let Step::RegisterTaskDefinition { family, .. } = step {
            Some(family.as_str())
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use shared::plan::{Base, Plan, PlanKind, Step, Target};

    use super::needed;

    fn plan(steps: Vec<Step>) -> Plan {
        Plan {
            id: "1".to_owned(),
            target: Target {
                cluster: "production".to_owned(),
                service: "web".to_owned(),
            },
            kind: PlanKind::NewRevision,
            base: Base {
                fingerprint: String::new(),
                task_definition_arn: None,
                next_revision: None,
                images: std::collections::BTreeMap::new(),
                desired_count: shared::plan::DesiredCount::Compared,
            },
            changes: Vec::new(),
            forecast: None,
            steps,
        }
    }

    #[test]
    fn exactly_the_calls_of_the_plan_are_asked_about() {
        let plan = plan(vec![
            Step::RegisterTaskDefinition {
                family: "web".to_owned(),
                body: r#"{"family": "web", "taskRoleArn": "arn:aws:iam::1:role/web", "tags": [{"key": "a"}]}"#
                    .to_owned(),
            },
            Step::UpdateService {
                body: r#"{"cluster": "production", "service": "web"}"#.to_owned(),
            },
            Step::WaitForSteadyState,
        ]);
        let said: Vec<(&str, String, bool)> = needed(&plan, "eu-central-1", "1")
            .into_iter()
            .map(|one| (one.action.name, one.resource, one.is_certain))
            .collect();
        let definition = "arn:aws:ecs:eu-central-1:1:task-definition/web:*".to_owned();
        assert_eq!(
            said,
            [
                ("ecs:RegisterTaskDefinition", definition.clone(), true),
                ("ecs:TagResource", definition, false),
                (
                    "ecs:UpdateService",
                    "arn:aws:ecs:eu-central-1:1:service/production/web".to_owned(),
                    true
                ),
                ("iam:PassRole", "arn:aws:iam::1:role/web".to_owned(), true),
            ]
        );
    }

    #[test]
    fn the_roles_that_ecs_itself_acts_as_are_passed_to_it() {
        let plan = plan(vec![Step::UpdateService {
            body: r#"{"cluster": "production", "service": "web",
                "deploymentConfiguration": {"lifecycleHooks": [
                    {"targetType": "PAUSE"}, {"roleArn": "arn:aws:iam::1:role/hooks"}]},
                "loadBalancers": [{"advancedConfiguration": {"roleArn": "arn:aws:iam::1:role/rules"}}],
                "volumeConfigurations": [{"name": "data",
                    "managedEBSVolume": {"roleArn": "arn:aws:iam::1:role/volumes"}}]}"#
                .to_owned(),
        }]);
        let passed: Vec<String> = needed(&plan, "eu-central-1", "1")
            .into_iter()
            .filter(|one| one.action == super::passing("ecs.amazonaws.com"))
            .map(|one| one.resource)
            .collect();
        assert_eq!(
            passed,
            ["hooks", "rules", "volumes"].map(|name| format!("arn:aws:iam::1:role/{name}"))
        );
    }

    #[test]
    fn a_deletion_needs_its_own_and_nothing_else() {
        let plan = plan(vec![
            Step::DeleteService {
                body: "{}".to_owned(),
            },
            Step::WaitForDeletion,
        ]);
        let said: Vec<&str> = needed(&plan, "cn-north-1", "1")
            .iter()
            .map(|one| one.action.name)
            .collect();
        assert_eq!(said, ["ecs:DeleteService"]);
    }
}
