//! Setting a webhook: environments that are there, and never over what somebody else set unseen.

use serde_json::{Value, json};
use shared::wire::{Listing, MadeWebhook, ProblemCode, Webhook};

use super::receiver::Receiver;
use super::{add_to, add_webhook, pause, request, world, world_beside};
use crate::environments::add_staging;
use crate::support::{Person, problem};

#[tokio::test]
async fn the_second_of_two_administrators_is_told_what_the_first_set() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, amy) = (world.ada().await, world.ada().await);
    let made = add_to(&ada, &receiver, &["deployed"]).await;
    assert_eq!(made.webhook.version, 1);
    let path = format!("/webhooks/{}", made.webhook.id);
    let set = |name: &str, kind: &str, base_version: i64| {
        let mut body = request(name, &receiver.url("/elsewhere/secret-too"), &[kind]);
        body["base_version"] = json!(base_version);
        body
    };
    let first: Webhook = Person::answered(ada.put(&path, &set("Ada's", "paused", 1)), 200).await;
    assert_eq!(first.version, 2);
    let late = amy
        .put(&path, &set("Amy's", "change-approved", 1))
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), 409);
    let told = problem(late).await;
    assert_eq!(told.code, ProblemCode::WebhookMoved);
    assert!(
        told.detail
            .starts_with("ada set this webhook after you began."),
        "{}",
        told.detail
    );
    // What the other set goes along, without what is secret in it.
    let theirs = told.webhook.unwrap();
    assert_eq!(theirs, first);
    assert!(theirs.shown_url.ends_with("/…"), "{}", theirs.shown_url);
    // Without a version nothing is set over anybody either.
    let mut blind = set("Blind", "paused", 0);
    blind.as_object_mut().unwrap().remove("base_version");
    let code = Person::told(amy.put(&path, &blind), 409).await;
    assert_eq!(code, Some(ProblemCode::WebhookMoved));
    let listed: Listing<Webhook> = amy.read("/webhooks").await;
    assert_eq!(listed.items, [first]);
    // Once it was seen, one's own may replace it.
    let again: Webhook = Person::answered(
        amy.put(&path, &set("Amy's", "change-approved", theirs.version)),
        200,
    )
    .await;
    assert_eq!((again.name.as_str(), again.version), ("Amy's", 3));
    // A secret is no setting: replacing it is in nobody's way.
    let _made: MadeWebhook =
        Person::answered(ada.post(&format!("{path}/secret"), &json!({})), 200).await;
    let _set: Webhook = Person::answered(ada.put(&path, &set("Both", "paused", 3)), 200).await;
    world.end().await;
}

#[tokio::test]
async fn environments_are_chosen_among_those_that_are_there() {
    let (world, receiver) = (world_beside(None).await, Receiver::start().await);
    let _staging = add_staging(&world).await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let carrying = |name: &str, environments: Value| {
        let mut body = request(name, &receiver.url("/"), &["paused"]);
        body["environments"] = environments;
        body
    };
    let refused = ada
        .post(
            "/webhooks",
            &carrying("Tests", json!(["staging", "stagign"])),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(
        problem(refused).await.detail,
        "There is no environment `stagign` whose news it could carry. Choose among staging, test, or none for all of them."
    );
    let made = add_webhook(&ada, &carrying("Tests", json!(["staging"]))).await;
    let path = format!("/webhooks/{}", made.webhook.id);
    let gone = ada
        .delete("/environment-settings/staging")
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), 204);
    // What was given up stays where it stands, and comes to no other.
    let listed: Listing<Webhook> = ada.read("/webhooks").await;
    assert_eq!(listed.items[0].environments, ["staging"]);
    let set = |environments: Value, version: i64| {
        let mut body = carrying("Tests", environments);
        body["base_version"] = json!(version);
        ada.put(&path, &body)
    };
    let kept: Webhook = Person::answered(set(json!(["test", "staging"]), 1), 200).await;
    assert_eq!(kept.environments, ["test", "staging"]);
    Person::told(
        ada.post("/webhooks", &carrying("Another", json!(["staging"]))),
        400,
    )
    .await;
    pause(&dana, "Once").await;
    assert_eq!(receiver.next().await.json()["environment"], "test");
    let kept: Webhook = Person::answered(set(json!(["test"]), 2), 200).await;
    assert_eq!(kept.environments, ["test"]);
    // Taken away it is as unknown as any.
    Person::told(set(json!(["test", "staging"]), 3), 400).await;
    world.end().await;
}
