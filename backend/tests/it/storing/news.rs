//! Handing news out and sending them, on both engines.

use backend::store::{DeliveryEnd, Store, WebhookKept, WebhookSave};
use shared::permission::Role;
use shared::telling::{Choice, Choices, Hears, NewsKind, Shape};
use shared::wire::{DeliveryAttempt, DeliveryState, Pause, Scope, Secret};

use super::{add, stores};
use crate::support::told;

async fn add_webhook(store: &Store, id: &str) {
    let save = WebhookSave {
        id,
        name: id,
        url: Some("https://hooks.example/x"),
        shape: Shape::Json,
        environments: &[],
        kinds: &[NewsKind::Paused],
        enabled: true,
        base_version: 0,
        by: "ada",
        now_ms: 1,
    };
    let kept = store
        .create_webhook(&save, &Secret::new("s"))
        .await
        .unwrap();
    assert_eq!(kept, WebhookKept::Done);
    let twice = WebhookSave {
        id: "twice",
        ..save
    };
    let kept = store
        .create_webhook(&twice, &Secret::new("s"))
        .await
        .unwrap();
    assert_eq!(kept, WebhookKept::NameTaken);
}

/// Of two who set the same version one is told, and what the other set stays.
#[tokio::test]
async fn nobody_sets_a_webhook_over_somebody_else() {
    for (store, _folder) in stores("webhook_versions").await {
        add_webhook(&store, "one").await;
        let made = store.webhook("one").await.unwrap().unwrap();
        assert_eq!(made.version, 1);
        let by = |by| WebhookSave {
            id: "one",
            name: by,
            url: None,
            shape: Shape::Json,
            environments: &[],
            kinds: &[NewsKind::Paused],
            enabled: false,
            base_version: made.version,
            by,
            now_ms: 2,
        };
        let (ada, amy) = (by("ada"), by("amy"));
        let (first, second) = tokio::join!(store.update_webhook(&ada), store.update_webhook(&amy));
        let (first, second) = (first.unwrap(), second.unwrap());
        let winner = match (first, second) {
            (WebhookKept::Done, WebhookKept::Moved) => "ada",
            (WebhookKept::Moved, WebhookKept::Done) => "amy",
            other => panic!("{other:?}"),
        };
        let now = store.webhook("one").await.unwrap().unwrap();
        assert_eq!((now.version, now.updated_by.as_str()), (2, winner));
        assert_eq!(now.name, winner);
        // A name that is taken takes no version with it.
        add_webhook(&store, "other").await;
        let taken = WebhookSave {
            name: "other",
            base_version: 2,
            ..ada
        };
        let kept = store.update_webhook(&taken).await.unwrap();
        assert_eq!(kept, WebhookKept::NameTaken);
        let again = WebhookSave {
            base_version: 2,
            ..ada
        };
        let kept = store.update_webhook(&again).await.unwrap();
        assert_eq!(kept, WebhookKept::Done);
        let absent = WebhookSave {
            id: "nobody",
            ..again
        };
        let kept = store.update_webhook(&absent).await.unwrap();
        assert_eq!(kept, WebhookKept::Absent);
        store.close().await;
    }
}

async fn pause(store: &Store, at_ms: i64) {
    let pause = Pause {
        scope: Scope::Environment,
        by: "dana".to_owned(),
        at_ms,
        reason: format!("at {at_ms}"),
    };
    store.pause("test", &pause).await.unwrap();
}

fn end(state: DeliveryState, due_at_ms: i64) -> DeliveryEnd {
    DeliveryEnd {
        attempt: DeliveryAttempt {
            at_ms: 5,
            took_ms: 1,
            status: Some(200),
            words: "Taken.".to_owned(),
            answer: "ok".to_owned(),
        },
        state,
        due_at_ms,
    }
}

#[tokio::test]
async fn two_that_hand_out_and_send_at_once_do_each_thing_once() {
    for (store, _folder) in stores("sending_at_once").await {
        add(&store, "dana", Role::Deployer).await;
        add_webhook(&store, "one").await;
        add_webhook(&store, "two").await;
        for at_ms in 1..=30 {
            pause(&store, at_ms).await;
        }
        // The same again is the same news.
        pause(&store, 30).await;
        let (one, other) = tokio::join!(store.hand_out_news(100), store.hand_out_news(100));
        assert_eq!(one.unwrap() + other.unwrap(), 30);
        let mut ids = Vec::new();
        loop {
            let (one, other) = tokio::join!(
                store.hold_deliveries("a", 100, 200, 7),
                store.hold_deliveries("b", 100, 200, 7),
            );
            let held: Vec<_> = one.unwrap().into_iter().chain(other.unwrap()).collect();
            if held.is_empty() {
                break;
            }
            // To whom something is being sent, nothing else is.
            let mut recipients: Vec<_> = held.iter().map(|held| &held.recipient).collect();
            recipients.dedup();
            let more = store.hold_deliveries("c", 100, 200, 60).await.unwrap();
            assert!(more.iter().all(|one| !recipients.contains(&&one.recipient)));
            for held in held.iter().chain(&more) {
                let ended = end(DeliveryState::Delivered, 100);
                store.end_delivery(held, &ended).await.unwrap();
            }
            ids.extend(held.into_iter().chain(more).map(|held| held.id));
        }
        assert_eq!(ids.len(), 60);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 60);
        store.close().await;
    }
}

#[tokio::test]
async fn what_a_process_held_that_died_is_sent_by_the_next() {
    for (store, _folder) in stores("sending_after_death").await {
        add(&store, "dana", Role::Deployer).await;
        add_webhook(&store, "one").await;
        pause(&store, 1).await;
        assert_eq!(store.hand_out_news(2).await.unwrap(), 1);
        let dead = store.hold_deliveries("dead", 10, 100, 5).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert!(
            store
                .hold_deliveries("next", 100, 200, 5)
                .await
                .unwrap()
                .is_empty()
        );
        let next = store.hold_deliveries("next", 101, 200, 5).await.unwrap();
        assert_eq!(next[0].id, dead[0].id);
        // The dead one wakes up: what it says does not count any more.
        store
            .end_delivery(&dead[0], &end(DeliveryState::GivenUp, 0))
            .await
            .unwrap();
        let listed = store.deliveries_of("one", None, 5).await.unwrap();
        assert_eq!(
            (listed.items[0].state, listed.items[0].attempts.len()),
            (DeliveryState::Waiting, 0)
        );
        store
            .end_delivery(&next[0], &end(DeliveryState::Waiting, 500))
            .await
            .unwrap();
        assert!(
            store
                .hold_deliveries("next", 499, 600, 5)
                .await
                .unwrap()
                .is_empty()
        );
        let again = store.hold_deliveries("next", 500, 600, 5).await.unwrap();
        assert_eq!(again[0].failures, 1);
        store
            .end_delivery(&again[0], &end(DeliveryState::Delivered, 500))
            .await
            .unwrap();
        let listed = store.deliveries_of("one", None, 5).await.unwrap();
        assert_eq!(
            (listed.items[0].state, listed.items[0].attempts.len()),
            (DeliveryState::Delivered, 2)
        );
        store.close().await;
    }
}

#[tokio::test]
async fn deliveries_are_paged_and_old_ones_forgotten() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    for (store, _folder) in stores("old_deliveries").await {
        add(&store, "dana", Role::Deployer).await;
        add(&store, "vera", Role::Viewer).await;
        add_webhook(&store, "one").await;
        for at_ms in 1..=5 {
            pause(&store, at_ms).await;
            store.hand_out_news(at_ms).await.unwrap();
        }
        let first = store.deliveries_of("one", None, 3).await.unwrap();
        let next = store
            .deliveries_of("one", first.next.as_deref(), 3)
            .await
            .unwrap();
        let order: Vec<i64> = first
            .items
            .iter()
            .chain(&next.items)
            .map(|one| one.created_at_ms)
            .collect();
        assert_eq!(order, [5, 4, 3, 2, 1]);
        assert_eq!(next.next, None);
        let inbox = store.news_of("vera", None, 3).await.unwrap();
        let more = store
            .news_of("vera", inbox.next.map(|next| next.parse().unwrap()), 3)
            .await
            .unwrap();
        assert_eq!(
            (inbox.items.len(), more.items.len(), more.next),
            (3, 2, None)
        );
        store.forget_old_news(89 * DAY).await.unwrap();
        assert_eq!(
            store
                .deliveries_of("one", None, 9)
                .await
                .unwrap()
                .items
                .len(),
            5
        );
        store.forget_old_news(91 * DAY).await.unwrap();
        assert_eq!(
            store
                .deliveries_of("one", None, 9)
                .await
                .unwrap()
                .items
                .len(),
            0
        );
        assert_eq!(store.news_of("vera", None, 9).await.unwrap().items, []);
        store.close().await;
    }
}

#[tokio::test]
async fn choices_are_kept_and_go_with_the_person() {
    for (store, _folder) in stores("hearing").await {
        add(&store, "ada", Role::Administrator).await;
        add(&store, "vera", Role::Viewer).await;
        let chosen = Choices(vec![Choice {
            kind: NewsKind::Paused,
            page: Hears::Nothing,
            email: Hears::Everything,
        }]);
        store.set_choices("vera", &chosen).await.unwrap();
        store.set_choices("vera", &chosen).await.unwrap();
        assert_eq!(store.choices("vera").await.unwrap(), chosen);
        pause(&store, 1).await;
        store.hand_out_news(2).await.unwrap();
        assert_eq!(store.news_of("vera", None, 9).await.unwrap().items, []);
        store.set_seen("vera", 4).await.unwrap();
        store.remove_user("vera", told(3)).await.unwrap();
        assert_eq!(store.choices("vera").await.unwrap(), Choices::default());
        store.close().await;
    }
}
