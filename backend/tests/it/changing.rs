//! Changes over HTTP: a team proposes, reviews, carries over and deploys, and nothing else gets
//! through.

mod carrying;
mod refused;
mod rules;

use std::time::Duration;

use serde_json::{Value, json};
use shared::change::{ChangeState, When};
use shared::deployment::{DeploymentState, JournalEvent, Verdict};
use shared::wire::{
    CarryOver, ChangeCounts, ChangeDetail, ChangeSummary, Listing, PlanBase, Preview,
};

use crate::support::{Person, Setup, World, fresh_key};

/// What the environment asks for in these tests, besides the default.
async fn ask_for(ada: &Person, changes: Value) {
    let kept: Value = ada.read("/policy").await;
    let mut policy = kept["policy"].clone();
    for (member, value) in changes.as_object().unwrap() {
        policy[member] = value.clone();
    }
    let body = json!({"policy": policy, "base_version": kept["version"]});
    let answer = ada.put("/policy", &body).send().await.unwrap();
    let status = answer.status();
    assert_eq!(status, 200, "{}", answer.text().await.unwrap());
}

/// A policy that asks for so many approvals.
fn approvals(many: u32) -> Value {
    json!({"review": {"approvals": many}})
}

/// A change of the seeded service that no task notices.
async fn grace(person: &Person, seconds: u32) -> Preview {
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": seconds});
    person.plan(None, &service.to_string()).await
}

async fn ask(request: reqwest::RequestBuilder) -> Result<ChangeDetail, shared::wire::Problem> {
    let answer = request.send().await.unwrap();
    let ok = answer.status().is_success();
    let text = answer.text().await.unwrap();
    if ok {
        Ok(serde_json::from_str(&text).unwrap())
    } else {
        Err(serde_json::from_str(&text).unwrap())
    }
}

async fn propose(person: &Person, hashes: &[&str], when: When) -> ChangeDetail {
    let body = json!({
        "title": "Shop 2", "reason": "Fixes the basket", "plan_hashes": hashes, "when": when,
    });
    let request = person
        .post("/changes", &body)
        .header("idempotency-key", fresh_key());
    ask(request).await.unwrap()
}

fn review(person: &Person, detail: &ChangeDetail, decision: &str) -> reqwest::RequestBuilder {
    let version = detail.change.version().unwrap();
    let reason = if decision == "approve" {
        ""
    } else {
        "Not like this"
    };
    let body = json!({
        "version": version.number, "digest": version.digest, "decision": decision, "reason": reason,
    });
    person.post(&format!("/changes/{}/reviews", detail.change.id), &body)
}

fn deploy(person: &Person, detail: &ChangeDetail, more: &Value) -> reqwest::RequestBuilder {
    let version = detail.change.version().unwrap();
    let mut body = json!({"version": version.number, "digest": version.digest});
    for (member, value) in more.as_object().unwrap() {
        body[member] = value.clone();
    }
    person
        .post(&format!("/changes/{}/deployments", detail.change.id), &body)
        .header("idempotency-key", fresh_key())
}

async fn shown(person: &Person, id: i64) -> ChangeDetail {
    person.read(&format!("/changes/{id}")).await
}

/// Waits in the change's own stream until something has happened to it.
async fn until(person: &Person, id: i64, wanted: impl Fn(&Value) -> bool) -> ChangeDetail {
    let mut answer = person
        .get(&format!("/changes/{id}/events"))
        .send()
        .await
        .unwrap();
    let mut text = String::new();
    let looked = async {
        loop {
            let chunk = answer.chunk().await.unwrap().unwrap();
            text.push_str(&String::from_utf8_lossy(&chunk));
            let seen = text
                .lines()
                .filter_map(|line| line.strip_prefix("data: "))
                .filter_map(|data| serde_json::from_str(data).ok())
                .any(|event: Value| wanted(&event));
            if seen {
                return;
            }
        }
    };
    let patience = std::time::Duration::from_secs(50);
    let in_time = tokio::time::timeout(patience, looked).await;
    assert!(in_time.is_ok(), "it did not happen: {text}");
    shown(person, id).await
}

/// Somebody changes the service by other means.
async fn elsewhere(world: &World, body: &Value) {
    world.ecs("UpdateService", body).await;
}

#[tokio::test]
async fn a_team_proposes_reviews_and_deploys() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let first = grace(&eli, 41).await;
    let proposed = propose(&eli, &[&first.hash], When::ByHand).await;
    assert_eq!(proposed.change.state, ChangeState::InReview);
    assert_eq!(
        proposed.standing.words("test"),
        "test requires 1 approval, has 0"
    );
    let id = proposed.change.id;
    let waiting: ChangeCounts = rosa.read("/changes/counts").await;
    assert_eq!((waiting.waiting_for_me, waiting.open), (1, 1));

    let comment = json!({
        "version": 1, "text": "Is that long enough?",
        "place": {"plan": 0, "document": "service", "pointer": "/healthCheckGracePeriodSeconds", "words": first.plan.changes[0].words},
    });
    let commented = ask(rosa.post(&format!("/changes/{id}/comments"), &comment))
        .await
        .unwrap();
    assert_eq!(commented.change.comments.len(), 1);
    let asked = ask(review(&rosa, &proposed, "ask-for-changes"))
        .await
        .unwrap();
    assert_eq!(asked.change.state, ChangeState::Draft);

    let second = grace(&eli, 42).await;
    let body = json!({"from": 1, "note": "Longer", "plan_hashes": [second.hash]});
    let revised = ask(eli.post(&format!("/changes/{id}/versions"), &body))
        .await
        .unwrap();
    assert_eq!(revised.change.versions.len(), 2);
    assert_eq!(revised.change.state, ChangeState::InReview);
    let approved = ask(review(&rosa, &revised, "approve")).await.unwrap();
    assert_eq!(approved.change.state, ChangeState::Approved);
    let ready: Listing<ChangeSummary> = dana.read("/changes?view=waiting-for-me").await;
    assert_eq!(ready.items.len(), 1);

    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    let deployment = queued.change.deployments[0].clone();
    let ended = dana.finished(&deployment).await;
    assert!(matches!(
        ended.deployment.state,
        DeploymentState::Finished {
            verdict: Verdict::Succeeded,
            ..
        }
    ));
    assert_eq!(ended.deployment.change, Some(id));
    let over = shown(&rosa, id).await;
    assert_eq!(over.change.state, ChangeState::Deployed);
    let told: Vec<&str> = over
        .entries
        .iter()
        .filter_map(|entry| entry.by.as_deref())
        .collect();
    assert_eq!(told, ["eli", "rosa", "rosa", "eli", "rosa", "dana"]);
    world.end().await;
}

#[tokio::test]
async fn when_the_base_moves_people_are_told_and_what_fits_is_carried_over() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 43).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    let approved = ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let base = format!("/plans/{}/base", preview.hash);
    assert_eq!(
        eli.read::<PlanBase>(&base).await.moved,
        Vec::<String>::new()
    );

    elsewhere(
        &world,
        &json!({"cluster": "production", "service": "shop-web", "enableECSManagedTags": true}),
    )
    .await;
    let moved = until(&eli, id, |event| event["event"] == "base-moved").await;
    assert_eq!(moved.change.moved.len(), 1);
    // Who looks at the preview alone is told the same.
    let told: PlanBase = eli.read(&base).await;
    assert_eq!(told.moved, moved.change.moved[0].changes);
    let refused = ask(deploy(&dana, &approved, &json!({}))).await.unwrap_err();
    assert_eq!(refused.status, 409);

    let version = moved.change.version().unwrap();
    let mut body = json!({"version": version.number, "digest": version.digest, "make": false});
    let path = format!("/changes/{id}/carrying-over");
    let look: CarryOver = eli
        .post(&path, &body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!((look.open, look.version), (0, None));
    assert!(!look.plans[0].theirs.is_empty());
    body["make"] = json!(true);
    let made: CarryOver = eli
        .post(&path, &body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(made.version, Some(2));
    assert_eq!(made.kept_approvals, ["rosa"]);
    let carried = shown(&dana, id).await;
    assert_eq!(carried.change.state, ChangeState::Approved);
    assert_eq!(carried.change.approvals[0].kept_from, Some(1));
    let queued = ask(deploy(&dana, &carried, &json!({}))).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    assert_eq!(shown(&dana, id).await.change.state, ChangeState::Deployed);
    world.end().await;
}

/// Adds a variable to the task definition that a service runs.
async fn with_variable(person: &Person, name: &str, value: &str) -> Preview {
    let running: Value = person.read("/clusters/production/services/shop-web").await;
    let text = running["task_definition"].as_str().unwrap();
    let mut definition: Value = serde_json::from_str(text).unwrap();
    let container = &mut definition["taskDefinition"]["containerDefinitions"][0];
    assert!(container["image"].is_string(), "{text}");
    let mut variables = container["environment"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    variables.push(json!({"name": name, "value": value}));
    container["environment"] = json!(variables);
    let service = json!({"cluster": "production", "service": "shop-web", "taskDefinition": "@@TASKDEFINITION_ARN@@"});
    person
        .plan(Some(&definition.to_string()), &service.to_string())
        .await
}

/// What is masked on pages is no value: it is neither compared with nor sent.
#[tokio::test]
async fn secret_looking_values_are_carried_over_as_they_are() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    let before = "postgres://shop:planted-before@db.internal/shop";
    let preview = with_variable(&dana, "DATABASE_URL", before).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.finished(&deployment.id).await;

    ask_for(&ada, approvals(1)).await;
    let mine = "postgres://shop:planted-mine@search.internal/shop";
    let preview = with_variable(&eli, "SEARCH_URL", mine).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    elsewhere(
        &world,
        &json!({"cluster": "production", "service": "shop-web", "enableECSManagedTags": true}),
    )
    .await;
    let moved = until(&eli, id, |event| event["event"] == "base-moved").await;
    let told = &moved.change.moved[0].changes;
    assert!(told.iter().all(|words| !words.contains("_URL")), "{told:?}");
    let version = moved.change.version().unwrap();
    let body = json!({"version": version.number, "digest": version.digest, "make": true});
    let carrying = eli.post(&format!("/changes/{id}/carrying-over"), &body);
    let made: CarryOver = Person::answered(carrying, 200).await;
    assert_eq!(made.kept_approvals, ["rosa"]);
    let told = serde_json::to_string(&made).unwrap();
    assert!(!told.contains("planted"), "{told}");
    let carried = shown(&dana, id).await;
    let queued = ask(deploy(&dana, &carried, &json!({}))).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    let sent = world.sent("RegisterTaskDefinition").await;
    let last = &sent.last().unwrap().1;
    assert!(last.contains(before) && last.contains(mine), "{last}");
    assert!(!last.contains(shared::diff::MASK), "{last}");

    // Another value alone is another change than the one that was approved.
    ask_for(
        &ada,
        json!({"review": {"approvals": 1, "author_may_deploy": true}}),
    )
    .await;
    let one = with_variable(&eli, "MAIL_URL", "smtp://shop:planted-one@mail.internal").await;
    let other = with_variable(&eli, "MAIL_URL", "smtp://shop:planted-other@mail.internal").await;
    let proposed = propose(&eli, &[&one.hash], When::ByHand).await;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let id = proposed.change.id;
    let revised = eli.post(
        &format!("/changes/{id}/versions"),
        &json!({"from": 1, "plan_hashes": [other.hash], "note": ""}),
    );
    let revised = ask(revised).await.unwrap();
    assert_eq!(revised.change.state, ChangeState::InReview);
    assert!(revised.change.approvals.is_empty());
    world.end().await;
}

#[tokio::test]
async fn where_both_sides_touched_the_same_place_people_choose_and_approve_again() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 44).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    elsewhere(
        &world,
        &json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 99}),
    )
    .await;
    let moved = until(&eli, id, |event| event["event"] == "base-moved").await;
    let version = moved.change.version().unwrap();
    let path = format!("/changes/{id}/carrying-over");
    let mut body = json!({"version": 1, "digest": version.digest, "make": true});
    let refused = eli.post(&path, &body).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    body["make"] = json!(false);
    let look: CarryOver = eli
        .post(&path, &body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(look.open, 1);
    let conflict = &look.plans[0].conflicts[0];
    assert_eq!(conflict.mine.as_deref(), Some("44"));
    assert_eq!(conflict.theirs.as_deref(), Some("99"));
    assert!(conflict.theirs_words[0].contains("99"));
    body["make"] = json!(true);
    body["choices"] = json!({conflict.place.clone(): "mine"});
    body["runs"] = json!(look.runs);
    let made: CarryOver = eli
        .post(&path, &body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    // From 99 to 44 is another change than the one that was approved.
    assert_eq!(made.kept_approvals, Vec::<String>::new());
    let carried = shown(&rosa, id).await;
    assert_eq!(carried.change.state, ChangeState::InReview);
    assert!(carried.change.moved.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_change_is_deployed_when_it_is_approved_or_when_its_time_has_come() {
    let world = World::new().await;
    let [dana, rosa, ada] = [
        world.dana().await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&dana, 45).await;
    let proposed = propose(&dana, &[&preview.hash], When::WhenApproved).await;
    let listed: Listing<ChangeSummary> = dana.read("/changes").await;
    assert_eq!(listed.items[0].when, When::WhenApproved);
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let id = proposed.change.id;
    let over = until(&dana, id, |event| event["event"] == "ended").await;
    assert_eq!(over.change.state, ChangeState::Deployed);
    assert_eq!(over.change.scheduled_by.as_deref(), Some("dana"));
    world.end().await;
}

#[tokio::test]
async fn who_may_not_deploy_any_more_has_nothing_deployed_and_people_are_told() {
    let world = World::new().await;
    let [dana, rosa, ada] = [
        world.dana().await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&dana, 45).await;
    let proposed = propose(&dana, &[&preview.hash], When::WhenApproved).await;
    let viewer = json!({"grants": [{"environment": "test", "role": "viewer"}]});
    let made = ada.patch("/people/dana", &viewer).send().await.unwrap();
    assert_eq!(made.status(), 200);
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let told = until(&rosa, proposed.change.id, |event| {
        let reason = event["reason"].as_str().unwrap_or_default();
        event["event"] == "scheduled" && reason.contains("may not deploy any more")
    })
    .await;
    assert_eq!(told.change.state, ChangeState::Approved);
    assert_eq!(told.change.when, When::ByHand);
    world.end().await;
}

/// Otherwise it would be tried for ever without a word, and keep what else is due waiting.
#[tokio::test]
async fn what_no_round_will_deploy_waits_for_people_again() {
    let world = World::new().await;
    let [dana, rosa, ada] = [
        world.dana().await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&dana, 45).await;
    let proposed = propose(&dana, &[&preview.hash], When::WhenApproved).await;
    let others = json!({"review": {"approvals": 1, "author_may_deploy": false}});
    ask_for(&ada, others).await;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let told = until(&rosa, proposed.change.id, |event| {
        let reason = event["reason"].as_str().unwrap_or_default();
        event["event"] == "scheduled" && reason.contains("Ask another deployer")
    })
    .await;
    assert_eq!(told.change.state, ChangeState::Approved);
    assert_eq!(told.change.when, When::ByHand);
    world.end().await;
}

#[tokio::test]
async fn what_waits_for_its_time_does_not_expire_before() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    let policy = json!({"review": {"approvals": 1}, "expires_after_days": 2});
    ask_for(&ada, policy).await;
    let days = |days: u64| Duration::from_hours(24 * days);
    let at_ms = world.now_ms() + i64::try_from(days(5).as_millis()).unwrap();
    let waits = propose(&dana, &[&grace(&dana, 45).await.hash], When::At { at_ms }).await;
    let other = propose(&dana, &[&grace(&dana, 46).await.hash], When::ByHand).await;
    world.pass(days(3));
    // Sessions do not last so long.
    let rosa = world.signed_in("rosa").await;
    let over = until(&rosa, other.change.id, |event| event["event"] == "ended").await;
    assert_eq!(over.change.state, ChangeState::Expired);
    let still = shown(&rosa, waits.change.id).await.change;
    assert_eq!(still.state, ChangeState::InReview);
    world.end().await;
}

/// Whoever said when may not want it at whatever hour Longshore runs again.
#[tokio::test]
async fn what_was_due_while_nobody_was_there_waits_for_people_when_it_is_late() {
    for (minutes, is_late) in [(90, false), (180, true)] {
        let mut world = World::new().await;
        let [dana, rosa, ada] = [
            world.dana().await,
            world.signed_in("rosa").await,
            world.signed_in("ada").await,
        ];
        ask_for(&ada, approvals(1)).await;
        let at_ms = world.now_ms() + 60 * 60 * 1000;
        let due = propose(&dana, &[&grace(&dana, 45).await.hash], When::At { at_ms }).await;
        ask(review(&rosa, &due, "approve")).await.unwrap();
        world.stop().await;
        world.pass(Duration::from_mins(minutes));
        world.start().await;
        let dana = dana.moved_to(world.url(""));
        let told = until(&dana, due.change.id, |event| {
            let reason = event["reason"].as_str().unwrap_or_default();
            event["event"] == "ended"
                || (event["event"] == "scheduled" && reason.contains("was not running"))
        })
        .await
        .change;
        if is_late {
            assert_eq!(told.state, ChangeState::Approved);
            assert_eq!(told.when, When::ByHand);
            assert!(told.deployments.is_empty());
        } else {
            assert_eq!(told.state, ChangeState::Deployed);
        }
        world.end().await;
    }
}

#[tokio::test]
async fn two_changes_of_a_service_know_of_each_other_and_several_services_go_as_one() {
    let world = World::new().await;
    let [eli, dana] = [world.signed_in("eli").await, world.dana().await];
    let one = grace(&eli, 46).await;
    let other = grace(&eli, 47).await;
    let restart = json!({"cluster": "test", "service": "status-page", "forceNewDeployment": true});
    let beside = eli.plan(None, &restart.to_string()).await;
    let first = propose(&eli, &[&one.hash], When::ByHand).await;
    let second = propose(&eli, &[&other.hash, &beside.hash], When::ByHand).await;
    assert_eq!(second.others[0].id, first.change.id);
    assert_eq!(second.change.state, ChangeState::Approved);
    let queued = ask(deploy(&dana, &second, &json!({}))).await.unwrap();
    assert_eq!(queued.change.deployments.len(), 2);
    for deployment in &queued.change.deployments {
        dana.finished(deployment).await;
    }
    assert_eq!(
        shown(&dana, second.change.id).await.change.state,
        ChangeState::Deployed
    );
    // What the one deployed is what the other was not compared with.
    until(&eli, first.change.id, |event| {
        event["event"] == "base-moved"
    })
    .await;
    world.end().await;
}

#[tokio::test]
async fn a_change_that_fails_says_so_and_one_that_was_cancelled_comes_back() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let restart =
        json!({"cluster": "production", "service": "shop-web", "forceNewDeployment": true});
    let running = dana.plan(None, &restart.to_string()).await;
    let behind = grace(&dana, 48).await;
    let running = dana.deploy(&running.hash).await;
    let proposed = propose(&dana, &[&behind.hash], When::ByHand).await;
    let busy = ask(deploy(&dana, &proposed, &json!({}))).await.unwrap_err();
    assert_eq!(busy.code, shared::wire::ProblemCode::AlreadyDeploying);
    assert_eq!(
        shown(&dana, proposed.change.id).await.change.state,
        ChangeState::Approved
    );
    let queued = ask(deploy(&dana, &proposed, &json!({"when_busy": "queue"})))
        .await
        .unwrap();
    assert_eq!(queued.change.state, ChangeState::Queued);
    let path = format!("/deployments/{}/commands", queued.change.deployments[0]);
    let cancel = json!({"command": "cancel"});
    assert_eq!(
        dana.post(&path, &cancel).send().await.unwrap().status(),
        202
    );
    let back = shown(&dana, proposed.change.id).await;
    assert_eq!(back.change.state, ChangeState::Draft);
    assert!(
        back.change
            .state_reason
            .as_deref()
            .unwrap()
            .contains("cancelled")
    );
    // What comes of the next attempt is judged by that attempt.
    let updated = |event: &JournalEvent| matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "UpdateService");
    dana.until(&running.id, updated).await;
    world.advance(600).await;
    dana.finished(&running.id).await;
    let again = grace(&dana, 49).await;
    let path = format!("/changes/{}/versions", proposed.change.id);
    let body = json!({"from": 1, "plan_hashes": [again.hash]});
    let revised = ask(dana.post(&path, &body)).await.unwrap();
    let queued = ask(deploy(&dana, &revised, &json!({"when_busy": "queue"})))
        .await
        .unwrap();
    let own = &queued.change.deployments[0];
    dana.until(own, updated).await;
    world.advance(600).await;
    dana.finished(own).await;
    let over = shown(&dana, proposed.change.id).await.change;
    assert_eq!(over.state, ChangeState::Deployed, "{:?}", over.state_reason);
    world.end().await;
}

#[tokio::test]
async fn a_version_keeps_its_plan_and_what_was_only_previewed_is_forgotten() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let proposed = grace(&eli, 61).await;
    let previewed = grace(&eli, 62).await;
    let detail = propose(&eli, &[&proposed.hash], When::ByHand).await;
    let store = world.store().await;
    let later = world.now_ms() + 31 * 24 * 60 * 60 * 1000;
    assert_eq!(store.forget_unused_plans(later).await.unwrap(), 1);
    store.close().await;
    let kept: Preview = eli.read(&format!("/plans/{}", proposed.hash)).await;
    assert_eq!(kept.hash, proposed.hash);
    assert_eq!(
        shown(&eli, detail.change.id).await.change.id,
        detail.change.id
    );
    let path = format!("/plans/{}", previewed.hash);
    assert_eq!(eli.get(&path).send().await.unwrap().status(), 404);
    world.end().await;
}
