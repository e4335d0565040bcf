//! What people told a deployment is done by whoever works on it then, also where the agent that took
//! it up died; and what does not fit what the deployment is doing is refused.

use std::cell::Cell;
use std::time::Duration;

use serde_json::json;
use shared::deployment::{Command, Hook, HookAction, JournalEvent, Verdict};
use shared::plan::PlanKind;
use shared::wire::{Preview, ProblemCode};

use crate::support::{
    Person, Setup, World, edit, first_service, fresh_key, problem, task_definition, verdict,
};

async fn standing() -> World {
    World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await
}

async fn command(dana: &Person, id: &str, command: &Command) -> reqwest::Response {
    let body = serde_json::to_value(command).unwrap();
    dana.post(&format!("/deployments/{id}/commands"), &body)
        .send()
        .await
        .unwrap()
}

/// The definition of a task that goes on until somebody stops it.
fn endless() -> String {
    json!({
        "family": "migrate",
        "containerDefinitions": [{"name": "migrate", "image": "nginx:alpine", "memory": 128}]
    })
    .to_string()
}

/// A plan that restarts a seeded service behind a task that goes on.
async fn gated(dana: &Person, world: &World) -> Preview {
    let mut definition: serde_json::Value = serde_json::from_str(&endless()).unwrap();
    definition["requiresCompatibilities"] = json!(["FARGATE"]);
    definition["networkMode"] = json!("awsvpc");
    definition["cpu"] = json!("256");
    definition["memory"] = json!("512");
    world.ecs("RegisterTaskDefinition", &definition).await;
    let service =
        json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    let gate = json!({"cluster": "production", "taskDefinition": "migrate"});
    let body = json!({"service": service.to_string(), "gate": gate.to_string()});
    dana.made("/plans", &body).await
}

async fn runs_task(dana: &Person, id: &str) {
    dana.until(id, |event| {
        matches!(event, JournalEvent::TaskChanged { .. })
    })
    .await;
}

/// Lets the agent die right after it has taken a command up, as far as the journal can tell.
async fn dies_having_taken_up(world: &mut World, id: &str, command: &Command) {
    world.stop().await;
    let commanded = JournalEvent::Commanded {
        by: "dana".to_owned(),
        command: command.clone(),
    };
    let event = serde_json::to_string(&commanded).unwrap();
    edit(
        &world.database_file(),
        &[
            &format!("update deployments set last_sequence = last_sequence + 1 where id = '{id}'"),
            &format!(
                "insert into journal (deployment_id, sequence, at, event) \
                 select id, last_sequence, 0, '{event}' from deployments where id = '{id}'"
            ),
        ],
    )
    .await;
    world.start().await;
}

/// Lets the task stop that was told to: AWS takes a moment, and the deployment is over only then.
async fn lets_task_stop(world: &World, dana: &Person, id: &str) {
    dana.until(id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "StopTask")
    })
    .await;
    world.advance(60).await;
}

#[tokio::test]
async fn whoever_takes_over_stops_the_gate_that_was_to_be_stopped() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let preview = gated(&dana, &world).await;
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    dies_having_taken_up(&mut world, &deployment.id, &Command::BackOut).await;
    let dana = dana.moved_to(world.url(""));
    lets_task_stop(&world, &dana, &deployment.id).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(reason.starts_with("dana stopped it."), "{reason}");
    let kept = |event: &JournalEvent| matches!(event, JournalEvent::TaskStopped { stop_code, .. } if stop_code == "UserInitiated");
    assert!(detail.journal.iter().any(|entry| kept(&entry.event)));
    assert_eq!(world.sent("StopTask").await.len(), 1);
    assert!(world.sent("UpdateService").await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn whoever_takes_over_gives_way_at_the_gate() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let preview = gated(&dana, &world).await;
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    let give_way = Command::GiveWay {
        to: "another".to_owned(),
    };
    dies_having_taken_up(&mut world, &deployment.id, &give_way).await;
    let dana = dana.moved_to(world.url(""));
    lets_task_stop(&world, &dana, &deployment.id).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Superseded);
    assert_eq!(world.sent("StopTask").await.len(), 1);
    assert!(world.sent("UpdateService").await.is_empty());
    world.end().await;
}

/// What was not waited for goes on, and is not begun a second time beside itself.
#[tokio::test]
async fn no_gate_begins_beside_one_that_was_given_up() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let preview = gated(&dana, &world).await;
    let first = dana.finished(&dana.deploy(&preview.hash).await.id).await;
    let (over, reason) = verdict(&first);
    assert_eq!(over, Verdict::Stuck, "{reason}");
    assert!(reason.contains("It goes on by itself"), "{reason}");
    assert!(!reason.contains("stays done"), "{reason}");
    let preview = gated(&dana, &world).await;
    let second = dana.finished(&dana.deploy(&preview.hash).await.id).await;
    let (over, reason) = verdict(&second);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(reason.contains("still runs"), "{reason}");
    assert_eq!(world.sent("RunTask").await.len(), 1);
    world.end().await;
}

/// A task that cannot be stopped goes on after its deployment, and that is said.
#[tokio::test]
async fn no_gate_begins_beside_one_that_could_not_be_stopped() {
    let world = standing().await;
    let dana = world.dana().await;
    world
        .fault(json!({
            "operation": "StopTask", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let preview = gated(&dana, &world).await;
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    let answer = command(&dana, &deployment.id, &Command::BackOut).await;
    assert_eq!(answer.status(), 202);
    let first = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&first);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(reason.contains("could not be stopped"), "{reason}");
    assert!(reason.contains("ecs:StopTask"), "{reason}");
    assert!(reason.contains("It goes on by itself"), "{reason}");
    let preview = gated(&dana, &world).await;
    let second = dana.finished(&dana.deploy(&preview.hash).await.id).await;
    let (over, reason) = verdict(&second);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(reason.contains("still runs"), "{reason}");
    // Nor where nobody can tell.
    world
        .fault(json!({
            "operation": "DescribeTasks", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let preview = gated(&dana, &world).await;
    let third = dana.finished(&dana.deploy(&preview.hash).await.id).await;
    let (over, reason) = verdict(&third);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(reason.contains("cannot be told whether"), "{reason}");
    // Nor does it take the place of what runs, which would be given up for nothing.
    let restart =
        json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    let preview = dana.plan(None, &restart.to_string()).await;
    let running = dana.deploy(&preview.hash).await;
    dana.until(&running.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    let preview = gated(&dana, &world).await;
    let body = json!({"plan_hash": preview.hash, "when_busy": "supersede"});
    let asked = dana
        .post("/deployments", &body)
        .header("idempotency-key", fresh_key());
    let refused = problem(asked.send().await.unwrap()).await;
    assert!(
        refused.detail.contains("given up for nothing"),
        "{}",
        refused.detail
    );
    assert_eq!(world.sent("RunTask").await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn whoever_takes_over_gives_way_while_it_rolls() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let service =
        json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    let preview = dana.plan(None, &service.to_string()).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    let give_way = Command::GiveWay {
        to: "another".to_owned(),
    };
    dies_having_taken_up(&mut world, &deployment.id, &give_way).await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.starts_with("dana deployed"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn whoever_takes_over_does_not_begin_what_was_to_be_stopped() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = task_definition("nginx:alpine");
    let preview = dana.plan(Some(&definition), &first_service(&group)).await;
    world.lose_a_registration().await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::LostSight { .. })
    })
    .await;
    dies_having_taken_up(&mut world, &deployment.id, &Command::BackOut).await;
    world.mend().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert_eq!(
        reason,
        "dana stopped it. The service was not created. The revision nginx:1 was registered and stays; nothing runs it."
    );
    assert!(world.sent("CreateService").await.is_empty());
    world.end().await;
}

/// A call that was written down may never have been sent. Where it is not made again, the journal says
/// what AWS shows of it.
#[tokio::test]
async fn a_call_that_never_came_to_aws_has_an_end_in_the_journal_where_it_is_stopped() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = task_definition("nginx:alpine");
    let preview = dana.plan(Some(&definition), &first_service(&group)).await;
    world
        .fault(json!({"operation": "RegisterTaskDefinition", "kind": "timeout_before"}))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    let is_intent = |event: &JournalEvent| matches!(event, JournalEvent::CallIntended { .. });
    dana.until(&deployment.id, is_intent).await;
    world.stop().await;
    world.mend().await;
    // The agent dies before it hears that nothing came of it.
    edit(
        &world.database_file(),
        &[
            "delete from journal where sequence > (select min(sequence) from journal \
             where event like '%call-intended%')",
            "update deployments set last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    let store = world.store().await;
    let now_ms = world.now_ms();
    let given = store
        .give_command(&deployment.id, "dana", &Command::BackOut, now_ms)
        .await
        .unwrap();
    assert!(given);
    store.close().await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&detail),
        (Verdict::Cancelled, "dana stopped it. Nothing was changed.")
    );
    let calls: Vec<&JournalEvent> = detail
        .journal
        .iter()
        .map(|entry| &entry.event)
        .filter(|event| is_intent(event) || matches!(event, JournalEvent::CallFailed { .. }))
        .collect();
    let [
        _,
        JournalEvent::CallFailed {
            message, retried, ..
        },
    ] = calls.as_slice()
    else {
        panic!("{calls:?}");
    };
    assert_eq!(
        message,
        "No answer to the call was written down, and AWS shows nothing of it."
    );
    assert!(!retried);
    let registered = world.sent("RegisterTaskDefinition").await;
    let ours = registered
        .iter()
        .filter(|(_, body)| body.contains(&preview.plan.id));
    assert_eq!(ours.count(), 0);
    world.end().await;
}

#[tokio::test]
async fn what_was_not_taken_up_is_heard_by_whoever_comes_next() {
    let mut world = standing().await;
    let dana = world.dana().await;
    let preview = gated(&dana, &world).await;
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    world.stop().await;
    let store = world.store().await;
    let now_ms = world.now_ms();
    let given = store
        .give_command(&deployment.id, "dana", &Command::BackOut, now_ms)
        .await
        .unwrap();
    assert!(given);
    store.close().await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    lets_task_stop(&world, &dana, &deployment.id).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Cancelled);
    let told = detail
        .journal
        .iter()
        .filter(|entry| matches!(entry.event, JournalEvent::Commanded { .. }));
    assert_eq!(told.count(), 1);
    world.end().await;
}

#[tokio::test]
async fn an_answer_to_no_hook_is_refused_and_stops_nothing() {
    let world = standing().await;
    let dana = world.dana().await;
    let body = json!({
        "run_task": json!({"cluster": "test", "taskDefinition": "@@TASKDEFINITION_ARN@@"}).to_string(),
        "task_definition": endless(),
    });
    let preview = dana.made("/plans/task", &body).await;
    assert_eq!(preview.plan.kind, PlanKind::OneOffTask);
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    let answer = Command::AnswerHook {
        hook_id: "x".to_owned(),
        action: HookAction::Continue,
    };
    let refused = command(&dana, &deployment.id, &answer).await;
    assert_eq!(refused.status(), 409);
    let refusal = problem(refused).await;
    assert_eq!(refusal.code, ProblemCode::TooLate);
    assert!(refusal.detail.contains("No hook"), "{}", refusal.detail);
    // One that came in all the same waits for a step that it concerns.
    let store = world.store().await;
    let now_ms = world.now_ms();
    assert!(
        store
            .give_command(&deployment.id, "dana", &answer, now_ms)
            .await
            .unwrap()
    );
    store.close().await;
    let stopped = command(&dana, &deployment.id, &Command::BackOut).await;
    assert_eq!(stopped.status(), 202);
    lets_task_stop(&world, &dana, &deployment.id).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Cancelled);
    let told: Vec<&Command> = detail
        .journal
        .iter()
        .filter_map(|entry| match &entry.event {
            JournalEvent::Commanded { command, .. } => Some(command),
            _ => None,
        })
        .collect();
    assert_eq!(told, [&Command::BackOut]);
    world.end().await;
}

#[tokio::test]
async fn a_first_deploy_can_be_stopped_as_long_as_there_is_no_service() {
    let world = standing().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition: serde_json::Value = serde_json::from_str(&endless()).unwrap();
    world.ecs("RegisterTaskDefinition", &definition).await;
    let gate = json!({"cluster": "test", "taskDefinition": "migrate", "launchType": "EC2"});
    let body = json!({
        "task_definition": task_definition("nginx:alpine"),
        "service": first_service(&group),
        "gate": gate.to_string(),
    });
    let preview = dana.made("/plans", &body).await;
    assert_eq!(preview.plan.kind, PlanKind::FirstDeploy);
    let deployment = dana.deploy(&preview.hash).await;
    runs_task(&dana, &deployment.id).await;
    let stopped = command(&dana, &deployment.id, &Command::BackOut).await;
    assert_eq!(stopped.status(), 202);
    lets_task_stop(&world, &dana, &deployment.id).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(world.sent("CreateService").await.is_empty());
    world.end().await;
}

/// A rollout that pauses for so many minutes, and goes back when nobody answers.
async fn pausing(dana: &Person, minutes: u32) -> String {
    let service = |members: serde_json::Value| {
        let mut service = json!({
            "cluster": "test",
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
            "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1},
        });
        for (name, value) in members.as_object().unwrap() {
            service[name] = value.clone();
        }
        service
    };
    let first = service(json!({"serviceName": "nginx", "desiredCount": 1}));
    let (_, detail) = dana
        .carry_out(Some(&task_definition("nginx:alpine")), &first.to_string())
        .await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let mut next = service(json!({"service": "nginx"}));
    next["deploymentConfiguration"]["lifecycleHooks"] = json!([{
        "targetType": "PAUSE",
        "lifecycleStages": ["POST_SCALE_UP"],
        "timeoutConfiguration": {"timeoutInMinutes": minutes, "action": "ROLLBACK"},
    }]);
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next.to_string())
        .await;
    dana.deploy(&preview.hash).await.id
}

/// The hook at which a rollout waits, once it does.
async fn waiting_hook(dana: &Person, id: &str) -> String {
    let hook = |event: &JournalEvent| match event {
        JournalEvent::RolloutChanged { rollout } => {
            let waiting = rollout.hooks.iter().find(|hook| hook.waits());
            waiting.map(|hook| hook.id.clone())
        }
        _ => None,
    };
    let waits = dana.until(id, |event| hook(event).is_some()).await;
    hook(&waits.event).unwrap()
}

#[tokio::test]
async fn a_hook_that_was_answered_after_the_deadline_lets_the_rollout_go_on() {
    let world = World::new().await;
    let dana = world.dana().await;
    let id = pausing(&dana, 20_000).await;
    let hook_id = waiting_hook(&dana, &id).await;
    world.pass(Duration::from_mins(3));
    let answer = Command::AnswerHook {
        hook_id,
        action: HookAction::Continue,
    };
    let told = command(&dana, &id, &answer).await;
    assert_eq!(told.status(), 202);
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert_eq!(world.sent("ContinueServiceDeployment").await.len(), 1);
    world.end().await;
}

/// What never reached ECS is not called taken, whatever somebody else answered meanwhile.
#[tokio::test]
async fn an_answer_at_a_pause_that_ecs_did_not_take_is_told() {
    for kind in ["reset_before", "throttle"] {
        let world = World::with(Setup {
            retry_after: Duration::from_secs(4),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let id = pausing(&dana, 20_000).await;
        let hook_id = waiting_hook(&dana, &id).await;
        world.fail_once("ContinueServiceDeployment", kind).await;
        let answer = Command::AnswerHook {
            hook_id: hook_id.clone(),
            action: HookAction::RollBack,
        };
        assert_eq!(command(&dana, &id, &answer).await.status(), 202);
        dana.until(&id, |event| {
            matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "ContinueServiceDeployment")
        })
        .await;
        let of_service = json!({"cluster": "test", "service": "nginx"});
        let listed = world.ecs("ListServiceDeployments", &of_service).await;
        let theirs = json!({
            "serviceDeploymentArn": listed["serviceDeployments"][0]["serviceDeploymentArn"],
            "hookId": hook_id,
            "action": "CONTINUE",
        });
        world.ecs("ContinueServiceDeployment", &theirs).await;
        let detail = dana.finished(&id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Succeeded, "{kind}: {reason}");
        assert!(
            reason.contains("dana asked at the pause to roll back, and ECS did not take that"),
            "{kind}: {reason}"
        );
        world.end().await;
    }
}

#[tokio::test]
async fn a_stop_that_ecs_did_not_take_is_not_called_one_where_the_breaker_went_back() {
    let world = standing().await;
    let dana = world.dana().await;
    world
        .fault(json!({"operation": "StopServiceDeployment", "kind": "throttle"}))
        .await;
    let definition = world.with_image("mail-worker", "nginx:crash").await;
    let service = json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}},
    });
    let definition = definition.to_string();
    let preview = dana.plan(Some(&definition), &service.to_string()).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "UpdateService")
    })
    .await;
    assert_eq!(command(&dana, &id, &Command::BackOut).await.status(), 202);
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "StopServiceDeployment")
    })
    .await;
    world.advance(900).await;
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    assert!(
        reason.starts_with("dana asked to go back, and it went back before ECS had taken that."),
        "{reason}"
    );
    world.end().await;
}

/// What was waited for people is nobody's delay, whoever goes on with it.
#[tokio::test]
async fn an_agent_after_another_does_not_count_a_pause() {
    let mut world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        deadline: Duration::from_mins(1),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let mut service = json!({
        "cluster": "test", "serviceName": "nginx", "desiredCount": 1,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0},
    });
    let mut started = Vec::new();
    for image in ["nginx:alpine", "nginx:1.27"] {
        let definition = task_definition(image);
        let preview = dana.plan(Some(&definition), &service.to_string()).await;
        let id = dana.deploy(&preview.hash).await.id;
        dana.until(&id, |event| matches!(event, JournalEvent::Progress { .. }))
            .await;
        if started.is_empty() {
            world.advance(600).await;
            assert_eq!(verdict(&dana.finished(&id).await).0, Verdict::Succeeded);
        }
        started.push(id);
        service["deploymentConfiguration"]["lifecycleHooks"] = json!([{
            "targetType": "PAUSE",
            "lifecycleStages": ["PRE_SCALE_UP"],
            "timeoutConfiguration": {"timeoutInMinutes": 20_000, "action": "ROLLBACK"},
        }]);
    }
    let id = started.pop().unwrap();
    world.advance(30).await;
    let answer = Command::AnswerHook {
        hook_id: waiting_hook(&dana, &id).await,
        action: HookAction::Continue,
    };
    world.pass(Duration::from_mins(3));
    assert_eq!(command(&dana, &id, &answer).await.status(), 202);
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "ContinueServiceDeployment")
    })
    .await;
    world.advance(10).await;
    let waited = Cell::new(false);
    dana.until(&id, |event| {
        match event {
            // The journal is looked through anew with each part that comes.
            JournalEvent::Requested { .. } => waited.set(false),
            JournalEvent::RolloutChanged { rollout } => {
                let waits = rollout.hooks.iter().any(Hook::waits);
                return waited.replace(waits) && !waits;
            }
            _ => {}
        }
        false
    })
    .await;
    world.stop().await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    // The second agent has looked.
    let agents = Cell::new(0);
    dana.until(&id, |event| {
        match event {
            JournalEvent::Requested { .. } => agents.set(0),
            JournalEvent::Claimed { .. } => agents.set(agents.get() + 1),
            JournalEvent::StillWaiting | JournalEvent::Finished { .. } => return agents.get() == 2,
            _ => {}
        }
        false
    })
    .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

#[tokio::test]
async fn who_rolled_back_at_a_pause_is_told() {
    let world = World::new().await;
    let dana = world.dana().await;
    let id = pausing(&dana, 20_000).await;
    let answer = Command::AnswerHook {
        hook_id: waiting_hook(&dana, &id).await,
        action: HookAction::RollBack,
    };
    assert_eq!(command(&dana, &id, &answer).await.status(), 202);
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    assert!(
        reason.starts_with("dana told ECS at the pause to roll back. ECS went back to nginx:1"),
        "{reason}"
    );
    world.end().await;
}

#[tokio::test]
async fn a_pause_that_nobody_answered_says_so() {
    let world = World::new().await;
    let dana = world.dana().await;
    let id = pausing(&dana, 5).await;
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    assert!(
        reason.contains("the pause ran out, and nobody had answered it"),
        "{reason}"
    );
    world.end().await;
}

/// Where many go at once AWS's rates are kept to. Who waits for that sees it, and need not go on.
#[tokio::test]
async fn what_waits_for_its_turn_says_so_and_can_be_stopped() {
    let world = World::with(Setup {
        // A revision every nine seconds once the first ones have gone.
        speed: 0.25,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let mut plans = Vec::new();
    for number in 0..14 {
        let service = json!({
            "cluster": "test",
            "serviceName": format!("nginx-{number}"),
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
            "desiredCount": 0,
        });
        let definition = task_definition("nginx:alpine");
        plans.push(dana.plan(Some(&definition), &service.to_string()).await);
    }
    let mut longest = None;
    let mut deployments = Vec::new();
    for preview in &plans {
        deployments.push(dana.deploy(&preview.hash).await);
    }
    for deployment in &deployments {
        let entry = dana
            .until(&deployment.id, |event| {
                matches!(
                    event,
                    JournalEvent::CallWaits { .. } | JournalEvent::CallIntended { .. }
                )
            })
            .await;
        if let JournalEvent::CallWaits { seconds, .. } = entry.event {
            longest = longest.max(Some((seconds, deployment.id.clone())));
        }
    }
    let Some((seconds, id)) = longest else {
        panic!("all went at once");
    };
    assert!(seconds >= 9, "{seconds}");
    let answer = command(&dana, &id, &Command::BackOut).await;
    assert_eq!(answer.status(), 202);
    let detail = dana.finished(&id).await;
    assert_eq!(verdict(&detail).0, Verdict::Cancelled);
    let is_call = |event: &JournalEvent| matches!(event, JournalEvent::CallIntended { .. });
    assert!(!detail.journal.iter().any(|entry| is_call(&entry.event)));
    world.end().await;
}
