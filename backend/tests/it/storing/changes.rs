//! Changes and the audit, on both engines.

use std::sync::Arc;

use backend::store::{Acted, Actor, ChangeFilter, Proposal, Store};
use shared::audit::Chain;
use shared::change::{Act, ChangeEvent, ChangeState, Decision, Version, VersionPlan, When};
use shared::permission::{Operation, Role};
use shared::plan::{PlanKind, Target};
use shared::policy::{Policy, ReviewRules};
use shared::wire::{AuditQuery, ChangeQuery, ChangeView, Order};

use super::{add, stores};

fn proposed(plan: &str, service: &str, now_ms: i64) -> ChangeEvent {
    let plans = vec![VersionPlan {
        hash: plan.to_owned(),
        target: Target {
            cluster: "test".to_owned(),
            service: service.to_owned(),
        },
        kind: PlanKind::ServiceChange,
        summary: "something".to_owned(),
        effect: plan.to_owned(),
    }];
    ChangeEvent::Proposed {
        environment: "test".to_owned(),
        title: format!("Change {plan}"),
        reason: "because".to_owned(),
        with: Vec::new(),
        version: Version {
            number: 1,
            by: "eli".to_owned(),
            at_ms: now_ms,
            note: String::new(),
            digest: Version::digest_of(&plans, Order::InOrder),
            plans,
            order: Order::InOrder,
        },
        when: When::ByHand,
    }
}

pub(super) const fn actor(name: &str, now_ms: i64) -> Actor<'_> {
    Actor {
        name,
        is_person: true,
        now_ms,
    }
}

async fn propose(store: &Store, plan: &str, service: &str, key: &str) -> Acted {
    store
        .propose(&Proposal {
            actor: actor("eli", 1),
            environment: "test",
            proposed: &proposed(plan, service, 1),
            idempotency_key: key,
            request_hash: plan,
        })
        .await
        .unwrap()
}

fn number(acted: &Acted) -> i64 {
    match acted {
        Acted::Done(change) => change.id,
        other => panic!("{other:?}"),
    }
}

async fn team(store: &Store, approvals: u32) {
    for (name, role) in [
        ("eli", Role::Editor),
        ("rosa", Role::Reviewer),
        ("remy", Role::Reviewer),
        ("dana", Role::Deployer),
    ] {
        add(store, name, role).await;
    }
    let policy = Policy {
        review: ReviewRules {
            approvals,
            ..ReviewRules::default()
        },
        ..Policy::default()
    };
    let save = backend::store::PolicySave {
        environment: "test",
        policy: &policy,
        base_version: 0,
        by: "ada",
        now_ms: 1,
    };
    assert!(store.save_policy(&save).await.unwrap());
    assert!(!store.save_policy(&save).await.unwrap());
}

#[tokio::test]
async fn many_who_propose_at_once_get_numbers_of_their_own_and_a_repeated_one_gets_the_same() {
    for (store, _folder) in stores("proposing").await {
        team(&store, 1).await;
        let store = Arc::new(store);
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..6 {
            let store = Arc::clone(&store);
            asking.spawn(async move {
                let plan = format!("plan-{number}");
                propose(&store, &plan, "web", &plan).await
            });
        }
        let mut numbers: Vec<i64> = asking.join_all().await.iter().map(number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
        let again = propose(&store, "plan-0", "web", "plan-0").await;
        assert!((1..=6).contains(&number(&again)));
        let other = propose(&store, "plan-1", "web", "plan-0").await;
        assert!(matches!(other, Acted::KeyReused));
        store.close().await;
    }
}

#[tokio::test]
async fn of_many_who_approve_at_once_each_counts_once() {
    for (store, _folder) in stores("approving").await {
        team(&store, 2).await;
        let id = number(&propose(&store, "plan", "web", "key").await);
        let digest = match proposed("plan", "web", 1) {
            ChangeEvent::Proposed { version, .. } => version.digest,
            other => panic!("{other:?}"),
        };
        let store = Arc::new(store);
        let mut asking = tokio::task::JoinSet::new();
        for name in ["rosa", "remy", "rosa", "remy", "eli", "dana"] {
            let (store, digest) = (Arc::clone(&store), digest.clone());
            asking.spawn(async move {
                let act = Act::Review {
                    version: 1,
                    digest,
                    decision: Decision::Approve,
                    reason: String::new(),
                };
                let actor = actor(name, 2);
                store
                    .act_on_change(id, Operation::Review, act, &actor)
                    .await
                    .unwrap()
            });
        }
        let answers = asking.join_all().await;
        let forbidden = answers.iter().filter(|one| matches!(one, Acted::Forbidden));
        assert_eq!(forbidden.count(), 2);
        let entries = store.change_entries(id, 0).await.unwrap();
        let change = shared::change::Change::of(id, &entries).unwrap();
        assert_eq!(change.state, ChangeState::Approved);
        assert_eq!(change.approvals.len(), 2);
        let sequences: Vec<i64> = entries.iter().map(|entry| entry.sequence).collect();
        assert_eq!(sequences, [1, 2, 3, 4]);
        store.close().await;
    }
}

#[tokio::test]
async fn who_approved_under_other_rules_is_waited_for_again() {
    for (store, _folder) in stores("approving_again").await {
        team(&store, 2).await;
        let change = match propose(&store, "plan", "web", "key").await {
            Acted::Done(change) => change,
            other => panic!("{other:?}"),
        };
        let approve = async |now_ms| {
            let act = Act::Review {
                version: 1,
                digest: change.version().unwrap().digest.clone(),
                decision: Decision::Approve,
                reason: String::new(),
            };
            let actor = actor("rosa", now_ms);
            let review = Operation::Review;
            let acted = store.act_on_change(change.id, review, act, &actor).await;
            assert!(matches!(acted, Ok(Acted::Done(_))), "{acted:?}");
        };
        let waits = async || {
            let grants = store.user("rosa").await.unwrap().unwrap().grants;
            let environments = ["test".to_owned()];
            let counts = store.count_changes("rosa", &grants, &environments).await;
            counts.unwrap().waiting_for_me
        };
        assert_eq!(waits().await, 1);
        approve(2).await;
        assert_eq!(waits().await, 0);
        let policy = Policy {
            review: ReviewRules {
                approvals: 2,
                author_may_deploy: false,
                ..ReviewRules::default()
            },
            ..Policy::default()
        };
        let save = backend::store::PolicySave {
            environment: "test",
            policy: &policy,
            base_version: 1,
            by: "ada",
            now_ms: 3,
        };
        assert!(store.save_policy(&save).await.unwrap());
        assert_eq!(waits().await, 1);
        approve(4).await;
        assert_eq!(waits().await, 0);
        store.close().await;
    }
}

#[tokio::test]
async fn lists_are_of_what_somebody_may_see_and_go_on_after_the_last_of_a_page() {
    for (store, _folder) in stores("change_lists").await {
        team(&store, 1).await;
        for number in 0..5 {
            let plan = format!("plan-{number}");
            let service = if number == 3 { "api" } else { "web" };
            propose(&store, &plan, service, &plan).await;
        }
        let environments = ["test".to_owned(), "other".to_owned()];
        let list = async |name: &str, query: ChangeQuery| {
            let grants = store.user(name).await.unwrap().unwrap().grants;
            let filter = ChangeFilter {
                query: &query,
                name,
                grants: &grants,
                environments: &environments,
                limit: 2,
            };
            let listing = store.changes(&filter).await.unwrap();
            let ids: Vec<i64> = listing.items.iter().map(|change| change.id).collect();
            (ids, listing.next)
        };
        let first = list("rosa", ChangeQuery::default()).await;
        assert_eq!(first, (vec![5, 4], Some("4".to_owned())));
        let query = ChangeQuery {
            after: Some(2),
            ..ChangeQuery::default()
        };
        assert_eq!(list("rosa", query).await, (vec![1], None));
        let waiting = |view| ChangeQuery {
            view,
            service: Some("api".to_owned()),
            ..ChangeQuery::default()
        };
        let view = ChangeView::WaitingForMe;
        assert_eq!(list("rosa", waiting(view)).await.0, [4]);
        assert!(list("eli", waiting(view)).await.0.is_empty());
        assert!(list("dana", waiting(view)).await.0.is_empty());
        assert_eq!(list("eli", waiting(ChangeView::Mine)).await.0, [4]);
        let counts = store
            .count_changes(
                "rosa",
                &store.user("rosa").await.unwrap().unwrap().grants,
                &environments,
            )
            .await
            .unwrap();
        assert_eq!((counts.waiting_for_me, counts.mine, counts.open), (5, 0, 5));
        store.close().await;
    }
}

#[tokio::test]
async fn everything_that_happened_is_in_one_chain_that_the_engine_does_not_let_anybody_change() {
    for (store, _folder) in stores("auditing").await {
        team(&store, 1).await;
        let store = Arc::new(store);
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..4 {
            let store = Arc::clone(&store);
            asking.spawn(async move {
                let plan = format!("plan-{number}");
                propose(&store, &plan, "web", &plan).await;
                store.bind_audit().await.unwrap();
            });
        }
        asking.join_all().await;
        let head = store.audit_head().await.unwrap();
        let records = store.audit_after(0, 1_000).await.unwrap();
        let mut chain = Chain::default();
        for record in &records {
            chain.take(record).unwrap();
        }
        assert_eq!(chain.head(), &head);
        let proposals: Vec<_> = records
            .iter()
            .filter(|record| record.action == "change.proposed")
            .collect();
        assert_eq!(proposals.len(), 4);
        assert_eq!(proposals[0].who.as_deref(), Some("eli"));
        assert_eq!(proposals[0].environment.as_deref(), Some("test"));
        assert!(records.iter().any(|record| record.action == "policy.set"));
        let query = AuditQuery {
            subject: Some("change 2".to_owned()),
            ..AuditQuery::default()
        };
        assert_eq!(store.audit(&query, 10).await.unwrap().items.len(), 1);
        store.close().await;
    }
}
