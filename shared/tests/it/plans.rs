//! Whole plans as plain text that a person can review.
//!
//! To write them anew after an intended change, run with `UPDATE_PLANS=1` and review the diff.

use std::fmt::Write as _;
use std::path::Path;

use shared::document::Document;
use shared::issue::Issue;
use shared::plan::{DesiredCount, Extent, Observed, PlanKind, Wanted, make};
use shared::wire::Preview;

use crate::read;

mod auto_scaled;
mod controllers;
mod deletion;
mod one_off;

const TASK: &str = r#"{"family": "nginx", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "memory": 128, "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}]}"#;
const CREATE: &str = r#"{"cluster": "test", "serviceName": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "loadBalancers": [{"targetGroupArn": "@@TARGET_GROUP_ARN@@", "containerName": "nginx", "containerPort": 80}], "desiredCount": 1, "role": "/ecs/test_ecs_lb_role", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;
const UPDATE: &str = r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1, "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;
const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/nginx/0123456789abcdef";

fn create() -> String {
    let values =
        std::collections::BTreeMap::from([("TARGET_GROUP_ARN".to_owned(), GROUP.to_owned())]);
    shared::placeholder::fill(CREATE, &values)
}

/// What AWS reports after the first deploy.
fn running() -> Observed {
    let service = format!(
        r#"{{"services": [{{"serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/nginx", "serviceName": "nginx", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "status": "ACTIVE", "loadBalancers": [{{"targetGroupArn": "{GROUP}", "containerName": "nginx", "containerPort": 80}}], "serviceRegistries": [], "desiredCount": 1, "runningCount": 1, "pendingCount": 0, "launchType": "EC2", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:3", "deploymentConfiguration": {{"deploymentCircuitBreaker": {{"enable": false, "rollback": false}}, "maximumPercent": 100, "minimumHealthyPercent": 0}}, "deployments": [{{"id": "ecs-svc/1", "status": "PRIMARY"}}], "roleArn": "arn:aws:iam::123456789012:role/ecs/test_ecs_lb_role", "events": [], "schedulingStrategy": "REPLICA", "enableECSManagedTags": false, "propagateTags": "NONE"}}]}}"#
    );
    let definition = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:3", "family": "nginx", "revision": 3, "status": "ACTIVE", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "cpu": 0, "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}], "essential": true, "environment": [], "mountPoints": [], "volumesFrom": []}], "volumes": [], "placementConstraints": [], "compatibilities": ["EC2"]}, "tags": [{"key": "longshore:plan", "value": "earlier"}]}"#;
    Observed {
        service: Some(read(&service)),
        task_definition: Some(read(definition)),
        latest_revision: Some(3),
        ..Observed::default()
    }
}

fn render(made: Result<Preview, Vec<Issue>>) -> String {
    let mut text = String::new();
    match made {
        Err(issues) => {
            for issue in issues {
                crate::is_listed(&issue.code);
                writeln!(
                    text,
                    "{:?} {} {}: {}",
                    issue.severity, issue.code, issue.pointer, issue.message
                )
                .unwrap();
            }
        }
        Ok(preview) => {
            let plan = &preview.plan;
            writeln!(
                text,
                "{:?} of {} in {}",
                plan.kind, plan.target.service, plan.target.cluster
            )
            .unwrap();
            writeln!(
                text,
                "runs {:?}, next revision {:?}",
                plan.base.task_definition_arn, plan.base.next_revision
            )
            .unwrap();
            for change in &plan.changes {
                writeln!(
                    text,
                    "[{}] {} ({:?})",
                    change.group, change.words, change.effect
                )
                .unwrap();
            }
            if let Some(forecast) = &plan.forecast {
                writeln!(
                    text,
                    "forecast: {} (desired {}, {} to {})",
                    forecast.words, forecast.desired, forecast.least, forecast.most
                )
                .unwrap();
                for wave in &forecast.waves {
                    writeln!(
                        text,
                        "wave: {} start, {} stop; {} new and {} old run",
                        wave.starts, wave.stops, wave.new, wave.old
                    )
                    .unwrap();
                }
                if let Some(stuck) = &forecast.stuck {
                    writeln!(text, "stuck: {stuck}").unwrap();
                }
            }
            for step in &plan.steps {
                writeln!(text, "\n{}", step.name()).unwrap();
                if let Some(body) = step.body() {
                    writeln!(text, "{body}").unwrap();
                }
            }
            writeln!(text).unwrap();
            for issue in &preview.issues {
                writeln!(
                    text,
                    "{:?} {} {}: {}",
                    issue.severity, issue.code, issue.pointer, issue.message
                )
                .unwrap();
            }
        }
    }
    text
}

fn golden(name: &str, task: Option<&str>, service: &str, observed: &Observed) {
    let task: Option<Document> = task.map(read);
    golden_of(
        name,
        task.as_ref(),
        &read(service),
        Extent::Partial,
        observed,
    );
}

fn golden_of(
    name: &str,
    task_definition: Option<&Document>,
    service: &Document,
    extent: Extent,
    observed: &Observed,
) {
    let wanted = Wanted {
        task_definition,
        service,
        extent,
        gate: None,
    };
    compare(name, make("plan-1", &wanted, observed));
}

fn compare(name: &str, made: Result<Preview, Vec<Issue>>) {
    if let Ok(preview) = &made {
        assert_eq!(preview.hash, shared::plan::hash(&preview.plan));
    }
    let text = render(made);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/plans")
        .join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_PLANS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name}");
}

#[test]
fn first_deploy() {
    golden("first_deploy", Some(TASK), &create(), &Observed::default());
}

#[test]
fn first_deploy_with_the_target_group_not_filled_in() {
    golden("not_filled_in", Some(TASK), CREATE, &Observed::default());
}

#[test]
fn new_version() {
    golden(
        "new_version",
        Some(&TASK.replace("nginx:alpine", "nginx:1.27")),
        UPDATE,
        &running(),
    );
}

/// A part of a service says nothing of its strategy.
#[test]
fn a_daemon_has_no_count() {
    let mut observed = running();
    let text = observed.service.as_ref().unwrap().text();
    observed.service = Some(read(&text.replace("REPLICA", "DAEMON")));
    let service = r#"{"cluster": "test", "service": "nginx", "desiredCount": 3}"#;
    golden("count_of_a_daemon", None, service, &observed);
}

/// A part of a service says nothing of its load balancer, which sends to that port all the same.
#[test]
fn a_revision_without_the_port_that_the_load_balancer_sends_to() {
    let port = r#", "portMappings": [{"containerPort": 80, "protocol": "tcp"}]"#;
    assert!(TASK.contains(port));
    let task = TASK.replace(port, "");
    golden("without_its_port", Some(&task), UPDATE, &running());
}

#[test]
fn new_version_with_the_first_file() {
    let task = TASK.replace("nginx:alpine", "nginx:1.27");
    golden(
        "new_version_with_the_first_file",
        Some(&task),
        &create(),
        &running(),
    );
}

#[test]
fn only_what_differs() {
    let service = UPDATE.replace("\"desiredCount\": 1", "\"desiredCount\": 3");
    golden("only_what_differs", Some(TASK), &service, &running());
}

#[test]
fn nothing_to_do() {
    golden("nothing_to_do", Some(TASK), UPDATE, &running());
}

#[test]
fn an_earlier_revision() {
    let service = UPDATE.replace("@@TASKDEFINITION_ARN@@", "nginx:2");
    golden("an_earlier_revision", None, &service, &running());
}

#[test]
fn a_forced_deployment() {
    let service = UPDATE.replace("\"desiredCount\": 1", "\"forceNewDeployment\": true");
    golden("a_forced_deployment", Some(TASK), &service, &running());
}

#[test]
fn a_service_that_is_not_there() {
    golden("not_there", Some(TASK), UPDATE, &Observed::default());
}

#[test]
fn another_role_than_at_creation() {
    let service = create().replace("test_ecs_lb_role", "another");
    golden("another_role", Some(TASK), &service, &running());
}

#[test]
fn a_rollout_that_cannot_progress() {
    let service = UPDATE.replace(
        "\"maximumPercent\": 100, \"minimumHealthyPercent\": 0",
        "\"maximumPercent\": 150, \"minimumHealthyPercent\": 100",
    );
    golden(
        "cannot_progress",
        Some(&TASK.replace("alpine", "1.27")),
        &service,
        &running(),
    );
}

/// What AWS reports of a service with more about it.
fn running_with(members: &str, tags: &str) -> Observed {
    let mut observed = running();
    let text = observed.service.as_ref().unwrap().text();
    let more = format!(
        r#"{members} "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/nginx", "tags": {tags},"#
    );
    observed.service = Some(read(&text.replacen('{', &format!("{{{more}"), 1)));
    observed
}

#[test]
fn what_a_whole_service_leaves_out_is_taken_away() {
    let observed = running_with(
        r#""serviceConnectConfiguration": {"enabled": true, "namespace": "n"}, "placementStrategy": [{"type": "random"}], "healthCheckGracePeriodSeconds": 30, "enableExecuteCommand": true,"#,
        "[]",
    );
    let service = r#"{"cluster": "test", "service": "nginx", "desiredCount": 1, "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;
    golden_of(
        "whole_service",
        None,
        &read(service),
        Extent::Whole,
        &observed,
    );
    golden_of(
        "nothing_to_do_for_a_part",
        None,
        &read(service),
        Extent::Partial,
        &observed,
    );
}

#[test]
fn a_whole_service_that_says_nothing_of_rebalancing_leaves_it_as_it_is() {
    for value in ["ENABLED", "DISABLED"] {
        let mut observed = running_with(
            &format!(r#""availabilityZoneRebalancing": "{value}","#),
            "[]",
        );
        let wider =
            |text: &str| text.replace(r#""maximumPercent": 100"#, r#""maximumPercent": 200"#);
        let service = observed.service.as_ref().unwrap().text();
        observed.service = Some(read(&wider(&service)));
        let service = wider(&create().replace("@@TASKDEFINITION_ARN@@", "nginx:3"));
        let wanted = Wanted {
            task_definition: None,
            service: &read(&service),
            extent: Extent::Whole,
            gate: None,
        };
        let preview = make("plan-1", &wanted, &observed).unwrap();
        assert_eq!(preview.plan.kind, PlanKind::Nothing, "{:?}", preview.plan);
    }
}

#[test]
fn tags_are_changed_by_calls_of_their_own() {
    let observed = running_with(
        "",
        r#"[{"key": "team", "value": "a"}, {"key": "old", "value": "1"}, {"key": "aws:cloudformation:stack-name", "value": "s"}]"#,
    );
    let service = format!(
        "{}{}",
        r#"{"cluster": "test", "serviceName": "nginx", "desiredCount": 1, "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "nginx", "containerPort": 80}], "role": "ecs/test_ecs_lb_role", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0},"#.replace("GROUP", GROUP),
        r#" "tags": [{"key": "team", "value": "b"}, {"key": "new", "value": "2"}]}"#
    );
    for (name, extent) in [
        ("tags_of_a_part", Extent::Partial),
        ("tags_of_the_whole", Extent::Whole),
    ] {
        golden_of(name, None, &read(&service), extent, &observed);
    }
}

#[test]
fn back_to_what_ran_before_with_its_settings() {
    let mut observed = running_with(
        r#""serviceConnectConfiguration": {"enabled": true, "namespace": "n"}, "enableExecuteCommand": true,"#,
        "[]",
    );
    let earlier = |status: &str| {
        read(&format!(
            r#"{{"taskDefinition": {{"family": "nginx", "revision": 2, "status": "{status}", "containerDefinitions": [{{"name": "nginx", "image": "nginx:1.25", "memory": 128, "portMappings": [{{"containerPort": 80}}]}}]}}}}"#
        ))
    };
    observed.named = Some(earlier("ACTIVE"));
    let revision = Document::read_service_revision(&format!(
        r#"{{"serviceRevisions": [{{"serviceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/test/nginx/1", "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/nginx", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:2", "launchType": "EC2", "loadBalancers": [{{"targetGroupArn": "{GROUP}", "containerName": "nginx", "containerPort": 80}}]}}]}}"#
    ))
    .unwrap();
    golden_of("rollback", None, &revision, Extent::Revision, &observed);
    observed.named = Some(earlier("INACTIVE"));
    golden_of(
        "rollback_to_what_is_gone",
        None,
        &revision,
        Extent::Revision,
        &observed,
    );
}

#[test]
fn a_second_set_of_tasks_takes_the_traffic_over() {
    let task = TASK.replace("nginx:alpine", "nginx:1.27");
    let service =
        r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@"}"#;
    for (name, configuration) in [
        (
            "canary",
            r#"{"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 15}, "bakeTimeInMinutes": 5}"#,
        ),
        (
            "linear",
            r#"{"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 12.5}, "bakeTimeInMinutes": 60, "lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:123456789012:function:ask", "roleArn": "arn:aws:iam::123456789012:role/ask", "lifecycleStages": ["PRE_SCALE_UP"]}]}"#,
        ),
        (
            "blue_green",
            r#"{"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}, {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"], "timeoutConfiguration": {"timeoutInMinutes": 30, "action": "CONTINUE"}}]}"#,
        ),
    ] {
        let mut observed = running();
        let json = observed.service.as_mut().unwrap().json_mut();
        assert!(json.set(
            &shared::pointer::Pointer::parse("/deploymentConfiguration"),
            shared::json::parse(configuration).unwrap()
        ));
        golden(name, Some(&task), service, &observed);
    }
}

fn cluster(container_instances: i64) -> shared::wire::Cluster {
    shared::wire::Cluster {
        name: "test".to_owned(),
        arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/test".to_owned(),
        status: "ACTIVE".to_owned(),
        active_services: 1,
        running_tasks: 1,
        container_instances,
    }
}

#[test]
fn a_rollout_without_a_free_instance() {
    let mut observed = running();
    observed.known.clusters = Some(vec![cluster(1)]);
    let runs = observed.task_definition.as_mut().unwrap().json_mut();
    assert!(runs.set(
        &shared::pointer::Pointer::parse("/containerDefinitions/0/portMappings/0/hostPort"),
        shared::json::Json::from(80)
    ));
    let task = TASK.replace("alpine", "1.27").replace(
        "\"containerPort\": 80",
        "\"containerPort\": 80, \"hostPort\": 80",
    );
    let service = UPDATE.replace(
        "\"maximumPercent\": 100, \"minimumHealthyPercent\": 0",
        "\"maximumPercent\": 200, \"minimumHealthyPercent\": 100",
    );
    golden("no_free_instance", Some(&task), &service, &observed);
}

#[test]
fn what_an_update_leaves_out_is_as_it_is() {
    let mut observed = running();
    let service = observed.service.as_mut().unwrap().json_mut();
    assert!(service.set(
        &shared::pointer::Pointer::parse("/launchType"),
        shared::json::Json::from("FARGATE")
    ));
    observed.known.clusters = Some(vec![cluster(0)]);
    let text = r#"{"cluster": "test", "service": "nginx", "desiredCount": 3}"#;
    let wanted = Wanted {
        task_definition: None,
        service: &read(text),
        extent: Extent::Partial,
        gate: None,
    };
    let preview = make("id", &wanted, &observed).unwrap();
    let said: Vec<&str> = preview.issues.iter().map(|issue| &*issue.code).collect();
    assert!(!said.contains(&"no-instances"), "{said:?}");
    assert_eq!(preview.plan.forecast.unwrap().stuck, None);
}

#[test]
fn the_fingerprint_leaves_counts_and_events_out() {
    let before = running();
    let mut after = running();
    let service = after.service.as_mut().unwrap().json_mut();
    assert!(service.set(
        &shared::pointer::Pointer::parse("/runningCount"),
        shared::json::Json::from(0)
    ));
    let of = |observed: &Observed| {
        shared::plan::fingerprint(
            observed.service.as_ref(),
            observed.task_definition.as_ref(),
            DesiredCount::Compared,
        )
    };
    assert_eq!(of(&before), of(&after));
    assert!(service_moved(&mut after));
    assert_ne!(of(&before), of(&after));
}

#[test]
fn a_count_that_auto_scaling_moves_is_no_other_base_unless_the_plan_is_about_it() {
    let made = |observed: &Observed, text: &str| {
        let wanted = Wanted {
            task_definition: None,
            service: &read(text),
            extent: Extent::Partial,
            gate: None,
        };
        make("id", &wanted, observed).unwrap().plan.base.fingerprint
    };
    let before = running();
    let mut after = running();
    let service = after.service.as_mut().unwrap().json_mut();
    assert!(service.set(
        &shared::pointer::Pointer::parse("/desiredCount"),
        shared::json::Json::from(7)
    ));
    let restart = r#"{"cluster": "test", "service": "nginx", "forceNewDeployment": true}"#;
    assert_eq!(made(&before, restart), made(&after, restart));
    let scale = r#"{"cluster": "test", "service": "nginx", "desiredCount": 5}"#;
    assert_ne!(made(&before, scale), made(&after, scale));
}

fn service_moved(observed: &mut Observed) -> bool {
    let service = observed.service.as_mut().unwrap().json_mut();
    service.set(
        &shared::pointer::Pointer::parse("/taskDefinition"),
        shared::json::Json::from("nginx:4"),
    )
}

#[test]
fn the_late_value_is_the_revision() {
    let body = shared::plan::with_task_definition_arn(
        r#"{"taskDefinition": "@@TASKDEFINITION_ARN@@"}"#,
        "arn:x",
    );
    assert_eq!(body, r#"{"taskDefinition": "arn:x"}"#);
}

/// By which it is known what a new version of the nginx does.
fn effect(task: &str, service: &str, observed: &Observed) -> String {
    let wanted = Wanted {
        task_definition: Some(&read(task)),
        service: &read(service),
        extent: Extent::Partial,
        gate: None,
    };
    shared::plan::effect_of(&make("plan-1", &wanted, observed).unwrap())
}

#[test]
fn a_secret_that_is_shown_nowhere_is_part_of_what_a_plan_does() {
    let with = |value: &str| {
        let pair = format!(
            r#""environment": [{{"name": "DATABASE_URL", "value": "{value}"}}], "memory": 128"#
        );
        TASK.replace(r#""memory": 128"#, &pair)
    };
    let one = "postgres://app:planted-one@db.internal/shop";
    let other = "postgres://app:planted-other@db.example/shop";
    for observed in [running(), Observed::default()] {
        let service = if observed.service.is_some() {
            UPDATE.to_owned()
        } else {
            create()
        };
        let effect = |value| effect(&with(value), &service, &observed);
        assert_eq!(effect(one), effect(one));
        assert_ne!(effect(one), effect(other));
    }
    let logging = |token: &str| {
        let log = format!(
            r#""service": "nginx", "serviceConnectConfiguration": {{"enabled": true, "logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-token": "{token}"}}}}}}"#
        );
        UPDATE.replace(r#""service": "nginx""#, &log)
    };
    let effect = |token| effect(TASK, &logging(token), &running());
    assert_eq!(effect("planted-one"), effect("planted-one"));
    assert_ne!(effect("planted-one"), effect("planted-other"));
}

#[test]
fn what_belongs_to_one_call_is_part_of_what_a_plan_does() {
    let task = TASK.replace("nginx:alpine", "nginx:1.27");
    let effect = |more: &str| {
        let service = UPDATE.replace(r#", "desiredCount": 1"#, more);
        effect(&task, &service, &running())
    };
    let plain = effect("");
    assert_eq!(effect(""), plain);
    let forced = effect(r#", "forceNewDeployment": true"#);
    assert_ne!(forced, plain);
    assert_ne!(effect(r#", "desiredCount": 2"#), plain);
    // What runs at present is not sent, so that it makes no difference whether it is said.
    assert_eq!(effect(r#", "desiredCount": 1"#), plain);
}

#[test]
fn the_way_back_sends_what_is_masked_on_pages_as_it_was() {
    let log = |token: &str| {
        format!(
            r#""serviceConnectConfiguration": {{"enabled": true, "logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-token": "{token}"}}}}}}"#
        )
    };
    let mut observed = running();
    let service = format!(
        r#"{{"cluster": "test", "serviceName": "nginx", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:3", "desiredCount": 1, {}}}"#,
        log("planted-before")
    );
    observed.service = Some(read(&service));
    let task = TASK.replace("nginx:alpine", "nginx:1.27");
    let with_log = format!(r#""service": "nginx", {}"#, log("planted-after"));
    let wanted = UPDATE.replace(r#""service": "nginx""#, &with_log);
    let wanted = Wanted {
        task_definition: Some(&read(&task)),
        service: &read(&wanted),
        extent: Extent::Partial,
        gate: None,
    };
    let preview = make("plan-1", &wanted, &observed).unwrap();
    let shown = format!("{:?}", preview.shown_definitions().service_after);
    assert!(!shown.contains("planted"), "{shown}");
    let answer = serde_json::to_value(&preview).unwrap();
    assert!(answer.get("definitions").is_none());
    let back = shared::plan::way_back(&preview).unwrap();
    assert!(back.contains("planted-before"), "{back}");
    assert!(!back.contains(shared::diff::MASK), "{back}");
    // What comes back from an answer has masks, and nothing is made of them.
    let told: Preview = serde_json::from_value(answer).unwrap();
    assert_eq!(told.definitions(), None);
    assert_eq!(shared::plan::way_back(&told), None);
}

/// A bake time that a whole service leaves out, or sets to nothing, is taken away.
#[test]
fn a_bake_time_is_taken_away() {
    let mut observed = running();
    let configuration = r#""maximumPercent": 100"#;
    let mut alone = observed.service.clone().unwrap();
    for member in ["/loadBalancers", "/role"] {
        alone
            .json_mut()
            .remove(&shared::pointer::Pointer::parse(member));
    }
    let service = alone.text();
    let baking = service.replace(
        configuration,
        r#""strategy": "BLUE_GREEN", "bakeTimeInMinutes": 2, "maximumPercent": 100"#,
    );
    observed.service = Some(read(&baking));
    for now in [
        r#""strategy": "BLUE_GREEN", "maximumPercent": 100"#,
        r#""strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "maximumPercent": 100"#,
        configuration,
    ] {
        let service = service.replace(configuration, now);
        let wanted = Wanted {
            task_definition: None,
            service: &read(&service),
            extent: Extent::Whole,
            gate: None,
        };
        let preview = make("plan-1", &wanted, &observed).unwrap();
        let bodies: Vec<&str> = preview
            .plan
            .steps
            .iter()
            .filter_map(shared::plan::Step::body)
            .collect();
        let is_sent = |body: &&str| body.contains(r#""bakeTimeInMinutes": 0"#);
        assert!(bodies.iter().any(is_sent), "{now}: {bodies:?}");
    }
}

/// What is sent is what the preview tells: of members that appear twice the last one alone.
#[test]
fn members_that_appear_twice_are_sent_once() {
    let task = TASK.replace(
        r#""image": "nginx:alpine""#,
        r#""image": "evil:1", "image": "nginx:1.27""#,
    );
    assert_ne!(task, TASK);
    let service = UPDATE.replacen('{', r#"{"cluster": "staging", "#, 1);
    let wanted = Wanted {
        task_definition: Some(&read(&task)),
        service: &read(&service),
        extent: Extent::Partial,
        gate: None,
    };
    let preview = make("plan-1", &wanted, &running()).unwrap();
    for step in &preview.plan.steps {
        let body = step.body().unwrap_or_default();
        assert!(!body.contains("evil"), "{body}");
        assert!(!body.contains("staging"), "{body}");
    }
}
