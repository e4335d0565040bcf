//! What is not sent, not shown, and not set.

use serde_json::{Value, json};
use shared::wire::{DeliveryState, MadeWebhook, ProblemCode};

use super::receiver::{Answer, Receiver};
use super::{add_to, add_webhook, pause, request, until, world};
use crate::support::{Person, Setup, World};

#[tokio::test]
async fn addresses_that_are_not_the_internets_are_refused() {
    // Without anything that the operator allows.
    let world = World::new().await;
    let ada = world.ada().await;
    for url in [
        "http://127.0.0.1:1/",
        "https://127.0.0.1:1/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://me:word@hooks.example.com/",
        "https://",
        "",
    ] {
        let body = request("Tests", url, &["paused"]);
        let code = Person::told(ada.post("/webhooks", &body), 400).await;
        assert_eq!(code, Some(ProblemCode::BadRequest), "{url}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_name_that_leads_within_is_refused_when_it_is_looked_up() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let receiver = Receiver::start().await;
    // What stands in the address is a name; that it is this machine only looking it up shows.
    let url = receiver
        .url("/")
        .replace("http://127.0.0.1", "https://localhost");
    let made = add_webhook(&ada, &request("Tests", &url, &["paused"])).await;
    pause(&dana, "Once").await;
    let over = until(&ada, &made.webhook.id, 1, DeliveryState::GivenUp).await;
    let words = &over.attempts[0].words;
    assert!(
        words.contains("Localhost leads to") && words.contains("--webhook-allow"),
        "{words}"
    );
    assert!(receiver.rest().await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    let elsewhere = Answer {
        headers: vec![("location", receiver.url("/elsewhere"))],
        ..Answer::status(307)
    };
    receiver.answer([elsewhere]);
    pause(&dana, "Once").await;
    let over = until(&ada, &made.webhook.id, 1, DeliveryState::GivenUp).await;
    assert_eq!(over.attempts[0].status, Some(307));
    let came: Vec<String> = receiver
        .rest()
        .await
        .into_iter()
        .map(|taken| taken.path)
        .collect();
    assert_eq!(came, ["/hook/secret-path"]);
    world.end().await;
}

#[tokio::test]
async fn neither_secrets_nor_addresses_are_told_again() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    // A receiver that answers with what it knows.
    let parrot = Answer {
        body: format!(
            "{} {}\n",
            made.secret.expose(),
            receiver.url("/hook/secret-path")
        ),
        ..Answer::status(200)
    };
    receiver.answer([parrot]);
    pause(&dana, "Once").await;
    let over = until(&ada, &made.webhook.id, 1, DeliveryState::Delivered).await;
    assert_eq!(over.attempts[0].answer, "*** *** ");
    for path in [
        "/webhooks".to_owned(),
        format!("/webhooks/{}/deliveries", made.webhook.id),
        "/audit".to_owned(),
    ] {
        let told: Value = ada.read(&path).await;
        let told = told.to_string();
        assert!(!told.contains(made.secret.expose()), "{path}: {told}");
        assert!(!told.contains("secret-path"), "{path}: {told}");
    }
    let audit: Value = ada.read("/audit?subject=webhook+Tests").await;
    assert_eq!(audit["items"][0]["action"], "webhook.added");
    world.end().await;
}

#[tokio::test]
async fn what_is_set_keeps_the_address_and_a_name_is_given_once() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["deployed"]).await;
    let mut body = request("Renamed", "", &["paused"]);
    body.as_object_mut().unwrap().remove("url");
    body["base_version"] = json!(made.webhook.version);
    let path = format!("/webhooks/{}", made.webhook.id);
    let _webhook: Value = Person::answered(ada.put(&path, &body), 200).await;
    pause(&dana, "Once").await;
    assert_eq!(receiver.next().await.path, "/hook/secret-path");
    let same = request("Renamed", &receiver.url("/"), &["paused"]);
    let code = Person::told(ada.post("/webhooks", &same), 409).await;
    assert_eq!(code, Some(ProblemCode::AlreadyExists));
    let nothing = request("Nothing", &receiver.url("/"), &[]);
    Person::told(ada.post("/webhooks", &nothing), 400).await;
    Person::told(ada.post("/webhooks", &body), 400).await;
    Person::told(ada.delete(&path), 204).await;
    Person::told(ada.delete(&path), 404).await;
    Person::told(ada.get(&format!("{path}/deliveries")), 404).await;
    world.end().await;
}

#[tokio::test]
async fn a_delivery_is_its_webhooks_alone() {
    let (world, receiver) = (world(None).await, Receiver::start().await);
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = add_to(&ada, &receiver, &["paused"]).await;
    let other: MadeWebhook =
        add_webhook(&ada, &request("Other", &receiver.url("/"), &["deployed"])).await;
    pause(&dana, "Once").await;
    let over = until(&ada, &made.webhook.id, 1, DeliveryState::Delivered).await;
    let path = format!("/webhooks/{}/deliveries/{}", other.webhook.id, over.id);
    Person::told(ada.post(&path, &json!({})), 404).await;
    world.end().await;
}

#[tokio::test]
async fn without_a_mail_server_nobody_sets_an_address() {
    let world = World::with(Setup::default()).await;
    let vera = world.vera().await;
    let body = json!({"address": "vera@example.com"});
    Person::told(vera.put("/account/address", &body), 400).await;
    let hearing: Value = vera.read("/account/hearing").await;
    assert_eq!(hearing["sends_email"], false);
    world.end().await;
}
