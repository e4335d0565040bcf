//! Telling people and programs: real receivers on loopback, a real mail server in a few lines.

pub(crate) mod email;
mod email_tls;
pub(crate) mod mailbox;
mod page;
pub(crate) mod receiver;
mod refused;
mod setting;
mod webhooks;

use backend::telling::{Authorities, EmailSettings, Ranges, SmtpTls, TellingSettings};
use serde_json::{Value, json};
use shared::wire::{Delivery, DeliveryState, Listing, MadeWebhook};

use crate::support::{Person, Setup, World};
use mailbox::Mailbox;
use receiver::Receiver;

/// Webhooks may lead to this machine, and e-mail goes to a mailbox where there is one.
fn telling(mailbox: Option<&Mailbox>) -> TellingSettings {
    TellingSettings {
        ranges: Ranges::with_this_machine(),
        email: mailbox.map(|mailbox| EmailSettings {
            host: "127.0.0.1".to_owned(),
            port: mailbox.port,
            tls: SmtpTls::None,
            authorities: Authorities::default(),
            credentials: None,
            from: "Longshore <longshore@example.com>".to_owned(),
        }),
    }
}

async fn world(mailbox: Option<&Mailbox>) -> World {
    World::with(Setup {
        telling: telling(mailbox),
        public_url: Some("http://longshore.example".to_owned()),
        ..Setup::default()
    })
    .await
}

/// As [`world`], with clusters that are left for another environment.
async fn world_beside(mailbox: Option<&Mailbox>) -> World {
    World::with(Setup {
        telling: telling(mailbox),
        public_url: Some("http://longshore.example".to_owned()),
        clusters: vec!["production".to_owned()],
        ..Setup::default()
    })
    .await
}

/// A webhook of some kinds to an address.
fn request(name: &str, url: &str, kinds: &[&str]) -> Value {
    json!({"name": name, "url": url, "kinds": kinds, "enabled": true})
}

async fn add_webhook(ada: &Person, body: &Value) -> MadeWebhook {
    Person::answered(ada.post("/webhooks", body), 201).await
}

async fn add_to(ada: &Person, receiver: &Receiver, kinds: &[&str]) -> MadeWebhook {
    add_webhook(
        ada,
        &request("Tests", &receiver.url("/hook/secret-path"), kinds),
    )
    .await
}

/// Has deployments paused, which is news at once.
async fn pause(person: &Person, reason: &str) {
    let body = json!({"reason": reason});
    let _pause: Value = Person::answered(person.put("/pauses/environment", &body), 200).await;
}

async fn resume(person: &Person) {
    assert_eq!(
        Person::told(person.delete("/pauses/environment"), 204).await,
        None
    );
}

async fn deliveries(ada: &Person, webhook: &str) -> Vec<Delivery> {
    let listing: Listing<Delivery> = ada.read(&format!("/webhooks/{webhook}/deliveries")).await;
    listing.items
}

/// Waits until the newest delivery of a webhook has been sent so often and is in a state.
async fn until(ada: &Person, webhook: &str, attempts: usize, state: DeliveryState) -> Delivery {
    let looked = async {
        loop {
            let newest = deliveries(ada, webhook).await.into_iter().next();
            if let Some(delivery) = newest
                && delivery.attempts.len() == attempts
                && delivery.state == state
            {
                return delivery;
            }
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(50);
    let Ok(delivery) = tokio::time::timeout(patience, looked).await else {
        panic!("it did not happen: {:?}", deliveries(ada, webhook).await);
    };
    delivery
}
