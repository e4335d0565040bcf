//! E-mail: to addresses that are confirmed, to who may still read, and what one chose.

use std::time::Duration;

use serde_json::{Value, json};
use shared::wire::ProblemCode;

use super::mailbox::Mailbox;
use super::{pause, resume, world};
use crate::support::{Person, World};

/// The code that a letter brings.
pub(crate) fn code_of(letter: &super::mailbox::Letter) -> String {
    let mut lines = letter.data.lines();
    let code =
        lines.find(|line| line.len() == 16 && line.bytes().all(|one| one.is_ascii_alphanumeric()));
    code.unwrap().to_owned()
}

/// Sets and confirms somebody's address.
async fn confirm(mailbox: &Mailbox, person: &Person, address: &str) {
    let body = json!({"address": address});
    let hearing: Value = Person::answered(person.put("/account/address", &body), 200).await;
    assert_eq!(hearing["address"]["confirmed"], false);
    let letter = mailbox.next().await;
    assert_eq!(letter.to, address);
    let body = json!({"code": code_of(&letter).to_lowercase()});
    let hearing: Value = Person::answered(person.post("/account/address", &body), 200).await;
    assert_eq!(
        hearing["address"],
        json!({"address": address, "confirmed": true})
    );
}

/// Chooses to hear everything of a kind by e-mail, and nothing else.
async fn hear(person: &Person, kind: &str, page: &str, email: &str) {
    let body = json!([{"kind": kind, "page": page, "email": email}]);
    let _hearing: Value = Person::answered(person.put("/account/hearing", &body), 200).await;
}

pub(super) async fn add_vera(world: &World, mailbox: &Mailbox) -> Person {
    let vera = world.vera().await;
    confirm(mailbox, &vera, "vera@example.com").await;
    hear(&vera, "paused", "concerned", "everything").await;
    vera
}

#[tokio::test]
async fn news_come_by_e_mail_to_who_wants_them() {
    let mailbox = Mailbox::start().await;
    let world = world(Some(&mailbox)).await;
    add_vera(&world, &mailbox).await;
    let dana = world.dana().await;
    pause(&dana, "The database moves").await;
    let letter = mailbox.next().await;
    assert_eq!(letter.to, "vera@example.com");
    assert_eq!(letter.header("From"), "Longshore <longshore@example.com>");
    assert_eq!(
        letter.header("Subject"),
        "[test] dana paused the deployments of test"
    );
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert!(letter.header("Message-ID").ends_with("@example.com>"));
    assert!(
        letter.data.contains("The database moves"),
        "{}",
        letter.data
    );
    assert!(
        letter
            .data
            .contains("http://longshore.example/environments/test/queue"),
        "{}",
        letter.data
    );
    assert!(mailbox.rest().await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_hears_nothing() {
    let mailbox = Mailbox::start().await;
    let world = world(Some(&mailbox)).await;
    let (vera, dana) = (world.vera().await, world.dana().await);
    hear(&vera, "paused", "nothing", "everything").await;
    let body = json!({"address": "vera@example.com"});
    let _hearing: Value = Person::answered(vera.put("/account/address", &body), 200).await;
    let right = code_of(&mailbox.next().await);
    // Another comes only after a while, and not every guess is taken.
    let code = Person::told(vera.put("/account/address", &body), 429).await;
    assert_eq!(code, Some(ProblemCode::TooMany));
    for _ in 0..10 {
        Person::told(
            vera.post("/account/address", &json!({"code": "0000000000000000"})),
            400,
        )
        .await;
    }
    Person::told(vera.post("/account/address", &json!({"code": right})), 400).await;
    let path = "/audit?action=account.address-confirmed&outcome=refused";
    let refused: Value = world.ada().await.read(path).await;
    assert_eq!(
        refused["items"].as_array().map(Vec::len),
        Some(11),
        "{refused}"
    );
    pause(&dana, "Once").await;
    resume(&dana).await;
    world.pass(Duration::from_mins(2));
    // The next letter is the next code: nothing was sent in between.
    let _hearing: Value = Person::answered(vera.put("/account/address", &body), 200).await;
    assert_eq!(
        mailbox.next().await.header("Subject"),
        "Your code for Longshore"
    );
    for none in [
        "",
        "vera",
        "vera@",
        "a@b@c",
        "vera@example.com\nBcc: all@example.com",
    ] {
        world.pass(Duration::from_mins(2));
        Person::told(vera.put("/account/address", &json!({"address": none})), 400).await;
    }
    world.end().await;
}

#[tokio::test]
async fn who_may_not_read_any_more_hears_nothing_also_of_what_waits() {
    let mailbox = Mailbox::start().await;
    let world = world(Some(&mailbox)).await;
    let vera = add_vera(&world, &mailbox).await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    mailbox.refuse("451 Busy");
    pause(&dana, "Secret plans").await;
    let news = loop {
        let news: Value = vera.read("/account/news").await;
        if news["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty())
        {
            break news;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(news["items"][0]["news"]["text"], "Secret plans");
    // Once it was refused it waits.
    while !mailbox.has_refused() {
        tokio::task::yield_now().await;
    }
    let _person: Value =
        Person::answered(ada.patch("/people/vera", &json!({"grants": []})), 200).await;
    world.pass(Duration::from_secs(30));
    let gone: Value = vera.read("/account/news").await;
    assert_eq!(gone["items"], json!([]));
    // What Ada hears comes after all that was to be sent to Vera.
    confirm(&mailbox, &ada, "ada@example.com").await;
    hear(&ada, "paused", "nothing", "everything").await;
    resume(&dana).await;
    assert_eq!(mailbox.next().await.to, "ada@example.com");
    world.end().await;
}

#[tokio::test]
async fn a_mail_server_that_is_busy_gets_the_letter_again() {
    let mailbox = Mailbox::start().await;
    let world = world(Some(&mailbox)).await;
    add_vera(&world, &mailbox).await;
    let dana = world.dana().await;
    mailbox.refuse("451 Busy");
    pause(&dana, "Once").await;
    // Once it was refused it waits.
    while !mailbox.has_refused() {
        tokio::task::yield_now().await;
    }
    world.pass(Duration::from_secs(31));
    assert_eq!(mailbox.next().await.to, "vera@example.com");
    assert!(mailbox.rest().await.is_empty());
    world.end().await;
}
