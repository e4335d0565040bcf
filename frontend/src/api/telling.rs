//! Who is told: webhooks, and what one hears of oneself.

use shared::telling::Choices;
use shared::wire::{
    AddressCode, AddressRequest, Delivery, Hearing, Listing, MadeWebhook, NewsItem, SeenRequest,
    Webhook, WebhookRequest,
};

use super::client::{self, Method, ask, send};
use super::{Answer, body, query};
use crate::dom::encode;

pub(crate) async fn list_webhooks() -> Answer<Listing<Webhook>> {
    ask("/webhooks").await
}

pub(crate) async fn create_webhook(request: &WebhookRequest) -> Answer<MadeWebhook> {
    client::read(&send(Method::Post, "/webhooks", Some(body(request)?), None).await?)
}

pub(crate) async fn update_webhook(id: &str, request: &WebhookRequest) -> Answer<Webhook> {
    let path = webhook(id, "");
    client::read(&send(Method::Put, &path, Some(body(request)?), None).await?)
}

pub(crate) async fn delete_webhook(id: &str) -> Answer<()> {
    send(Method::Delete, &webhook(id, ""), None, None)
        .await
        .map(drop)
}

/// Gives a webhook another secret.
pub(crate) async fn replace_webhook_secret(id: &str) -> Answer<MadeWebhook> {
    client::read(&send(Method::Post, &webhook(id, "/secret"), None, None).await?)
}

/// Tries a webhook out.
pub(crate) async fn test_webhook(id: &str) -> Answer<Delivery> {
    client::read(&send(Method::Post, &webhook(id, "/tests"), None, None).await?)
}

pub(crate) async fn list_deliveries(id: &str, after: Option<String>) -> Answer<Listing<Delivery>> {
    ask(&query(&webhook(id, "/deliveries"), &[("after", after)])).await
}

/// Sends a delivery once more.
pub(crate) async fn deliver_again(id: &str, delivery: &str) -> Answer<Delivery> {
    let path = webhook(id, &format!("/deliveries/{}", encode(delivery)));
    client::read(&send(Method::Post, &path, None, None).await?)
}

/// What one hears of.
pub(crate) async fn find_hearing() -> Answer<Hearing> {
    ask("/account/hearing").await
}

pub(crate) async fn put_hearing(choices: &Choices) -> Answer<Hearing> {
    let sent = send(Method::Put, "/account/hearing", Some(body(choices)?), None);
    client::read(&sent.await?)
}

/// Sets one's e-mail address; a code goes there.
pub(crate) async fn put_address(request: &AddressRequest) -> Answer<Hearing> {
    let sent = send(Method::Put, "/account/address", Some(body(request)?), None);
    client::read(&sent.await?)
}

/// Confirms one's e-mail address.
pub(crate) async fn confirm_address(code: &AddressCode) -> Answer<Hearing> {
    let sent = send(Method::Post, "/account/address", Some(body(code)?), None);
    client::read(&sent.await?)
}

pub(crate) async fn delete_address() -> Answer<()> {
    send(Method::Delete, "/account/address", None, None)
        .await
        .map(drop)
}

pub(crate) async fn list_news(after: Option<String>) -> Answer<Listing<NewsItem>> {
    ask(&query("/account/news", &[("after", after)])).await
}

/// Marks one's news as seen, up to a number.
pub(crate) async fn mark_news_seen(number: i64) -> Answer<()> {
    let request = SeenRequest { number };
    send(Method::Put, "/account/news", Some(body(&request)?), None)
        .await
        .map(drop)
}

fn webhook(id: &str, rest: &str) -> String {
    format!("/webhooks/{}{rest}", encode(id))
}
