//! Leases, turns, pauses, commands and releases, on both engines.

use std::time::Duration;

use backend::store::{
    Calls, Lease, MadePlan, NewDeployment, NewRelease, NewRequest, Started, Store, StoreError,
};
use shared::deployment::{Command, DeploymentState, JournalEvent, Verdict, WhenBusy};
use shared::permission::Role;
use shared::wire::{Order, Pause, Scope};

use super::{add, begin, finished, ids, preview, start, stores};

/// Asks for deployments of services, each under an id of its own, the second half of its name.
async fn ask(
    store: &Store,
    wanted: &[(&str, &str)],
    when_busy: WhenBusy,
    order: Option<Order>,
    now_ms: i64,
) -> Started {
    let mut calls = Vec::new();
    for (_, service) in wanted {
        let plan = preview("", service).plan;
        if let Some(occupant) = store.occupant("test", &plan).await.unwrap() {
            let so_far = store.calls(&occupant).await.unwrap();
            calls.push((occupant, so_far));
        }
    }
    ask_knowing(store, wanted, when_busy, order, &calls, now_ms).await
}

/// The same, where the calls of those whose place is taken are known as they were.
async fn ask_knowing(
    store: &Store,
    wanted: &[(&str, &str)],
    when_busy: WhenBusy,
    order: Option<Order>,
    calls: &[(String, Calls)],
    now_ms: i64,
) -> Started {
    let mut previews = Vec::new();
    for (id, service) in wanted {
        let preview = preview(id, service);
        store
            .save_plan(&MadePlan {
                preview: &preview,
                ask: None,
                environment: "test",
                by: "dana",
                now_ms,
            })
            .await
            .unwrap();
        previews.push(preview);
    }
    let deployments: Vec<NewDeployment<'_>> = previews
        .iter()
        .map(|preview| NewDeployment {
            id: &preview.hash,
            plan: &preview.plan,
            plan_hash: &preview.hash,
            summary: "something",
        })
        .collect();
    let key = format!("key-{now_ms}");
    store
        .start(&NewRequest {
            user: "dana",
            environment: "test",
            idempotency_key: &key,
            request_hash: &key,
            when_busy,
            release: order.map(|order| NewRelease {
                id: "release",
                order,
            }),
            change: None,
            despite_freeze: None,
            calls,
            deployments: &deployments,
            now_ms,
        })
        .await
        .unwrap()
}

fn failed() -> JournalEvent {
    JournalEvent::Finished {
        verdict: Verdict::Failed,
        reason: "it does not run".to_owned(),
    }
}

async fn verdict(store: &Store, id: &str) -> Option<Verdict> {
    match store.deployment(id).await.unwrap().unwrap().state {
        DeploymentState::Finished { verdict, .. } => Some(verdict),
        DeploymentState::Queued | DeploymentState::Running => None,
    }
}

async fn end(store: &Store, lease: &Lease, event: JournalEvent) {
    store
        .append_journal(lease, &[event], None, 9)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_waits_begins_when_the_service_is_free() {
    for (store, _folder) in stores("waiting").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        let queue = WhenBusy::Queue;
        let asked = ask(&store, &[("b", "web")], queue, None, 2).await;
        assert_eq!(asked, Started::Queued);
        assert_eq!(
            ask(&store, &[("c", "web")], queue, None, 3).await,
            Started::Queued
        );
        let first = begin(&store, "agent").await;
        assert_eq!(ids(&first), ["a"]);
        assert!(begin(&store, "agent").await.is_empty());
        end(&store, &first[0], finished()).await;
        assert_eq!(ids(&begin(&store, "agent").await), ["b"]);
        store.close().await;
    }
}

#[tokio::test]
async fn who_takes_the_place_cancels_those_that_wait_and_tells_the_one_that_runs() {
    for (store, _folder) in stores("superseding").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        begin(&store, "agent").await;
        ask(&store, &[("b", "web")], WhenBusy::Queue, None, 2).await;
        ask(&store, &[("c", "web")], WhenBusy::Supersede, None, 3).await;
        assert_eq!(verdict(&store, "b").await, Some(Verdict::Cancelled));
        let commands = store.commands_of_agent("agent").await.unwrap();
        assert_eq!(commands.len(), 1);
        assert_eq!(commands[0].deployment, "a");
        let to = "c".to_owned();
        assert_eq!(commands[0].command, Command::GiveWay { to });
        let journal = store.journal("b", 0, 10).await.unwrap();
        let sequences: Vec<i64> = journal.iter().map(|entry| entry.sequence).collect();
        assert_eq!(sequences, [1, 2]);
        store.close().await;
    }
}

fn intended() -> JournalEvent {
    JournalEvent::CallIntended {
        step: 0,
        operation: "UpdateService".to_owned(),
        body_sha256: String::new(),
    }
}

#[tokio::test]
async fn who_takes_the_place_looks_again_after_a_call() {
    for (store, _folder) in stores("calling_on").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        let lease = begin(&store, "agent").await.remove(0);
        let looked_at = vec![("a".to_owned(), store.calls("a").await.unwrap())];
        let take = async |calls: &[(String, Calls)], now_ms: i64| {
            let id = format!("b{now_ms}");
            ask_knowing(
                &store,
                &[(id.as_str(), "web")],
                WhenBusy::Supersede,
                None,
                calls,
                now_ms,
            )
            .await
        };
        assert!(
            store
                .append_unless_told(&lease, &intended(), 2)
                .await
                .unwrap()
        );
        assert_eq!(take(&looked_at, 3).await, Started::CallsOn("a".to_owned()));
        // While nobody knows what came of it, nobody knows what it leaves behind.
        let looked_at = vec![("a".to_owned(), store.calls("a").await.unwrap())];
        assert_eq!(take(&looked_at, 4).await, Started::CallsOn("a".to_owned()));
        assert!(store.commands_of_agent("agent").await.unwrap().is_empty());
        let again = JournalEvent::CallFailed {
            step: 0,
            operation: "UpdateService".to_owned(),
            code: Some("ThrottlingException".to_owned()),
            message: "Rate exceeded".to_owned(),
            retried: true,
        };
        end(&store, &lease, again).await;
        // Nor between two tries.
        let looked_at = vec![("a".to_owned(), store.calls("a").await.unwrap())];
        assert_eq!(take(&looked_at, 5).await, Started::CallsOn("a".to_owned()));
        let answered = JournalEvent::CallAnswered {
            step: 0,
            operation: "UpdateService".to_owned(),
            request_id: None,
            outcome: "taken".to_owned(),
            shown: None,
        };
        end(&store, &lease, answered).await;
        let looked_at = vec![("a".to_owned(), store.calls("a").await.unwrap())];
        assert_eq!(take(&looked_at, 10).await, Started::Queued);
        store.close().await;
    }
}

#[tokio::test]
async fn who_is_told_to_stop_begins_no_call_before_it_knows() {
    for (store, _folder) in stores("told").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        let lease = begin(&store, "agent").await.remove(0);
        let back_out = Command::BackOut;
        store.give_command("a", "dana", &back_out, 2).await.unwrap();
        assert!(
            !store
                .append_unless_told(&lease, &intended(), 3)
                .await
                .unwrap()
        );
        assert_eq!(store.calls("a").await.unwrap(), Calls::default());
        let commanded = JournalEvent::Commanded {
            by: "dana".to_owned(),
            command: back_out,
        };
        let given = store.commands_of_deployment("a").await.unwrap().remove(0);
        store
            .append_journal(&lease, &[commanded], Some(given.sequence), 4)
            .await
            .unwrap();
        // What stops it is done with calls, too.
        assert!(
            store
                .append_unless_told(&lease, &intended(), 5)
                .await
                .unwrap()
        );
        store.close().await;
    }
}

#[tokio::test]
async fn of_a_call_and_of_who_takes_the_place_one_knows_the_other() {
    for (store, _folder) in stores("call_and_place").await {
        add(&store, "dana", Role::Deployer).await;
        let names: Vec<[String; 3]> = (0..20)
            .map(|at| [format!("a{at}"), format!("b{at}"), format!("web{at}")])
            .collect();
        for [first, _, service] in &names {
            start(&store, first, service, "dana", 1).await;
        }
        let leases = begin(&store, "agent").await;
        for (at, [first, second, service]) in (0..).zip(&names) {
            let lease = leases.iter().find(|one| one.deployment == *first).unwrap();
            let looked_at = vec![(first.clone(), store.calls(first).await.unwrap())];
            let wanted = [(second.as_str(), service.as_str())];
            let take = ask_knowing(
                &store,
                &wanted,
                WhenBusy::Supersede,
                None,
                &looked_at,
                100 + at,
            );
            let event = intended();
            let call = store.append_unless_told(lease, &event, 50);
            let (taken, called) = tokio::join!(take, call);
            let expected = if called.unwrap() {
                Started::CallsOn(first.clone())
            } else {
                Started::Queued
            };
            assert_eq!(taken, expected);
        }
        store.close().await;
    }
}

#[tokio::test]
async fn a_dead_agent_is_relieved_and_what_it_writes_afterwards_is_refused() {
    for (store, _folder) in stores("fencing").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        let old = begin(&store, "old").await;
        store
            .renew_agent("new", "new", Duration::from_mins(1))
            .await
            .unwrap();
        assert!(store.claim_orphans("new", "test").await.unwrap().is_empty());
        // A lease that has run out already.
        store
            .renew_agent("old", "old", Duration::ZERO)
            .await
            .unwrap();
        let elsewhere = store.claim_orphans("new", "elsewhere").await.unwrap();
        assert!(elsewhere.is_empty());
        let taken = loop {
            let taken = store.claim_orphans("new", "test").await.unwrap();
            if !taken.is_empty() {
                break taken;
            }
        };
        assert_eq!(taken[0].term, old[0].term + 1);
        let step = JournalEvent::StepStarted { step: 0 };
        let refused = store
            .append_journal(&old[0], std::slice::from_ref(&step), None, 2)
            .await;
        assert!(matches!(refused, Err(StoreError::Fenced)), "{refused:?}");
        let run = store.run("a").await.unwrap();
        assert!(matches!(
            store.save_run(&old[0], &run).await,
            Err(StoreError::Fenced)
        ));
        assert_eq!(
            store
                .append_journal(&taken[0], &[step], None, 3)
                .await
                .unwrap(),
            2
        );
        store.close().await;
    }
}

#[tokio::test]
async fn nothing_begins_while_it_is_paused() {
    for (store, _folder) in stores("pausing").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        for scope in Scope::ALL {
            let pause = Pause {
                scope,
                by: "dana".to_owned(),
                at_ms: 1,
                reason: "lunch".to_owned(),
            };
            store.pause("test", &pause).await.unwrap();
            store.pause("test", &pause).await.unwrap();
            assert_eq!(store.pauses("test").await.unwrap(), [pause]);
            assert!(begin(&store, "agent").await.is_empty());
            assert!(store.resume("test", scope, "dana", 9).await.unwrap());
            assert!(!store.resume("test", scope, "dana", 9).await.unwrap());
        }
        let elsewhere = Pause {
            scope: Scope::Environment,
            by: "dana".to_owned(),
            at_ms: 1,
            reason: "lunch".to_owned(),
        };
        store.pause("another", &elsewhere).await.unwrap();
        assert_eq!(ids(&begin(&store, "agent").await), ["a"]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_release_in_order_goes_on_after_a_success_and_ends_after_a_failure() {
    for (store, _folder) in stores("releasing").await {
        add(&store, "dana", Role::Deployer).await;
        let wanted = [("a", "api"), ("b", "web"), ("c", "mail")];
        ask(&store, &wanted, WhenBusy::Refuse, Some(Order::InOrder), 1).await;
        let first = begin(&store, "agent").await;
        assert_eq!(ids(&first), ["a"]);
        end(&store, &first[0], finished()).await;
        let second = begin(&store, "agent").await;
        assert_eq!(ids(&second), ["b"]);
        end(&store, &second[0], failed()).await;
        assert_eq!(verdict(&store, "c").await, Some(Verdict::Cancelled));
        let release = store.release("test", "release").await.unwrap().unwrap();
        assert_eq!(release.order, Order::InOrder);
        let order: Vec<&str> = release
            .deployments
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(order, ["a", "b", "c"]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_release_whose_next_deployment_is_superseded_does_not_wait_for_ever() {
    for (store, _folder) in stores("superseded_release").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "o", "api", "dana", 1).await;
        begin(&store, "agent").await;
        let wanted = [("a", "api"), ("b", "web")];
        ask(&store, &wanted, WhenBusy::Queue, Some(Order::InOrder), 2).await;
        ask(&store, &[("c", "api")], WhenBusy::Supersede, None, 3).await;
        assert_eq!(verdict(&store, "a").await, Some(Verdict::Cancelled));
        assert_eq!(verdict(&store, "b").await, Some(Verdict::Cancelled));
        store.close().await;
    }
}

/// A later place of a release in order may never begin.
#[tokio::test]
async fn what_waits_keeps_its_turn_before_a_later_place_of_a_release() {
    for (store, _folder) in stores("later_place").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "o", "web", "dana", 1).await;
        begin(&store, "agent").await;
        ask(&store, &[("w", "web")], WhenBusy::Queue, None, 2).await;
        let wanted = [("a", "api"), ("b", "web")];
        let order = Some(Order::InOrder);
        ask(&store, &wanted, WhenBusy::Supersede, order, 3).await;
        assert_eq!(verdict(&store, "w").await, None);
        assert!(store.commands_of_agent("agent").await.unwrap().is_empty());
        assert_eq!(ids(&begin(&store, "agent").await), ["a"]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_release_side_by_side_begins_at_once() {
    for (store, _folder) in stores("side_by_side").await {
        add(&store, "dana", Role::Deployer).await;
        let wanted = [("a", "api"), ("b", "web")];
        ask(
            &store,
            &wanted,
            WhenBusy::Refuse,
            Some(Order::SideBySide),
            1,
        )
        .await;
        assert_eq!(ids(&begin(&store, "agent").await), ["a", "b"]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_command_is_taken_up_once_and_a_queued_deployment_can_be_cancelled() {
    for (store, _folder) in stores("commanding").await {
        add(&store, "dana", Role::Deployer).await;
        start(&store, "a", "web", "dana", 1).await;
        let back_out = Command::BackOut;
        assert!(!store.give_command("a", "dana", &back_out, 2).await.unwrap());
        let lease = begin(&store, "agent").await.remove(0);
        assert!(!store.cancel_deployment("a", "dana", 3).await.unwrap());
        assert!(store.give_command("a", "dana", &back_out, 3).await.unwrap());
        let given = store.commands_of_deployment("a").await.unwrap().remove(0);
        let event = JournalEvent::Commanded {
            by: given.by,
            command: given.command,
        };
        store
            .append_journal(&lease, &[event], Some(given.sequence), 4)
            .await
            .unwrap();
        assert!(store.commands_of_agent("agent").await.unwrap().is_empty());
        start(&store, "b", "api", "dana", 5).await;
        assert!(store.cancel_deployment("b", "dana", 6).await.unwrap());
        assert!(!store.cancel_deployment("b", "dana", 7).await.unwrap());
        assert_eq!(verdict(&store, "b").await, Some(Verdict::Cancelled));
        store.close().await;
    }
}
