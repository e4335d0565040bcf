//! Webhooks that arrive: signed, shaped, once, and again where they have to.

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::wire::{DeliveryState, Listing, MadeWebhook, Webhook};

use super::receiver::{Answer, Receiver, Taken};
use super::{add_to, add_webhook, deliveries, pause, request, resume, until, world, world_beside};
use crate::environments::add_staging;
use crate::support::{Person, World, fresh_key};

/// Whether a receiver that knows a secret would believe what came, as the documentation tells it to
/// check.
fn is_signed_with(taken: &Taken, secret: &str) -> bool {
    let header = taken.header("longshore-signature");
    let time = header
        .split(',')
        .find_map(|part| part.strip_prefix("t="))
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.{}", taken.body).as_bytes());
    let wanted = backend::random::hex(&mac.finalize().into_bytes());
    header
        .split(',')
        .filter_map(|part| part.strip_prefix("v1="))
        .any(|given| given == wanted)
}

#[tokio::test]
async fn what_happens_comes_to_a_webhook_once_and_signed() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    pause(&dana, "The database moves").await;
    let taken = receiver.next().await;
    assert_eq!(taken.path, "/hook/secret-path");
    assert_eq!(taken.header("content-type"), "application/json");
    assert_eq!(taken.header("longshore-kind"), "paused");
    assert!(is_signed_with(&taken, made.secret.expose()));
    assert!(!is_signed_with(&taken, "another"));
    let body = taken.json();
    assert_eq!(body["title"], "dana paused the deployments of test");
    assert_eq!(body["text"], "The database moves");
    assert_eq!(
        body["url"],
        "http://longshore.example/environments/test/queue"
    );
    assert_eq!(
        (&body["environment"], &body["by"]),
        (&json!("test"), &json!("dana"))
    );
    let delivery = until(&ada, &made.webhook.id, 1, DeliveryState::Delivered).await;
    assert_eq!(delivery.id, taken.header("longshore-delivery"));
    assert_eq!(delivery.attempts[0].status, Some(200));
    assert_eq!(delivery.attempts[0].answer, "status 200");
    resume(&dana).await;
    let next = receiver.next().await;
    assert_eq!(
        next.json()["title"],
        "dana let the deployments of test go on"
    );
    assert!(receiver.rest().await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_receiver_that_fails_gets_the_same_again_later_and_not_before() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    let busy = Answer {
        headers: vec![("retry-after", "60".to_owned())],
        ..Answer::status(503)
    };
    receiver.answer([Answer::status(500), busy]);
    pause(&dana, "Once").await;
    let first = receiver.next().await;
    let waiting = until(&ada, &made.webhook.id, 1, DeliveryState::Waiting).await;
    assert!(waiting.next_at_ms.unwrap() - waiting.attempts[0].at_ms >= 10_000);
    world.pass(Duration::from_secs(11));
    let second = receiver.next().await;
    let waiting = until(&ada, &made.webhook.id, 2, DeliveryState::Waiting).await;
    assert!(waiting.next_at_ms.unwrap() - waiting.attempts[0].at_ms >= 60_000);
    world.pass(Duration::from_secs(61));
    let third = receiver.next().await;
    let over = until(&ada, &made.webhook.id, 3, DeliveryState::Delivered).await;
    let statuses: Vec<_> = over.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(200), Some(503), Some(500)]);
    for again in [&second, &third] {
        assert_eq!(again.body, first.body);
        assert_eq!(
            again.header("longshore-delivery"),
            first.header("longshore-delivery")
        );
        assert!(is_signed_with(again, made.secret.expose()));
    }
    assert_ne!(
        first.header("longshore-signature"),
        third.header("longshore-signature")
    );
    assert!(receiver.rest().await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn what_is_given_up_can_be_sent_once_more() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    let id = &made.webhook.id;
    receiver.answer([Answer::status(404)]);
    pause(&dana, "Once").await;
    let first = receiver.next().await;
    let over = until(&ada, id, 1, DeliveryState::GivenUp).await;
    assert!(
        over.attempts[0].words.contains("refused with 404"),
        "{over:?}"
    );
    let listed: Listing<Webhook> = ada.read("/webhooks").await;
    assert_eq!(listed.items[0].last_delivered, Some(false));
    let again = ada.post(
        &format!("/webhooks/{id}/deliveries/{}", over.id),
        &json!({}),
    );
    let _again: Value = Person::answered(again, 202).await;
    let second = receiver.next().await;
    assert_eq!(
        second.header("longshore-delivery"),
        first.header("longshore-delivery")
    );
    until(&ada, id, 2, DeliveryState::Delivered).await;
    let audit: Value = ada.read("/audit?action=webhook.delivered-again").await;
    let told = &audit["items"][0];
    assert_eq!(told["who"], "ada", "{audit}");
    assert!(
        told["detail"].as_str().unwrap().contains(&over.id),
        "{audit}"
    );
    world.end().await;
}

#[tokio::test]
async fn a_webhook_carries_its_kinds_of_its_environments_while_it_is_on() {
    let (world, receiver) = (world_beside(None).await, Receiver::start().await);
    let _staging = add_staging(&world).await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let other = |name: &str, more: Value| {
        let mut body = request(name, &receiver.url("/other"), &["paused"]);
        for (member, value) in more.as_object().unwrap() {
            body[member] = value.clone();
        }
        body
    };
    add_webhook(
        &ada,
        &other("Elsewhere", json!({"environments": ["staging"]})),
    )
    .await;
    add_webhook(&ada, &other("Another kind", json!({"kinds": ["deployed"]}))).await;
    let off = add_webhook(&ada, &other("Off", json!({"enabled": false}))).await;
    let test = ada.post(&format!("/webhooks/{}/tests", off.webhook.id), &json!({}));
    Person::told(test, 400).await;
    let here = json!({"environments": ["test", "staging"], "url": receiver.url("/here")});
    add_webhook(&ada, &other("Here", here)).await;
    pause(&dana, "Once").await;
    resume(&dana).await;
    assert_eq!(receiver.next().await.path, "/here");
    assert_eq!(receiver.next().await.path, "/here");
    assert!(receiver.rest().await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_trial_comes_at_once_and_a_replaced_secret_holds_for_a_day() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let ada = world.ada().await;
    let made = add_to(&ada, &receiver, &["deployed"]).await;
    let path = format!("/webhooks/{}", made.webhook.id);
    let test = || ada.post(&format!("{path}/tests"), &json!({}));
    let _delivery: Value = Person::answered(test(), 202).await;
    let first = receiver.next().await;
    assert_eq!(first.json()["kind"], "test");
    let replaced: MadeWebhook =
        Person::answered(ada.post(&format!("{path}/secret"), &json!({})), 200).await;
    assert_ne!(replaced.secret, made.secret);
    let _delivery: Value = Person::answered(test(), 202).await;
    let both = receiver.next().await;
    assert!(is_signed_with(&both, replaced.secret.expose()));
    assert!(is_signed_with(&both, made.secret.expose()));
    world.pass(Duration::from_hours(25));
    let ada = world.ada().await;
    let test = ada.post(&format!("{path}/tests"), &json!({}));
    let _delivery: Value = Person::answered(test, 202).await;
    let one = receiver.next().await;
    assert!(is_signed_with(&one, replaced.secret.expose()));
    assert!(!is_signed_with(&one, made.secret.expose()));
    world.end().await;
}

#[tokio::test]
async fn chats_get_bodies_of_their_shape() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    for shape in ["slack", "teams"] {
        let mut body = request(shape, &receiver.url(&format!("/{shape}")), &["paused"]);
        body["shape"] = json!(shape);
        add_webhook(&ada, &body).await;
    }
    pause(&dana, "<!channel> *now* & [here](http://evil.example)").await;
    let mut both = [receiver.next().await, receiver.next().await];
    both.sort_by(|one, other| one.path.cmp(&other.path));
    let [slack, teams] = both;
    assert_eq!(
        slack.json()["text"],
        "[test] dana paused the deployments of test"
    );
    let words = slack.json()["blocks"][0]["text"]["text"].to_string();
    assert!(
        words.contains("&lt;!channel&gt; *now* &amp; [here]"),
        "{words}"
    );
    let card = &teams.json()["attachments"][0];
    assert_eq!(
        card["contentType"],
        "application/vnd.microsoft.card.adaptive"
    );
    assert_eq!(
        card["content"]["actions"][0]["url"],
        "http://longshore.example/environments/test/queue"
    );
    let words = card["content"]["body"][1]["text"].to_string();
    assert!(words.contains("\\\\[here\\\\]\\\\(http"), "{words}");
    world.end().await;
}

/// A change of the seeded service that no task notices.
async fn propose(world: &World) -> i64 {
    let eli = world.signed_in("eli").await;
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 77});
    let preview = eli.plan(None, &service.to_string()).await;
    let body =
        json!({"title": "Shop 2", "reason": "Fixes the basket", "plan_hashes": [preview.hash]});
    let made = eli
        .post("/changes", &body)
        .header("idempotency-key", fresh_key());
    let made: Value = Person::answered(made, 201).await;
    made["change"]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_changes_whole_life_is_told_in_order_and_without_values() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let ada = world.ada().await;
    let kinds = [
        "change-waits",
        "change-commented",
        "change-approved",
        "deployment-began",
        "deployed",
    ];
    let made = add_to(&ada, &receiver, &kinds).await;
    let id = propose(&world).await;
    let (rosa, dana) = (world.signed_in("rosa").await, world.dana().await);
    let comment = json!({"version": 1, "text": "Why now?"});
    let _detail: Value =
        Person::answered(rosa.post(&format!("/changes/{id}/comments"), &comment), 200).await;
    let shown: Value = dana.read(&format!("/changes/{id}")).await;
    let version = &shown["change"]["versions"][0];
    let order = json!({"version": version["number"], "digest": version["digest"]});
    let deploy = dana
        .post(&format!("/changes/{id}/deployments"), &order)
        .header("idempotency-key", fresh_key());
    let _detail: Value = Person::answered(deploy, 201).await;
    let mut told = Vec::new();
    while told.last().is_none_or(|(kind, _)| kind != "deployed") {
        let taken = receiver.next().await;
        let body = taken.json();
        assert_eq!(body["change"], id);
        assert_eq!(
            body["url"],
            format!("http://longshore.example/environments/test/changes/{id}")
        );
        // The time is left out: its digits may be any.
        let mut rest = body.clone();
        rest.as_object_mut().unwrap().remove("at_ms");
        assert!(!rest.to_string().contains("77"), "{rest}");
        let words = format!("{}, {}", body["title"], body["text"]);
        told.push((body["kind"].as_str().unwrap().to_owned(), words));
    }
    let order: Vec<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert!(
        order.starts_with(&["change-waits", "change-approved"]),
        "{told:?}"
    );
    assert!(
        order.ends_with(&["change-commented", "deployment-began", "deployed"]),
        "{told:?}"
    );
    let one = deliveries(&ada, &made.webhook.id).await;
    assert_eq!(one.len(), told.len());
    // Who had it deployed hears how it ended.
    let heard: Value = dana.read("/account/news").await;
    let titles = heard["items"].to_string();
    assert!(
        titles.contains(&format!("Change {id} is deployed: Shop 2")),
        "{titles}"
    );
    world.end().await;
}

#[tokio::test]
async fn nothing_is_lost_while_longshore_does_not_run() {
    let (mut world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    receiver.answer([Answer::status(500)]);
    pause(&dana, "Once").await;
    receiver.next().await;
    until(&ada, &made.webhook.id, 1, DeliveryState::Waiting).await;
    world.stop().await;
    world.pass(Duration::from_secs(11));
    world.start().await;
    let again = receiver.next().await;
    assert_eq!(again.json()["text"], "Once");
    let ada = world.ada().await;
    until(&ada, &made.webhook.id, 2, DeliveryState::Delivered).await;
    world.end().await;
}

#[tokio::test]
async fn who_never_answers_holds_nobody_else_up() {
    let world = world(None).await;
    let ada = world.ada().await;
    // It takes connections, and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", silent.local_addr().unwrap());
    let kinds = ["paused"];
    let slow = add_webhook(&ada, &request("Slow", &address, &kinds)).await;
    let receiver = Receiver::start().await;
    add_to(&ada, &receiver, &kinds).await;
    for _ in 0..6 {
        pause(&ada, "Look").await;
        resume(&ada).await;
    }
    for _ in 0..12 {
        receiver.next().await;
    }
    let tried: usize = deliveries(&ada, &slow.webhook.id)
        .await
        .iter()
        .map(|delivery| delivery.attempts.len())
        .sum();
    // Each of them is waited for ten seconds.
    assert!(tried < 3, "{tried}");
    world.end().await;
}
