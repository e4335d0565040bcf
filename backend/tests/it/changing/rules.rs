//! What an environment asks for.

use serde_json::json;
use shared::change::{ChangeState, When};
use shared::deployment::{Deployment, Verdict};
use shared::wire::{
    ChangeCounts, ChangeSummary, EarlierRevision, KeptPolicy, Listing, ProblemCode,
};

use super::{approvals, ask, ask_for, deploy, grace, propose, review, shown};
use crate::support::{
    self, Person, World, first_service, fresh_key, next_service, problem, task_definition,
};

#[tokio::test]
async fn only_administrators_set_the_policy_and_nobody_over_another() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    let kept: KeptPolicy = dana.read("/policy").await;
    assert_eq!((kept.version, kept.policy.review.approvals), (0, 0));
    let body = json!({"policy": {"review": {"approvals": 1}}, "base_version": 0});
    assert_eq!(
        dana.put("/policy", &body).send().await.unwrap().status(),
        403
    );
    assert_eq!(
        ada.put("/policy", &body).send().await.unwrap().status(),
        200
    );
    let late = ada.put("/policy", &body).send().await.unwrap();
    assert_eq!(problem(late).await.code, ProblemCode::PolicyMoved);
    let unfit = json!({"policy": {"freezes": [{"name": "x", "time_zone": "Nowhere", "from": "2026-01-01T00:00", "until": "2026-01-02T00:00"}]}, "base_version": 1});
    let refused = problem(ada.put("/policy", &unfit).send().await.unwrap()).await;
    assert!(refused.detail.contains("Nowhere"), "{}", refused.detail);
    world.end().await;
}

#[tokio::test]
async fn a_freeze_asks_for_a_reason() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    ask_for(
        &ada,
        json!({"freezes": [{"name": "Sale", "time_zone": "UTC", "from": "2020-01-01T00:00", "until": "2999-01-01T00:00"}]}),
    )
    .await;
    let preview = grace(&dana, 61).await;
    let answer = dana
        .deploy_request(&preview.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    let refused = problem(answer).await;
    assert_eq!(refused.code, ProblemCode::Frozen);
    assert!(refused.detail.contains("Sale"), "{}", refused.detail);
    let proposed = propose(&dana, &[&preview.hash], When::ByHand).await;
    let refused = ask(deploy(&dana, &proposed, &json!({}))).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Frozen);
    let reason = json!({"despite_freeze": "Payments are down"});
    let queued = ask(deploy(&dana, &proposed, &reason)).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    world.end().await;
}

#[tokio::test]
async fn a_freeze_of_each_week_asks_for_a_reason_and_says_until_when() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    // Together they cover the week, so that the test holds on every day of it.
    let window = |from: &str, until: &str| {
        json!({"name": "Quiet week", "time_zone": "Europe/Berlin", "from_day": from,
               "from_time": "00:00", "until_day": until, "until_time": "00:00"})
    };
    ask_for(
        &ada,
        json!({"weekly_freezes": [window("monday", "saturday"), window("friday", "tuesday")]}),
    )
    .await;
    let kept: KeptPolicy = dana.read("/policy").await;
    let windows = &kept.policy.weekly_freezes;
    let now_ms = world.now_ms();
    let nexts: Vec<_> = windows.iter().filter_map(|it| it.next.as_ref()).collect();
    assert_eq!(nexts.len(), 2);
    assert!(nexts.iter().any(|next| next.from_ms <= now_ms));
    assert!(nexts.iter().all(|next| next.until_ms > now_ms));

    let preview = grace(&dana, 63).await;
    let request = || dana.deploy_request(&preview.hash, &fresh_key());
    let refused = problem(request().send().await.unwrap()).await;
    assert_eq!(refused.code, ProblemCode::Frozen);
    assert!(refused.detail.contains("00:00 (Europe/Berlin): Quiet week"));
    let proposed = propose(&dana, &[&preview.hash], When::ByHand).await;
    let refused = ask(deploy(&dana, &proposed, &json!({}))).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Frozen);
    let reason = json!({"despite_freeze": "Payments are down"});
    let queued = ask(deploy(&dana, &proposed, &reason)).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;

    // Years later it is still so, by windows that nobody wrote down.
    world.pass(std::time::Duration::from_hours(24 * 365 * 3));
    let ada = world.signed_in("ada").await;
    let kept: KeptPolicy = ada.read("/policy").await;
    let later_ms = world.now_ms();
    assert!(kept.policy.freeze_at(later_ms).is_some());
    let unfit = json!({"policy": {"weekly_freezes": [window("monday", "monday")]}, "base_version": kept.version});
    let refused = problem(ada.put("/policy", &unfit).send().await.unwrap()).await;
    assert_eq!(refused.code, ProblemCode::BadRequest);
    assert!(refused.detail.contains("another time of the week"));
    world.end().await;
}

#[tokio::test]
async fn what_waits_when_a_freeze_begins_does_not_begin_in_it() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    let pause = json!({"reason": "Looking at the database"});
    let paused = dana
        .put("/pauses/environment", &pause)
        .send()
        .await
        .unwrap();
    assert!(paused.status().is_success());
    let [waits, hurries] = [grace(&dana, 71).await, grace(&dana, 72).await];
    let waits = dana.deploy(&waits.hash).await;
    ask_for(
        &ada,
        json!({"freezes": [{"name": "Sale", "time_zone": "UTC", "from": "2020-01-01T00:00", "until": "2999-01-01T00:00"}]}),
    )
    .await;
    let body = json!({"plan_hash": hurries.hash, "when_busy": "queue", "despite_freeze": "Payments are down"});
    let asked = dana
        .post("/deployments", &body)
        .header("idempotency-key", fresh_key());
    let hurries: Deployment = Person::answered(asked, 201).await;
    dana.delete("/pauses/environment").send().await.unwrap();
    let waited = dana.finished(&waits.id).await;
    let (verdict, words) = support::verdict(&waited);
    assert_eq!(verdict, Verdict::Cancelled, "{words}");
    assert!(words.contains("Sale"), "{words}");
    let urgent = dana.finished(&hurries.id).await;
    let (_, words) = support::verdict(&urgent);
    assert!(!words.contains("Sale"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn the_glass_is_broken_with_a_reason_and_somebody_looks_afterwards() {
    let world = World::new().await;
    let [dana, eli, rosa, ada] = [
        world.dana().await,
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(
        &ada,
        json!({"review": {"approvals": 2}, "break_glass": ["dana"]}),
    )
    .await;
    let preview = grace(&dana, 62).await;
    let proposed = propose(&dana, &[&preview.hash], When::ByHand).await;
    let broken = json!({"break_glass": "Payments are down"});
    let queued = ask(deploy(&dana, &proposed, &broken)).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    let over = shown(&rosa, proposed.change.id).await;
    assert_eq!(over.change.state, ChangeState::Deployed);
    assert_eq!(over.change.broken_glass[0].by, "dana");
    // It waits for who may look at it, and neither for who deployed it nor for who may not.
    let waiting = async |person: &Person| {
        let counts: ChangeCounts = person.read("/changes/counts").await;
        let list: Listing<ChangeSummary> = person.read("/changes?view=waiting-for-me").await;
        assert_eq!(usize::try_from(counts.waiting_for_me), Ok(list.items.len()));
        assert!(list.items.iter().all(|change| change.unreviewed));
        list.items.len()
    };
    assert_eq!(
        [
            waiting(&rosa).await,
            waiting(&dana).await,
            waiting(&eli).await
        ],
        [1, 0, 0]
    );
    let deployed = "/changes?view=waiting-for-me&state=deployed&service=web";
    for (path, many) in [(deployed, 0), (&deployed.replace("=web", "=shop-web"), 1)] {
        let list: Listing<ChangeSummary> = rosa.read(path).await;
        assert_eq!(list.items.len(), many, "{path}");
    }
    let path = format!("/changes/{}/late-review", proposed.change.id);
    let deployments = &shown(&rosa, proposed.change.id).await.change.deployments;
    let found = json!({"reason": "It was right", "deployments": ["another"]});
    assert!(ask(rosa.post(&path, &found)).await.is_err());
    let found = json!({"reason": "It was right", "deployments": deployments});
    let reviewed = ask(rosa.post(&path, &found)).await.unwrap();
    let broken = &reviewed.change.broken_glass[0];
    assert_eq!(broken.reviewed_by.as_deref(), Some("rosa"));
    assert_eq!(waiting(&rosa).await, 0);
    world.end().await;
}

#[tokio::test]
async fn going_back_is_a_change_with_a_reason_that_on_call_people_deploy() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    dana.carry_out(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    ask_for(&ada, approvals(2)).await;
    let earlier: Listing<EarlierRevision> =
        dana.read("/clusters/test/services/nginx/revisions").await;
    let to = earlier.items.iter().find(|one| !one.is_current).unwrap();
    let body = json!({"cluster": "test", "service": "nginx", "to": to.to});
    let back = dana.made("/plans/rollback", &body).await;
    let straight = dana
        .deploy_request(&back.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    let straight = problem(straight).await;
    assert_eq!(straight.code, ProblemCode::NeedsApproval);
    assert!(
        straight.detail.contains("needs no approval"),
        "{}",
        straight.detail
    );
    let proposed = propose(&dana, &[&back.hash], When::ByHand).await;
    assert_eq!(proposed.change.state, ChangeState::Approved);
    let queued = ask(deploy(&dana, &proposed, &json!({}))).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    world.end().await;
}

#[tokio::test]
async fn what_nobody_could_give_is_told_where_the_policy_is() {
    let world = World::new().await;
    let [dana, ada] = [world.dana().await, world.signed_in("ada").await];
    ask_for(
        &ada,
        json!({"review": {"approvals": 1, "approvers": ["rossa"]}}),
    )
    .await;
    let gaps = async || {
        let kept: KeptPolicy = dana.read("/policy").await;
        let members: Vec<String> = kept.gaps.into_iter().map(|gap| gap.member).collect();
        members
    };
    assert_eq!(gaps().await, ["approvers", "approvals"]);
    world.signed_in("rosa").await;
    ask_for(
        &ada,
        json!({"review": {"approvals": 1, "approvers": ["rosa"]}}),
    )
    .await;
    assert_eq!(gaps().await, [""; 0]);
    world.end().await;
}

#[tokio::test]
async fn other_rules_count_approvals_anew_at_once() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 63).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let approved = ask(review(&rosa, &proposed, "approve")).await.unwrap();
    assert_eq!(approved.change.state, ChangeState::Approved);
    ask_for(&ada, approvals(2)).await;
    let waits = shown(&eli, proposed.change.id).await;
    assert_eq!(waits.change.state, ChangeState::InReview);
    assert_eq!(waits.standing.discounted[0].by, "rosa");
    let mine: Listing<ChangeSummary> = eli.read("/changes?view=mine&state=in-review").await;
    assert_eq!(mine.items.len(), 1);
    let none: Listing<ChangeSummary> = eli.read("/changes?view=mine&state=deployed").await;
    assert!(none.items.is_empty());
    let of_service: Listing<ChangeSummary> = eli
        .read("/changes?cluster=production&service=shop-web&author=eli")
        .await;
    assert_eq!(of_service.items.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn who_approves_or_deploys_shows_who_they_are_where_the_policy_wants_it() {
    let world = World::new().await;
    let [eli, rosa, dana, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    ask_for(
        &ada,
        json!({"review": {"approvals": 1}, "confirm_identity": true}),
    )
    .await;
    let preview = grace(&eli, 64).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    world.pass(std::time::Duration::from_mins(11));
    let refused = ask(review(&rosa, &proposed, "approve")).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::ConfirmIdentity);
    let shown = json!({"password": crate::support::PASSWORD});
    let confirmed = rosa.post("/session/confirmation", &shown);
    assert!(confirmed.send().await.unwrap().status().is_success());
    let approved = ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let refused = ask(deploy(&dana, &approved, &json!({}))).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::ConfirmIdentity);
    let confirmed = dana.post("/session/confirmation", &shown);
    assert!(confirmed.send().await.unwrap().status().is_success());
    let queued = ask(deploy(&dana, &approved, &json!({}))).await.unwrap();
    dana.finished(&queued.change.deployments[0]).await;
    world.end().await;
}

#[tokio::test]
async fn an_approval_of_a_closed_account_is_not_shown_as_one() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 65).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let closed = ada.patch("/people/rosa", &json!({"disabled": true}));
    assert_eq!(closed.send().await.unwrap().status(), 200);
    let waits = shown(&eli, proposed.change.id).await;
    assert_eq!(
        waits.standing.words("test"),
        "test requires 1 approval, has 0"
    );
    assert!(!waits.reviewers.iter().any(|name| name == "rosa"));
    world.end().await;
}

#[tokio::test]
async fn an_approval_of_somebody_who_lost_the_role_does_not_count_from_then_on() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = grace(&eli, 65).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    let viewer = json!({"grants": [{"environment": null, "role": "viewer"}]});
    let changed = ada.patch("/people/rosa", &viewer).send().await.unwrap();
    assert_eq!(changed.status(), 200);
    let waits = shown(&eli, proposed.change.id).await;
    assert_eq!(waits.change.state, ChangeState::InReview);
    assert!(waits.standing.discounted[0].why.contains("any more"));
    world.end().await;
}
