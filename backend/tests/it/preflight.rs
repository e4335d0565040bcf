//! What is looked at before a plan's first call, and how each look ends.

use backend::preflight;
use serde_json::{Value, json};
use shared::deployment::{JournalEvent, Verdict};
use shared::plan::{PlanKind, effect_of};
use shared::preflight::{Finding, Line, Preflight};
use shared::wire::{DeploymentDetail, Listing, Preview, TargetGroup};

use crate::support::{
    self, Person, Setup, World, first_service, problem, task_definition, verdict,
};

const REGISTRY: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const EXECUTION: &str = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";

/// A task definition for Fargate with one container.
fn on_fargate(image: &str, more: &str) -> String {
    format!(
        r#"{{"family": "mail-worker", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "executionRoleArn": "{EXECUTION}", "taskRoleArn": "arn:aws:iam::123456789012:role/mail-worker-task", "runtimePlatform": {{"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"}}, "containerDefinitions": [{{"name": "mail-worker", "image": "{image}"{more}}}]}}"#
    )
}

fn moved() -> &'static str {
    r#"{"cluster": "production", "service": "mail-worker", "taskDefinition": "@@TASKDEFINITION_ARN@@"}"#
}

fn logging(group: &str, more: &str) -> String {
    format!(
        r#", "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-group": "{group}", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "a"{more}}}}}"#
    )
}

async fn looked(person: &Person, definition: Option<&str>, service: &str) -> Vec<Line> {
    let preview = person.plan(definition, service).await;
    let path = format!("/plans/{}/preflight", preview.hash);
    let answer = person.post(&path, &json!({})).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let found: Preflight = answer.json().await.unwrap();
    assert!(found.as_of_ms > 0);
    assert!(found.lines.is_sorted_by_key(|line| line.finding));
    found.lines
}

fn line<'a>(lines: &'a [Line], code: &str) -> &'a Line {
    let found = lines.iter().find(|line| line.code == code);
    found.unwrap_or_else(|| panic!("no {code} in {lines:?}"))
}

#[tokio::test]
async fn a_plan_that_will_go_well_has_nothing_wrong_and_nothing_unknown() {
    let world = World::new().await;
    let vera = world.vera().await;
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let logs = logging("/ecs/production/mail-worker", "");
    let secret =
        r#", "secrets": [{"name": "HOST", "valueFrom": "/production/orders-api/DATABASE_HOST"}]"#;
    let definition = on_fargate(&image, &format!("{logs}{secret}"));
    let lines = looked(&vera, Some(&definition), moved()).await;
    for line in &lines {
        assert_eq!(line.finding, Finding::Fine, "{line:?}");
    }
    for code in [
        "credentials",
        "action-allowed",
        "cluster-active",
        "image-exists",
        "image-platform",
        "secret-readable",
        "role-trusts-tasks",
        "log-group-exists",
        "subnet-addresses",
        "tasks-quota",
        "fargate-quota",
    ] {
        line(&lines, code);
    }
    let asked: Vec<&str> = lines
        .iter()
        .filter(|line| line.code == "action-allowed")
        .filter_map(|line| line.subject.split(' ').next())
        .collect();
    assert_eq!(
        asked,
        [
            "ecs:RegisterTaskDefinition",
            "ecs:TagResource",
            "ecs:UpdateService",
            "iam:PassRole",
            "iam:PassRole"
        ]
    );
    assert!(line(&lines, "credentials").words.contains("user/developer"));
    world.end().await;
}

#[tokio::test]
async fn what_would_certainly_fail_is_wrong_and_comes_first() {
    let world = World::new().await;
    let dana = world.dana().await;
    let missing = format!("{REGISTRY}/mail-worker:9.9.9");
    let lines = looked(&dana, Some(&on_fargate(&missing, "")), moved()).await;
    assert_eq!(lines[0].code, "image-exists");
    assert_eq!(lines[0].finding, Finding::Wrong);
    assert!(lines[0].words.contains("push it"), "{}", lines[0].words);

    let nowhere = format!("{REGISTRY}/none:1");
    let lines = looked(&dana, Some(&on_fargate(&nowhere, "")), moved()).await;
    assert_eq!(line(&lines, "image-exists").finding, Finding::Wrong);

    let intel = format!("{REGISTRY}/mail-worker:1.0.0");
    let arm = on_fargate(&intel, "").replace("X86_64", "ARM64");
    let lines = looked(&dana, Some(&arm), moved()).await;
    assert_eq!(line(&lines, "image-exists").finding, Finding::Fine);
    let platform = line(&lines, "image-platform");
    assert_eq!(platform.finding, Finding::Wrong);
    assert!(platform.words.contains("linux/arm64"), "{}", platform.words);

    let logs = on_fargate(&intel, &logging("/ecs/none", ""));
    let lines = looked(&dana, Some(&logs), moved()).await;
    assert_eq!(line(&lines, "log-group-exists").finding, Finding::Wrong);
    // The role may make groups under /ecs alone.
    let made = logging("/elsewhere", r#", "awslogs-create-group": "true""#);
    let lines = looked(&dana, Some(&on_fargate(&intel, &made)), moved()).await;
    let group = line(&lines, "log-group-exists");
    assert_eq!(group.finding, Finding::Wrong, "{group:?}");
    assert!(group.words.contains("logs:CreateLogGroup"), "{group:?}");
    world.end().await;
}

#[tokio::test]
async fn what_longshore_may_not_look_at_is_unknown_and_names_the_action() {
    let world = World::new().await;
    let dana = world.dana().await;
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let logs = logging("/ecs/production/mail-worker", "");
    let preview = dana.plan(Some(&on_fargate(&image, &logs)), moved()).await;
    let denied = [
        (
            "ecr",
            "DescribeImages",
            "image-exists",
            "ecr:DescribeImages",
        ),
        ("iam", "GetRole", "role-trusts-tasks", "iam:GetRole"),
        (
            "iam",
            "SimulatePrincipalPolicy",
            "action-allowed",
            "iam:SimulatePrincipalPolicy",
        ),
        (
            "logs",
            "DescribeLogGroups",
            "log-group-exists",
            "logs:DescribeLogGroups",
        ),
        (
            "ec2",
            "DescribeSubnets",
            "subnet-addresses",
            "ec2:DescribeSubnets",
        ),
        (
            "ecs",
            "DescribeClusters",
            "cluster-active",
            "ecs:DescribeClusters",
        ),
        (
            "servicequotas",
            "ListServiceQuotas",
            "tasks-quota",
            "servicequotas:ListServiceQuotas",
        ),
        (
            "servicequotas",
            "ListServiceQuotas",
            "fargate-quota",
            "servicequotas:ListServiceQuotas",
        ),
    ];
    for (service, operation, _, _) in denied {
        world
            .fault(json!({
                "service": service, "operation": operation, "kind": "error", "status": 403,
                "code": "AccessDeniedException", "message": "User is not authorized."
            }))
            .await;
    }
    let path = format!("/plans/{}/preflight", preview.hash);
    let answer = dana.post(&path, &json!({})).send().await.unwrap();
    let found: Preflight = answer.json().await.unwrap();
    for (_, _, code, action) in denied {
        let line = line(&found.lines, code);
        assert_eq!(line.finding, Finding::Unknown, "{line:?}");
        assert_eq!(line.missing_action.as_deref(), Some(action), "{line:?}");
        assert!(line.words.contains(action), "{line:?}");
    }
    assert!(
        found
            .lines
            .iter()
            .all(|line| line.finding != Finding::Wrong)
    );
    world.end().await;
}

#[tokio::test]
async fn an_aws_that_does_not_answer_leaves_lines_unknown_in_time() {
    let world = World::new().await;
    let dana = world.dana().await;
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let preview = dana.plan(Some(&on_fargate(&image, "")), moved()).await;
    world
        .fault(json!({"service": "ec2", "kind": "timeout_before"}))
        .await;
    let aws = world.aws().await;
    let patience = std::time::Duration::from_millis(1500);
    let found = preflight::run_within(&aws, &preview.plan, 7, patience).await;
    assert_eq!(found.as_of_ms, 7);
    let subnets = line(&found.lines, "subnet-addresses");
    assert_eq!(subnets.finding, Finding::Unknown);
    assert!(subnets.words.contains("in time"), "{subnets:?}");
    world.end().await;
}

#[tokio::test]
async fn other_registries_and_target_groups_are_told_as_they_are() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = task_definition("nginx:alpine");
    let lines = looked(&dana, Some(&definition), &first_service(&group)).await;
    let image = line(&lines, "image-exists");
    assert_eq!(image.finding, Finding::Unknown);
    assert!(image.words.contains("only private ECR"), "{image:?}");
    let balanced = line(&lines, "target-group-fits");
    assert_eq!(balanced.finding, Finding::Fine, "{balanced:?}");
    assert_eq!(balanced.subject, "nginx");
    assert!(
        lines.iter().all(|line| line.finding != Finding::Wrong),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.subject.starts_with("ecs:CreateService"))
    );
    world.end().await;
}

/// ECS leads traffic to the other target group by itself, so that nothing need lead to it before.
#[tokio::test]
async fn the_other_target_group_of_blue_and_green_needs_no_route_yet() {
    let world = World::new().await;
    let dana = world.dana().await;
    let asked = json!({"cluster": "staging", "services": ["catalog"]});
    let described = world.ecs("DescribeServices", &asked).await;
    let catalog = &described["services"][0];
    let blue = catalog["loadBalancers"][0]["targetGroupArn"].clone();
    let listing: Listing<TargetGroup> = dana.read("/target-groups").await;
    let mut groups = listing.items.iter();
    let found = groups.find(|group| blue == group.arn).unwrap();
    let vpc_id = found.vpc_id.as_deref().unwrap();
    let lone = json!(world.lone_target_group("lone", vpc_id).await);
    let with_groups = |primary: &Value, alternate: &Value| {
        let mut balancers = catalog["loadBalancers"].clone();
        balancers[0]["targetGroupArn"] = primary.clone();
        balancers[0]["advancedConfiguration"]["alternateTargetGroupArn"] = alternate.clone();
        json!({
            "cluster": "staging",
            "serviceName": "catalog-again",
            "desiredCount": 1,
            "launchType": "FARGATE",
            "taskDefinition": catalog["taskDefinition"],
            "networkConfiguration": catalog["networkConfiguration"],
            "loadBalancers": balancers,
            "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1},
        })
        .to_string()
    };
    let lines = looked(&dana, None, &with_groups(&blue, &lone)).await;
    let mut groups = lines.iter().filter(|line| line.code == "target-group-fits");
    let alternate = groups.find(|line| line.subject == "lone").unwrap();
    assert_eq!(alternate.finding, Finding::Fine, "{alternate:?}");
    // As the one that traffic goes to first it is refused before that.
    let refused = dana.refused_plan(None, &with_groups(&lone, &blue)).await;
    let codes: Vec<&str> = refused.errors.iter().map(|one| &*one.code).collect();
    assert!(codes.contains(&"target-group-unattached"), "{codes:?}");
    world.end().await;
}

#[tokio::test]
async fn more_tasks_of_what_runs_are_not_held_up_by_a_tag_that_is_gone() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 3}"#;
    let lines = looked(&dana, None, service).await;
    let codes: Vec<&str> = lines.iter().map(|line| line.code.as_ref()).collect();
    assert!(!codes.contains(&"image-exists"), "{codes:?}");
    assert!(codes.contains(&"secret-readable"), "{codes:?}");
    assert!(
        lines.iter().all(|line| line.finding == Finding::Fine),
        "{lines:?}"
    );
    let asked: Vec<&str> = lines
        .iter()
        .filter(|line| line.code == "action-allowed")
        .map(|line| line.subject.as_str())
        .collect();
    assert_eq!(
        asked,
        [
            "ecs:UpdateService on arn:aws:ecs:eu-central-1:123456789012:service/production/mail-worker"
        ]
    );
    world.end().await;
}

#[tokio::test]
async fn fewer_tasks_are_not_held_up_by_what_is_gone() {
    let world = World::new().await;
    let dana = world.dana().await;
    let scaled = |count: u32| {
        json!({"cluster": "production", "service": "mail-worker", "desiredCount": count})
            .to_string()
    };
    for (count, is_looked_at) in [(0, false), (1, false), (9, true)] {
        let lines = looked(&dana, None, &scaled(count)).await;
        let is_there = lines.iter().any(|line| line.code == "secret-readable");
        assert_eq!(is_there, is_looked_at, "{count}: {lines:?}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_plan_that_was_never_made_has_no_preflight() {
    let world = World::new().await;
    let dana = world.dana().await;
    let answer = dana.post("/plans/none/preflight", &json!({})).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(problem(answer).await.detail.contains("no such plan"));
    world.end().await;
}

/// Gives a tag of mail-worker to what another tag stands for.
async fn move_tag(world: &World, tag: &str, to: &str) {
    let asked = json!({"repositoryName": "mail-worker", "imageIds": [{"imageTag": to}]});
    let found = world.ecr("BatchGetImage", &asked).await;
    let image = &found["images"][0];
    let pushed = json!({
        "repositoryName": "mail-worker",
        "imageManifest": image["imageManifest"],
        "imageManifestMediaType": image["imageManifestMediaType"],
        "imageTag": tag,
    });
    world.ecr("PutImage", &pushed).await;
}

async fn carried_out(person: &Person, preview: &Preview) -> DeploymentDetail {
    let deployment = person.deploy(&preview.hash).await;
    person.finished(&deployment.id).await
}

#[tokio::test]
async fn what_a_moved_tag_stands_for_is_not_run_before_it_was_planned() {
    let world = World::new().await;
    let dana = world.dana().await;
    let definition = on_fargate(&format!("{REGISTRY}/mail-worker:0.9.3"), "");
    let before = dana.plan(Some(&definition), moved()).await;
    // That it was right a moment ago is no reason not to look again.
    let path = format!("/plans/{}/preflight", before.hash);
    let seen: Preflight = Person::answered(dana.post(&path, &json!({})), 200).await;
    assert_eq!(line(&seen.lines, "image-unmoved").finding, Finding::Fine);
    move_tag(&world, "first", "0.9.3").await;
    move_tag(&world, "0.9.3", "0.9.4").await;
    let refused = carried_out(&dana, &before).await;
    assert_eq!(support::verdict(&refused).0, Verdict::Failed);

    let before = dana.plan(Some(&definition), moved()).await;
    move_tag(&world, "0.9.3", "first").await;
    let path = format!("/plans/{}/preflight", before.hash);
    let found: Preflight = Person::answered(dana.post(&path, &json!({})), 200).await;
    let tag = line(&found.lines, "image-unmoved");
    assert_eq!(tag.finding, Finding::Wrong, "{tag:?}");
    assert!(tag.words.contains("was moved"), "{tag:?}");
    let refused = carried_out(&dana, &before).await;
    let (verdict, words) = verdict(&refused);
    assert_eq!(verdict, Verdict::Failed, "{words}");
    assert!(words.contains("was moved"), "{words}");
    assert!(world.sent("RegisterTaskDefinition").await.is_empty());

    let after = dana.plan(Some(&definition), moved()).await;
    assert_ne!(before.plan.base.images, after.plan.base.images);
    assert_ne!(effect_of(&before), effect_of(&after));
    let succeeded = carried_out(&dana, &after).await;
    assert_eq!(support::verdict(&succeeded).0, Verdict::Succeeded);
    world.end().await;
}

/// A task that runs before may take long, and people push meanwhile.
#[tokio::test]
async fn a_tag_that_was_moved_while_a_gate_ran_is_not_deployed() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let gate = json!({
        "family": "prepare",
        "containerDefinitions": [{"name": "prepare", "image": "prepare:exit-0", "memory": 128}]
    });
    world.ecs("RegisterTaskDefinition", &gate).await;
    let service = json!({"cluster": "test", "service": "status-page", "taskDefinition": "@@TASKDEFINITION_ARN@@"});
    let gate = json!({"cluster": "test", "taskDefinition": "prepare:1"});
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let body = json!({
        "task_definition": task_definition(&image).replace(r#""name": "nginx""#, r#""name": "status-page""#),
        "service": service.to_string(),
        "gate": gate.to_string(),
    });
    let preview = dana.made("/plans", &body).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::TaskChanged { .. })
    })
    .await;
    move_tag(&world, "first", "0.9.3").await;
    move_tag(&world, "0.9.3", "0.9.4").await;
    world.advance(300).await;
    let detail = dana.finished(&deployment.id).await;
    let (verdict, words) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed, "{words}");
    assert!(words.contains("was moved"), "{words}");
    assert!(words.contains("the service was left alone"), "{words}");
    assert!(
        words.contains("What the task before it did stays done"),
        "{words}"
    );
    assert!(world.sent("UpdateService").await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_restart_is_bound_to_what_its_tags_stand_for_and_a_digest_to_itself() {
    let world = World::new().await;
    let dana = world.dana().await;
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let preview = dana.plan(Some(&on_fargate(&image, "")), moved()).await;
    let digest = preview.plan.base.images[&image].clone();
    carried_out(&dana, &preview).await;

    let restart =
        r#"{"cluster": "production", "service": "mail-worker", "forceNewDeployment": true}"#;
    let preview = dana.plan(None, restart).await;
    assert_eq!(preview.plan.kind, PlanKind::Restart);
    assert_eq!(preview.plan.base.images[&image], digest);

    let named = format!("{REGISTRY}/mail-worker@{digest}");
    let preview = dana.plan(Some(&on_fargate(&named, "")), moved()).await;
    assert!(preview.plan.base.images.is_empty());
    let scaled = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 3}"#;
    let preview = dana.plan(None, scaled).await;
    assert!(preview.plan.base.images.is_empty());
    world.end().await;
}

#[tokio::test]
async fn an_alarm_that_rings_already_is_told_before_the_rollout() {
    let world = World::new().await;
    let dana = world.dana().await;
    let image = format!("{REGISTRY}/mail-worker:0.9.3");
    let service = r#"{"cluster": "production", "service": "mail-worker", "taskDefinition": "@@TASKDEFINITION_ARN@@", "deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": ["production-orders-api-errors", "production-shop-web-cpu", "none"]}}}"#;
    let lines = looked(&dana, Some(&on_fargate(&image, "")), service).await;
    let of = |name: &str| {
        let found = lines
            .iter()
            .find(|line| line.code == "alarm-quiet" && line.subject == name);
        found.unwrap_or_else(|| panic!("no {name} in {lines:?}"))
    };
    let ringing = of("production-orders-api-errors");
    assert_eq!(ringing.finding, Finding::Unknown);
    assert!(ringing.words.contains("rings already"), "{ringing:?}");
    assert_eq!(of("production-shop-web-cpu").finding, Finding::Fine);
    assert!(of("none").words.contains("no such alarm"));
    world.end().await;
}
