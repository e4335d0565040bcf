//! What must not get through.

use serde_json::json;
use shared::change::{ChangeState, When};
use shared::deployment::{Command, JournalEvent, Verdict};
use shared::wire::{ChangeSummary, Listing, ProblemCode};

use super::{approvals, ask, ask_for, deploy, grace, propose, review, shown};
use crate::support::{self, Setup, World, edit, fresh_key, problem};

#[tokio::test]
async fn an_approval_that_was_written_past_longshore_holds_the_deployment_up() {
    let world = World::new().await;
    let [dana, eli, ada] = [
        world.dana().await,
        world.signed_in("eli").await,
        world.signed_in("ada").await,
    ];
    world.signed_in("rosa").await;
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 64).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    let version = proposed.change.version().unwrap();
    let reviewed = json!({
        "event": "reviewed", "version": version.number, "digest": version.digest,
        "rules": proposed.policy.review.fingerprint(), "decision": "approve", "reason": "",
    });
    // As late as the rest, or the change is one that nobody touched for too long.
    let at_ms = version.at_ms;
    // Longshore may write, too, such as that the base has moved.
    let next = format!("(select max(sequence) + 1 from change_events where change_id = {id})");
    let forged = [
        format!("insert into change_events values ({id}, {next}, {at_ms}, 'rosa', '{reviewed}')"),
        format!(
            "insert into change_events values ({id}, {next}, {at_ms}, null, '{}')",
            json!({"event": "approved"})
        ),
        format!(
            "update changes set state = 'approved', last_sequence = {next} - 1 where id = {id}"
        ),
    ];
    let forged: Vec<&str> = forged.iter().map(String::as_str).collect();
    edit(&world.database_file(), &forged).await;

    let approved = shown(&dana, id).await;
    assert_eq!(approved.standing.approved_by, ["rosa"]);
    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    let ended = dana.finished(&queued.change.deployments[0]).await;
    let (verdict, words) = support::verdict(&ended);
    assert_eq!(verdict, Verdict::Cancelled, "{words}");
    assert!(
        words.contains("does not tell of change.reviewed by rosa"),
        "{words}"
    );
    world.end().await;
}

#[tokio::test]
async fn a_plan_that_was_changed_in_the_database_is_not_carried_out() {
    let world = World::new().await;
    let [dana, eli, ada] = [
        world.dana().await,
        world.signed_in("eli").await,
        world.signed_in("ada").await,
    ];
    let rosa = world.signed_in("rosa").await;
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 606_606).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let approved = ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let forged = format!(
        "update plans set preview = replace(preview, '606606', '707707') where hash = '{}'",
        preview.hash
    );
    edit(&world.database_file(), &[&forged]).await;
    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    let ended = dana.finished(&queued.change.deployments[0]).await;
    let (verdict, words) = support::verdict(&ended);
    assert_eq!(verdict, Verdict::Cancelled, "{words}");
    assert!(words.contains("not what its hash says"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn who_is_off_the_list_for_emergencies_begins_nothing_that_waits() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    let rules = json!({"review": {"approvals": 1}, "break_glass": ["dana"]});
    ask_for(&ada, rules).await;
    let pause = json!({"reason": "Looking at the database"});
    let paused = dana
        .put("/pauses/environment", &pause)
        .send()
        .await
        .unwrap();
    assert!(paused.status().is_success());
    let preview = grace(&dana, 65).await;
    let proposed = propose(&dana, &[&preview.hash], When::ByHand).await;
    let broken = json!({"break_glass": "Payments are down"});
    let queued = ask(deploy(&dana, &proposed, &broken)).await.unwrap();
    ask_for(&ada, json!({"break_glass": []})).await;
    dana.delete("/pauses/environment").send().await.unwrap();
    let ended = dana.finished(&queued.change.deployments[0]).await;
    let (verdict, words) = support::verdict(&ended);
    assert_eq!(verdict, Verdict::Cancelled, "{words}");
    assert!(words.contains("without approvals any more"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn what_a_gate_runs_is_part_of_what_was_approved() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let plan = async |command: &str| {
        let gate = json!({"overrides": {"containerOverrides": [{"name": "mail-worker", "command": [command]}]}});
        let body = json!({
            "service": r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 3}"#,
            "gate": gate.to_string(),
        });
        eli.made("/plans", &body).await
    };
    let migrates = plan("migrate").await;
    let proposed = propose(&eli, &[&migrates.hash], When::ByHand).await;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let leaks = plan("leak").await;
    let body = json!({"from": 1, "note": "The same", "plan_hashes": [leaks.hash]});
    let path = format!("/changes/{}/versions", proposed.change.id);
    let revised = ask(eli.post(&path, &body)).await.unwrap();
    assert_eq!(revised.change.state, ChangeState::InReview);
    assert!(revised.standing.approved_by.is_empty());
    world.end().await;
}

#[tokio::test]
async fn nothing_is_deployed_past_a_review() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&dana, 51).await;
    // Straight, also as an administrator, and as a release.
    for person in [&dana, &ada] {
        let answer = person
            .deploy_request(&preview.hash, &fresh_key())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 409);
        assert_eq!(problem(answer).await.code, ProblemCode::NeedsApproval);
    }
    let release = json!({"plan_hashes": [preview.hash], "order": "in-order"});
    let answer = dana
        .post("/releases", &release)
        .header("idempotency-key", fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(problem(answer).await.code, ProblemCode::NeedsApproval);

    let proposed = propose(&dana, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    // Without approvals; by who may not deploy; by its author's own approval.
    let refused = ask(deploy(&dana, &proposed, &json!({}))).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::NeedsApproval);
    for person in [&eli, &rosa] {
        let refused = ask(deploy(person, &proposed, &json!({})))
            .await
            .unwrap_err();
        assert_eq!(refused.status, 403);
    }
    for person in [&dana, &eli] {
        let refused = ask(review(person, &proposed, "approve")).await.unwrap_err();
        assert_eq!(refused.status, 403);
    }
    // Another version's digest, and the digest of nothing.
    let body = json!({"version": 1, "digest": "0", "decision": "approve"});
    let refused = ask(rosa.post(&format!("/changes/{id}/reviews"), &body))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ProblemCode::ChangeMoved);
    // With the glass of somebody whom the policy does not name.
    let broken = json!({"break_glass": "quickly"});
    let refused = ask(deploy(&dana, &proposed, &broken)).await.unwrap_err();
    assert_eq!(refused.status, 403);
    assert_eq!(shown(&dana, id).await.change.state, ChangeState::InReview);
    world.end().await;
}

/// Going back asks for less than going on, so nobody says of new documents that they go back.
#[tokio::test]
async fn new_documents_do_not_pass_for_going_back() {
    let world = World::new().await;
    let dana = world.dana().await;
    let named = json!({"taskDefinition": "mail-worker"});
    let seen = world.ecs("DescribeTaskDefinition", &named).await;
    let mut definition = seen["taskDefinition"].clone();
    definition["containerDefinitions"][0]["image"] = json!("nginx:1.27");
    for extent in ["revision", "earlier", "Revision"] {
        let body = json!({
            "task_definition": definition.to_string(),
            "service": json!({
                "cluster": "production", "service": "mail-worker",
                "taskDefinition": "@@TASKDEFINITION_ARN@@",
            }).to_string(),
            "extent": extent,
        });
        let answer = dana.post("/plans", &body).send().await.unwrap();
        let refused = problem(answer).await;
        assert_eq!(
            refused.code,
            ProblemCode::BadRequest,
            "{extent}: {refused:?}"
        );
        assert!(
            refused.detail.contains("extent"),
            "{extent}: {}",
            refused.detail
        );
    }
    world.end().await;
}

#[tokio::test]
async fn who_wrote_on_a_draft_or_had_the_plan_made_does_not_approve_it() {
    let world = World::new().await;
    let [ada, rosa, remy] = [
        world.signed_in("ada").await,
        world.signed_in("rosa").await,
        world.signed_in("remy").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let draft = json!({
        "base_version": 0, "title": "Shop 2", "cluster": "production", "service": "shop-web",
        "content": {"task_definition": "", "service": "{}"},
    });
    let saved = rosa
        .put("/drafts/a-draft-of-rosa-1", &draft)
        .send()
        .await
        .unwrap();
    assert_eq!(saved.status(), 200);
    // Remy had the plan made; ada proposes it out of rosa's draft.
    let preview = grace(&remy, 52).await;
    let body = json!({
        "title": "Shop 2", "reason": "x", "plan_hashes": [preview.hash],
        "drafts": ["a-draft-of-rosa-1"],
    });
    let request = ada
        .post("/changes", &body)
        .header("idempotency-key", fresh_key());
    let proposed = ask(request).await.unwrap();
    assert_eq!(proposed.change.authors, ["ada", "remy", "rosa"]);
    for author in [&ada, &remy, &rosa] {
        let refused = ask(review(author, &proposed, "approve")).await.unwrap_err();
        assert_eq!(refused.status, 403);
    }
    world.end().await;
}

#[tokio::test]
async fn what_is_queued_does_not_begin_when_its_approval_does_not_count_any_more() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    let pause = json!({"reason": "A moment"});
    let paused = dana
        .put("/pauses/environment", &pause)
        .send()
        .await
        .unwrap();
    assert_eq!(paused.status(), 200);
    let behind = grace(&eli, 53).await;
    ask_for(&ada, approvals(1)).await;
    let proposed = propose(&eli, &[&behind.hash], When::ByHand).await;
    let approved = ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    // While it waits, the policy asks for two.
    ask_for(&ada, approvals(2)).await;
    let resumed = dana.delete("/pauses/environment").send().await.unwrap();
    assert_eq!(resumed.status(), 204);
    let ended = dana.finished(&queued.change.deployments[0]).await;
    let (verdict, reason) = crate::support::verdict(&ended);
    assert_eq!(verdict, shared::deployment::Verdict::Cancelled);
    assert!(reason.contains("requires 2 approvals"), "{reason}");
    let back = shown(&eli, proposed.change.id).await;
    assert_eq!(back.change.state, ChangeState::Draft);
    world.end().await;
}

/// What was once begun without approvals is to be reviewed, and vouches for nothing later.
#[tokio::test]
async fn an_emergency_before_lets_nothing_begin_that_lost_its_approval() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    let rules = json!({"review": {"approvals": 1}, "break_glass": ["dana"]});
    ask_for(&ada, rules).await;
    let gated = json!({
        "service": r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 3}"#,
        "gate": "{}",
    });
    let gated = eli.made("/plans", &gated).await;
    let proposed = propose(&eli, &[&gated.hash], When::ByHand).await;
    let broken = json!({"break_glass": "Payments are down"});
    let begun = ask(deploy(&dana, &proposed, &broken)).await.unwrap();
    let first = begun.change.deployments[0].clone();
    dana.until(&first, |event| {
        matches!(event, JournalEvent::TaskChanged { .. })
    })
    .await;
    let back_out = serde_json::to_value(Command::BackOut).unwrap();
    let path = format!("/deployments/{first}/commands");
    let told = dana.post(&path, &back_out).send().await.unwrap();
    assert_eq!(told.status(), 202);
    dana.until(
        &first,
        |event| matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "StopTask"),
    )
    .await;
    world.advance(60).await;
    dana.finished(&first).await;
    let back = shown(&eli, proposed.change.id).await.change;
    assert_eq!(back.state, ChangeState::Draft);
    assert_eq!(back.unreviewed().count(), 1);

    // Another version is approved and waits, and its approval is taken from it.
    let pause = json!({"reason": "A moment"});
    let paused = dana.put("/pauses/environment", &pause).send().await;
    assert_eq!(paused.unwrap().status(), 200);
    let next = grace(&eli, 66).await;
    let body = json!({"from": 1, "note": "Longer", "plan_hashes": [next.hash]});
    let path = format!("/changes/{}/versions", proposed.change.id);
    let revised = ask(eli.post(&path, &body)).await.unwrap();
    let approved = ask(review(&rosa, &revised, "approve")).await.unwrap();
    // That a review of the emergency is owed stands in the list beside what else she may do.
    let owed: Listing<ChangeSummary> = rosa.read("/changes?view=waiting-for-me").await;
    assert_eq!(owed.items.len(), 1);
    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    ask_for(&ada, json!({"review": {"approvals": 2}})).await;
    dana.delete("/pauses/environment").send().await.unwrap();
    let ended = dana.finished(&queued.change.deployments[0]).await;
    let (verdict, reason) = support::verdict(&ended);
    assert_eq!(verdict, Verdict::Cancelled, "{reason}");
    assert!(reason.contains("requires 2 approvals"), "{reason}");
    let back = shown(&eli, proposed.change.id).await.change;
    assert_eq!(back.unreviewed().count(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_repeated_click_proposes_once_and_what_is_unfit_is_told() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let preview = grace(&eli, 54).await;
    let body = json!({"title": "Shop 2", "reason": "x", "plan_hashes": [preview.hash]});
    let key = fresh_key();
    let send = || eli.post("/changes", &body).header("idempotency-key", &key);
    let (first, again) = (ask(send()).await.unwrap(), ask(send()).await.unwrap());
    assert_eq!(first.change.id, again.change.id);
    for (member, value) in [
        ("title", json!("")),
        ("title", json!("two\nlines")),
        ("reason", json!(" ")),
        ("plan_hashes", json!([])),
        ("plan_hashes", json!([preview.hash, preview.hash])),
    ] {
        let mut unfit = body.clone();
        unfit[member] = value;
        let request = eli
            .post("/changes", &unfit)
            .header("idempotency-key", fresh_key());
        let refused = ask(request).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::BadRequest, "{member}");
    }
    let dana = world.dana().await;
    let mut past = body.clone();
    past["when"] = json!({"when": "at", "at_ms": 1});
    for (person, code) in [
        (&dana, ProblemCode::BadRequest),
        // An editor would have it deployed in the name of somebody who may not.
        (&eli, ProblemCode::Forbidden),
    ] {
        let request = person
            .post("/changes", &past)
            .header("idempotency-key", fresh_key());
        assert_eq!(ask(request).await.unwrap_err().code, code);
    }
    let unknown = json!({"title": "Shop 2", "reason": "x", "plan_hashes": ["unknown"]});
    let request = eli
        .post("/changes", &unknown)
        .header("idempotency-key", fresh_key());
    assert_eq!(ask(request).await.unwrap_err().status, 404);
    let answer = eli.get("/changes/4711").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    world.end().await;
}
