//! Services that `CodeDeploy` or another tool deploys: what ECS permits is planned, and the rest is
//! refused before anything happens.

use shared::document::Document;
use shared::json;
use shared::plan::{
    Extent, Observed, ObservedBounds, PlanKind, Step, Target, Wanted, make, make_scalable_target,
};
use shared::pointer::Pointer;
use shared::wire::ScalableTargetPlanRequest;

use super::{GROUP, TASK, running};
use crate::{is_listed, read};

const OTHERS: [&str; 2] = ["CODE_DEPLOY", "EXTERNAL"];

/// What AWS reports of a service under another controller.
fn under(controller: &str) -> Observed {
    let mut observed = running();
    let service = observed.service.as_mut().unwrap().json_mut();
    let controller_json = format!(r#"{{"type": "{controller}"}}"#);
    let mut edits = vec![
        ("/deploymentController", controller_json.as_str()),
        ("/role", "null"),
        (
            "/deploymentConfiguration",
            r#"{"maximumPercent": 200, "minimumHealthyPercent": 100}"#,
        ),
    ];
    if controller == "EXTERNAL" {
        // Its task sets have them.
        edits.extend([("/loadBalancers", "[]"), ("/taskDefinition", "null")]);
        observed.task_definition = None;
    }
    for (pointer, value) in edits {
        let value = json::parse(value).unwrap();
        assert!(service.set(&Pointer::parse(pointer), value));
    }
    observed
}

/// What a plan amounts to, or the places that are refused because of the controller.
fn outcome(
    task_definition: Option<&str>,
    service: &Document,
    extent: Extent,
    observed: &Observed,
) -> Result<PlanKind, Vec<String>> {
    let task_definition = task_definition.map(read);
    let wanted = Wanted {
        task_definition: task_definition.as_ref(),
        service,
        extent,
        gate: None,
    };
    match make("plan-1", &wanted, observed) {
        Ok(preview) => Ok(preview.plan.kind),
        Err(issues) => {
            for issue in &issues {
                is_listed(&issue.code);
            }
            let refused = issues
                .into_iter()
                .filter(|issue| issue.code == "other-controller");
            Err(refused.map(|issue| issue.pointer.to_string()).collect())
        }
    }
}

#[test]
fn a_new_version_is_made_by_the_controller() {
    let service = read(
        r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@"}"#,
    );
    for controller in OTHERS {
        let task = TASK.replace("alpine", "1.27");
        let refused = outcome(Some(&task), &service, Extent::Partial, &under(controller));
        assert_eq!(
            refused,
            Err(vec!["/taskDefinition".to_owned()]),
            "{controller}"
        );
    }
}

#[test]
fn what_ecs_permits_is_planned() {
    for controller in OTHERS {
        for (members, kind) in [
            (r#""desiredCount": 3"#, PlanKind::Scaling),
            (
                r#""healthCheckGracePeriodSeconds": 30"#,
                PlanKind::ServiceChange,
            ),
            (r#""enableECSManagedTags": true"#, PlanKind::ServiceChange),
            (r#""propagateTags": "SERVICE""#, PlanKind::ServiceChange),
        ] {
            let service = read(&format!(
                r#"{{"cluster": "test", "service": "nginx", {members}}}"#
            ));
            let planned = outcome(None, &service, Extent::Partial, &under(controller));
            assert_eq!(planned, Ok(kind), "{controller} {members}");
        }
    }
}

#[test]
fn a_restart_and_what_makes_new_tasks_are_refused() {
    for controller in OTHERS {
        for (member, value) in [
            ("forceNewDeployment", "true"),
            ("platformVersion", r#""1.4.0""#),
            (
                "networkConfiguration",
                r#"{"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}"#,
            ),
            (
                "serviceConnectConfiguration",
                r#"{"enabled": true, "namespace": "n"}"#,
            ),
        ] {
            let service = read(&format!(
                r#"{{"cluster": "test", "service": "nginx", "{member}": {value}}}"#
            ));
            let refused = outcome(None, &service, Extent::Partial, &under(controller));
            let place = format!("/{member}");
            assert!(
                refused.as_ref().is_err_and(|all| all.contains(&place)),
                "{controller} {member}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_service_for_task_sets_is_created_without_a_task_definition() {
    let service = read(
        r#"{"cluster": "test", "serviceName": "nginx", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2}"#,
    );
    let definition = read(TASK);
    for (task_definition, names) in [
        (None, vec!["CreateService", "WaitForSteadyState"]),
        // It is registered for whoever makes the task sets.
        (
            Some(&definition),
            vec![
                "RegisterTaskDefinition",
                "CreateService",
                "WaitForSteadyState",
            ],
        ),
    ] {
        let wanted = Wanted {
            task_definition,
            service: &service,
            extent: Extent::Partial,
            gate: None,
        };
        let plan = make("plan-1", &wanted, &Observed::default()).unwrap().plan;
        assert_eq!(plan.kind, PlanKind::FirstDeploy);
        assert_eq!(plan.forecast, None);
        let steps: Vec<&str> = plan.steps.iter().map(Step::name).collect();
        assert_eq!(steps, names);
        let created = plan.steps.iter().find_map(|step| match step {
            Step::CreateService { body } => json::parse(body).ok(),
            _ => None,
        });
        assert_eq!(created.unwrap().get("taskDefinition"), None);
        let words: Vec<&str> = plan
            .changes
            .iter()
            .map(|change| change.words.as_str())
            .collect();
        assert_eq!(
            words.last(),
            Some(&"wants 2 tasks, which the task sets of another tool start")
        );
        assert!(
            words.iter().all(|words| !words.starts_with("runs")),
            "{words:?}"
        );
    }
}

#[test]
fn a_service_for_task_sets_names_no_task_definition() {
    let service = read(
        r#"{"cluster": "test", "serviceName": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2}"#,
    );
    let definition = read(TASK);
    let wanted = Wanted {
        task_definition: Some(&definition),
        service: &service,
        extent: Extent::Partial,
        gate: None,
    };
    let issues = make("plan-1", &wanted, &Observed::default()).unwrap_err();
    assert!(
        issues
            .iter()
            .any(|issue| issue.code == "external-task-definition"),
        "{issues:?}"
    );
}

#[test]
fn another_tool_has_the_rollout_s_settings_too() {
    let service = read(
        r#"{"cluster": "test", "service": "nginx", "deploymentConfiguration": {"bakeTimeInMinutes": 3}}"#,
    );
    let refused = outcome(None, &service, Extent::Partial, &under("EXTERNAL"));
    assert_eq!(refused, Err(vec!["/deploymentConfiguration".to_owned()]));
}

#[test]
fn a_service_comes_back_from_code_deploy_with_a_new_version() {
    let service = read(
        r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "deploymentController": {"type": "ECS"}}"#,
    );
    let task = TASK.replace("alpine", "1.27");
    let planned = outcome(
        Some(&task),
        &service,
        Extent::Partial,
        &under("CODE_DEPLOY"),
    );
    assert_eq!(planned, Ok(PlanKind::NewRevision));
}

#[test]
fn the_whole_service_as_it_is_changes_nothing() {
    for controller in OTHERS {
        let observed = under(controller);
        let service = observed.service.clone().unwrap();
        let planned = outcome(None, &service, Extent::Whole, &observed);
        assert_eq!(planned, Ok(PlanKind::Nothing), "{controller}");
    }
}

#[test]
fn a_way_back_is_the_controller_s() {
    let revision = Document::read_service_revision(&format!(
        r#"{{"serviceRevisions": [{{"serviceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/test/nginx/1", "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/nginx", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:2", "launchType": "EC2", "loadBalancers": [{{"targetGroupArn": "{GROUP}", "containerName": "nginx", "containerPort": 80}}]}}]}}"#
    ))
    .unwrap();
    for controller in OTHERS {
        let refused = outcome(None, &revision, Extent::Revision, &under(controller));
        assert!(
            refused
                .as_ref()
                .is_err_and(|all| all.contains(&"/taskDefinition".to_owned())),
            "{controller}: {refused:?}"
        );
    }
}

#[test]
fn bounds_are_auto_scaling_s_under_every_controller() {
    for controller in OTHERS {
        let wanted = ScalableTargetPlanRequest {
            target: Target {
                cluster: "test".to_owned(),
                service: "nginx".to_owned(),
            },
            min_capacity: 2,
            max_capacity: 4,
            scale_out_suspended: false,
            scale_in_suspended: true,
            scheduled_scaling_suspended: false,
        };
        let observed = ObservedBounds {
            service: under(controller).service,
            ..ObservedBounds::default()
        };
        let preview = make_scalable_target("plan-1", &wanted, &observed).unwrap();
        assert_eq!(preview.plan.kind, PlanKind::ScalableTargetChange);
        for issue in &preview.issues {
            is_listed(&issue.code);
        }
    }
}
