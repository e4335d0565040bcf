//! Plans with a task that runs by itself: gates, and one-off tasks.

use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::plan::{
    Extent, Named, Observed, ObservedTask, Step, Wanted, WantedTask, fingerprint_of_task, make,
    make_task,
};
use shared::pointer::Pointer;

use super::{TASK, UPDATE, cluster, compare, create, running};
use crate::read;

const MIGRATION: &str = r#"{"startedBy": "ci/42", "overrides": {"containerOverrides": [{"name": "nginx", "command": ["migrate", "--all"], "environment": [{"name": "DATABASE_PASSWORD", "value": "hunter2hunter2"}]}]}}"#;

fn run_task(text: &str) -> Document {
    Document::read(text, Some(DocumentKind::RunTask)).unwrap()
}

fn gated(name: &str, task: Option<&str>, service: &str, gate: &str, observed: &Observed) {
    let task_definition = task.map(read);
    let wanted = Wanted {
        task_definition: task_definition.as_ref(),
        service: &read(service),
        extent: Extent::Partial,
        gate: Some(&run_task(gate)),
    };
    compare(name, make("0123456789abcdef-plan", &wanted, observed));
}

/// What AWS reports of a service on Fargate.
fn on_fargate() -> Observed {
    let mut observed = running();
    let service = observed.service.as_mut().unwrap().json_mut();
    for (pointer, value) in [
        ("/launchType", r#""FARGATE""#),
        ("/platformVersion", r#""1.4.0""#),
        ("/loadBalancers", "[]"),
        ("/role", "null"),
        (
            "/networkConfiguration",
            r#"{"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": [], "assignPublicIp": "DISABLED"}}"#,
        ),
    ] {
        let value = shared::json::parse(value).unwrap();
        assert!(service.set(&Pointer::parse(pointer), value));
    }
    let runs = observed.task_definition.as_mut().unwrap().json_mut();
    for (member, value) in [
        ("/networkMode", "awsvpc"),
        ("/cpu", "256"),
        ("/memory", "512"),
    ] {
        assert!(runs.set(&Pointer::parse(member), Json::from(value)));
    }
    observed
}

fn fargate_task() -> String {
    TASK.replace("nginx:alpine", "nginx:1.27").replacen(
        '{',
        r#"{"networkMode": "awsvpc", "cpu": "256", "memory": "512", "#,
        1,
    )
}

#[test]
fn a_gate_runs_the_new_revision_where_the_service_runs() {
    let service =
        r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@"}"#;
    gated(
        "gate",
        Some(&fargate_task()),
        service,
        MIGRATION,
        &on_fargate(),
    );
}

#[test]
fn a_gate_before_a_first_deploy() {
    gated(
        "gate_before_first_deploy",
        Some(TASK),
        &create(),
        r#"{"taskDefinition": "@@TASKDEFINITION_ARN@@", "count": 1}"#,
        &Observed::default(),
    );
}

#[test]
fn a_gate_of_a_service_whose_revision_stays() {
    let service = r#"{"cluster": "test", "service": "nginx", "desiredCount": 3}"#;
    gated("gate_of_what_runs", None, service, "{}", &running());
}

#[test]
fn a_gate_of_another_family_is_of_the_revision_that_was_seen() {
    let mut observed = on_fargate();
    observed.gate = Named::There(Box::new(read(
        r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:123456789012:task-definition/smoke:7", "family": "smoke", "revision": 7, "status": "ACTIVE", "networkMode": "bridge", "containerDefinitions": [{"name": "smoke", "image": "smoke:1", "memory": 64}]}}"#,
    )));
    gated(
        "gate_of_another_family",
        None,
        r#"{"cluster": "test", "service": "nginx", "desiredCount": 2}"#,
        r#"{"taskDefinition": "smoke", "launchType": "EC2"}"#,
        &observed,
    );
}

#[test]
fn a_gate_is_one_task_beside_the_service() {
    gated(
        "gate_refused",
        Some(&fargate_task()),
        UPDATE,
        r#"{"cluster": "another", "count": 2, "overrides": {"containerOverrides": [{"name": "ngnix"}]}, "group": "@@GROUP@@"}"#,
        &on_fargate(),
    );
}

#[test]
fn nothing_to_do_needs_no_gate() {
    let wanted = Wanted {
        task_definition: Some(&read(TASK)),
        service: &read(UPDATE),
        extent: Extent::Partial,
        gate: Some(&run_task("{}")),
    };
    let preview = make("p", &wanted, &running()).unwrap();
    assert_eq!(preview.plan.steps, []);
    assert_eq!(preview.plan.changes, []);
}

fn alone(named: Named) -> ObservedTask {
    ObservedTask {
        named,
        known: shared::check::Known {
            clusters: Some(vec![cluster(2)]),
            ..shared::check::Known::default()
        },
        ..ObservedTask::default()
    }
}

fn beside() -> ObservedTask {
    let observed = on_fargate();
    ObservedTask {
        service: observed.service,
        task_definition: observed.task_definition,
        latest_revision: observed.latest_revision,
        ..alone(Named::Unknown)
    }
}

fn revision(status: &str) -> Document {
    read(&format!(
        r#"{{"taskDefinition": {{"taskDefinitionArn": "arn:aws:ecs:eu-central-1:123456789012:task-definition/jobs:9", "family": "jobs", "revision": 9, "status": "{status}", "containerDefinitions": [{{"name": "job", "image": "job:1", "memory": 64}}]}}}}"#
    ))
}

fn planned(
    name: &str,
    run_task_text: &str,
    task_definition: Option<&str>,
    service: Option<&str>,
    observed: &ObservedTask,
) {
    let task_definition = task_definition.map(read);
    let wanted = WantedTask {
        run_task: &run_task(run_task_text),
        task_definition: task_definition.as_ref(),
        service,
    };
    compare(name, make_task("0123456789abcdef-plan", &wanted, observed));
}

#[test]
fn a_task_of_a_family_is_of_the_revision_that_was_seen() {
    planned(
        "task_of_a_family",
        r#"{"cluster": "test", "taskDefinition": "jobs", "clientToken": "yesterday"}"#,
        None,
        None,
        &alone(Named::There(Box::new(revision("ACTIVE")))),
    );
}

#[test]
fn a_task_beside_a_service_runs_where_the_service_runs() {
    planned(
        "task_beside_a_service",
        r#"{"cluster": "test", "overrides": {"containerOverrides": [{"name": "nginx", "command": ["migrate"]}]}}"#,
        None,
        Some("nginx"),
        &beside(),
    );
}

#[test]
fn a_task_whose_definition_is_registered_first() {
    planned(
        "task_registered",
        r#"{"cluster": "test"}"#,
        Some(&fargate_task()),
        Some("nginx"),
        &beside(),
    );
}

#[test]
fn what_the_service_runs_is_not_registered_again() {
    let observed = beside();
    let definition = observed.task_definition.clone().unwrap();
    let wanted = WantedTask {
        run_task: &run_task(r#"{"cluster": "test"}"#),
        task_definition: Some(&definition),
        service: Some("nginx"),
    };
    let preview = make_task("p", &wanted, &observed).unwrap();
    let steps: Vec<&str> = preview.plan.steps.iter().map(Step::name).collect();
    assert_eq!(steps, ["RunTask", "WaitForTask"]);
}

#[test]
fn tasks_that_cannot_run() {
    planned(
        "task_of_nothing",
        r#"{"cluster": "elsewhere", "taskDefinition": "@@TASKDEFINITION_ARN@@"}"#,
        None,
        None,
        &alone(Named::Unknown),
    );
    planned(
        "task_of_no_revision",
        r#"{"cluster": "test", "taskDefinition": "jobs:10"}"#,
        None,
        Some("gone"),
        &alone(Named::Missing),
    );
    planned(
        "task_of_an_inactive_revision",
        r#"{"cluster": "test", "taskDefinition": "jobs:9"}"#,
        Some(TASK),
        None,
        &alone(Named::There(Box::new(revision("INACTIVE")))),
    );
}

#[test]
fn the_base_of_a_task_is_its_revision() {
    let of = |status| fingerprint_of_task(Some(&revision(status)));
    assert_eq!(of("ACTIVE"), of("ACTIVE"));
    assert_ne!(of("ACTIVE"), of("INACTIVE"));
    assert_ne!(of("ACTIVE"), fingerprint_of_task(None));
}

/// The request of an earlier plan is asked for again as it was sent: what marks its task is its own.
#[test]
fn the_mark_of_an_earlier_plan_is_replaced_and_that_of_people_stays() {
    let marked = |started_by: &str| {
        let gate = format!(r#"{{"startedBy": "{started_by}"}}"#);
        let wanted = Wanted {
            task_definition: Some(&read(&TASK.replace("alpine", "1.27"))),
            service: &read(UPDATE),
            extent: Extent::Partial,
            gate: Some(&run_task(&gate)),
        };
        let preview = make("0123456789abcdef-plan", &wanted, &running()).unwrap();
        let body = preview.plan.steps.iter().find_map(|step| match step {
            Step::RunTask { body } => shared::json::parse(body).ok(),
            _ => None,
        });
        let body = body.unwrap();
        body.get("startedBy")
            .and_then(Json::as_str)
            .unwrap()
            .to_owned()
    };
    assert_eq!(marked("longshore/aaaaaaaaaaaa"), "longshore/0123456789ab");
    assert_eq!(marked("ci/42"), "ci/42");
}

/// By which plan a gate's task is known is no part of what it does.
#[test]
fn two_plans_with_the_same_gate_do_the_same() {
    let effect = |id: &str, command: &str| {
        let gate = format!(
            r#"{{"overrides": {{"containerOverrides": [{{"name": "nginx", "command": ["{command}"]}}]}}}}"#
        );
        let wanted = Wanted {
            task_definition: Some(&read(&TASK.replace("alpine", "1.27"))),
            service: &read(UPDATE),
            extent: Extent::Partial,
            gate: Some(&run_task(&gate)),
        };
        shared::plan::effect_of(&make(id, &wanted, &running()).unwrap())
    };
    let [one, other] = ["0123456789abcdef", "fedcba9876543210"];
    assert_eq!(effect(one, "migrate"), effect(other, "migrate"));
    assert_ne!(effect(one, "migrate"), effect(other, "drop"));
}
