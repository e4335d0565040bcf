//! Lost answers, throttling, and a server that stops in the middle: nothing is done twice.

use std::cell::Cell;
use std::time::Duration;

use shared::deployment::{Deployment, JournalEvent, Verdict};
use shared::wire::ProblemCode;
use sqlx::Connection as _;

use crate::support::{
    Setup, World, edit, first_service, hold, next_service, problem, task_definition, verdict,
};

/// The last step may be over, and its end written down, when the process ends.
#[tokio::test]
async fn a_restart_right_before_the_end_keeps_the_words_of_the_verdict() {
    let mut world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = task_definition("nginx:alpine");
    let preview = dana.plan(Some(&definition), &first_service(&group)).await;
    let id = dana.deploy(&preview.hash).await.id;
    let before = dana.finished(&id).await;
    world.stop().await;
    edit(
        &world.database_file(),
        &[
            "delete from journal where sequence = (select max(sequence) from journal)",
            "update deployments set state = 'running', verdict = null, reason = null, \
             finished_at = null, last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let after = dana.finished(&id).await;
    assert_eq!(verdict(&after), verdict(&before));
    assert!(
        verdict(&after).1.starts_with("nginx:1 runs"),
        "{}",
        verdict(&after).1
    );
    world.end().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_rollout_goes_on_to_the_verdict() {
    let mut world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    world.stop().await;
    world.advance(120).await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let sequences: Vec<i64> = detail.journal.iter().map(|entry| entry.sequence).collect();
    let counted: Vec<i64> = (1..).take(sequences.len()).collect();
    assert_eq!(sequences, counted);
    world.end().await;
}

/// The deadline is one for all agents that wait in turn, also where nothing happens.
#[tokio::test]
async fn an_agent_after_another_waits_only_as_long_as_is_left() {
    let mut world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        deadline: Duration::from_secs(3),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    let seen = Cell::new(0);
    dana.until(&deployment.id, |event| {
        match event {
            // The journal is looked through anew with each part that comes.
            JournalEvent::Requested { .. } => seen.set(0),
            JournalEvent::StillWaiting => seen.set(seen.get() + 1),
            _ => {}
        }
        seen.get() == 5
    })
    .await;
    world.stop().await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Stuck);
    let waited = detail
        .journal
        .iter()
        .filter(|entry| entry.event == JournalEvent::StillWaiting)
        .count();
    assert!(waited <= 10, "{waited}");
    world.end().await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_for_and_nothing_is_sent_twice() {
    for operation in ["RegisterTaskDefinition", "CreateService"] {
        let world = World::new().await;
        world
            .fault(serde_json::json!({
                "operation": operation, "kind": "reset_after_commit", "times": 1
            }))
            .await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let (preview, detail) = dana
            .carry_out(
                Some(&task_definition("nginx:alpine")),
                &first_service(&group),
            )
            .await;
        assert_eq!(verdict(&detail).0, Verdict::Succeeded, "{operation}");
        let ours = world.sent(operation).await;
        let ours = ours
            .iter()
            .filter(|(_, body)| body.contains(&preview.plan.id));
        assert_eq!(ours.count(), 1, "{operation}");
        world.end().await;
    }
}

/// AWS may be slow twice: an answer that never comes is waited for longer than it takes to show what
/// came of the call, and may be shown late all the same.
#[tokio::test]
async fn what_is_shown_late_after_an_answer_that_never_came_is_not_sent_twice() {
    let world = World::with(Setup {
        // The answer is waited for 7.5 s, and what came of the call is looked for 6 s: longer than a busy
        // machine takes to look three times.
        haste: 2,
        settle: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    world
        .fault(serde_json::json!([
            {"operation": "RegisterTaskDefinition", "kind": "timeout_after_commit", "times": 1},
            {"operation": "ListTaskDefinitions", "kind": "stale", "seconds": 86_400, "times": 2},
        ]))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let sent = world.sent("RegisterTaskDefinition").await;
    let ours = sent
        .iter()
        .filter(|(_, body)| body.contains(&preview.plan.id));
    assert_eq!(ours.count(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_lost_answer_to_an_update_is_looked_for_too() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let before = world.sent("UpdateService").await.len();
    world
        .fault(serde_json::json!({
            "operation": "UpdateService", "kind": "reset_after_commit", "times": 1
        }))
        .await;
    let (_, detail) = dana
        .carry_out(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    assert_eq!(
        verdict(&detail),
        (Verdict::Succeeded, "nginx:2 runs: 1 of 1 task.")
    );
    assert_eq!(world.sent("UpdateService").await.len(), before + 1);
    world.end().await;
}

#[tokio::test]
async fn a_write_that_is_refused_for_its_time_is_signed_by_the_time_of_aws() {
    for seconds in [3600, -3600] {
        let world = World::new().await;
        world
            .fault(serde_json::json!({
                "operation": "RegisterTaskDefinition", "kind": "skew", "seconds": seconds,
                "times": 1
            }))
            .await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let (_, detail) = dana
            .carry_out(
                Some(&task_definition("nginx:alpine")),
                &first_service(&group),
            )
            .await;
        assert_eq!(verdict(&detail).0, Verdict::Succeeded, "{seconds}");
        let told: Vec<&str> = detail
            .journal
            .iter()
            .filter_map(|entry| match &entry.event {
                JournalEvent::CallFailed { message, .. } => Some(message.as_str()),
                _ => None,
            })
            .collect();
        let [told] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert!(
            told.contains("set the clock of this machine right"),
            "{told}"
        );
        world.end().await;
    }
}

#[tokio::test]
async fn throttling_is_waited_out() {
    let world = World::new().await;
    world
        .fault(serde_json::json!({
            "operation": "RegisterTaskDefinition", "kind": "throttle", "times": 2
        }))
        .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, detail) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let retried = detail
        .journal
        .iter()
        .filter(|entry| matches!(entry.event, JournalEvent::CallFailed { retried: true, .. }));
    assert_eq!(retried.count(), 2);
    world.end().await;
}

#[tokio::test]
async fn what_somebody_else_deployed_while_nobody_watched_is_left_alone() {
    let mut world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    world.lose_a_registration().await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::LostSight { .. })
    })
    .await;
    world.stop().await;
    world.mend().await;
    let hotfix: serde_json::Value = serde_json::from_str(&task_definition("nginx:1.26")).unwrap();
    let registered = world.ecs("RegisterTaskDefinition", &hotfix).await;
    let theirs = serde_json::json!({
        "cluster": "test", "service": "nginx",
        "taskDefinition": registered["taskDefinition"]["taskDefinitionArn"],
    });
    world.ecs("UpdateService", &theirs).await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(
        reason.contains("nginx has changed since the plan was made, so it was left alone."),
        "{reason}"
    );
    assert!(reason.contains("nginx:2 was registered"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}

/// What was looked at and found wrong stays so for whoever comes back.
#[tokio::test]
async fn a_plan_that_was_refused_is_not_begun_by_the_next_agent() {
    let mut world = World::new().await;
    let dana = world.dana().await;
    let definition: serde_json::Value = serde_json::json!({
        "family": "shop",
        "containerDefinitions": [{
            "name": "shop", "image": "nginx:alpine", "memory": 128,
            "logConfiguration": {"logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/none", "awslogs-region": "eu-central-1",
                "awslogs-stream-prefix": "a",
            }},
        }],
    });
    let service = serde_json::json!({
        "cluster": "test", "serviceName": "shop", "desiredCount": 0,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
    });
    let (_, detail) = dana
        .carry_out(Some(&definition.to_string()), &service.to_string())
        .await;
    assert_eq!(verdict(&detail).0, Verdict::Failed);
    let id = &detail.deployment.id;
    world.stop().await;
    // As if the agent had died before it wrote down the verdict.
    edit(
        &world.database_file(),
        &[
            "delete from journal where event like '%\"finished\"%'",
            "drop trigger audit_is_not_removed",
            "delete from audit where action = 'deployment.finished'",
            "delete from audit_told where action = 'deployment.finished'",
            "update deployments set state = 'running', verdict = null, reason = null, \
             finished_at = null, last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(reason.contains("was not begun"), "{reason}");
    assert!(world.sent("RegisterTaskDefinition").await.is_empty());
    world.end().await;
}

/// Whoever asks a database that is too busy learns that, and that it is no mistake of the program's.
#[tokio::test]
async fn a_database_that_is_busy_for_long_is_told_and_what_was_asked_for_can_be_asked_again() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = task_definition("nginx:alpine");
    let preview = dana.plan(Some(&definition), &first_service(&group)).await;
    let lock = hold(&world.database_file()).await;
    let answer = dana.deploy_request(&preview.hash, "one-key-of-dana-s");
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(problem(answer).await.code, ProblemCode::DatabaseUnreachable);
    lock.close().await.unwrap();
    let answer = dana.deploy_request(&preview.hash, "one-key-of-dana-s");
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let deployment: Deployment = answer.json().await.unwrap();
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    world.end().await;
}
