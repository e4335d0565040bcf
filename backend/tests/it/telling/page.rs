//! One's page of news: what concerns one, or what one chose.

use serde_json::{Value, json};
use shared::telling::NewsKind;
use shared::wire::{Hearing, Listing, NewsItem};

use super::{pause, resume, world};
use crate::support::{Person, World, fresh_key};

/// Somebody's news, once there are so many.
async fn news(person: &Person, many: usize) -> Vec<NewsItem> {
    let looked = async {
        loop {
            let listing: Listing<NewsItem> = person.read("/account/news").await;
            if listing.items.len() >= many {
                return listing.items;
            }
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(50);
    tokio::time::timeout(patience, looked).await.unwrap()
}

fn titles(items: &[NewsItem]) -> Vec<&str> {
    items.iter().map(|item| item.news.title.as_str()).collect()
}

async fn propose(world: &World, reason: &str) -> i64 {
    let eli = world.signed_in("eli").await;
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 78});
    let preview = eli.plan(None, &service.to_string()).await;
    let body = json!({"title": "Shop 2", "reason": reason, "plan_hashes": [preview.hash]});
    let made = eli
        .post("/changes", &body)
        .header("idempotency-key", fresh_key());
    let made: Value = Person::answered(made, 201).await;
    made["change"]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_change_tells_its_reviewers_and_an_answer_its_author() {
    let world = world(None).await;
    let (ada, rosa) = (world.ada().await, world.signed_in("rosa").await);
    let kept: Value = ada.read("/policy").await;
    let mut policy = kept["policy"].clone();
    policy["review"]["approvals"] = json!(1);
    policy["review"]["approvers"] = json!(["rosa"]);
    let body = json!({"policy": policy, "base_version": kept["version"]});
    let _kept: Value = Person::answered(ada.put("/policy", &body), 200).await;
    let id = propose(&world, "Fixes the basket").await;
    let waiting = news(&rosa, 1).await;
    assert_eq!(
        titles(&waiting),
        [format!("Change {id} waits for review: Shop 2")]
    );
    assert_eq!(waiting[0].news.text, "Fixes the basket");
    assert!(!waiting[0].seen);
    let comment = json!({"version": 1, "text": "Why now?"});
    let path = format!("/changes/{id}/comments");
    let _detail: Value = Person::answered(rosa.post(&path, &comment), 200).await;
    let eli = world.signed_in("eli").await;
    let heard = news(&eli, 1).await;
    assert_eq!(
        titles(&heard),
        [format!("rosa commented on change {id}: Shop 2")]
    );
    // Rosa does not hear what she said herself, and Remy, whose approval does not count, nothing.
    let remy: Listing<NewsItem> = world.signed_in("remy").await.read("/account/news").await;
    assert_eq!(remy.items, []);
    assert_eq!(news(&rosa, 1).await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn what_was_seen_is_marked_and_what_is_not_wanted_does_not_come() {
    let world = world(None).await;
    let (vera, dana, rosa) = (
        world.vera().await,
        world.dana().await,
        world.signed_in("rosa").await,
    );
    let hearing: Hearing = vera.read("/account/hearing").await;
    assert_eq!(hearing.choices.0.len(), NewsKind::ALL.len());
    let none = json!([{"kind": "paused", "page": "nothing", "email": "nothing"}]);
    let _hearing: Hearing = Person::answered(rosa.put("/account/hearing", &none), 200).await;
    pause(&dana, "One").await;
    resume(&dana).await;
    let heard = news(&vera, 2).await;
    assert_eq!(
        titles(&heard),
        [
            "dana let the deployments of test go on",
            "dana paused the deployments of test"
        ]
    );
    let seen = json!({"number": heard[1].number});
    Person::told(vera.put("/account/news", &seen), 204).await;
    let heard = news(&vera, 2).await;
    assert_eq!((heard[0].seen, heard[1].seen), (false, true));
    let seen = json!({"number": heard[0].number});
    Person::told(vera.put("/account/news", &seen), 204).await;
    // Seeing less than before takes nothing back.
    Person::told(vera.put("/account/news", &json!({"number": 0})), 204).await;
    assert!(news(&vera, 2).await[0].seen);
    let older: Listing<NewsItem> = vera
        .read(&format!("/account/news?after={}", heard[0].number))
        .await;
    assert_eq!(
        titles(&older.items),
        ["dana paused the deployments of test"]
    );
    for person in [&rosa, &dana] {
        let listing: Listing<NewsItem> = person.read("/account/news").await;
        assert_eq!(listing.items, []);
    }
    world.end().await;
}
