//! Verdicts for what real services looked like.

use shared::deployment::{Hook, Rollout, Verdict};
use shared::json::Json;
use shared::wire::EcsDeployment;

use super::{Ours, Phase, judge, stuck};
use crate::aws::Service;

fn deployment(id: &str, status: &str, revision: &str, state: &str, created: i64) -> EcsDeployment {
    EcsDeployment {
        id: id.to_owned(),
        status: status.to_owned(),
        revision: revision.to_owned(),
        desired: 2,
        running: 2,
        pending: 0,
        failed: 0,
        rollout_state: state.to_owned(),
        rollout_reason: String::new(),
        created_at_ms: Some(created),
    }
}

fn service(deployments: Vec<EcsDeployment>, rolls_back: bool) -> Service {
    Service {
        cluster: "test".to_owned(),
        name: "nginx".to_owned(),
        status: "ACTIVE".to_owned(),
        created_at_ms: None,
        desired: 2,
        running: 2,
        pending: 0,
        task_definition_arn: deployments
            .iter()
            .find(|one| one.status == "PRIMARY")
            .map(|one| {
                format!(
                    "arn:aws:ecs:eu-central-1:1:task-definition/{}",
                    one.revision
                )
            }),
        launch_type: "EC2".to_owned(),
        rolls_back,
        deployments,
        events: Vec::new(),
        controller: "ECS".to_owned(),
        current_service_deployment: None,
        target_groups: Vec::new(),
        json: Json::Null,
    }
}

fn ours() -> Ours {
    Ours {
        own: Some("ecs-svc/2".to_owned()),
        previous: Some("ecs-svc/1".to_owned()),
        created_at_ms: Some(200),
        desired: None,
        is_unanswered: false,
        is_settled: true,
        back_out: None,
        previous_created_at_ms: Some(100),
        base_revision: Some("nginx:1".to_owned()),
        wanted_revision: Some("nginx:2".to_owned()),
        told_of: None,
        is_auto_scaled: None,
        hindrance: None,
        was_seen: true,
    }
}

/// Of a service that has no ECS deployments.
fn without_any() -> Ours {
    Ours {
        own: None,
        previous: None,
        ..ours()
    }
}

fn record(phase: Phase) -> Rollout {
    let status = match phase {
        Phase::Going => "IN_PROGRESS",
        Phase::Successful => "SUCCESSFUL",
        Phase::RollingBack => "ROLLBACK_IN_PROGRESS",
        Phase::RolledBack => "ROLLBACK_SUCCESSFUL",
        Phase::RollbackFailed => "ROLLBACK_FAILED",
        Phase::Stopped => "STOPPED",
    };
    Rollout {
        arn: "arn:aws:ecs:eu-central-1:1:service-deployment/test/nginx/r".to_owned(),
        status: status.to_owned(),
        reason: String::new(),
        strategy: "ROLLING".to_owned(),
        stage: None,
        target: None,
        sources: Vec::new(),
        rolled_back_to: None,
        hooks: Vec::new(),
        circuit_breaker: None,
        alarms: None,
        bake_time_minutes: None,
        started_at_ms: None,
        finished_at_ms: None,
    }
}

fn verdict(service: &Service, phase: Option<Phase>) -> Option<Verdict> {
    let record = phase.map(record);
    judge(&ours(), service, record.as_ref()).map(|(verdict, _)| verdict)
}

#[test]
fn as_many_tasks_as_wanted_is_no_success_while_the_rollout_goes_on() {
    let rolling = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:2", "IN_PROGRESS", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        false,
    );
    assert_eq!(verdict(&rolling, None), None);
    assert_eq!(verdict(&rolling, Some(Phase::Going)), None);
}

#[test]
fn a_completed_rollout_of_ours_succeeds() {
    let done = service(
        vec![deployment(
            "ecs-svc/2",
            "PRIMARY",
            "nginx:2",
            "COMPLETED",
            200,
        )],
        false,
    );
    assert_eq!(verdict(&done, None), Some(Verdict::Succeeded));
    assert_eq!(verdict(&done, Some(Phase::Going)), None);
    assert_eq!(
        verdict(&done, Some(Phase::Successful)),
        Some(Verdict::Succeeded)
    );
}

#[test]
fn a_rollback_is_never_a_success() {
    let back = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    assert_eq!(verdict(&back, None), Some(Verdict::RolledBack));
    assert_eq!(verdict(&back, Some(Phase::RollingBack)), None);
    assert_eq!(
        verdict(&back, Some(Phase::RolledBack)),
        Some(Verdict::RolledBack)
    );
}

#[test]
fn going_back_to_an_older_deployment_than_the_previous_is_a_rollback_too() {
    let back = service(
        vec![deployment(
            "ecs-svc/0",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            50,
        )],
        true,
    );
    assert_eq!(verdict(&back, None), Some(Verdict::RolledBack));
}

#[test]
fn the_breaker_without_going_back_fails() {
    let failed = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:2", "FAILED", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        false,
    );
    assert_eq!(verdict(&failed, None), Some(Verdict::Failed));
}

/// A pause that ran out makes ECS go back also where the breaker would not.
#[test]
fn what_ecs_goes_back_from_is_not_over() {
    let mut own = deployment("ecs-svc/2", "PRIMARY", "nginx:2", "FAILED", 200);
    let old = deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100);
    let failed = service(vec![own.clone(), old.clone()], false);
    assert_eq!(verdict(&failed, Some(Phase::RollingBack)), None);
    own.rollout_reason = "ECS deployment lifecycle hooks: hook execution failure(s) detected. rolling back to deploymentId ecs-svc/1".to_owned();
    // An endpoint without the records says it in words.
    let failed = service(vec![own, old], false);
    assert_eq!(verdict(&failed, None), None);
}

#[test]
fn somebody_elses_newer_deployment_supersedes_ours() {
    let theirs = service(
        vec![
            deployment("ecs-svc/3", "PRIMARY", "nginx:3", "IN_PROGRESS", 300),
            deployment("ecs-svc/2", "ACTIVE", "nginx:2", "IN_PROGRESS", 200),
        ],
        false,
    );
    assert_eq!(verdict(&theirs, None), Some(Verdict::Superseded));
    assert_eq!(
        verdict(&theirs, Some(Phase::Stopped)),
        Some(Verdict::Superseded)
    );
}

#[test]
fn a_change_without_a_rollout_is_over_when_the_counts_are_right() {
    let mut same = ours();
    same.own = same.previous.clone();
    same.wanted_revision = same.base_revision.clone();
    let mut scaled = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        false,
    );
    scaled.desired = 3;
    assert!(judge(&same, &scaled, None).is_none());
    scaled.running = 3;
    // Those that run may be of another version, whose rollout has not ended.
    assert!(judge(&same, &scaled, None).is_none());
    scaled.deployments[0].running = 3;
    let (verdict, _) = judge(&same, &scaled, None).unwrap();
    assert_eq!(verdict, Verdict::Succeeded);
}

#[test]
fn an_answer_from_before_ours_was_started_says_nothing() {
    let mut unseen = ours();
    unseen.was_seen = false;
    let old = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    assert!(judge(&unseen, &old, None).is_none());
    // ECS's own record of ours is no old answer.
    let over = judge(&unseen, &old, Some(&record(Phase::RolledBack)));
    assert_eq!(over.unwrap().0, Verdict::RolledBack);
}

#[test]
fn what_we_moved_back_ourselves_is_rolled_back_and_not_superseded() {
    let mut back = ours();
    back.back_out = Some("ecs-svc/3".to_owned());
    let mut moved = service(
        vec![
            deployment("ecs-svc/3", "PRIMARY", "nginx:1", "IN_PROGRESS", 300),
            deployment("ecs-svc/2", "ACTIVE", "nginx:2", "IN_PROGRESS", 200),
        ],
        false,
    );
    assert!(judge(&back, &moved, None).is_none());
    moved.deployments = vec![deployment(
        "ecs-svc/3",
        "PRIMARY",
        "nginx:1",
        "COMPLETED",
        300,
    )];
    assert_eq!(judge(&back, &moved, None).unwrap().0, Verdict::RolledBack);
}

#[test]
fn what_code_deploy_deploys_is_judged_by_its_counts() {
    let mut other = service(Vec::new(), false);
    other.controller = "CODE_DEPLOY".to_owned();
    other.running = 1;
    assert!(judge(&without_any(), &other, None).is_none());
    other.running = 2;
    assert_eq!(
        judge(&without_any(), &other, None).unwrap().0,
        Verdict::Succeeded
    );
    // What shows the count from before our call says nothing of it.
    let mut asked = Ours {
        desired: Some(4),
        is_settled: false,
        ..without_any()
    };
    assert!(judge(&asked, &other, None).is_none());
    asked.is_settled = true;
    assert_eq!(judge(&asked, &other, None).unwrap().0, Verdict::Superseded);
}

#[test]
fn what_task_sets_decide_is_not_waited_for() {
    let mut external = service(Vec::new(), false);
    external.controller = "EXTERNAL".to_owned();
    external.running = 0;
    let (verdict, reason) = judge(&without_any(), &external, None).unwrap();
    assert_eq!(verdict, Verdict::Succeeded);
    assert_eq!(
        reason,
        "AWS accepted it. The deployments of nginx are made by another tool (EXTERNAL): its task sets decide what runs, and how many tasks of it. 0 of 2 tasks run now."
    );
    let asked = Ours {
        desired: Some(3),
        is_settled: false,
        ..without_any()
    };
    assert!(judge(&asked, &external, None).is_none());
}

#[test]
fn what_ecs_went_back_to_is_named_by_its_record_alone() {
    let reason = |service: &Service, rolled_back_to: Option<&str>| {
        let record = Rollout {
            rolled_back_to: rolled_back_to.map(|number| {
                format!("arn:aws:ecs:eu-central-1:1:service-revision/test/nginx/{number}")
            }),
            ..record(Phase::RolledBack)
        };
        judge(&ours(), service, Some(&record)).unwrap().1
    };
    // The one right before ours was not steady yet, so that ECS went further back.
    let further = service(
        vec![deployment(
            "ecs-svc/0",
            "PRIMARY",
            "nginx:0",
            "COMPLETED",
            50,
        )],
        true,
    );
    assert_eq!(reason(&further, Some("0")), "ECS went back to nginx:0.");
    assert_eq!(reason(&further, Some("1")), "ECS went back to nginx:1.");
    assert_eq!(reason(&further, None), "ECS went back to nginx:0.");
    // An answer from before it went back.
    let old = service(
        vec![deployment("ecs-svc/2", "PRIMARY", "nginx:2", "FAILED", 200)],
        true,
    );
    let unnamed = "ECS went back to the last version that had been steady.";
    assert_eq!(reason(&old, None), unnamed);
    assert_eq!(reason(&old, Some("0")), unnamed);
}

#[test]
fn a_change_without_a_rollout_that_we_moved_back_is_no_success() {
    let mut back = ours();
    back.own = back.previous.clone();
    back.back_out = back.previous.clone();
    let moved = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        false,
    );
    assert_eq!(judge(&back, &moved, None).unwrap().0, Verdict::RolledBack);
}

#[test]
fn a_count_that_somebody_else_changed_is_not_ours() {
    let mut asked = ours();
    asked.own = asked.previous.clone();
    asked.desired = Some(6);
    let theirs = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        false,
    );
    let (verdict, reason) = judge(&asked, &theirs, None).unwrap();
    assert_eq!(verdict, Verdict::Superseded);
    assert!(reason.contains("2 are wanted now"), "{reason}");
    // Until AWS is sure to show it, that may be an answer from before our call.
    asked.is_settled = false;
    assert!(judge(&asked, &theirs, None).is_none());
}

#[test]
fn going_back_from_a_rollout_that_our_call_did_not_start_is_a_rollback_too() {
    let mut changed = ours();
    changed.previous = changed.own.clone();
    let back = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    assert_eq!(judge(&changed, &back, None).unwrap().0, Verdict::RolledBack);
}

#[test]
fn what_runs_after_a_rollout_that_stopped_is_told_apart() {
    let mut stopped = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:2", "FAILED", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        false,
    );
    stopped.deployments[0].running = 0;
    let record = Rollout {
        reason: "An alarm was detected.".to_owned(),
        alarms: Some(shared::deployment::Alarms {
            status: "TRIGGERED".to_owned(),
            names: vec!["errors".to_owned()],
            triggered: vec!["errors".to_owned()],
        }),
        ..record(Phase::Stopped)
    };
    assert_eq!(
        judge(&ours(), &stopped, Some(&record)).unwrap().1,
        "The rollout was stopped (An alarm was detected: errors). 0 of 2 tasks of nginx:2 run, and 2 of nginx:1. ECS leaves it so, and nothing takes it back. Look at what the alarm measures and at the logs of the tasks. Deploy a version that works, or roll back."
    );
}

/// ECS stops a rollout for one that takes its place, which may have gone again when it is looked at.
#[test]
fn a_rollout_that_stopped_for_another_that_is_gone_blames_no_version() {
    let before = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    assert_eq!(
        judge(&ours(), &before, Some(&record(Phase::Stopped))),
        Some((
            Verdict::Superseded,
            "The rollout was stopped: another took its place. The service runs nginx:1 now. 2 of 2 tasks run. Look at its deployments for whose that was.".to_owned()
        ))
    );
}

#[test]
fn only_tasks_of_our_own_version_count_as_a_success() {
    let mut early = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:2", "COMPLETED", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        false,
    );
    early.deployments[0].running = 1;
    let told = |ours: &Ours, service: &Service| {
        judge(ours, service, Some(&record(Phase::Successful)))
            .unwrap()
            .1
    };
    assert_eq!(told(&ours(), &early), "nginx:2 runs: 1 of 2 tasks.");
    let asked = Ours {
        desired: Some(6),
        ..ours()
    };
    assert_eq!(
        told(&asked, &early),
        "nginx:2 runs: 1 of 2 tasks. 6 were asked for: somebody else, or auto scaling, has changed the count since."
    );
    early.deployments.remove(0);
    assert!(!told(&ours(), &early).contains("nginx:1"));
}

#[test]
fn a_first_deploy_that_failed_has_another_way_out_than_going_back() {
    let first = Ours {
        previous: None,
        base_revision: None,
        ..ours()
    };
    let mut alone = service(
        vec![deployment("ecs-svc/2", "PRIMARY", "nginx:2", "FAILED", 200)],
        false,
    );
    alone.deployments[0].running = 0;
    for phase in [Phase::RollbackFailed, Phase::Stopped] {
        let (verdict, reason) = judge(&first, &alone, Some(&record(phase))).unwrap();
        assert_eq!(verdict, Verdict::Failed);
        assert!(
            reason.ends_with(
                "0 of 2 tasks of nginx:2 run. Deploy a version that works, or delete the service."
            ),
            "{reason}"
        );
    }
}

#[test]
fn going_back_for_an_alarm_names_it_and_the_way_out() {
    let back = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    let record = Rollout {
        reason: "An alarm was detected.".to_owned(),
        alarms: Some(shared::deployment::Alarms {
            status: "TRIGGERED".to_owned(),
            names: vec!["errors".to_owned()],
            triggered: vec!["errors".to_owned()],
        }),
        ..record(Phase::RolledBack)
    };
    let reason = judge(&ours(), &back, Some(&record)).unwrap().1;
    assert!(
        reason
            .starts_with("ECS went back to nginx:1 (An alarm was detected: errors). Look at what"),
        "{reason}"
    );
}

#[test]
fn what_is_stuck_says_what_serves_meanwhile_and_a_way_out_that_is_one() {
    let mut rolling = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:2", "IN_PROGRESS", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        false,
    );
    rolling.deployments[0].running = 0;
    assert_eq!(
        stuck(&ours(), &rolling, "2 minutes"),
        "After 2 minutes 0 of 2 tasks of nginx:2 run, and 2 of nginx:1. ECS is still trying; it does not stop by itself. Deploy a version that works, roll back, or switch on the circuit breaker so that ECS goes back."
    );
    // Where the breaker is on it need not be switched on.
    rolling.rolls_back = true;
    let reason = stuck(&ours(), &rolling, "2 minutes");
    assert!(
        reason.ends_with("Deploy a version that works, or roll back."),
        "{reason}"
    );
    rolling.deployments[0].status = "ACTIVE".to_owned();
    rolling.deployments[1].status = "PRIMARY".to_owned();
    assert_eq!(
        stuck(&ours(), &rolling, "2 minutes"),
        "After 2 minutes 0 of 2 tasks of nginx:2 run, and 2 of nginx:1. ECS goes back to nginx:1, and that is not over; look at the service's events."
    );
    let mut other = service(Vec::new(), false);
    other.controller = "CODE_DEPLOY".to_owned();
    other.running = 1;
    assert_eq!(
        stuck(&without_any(), &other, "2 minutes"),
        "AWS accepted it, and after 2 minutes 1 of 2 tasks run. CODE_DEPLOY makes the service's deployments: look there at how they go, and at the service's events."
    );
}

#[test]
fn a_pause_that_ran_out_is_the_reason() {
    let back = service(
        vec![deployment(
            "ecs-svc/1",
            "PRIMARY",
            "nginx:1",
            "COMPLETED",
            100,
        )],
        true,
    );
    let mut record = Rollout {
        reason: "Service deployment rolled back because hook execution failure(s) were detected."
            .to_owned(),
        hooks: vec![Hook {
            id: "h".to_owned(),
            target_type: "PAUSE".to_owned(),
            stage: "POST_SCALE_UP".to_owned(),
            status: "TIMED_OUT".to_owned(),
            expires_at_ms: Some(1),
            timeout_action: Some("ROLLBACK".to_owned()),
        }],
        ..record(Phase::RolledBack)
    };
    assert_eq!(
        judge(&ours(), &back, Some(&record)).unwrap().1,
        "ECS went back to nginx:1 (Service deployment rolled back because hook execution failure(s) were detected: the pause ran out, and nobody had answered it). Deploy it again, and answer the pause before it runs out."
    );
    // A function that failed has its own reason.
    record.hooks[0].target_type = "AWS_LAMBDA".to_owned();
    let reason = judge(&ours(), &back, Some(&record)).unwrap().1;
    assert!(!reason.contains("pause"), "{reason}");
}

/// Our call started no rollout, and the one of somebody else that was under way went back.
#[test]
fn a_change_beside_a_rollout_that_goes_back_is_said_to_stand() {
    let beside = Ours {
        previous: Some("ecs-svc/2".to_owned()),
        ..ours()
    };
    let service = service(
        vec![
            deployment("ecs-svc/1", "PRIMARY", "nginx:1", "COMPLETED", 100),
            deployment("ecs-svc/2", "ACTIVE", "nginx:2", "FAILED", 200),
        ],
        true,
    );
    let (verdict, reason) = judge(&beside, &service, None).unwrap();
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    assert!(reason.contains("it stands"), "{reason}");
    assert!(reason.contains("went back to nginx:1"), "{reason}");
}

/// Our call started no rollout, and somebody else renewed what ran: what was asked for holds all the same.
#[test]
fn a_change_beside_a_rollout_of_the_same_revision_ends_with_that() {
    let beside = Ours {
        own: Some("ecs-svc/1".to_owned()),
        created_at_ms: Some(100),
        wanted_revision: Some("nginx:1".to_owned()),
        ..ours()
    };
    let mut renewed = service(
        vec![
            deployment("ecs-svc/2", "PRIMARY", "nginx:1", "IN_PROGRESS", 200),
            deployment("ecs-svc/1", "ACTIVE", "nginx:1", "COMPLETED", 100),
        ],
        true,
    );
    renewed.deployments[0].running = 1;
    assert!(judge(&beside, &renewed, None).is_none());
    renewed.deployments[0].running = 2;
    let (verdict, reason) = judge(&beside, &renewed, None).unwrap();
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
    assert!(reason.contains("somebody else began"), "{reason}");
    let told = Ours {
        told_of: Some("ecs-svc/2".to_owned()),
        ..beside.clone()
    };
    let (_, reason) = judge(&told, &renewed, None).unwrap();
    assert!(!reason.contains("somebody"), "{reason}");
    renewed.deployments[0].revision = "nginx:2".to_owned();
    let (verdict, reason) = judge(&beside, &renewed, None).unwrap();
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(reason.contains("begins no rollout"), "{reason}");
}

/// An update that names no revision takes the one that is there by then.
#[test]
fn another_revision_than_was_to_run_is_no_success() {
    let other = Ours {
        wanted_revision: Some("nginx:1".to_owned()),
        ..ours()
    };
    let done = service(
        vec![deployment(
            "ecs-svc/2",
            "PRIMARY",
            "nginx:2",
            "COMPLETED",
            200,
        )],
        true,
    );
    for of_ecs in [None, Some(record(Phase::Successful))] {
        let (verdict, reason) = judge(&other, &done, of_ecs.as_ref()).unwrap();
        assert_eq!(verdict, Verdict::Superseded, "{reason}");
        assert!(reason.contains("But nginx:1 was to run"), "{reason}");
    }
}

/// What ECS has gone back to is known by its time, also where it does not show any more what it left.
#[test]
fn what_is_older_than_what_ran_before_ecs_has_gone_back_to() {
    let beside = Ours {
        own: Some("ecs-svc/1".to_owned()),
        wanted_revision: Some("nginx:1".to_owned()),
        created_at_ms: None,
        ..ours()
    };
    let mut back = service(
        vec![deployment(
            "ecs-svc/0",
            "PRIMARY",
            "nginx:7",
            "COMPLETED",
            50,
        )],
        true,
    );
    let (verdict, reason) = judge(&beside, &back, None).unwrap();
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    back.deployments[0].created_at_ms = Some(150);
    let (verdict, reason) = judge(&beside, &back, None).unwrap();
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
}

/// Where another controller makes the deployments, the service itself tells its revision.
#[test]
fn another_revision_under_another_controller_is_no_success() {
    let mut service = service(
        vec![deployment("ecs-svc/9", "PRIMARY", "nginx:3", "", 900)],
        false,
    );
    service.controller = "CODE_DEPLOY".to_owned();
    service.deployments = Vec::new();
    let (verdict, reason) = judge(&without_any(), &service, None).unwrap();
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    service.task_definition_arn = Some("task-definition/nginx:2".to_owned());
    let (verdict, reason) = judge(&without_any(), &service, None).unwrap();
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
}

/// A service of the same name that was created since is not the one that was updated.
#[test]
fn a_service_that_was_created_since_is_another() {
    let mut done = service(
        vec![deployment(
            "ecs-svc/9",
            "PRIMARY",
            "nginx:2",
            "COMPLETED",
            900_000,
        )],
        true,
    );
    done.created_at_ms = Some(900_000);
    let (verdict, reason) = judge(&ours(), &done, None).unwrap();
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(reason.contains("created another"), "{reason}");
}
