//! What one client can take of the server, and what it is told when that is enough.

use std::time::Duration;

use serde_json::{Value, json};
use shared::audit::AuditRecord;
use shared::wire::{Listing, ProblemCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Setup, World, problem};

/// Longer than anything here takes on a slow machine.
const BOUND: Duration = Duration::from_mins(1);
/// The most streams of one person.
const MOST: usize = 100;

async fn connect(world: &World) -> TcpStream {
    let url = world.url("");
    let address = url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

#[tokio::test]
async fn a_connection_whose_headers_do_not_come_is_closed() {
    let world = World::with(Setup {
        header_patience: Duration::from_millis(200),
        ..Setup::default()
    })
    .await;
    for sent in [
        "",
        "GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Never-",
    ] {
        let mut stream = connect(&world).await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        tokio::time::timeout(BOUND, read).await.unwrap().unwrap();
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{answer:?}");
    }
    // Who asks in time is answered as ever.
    assert_eq!(
        world
            .vera()
            .await
            .get("/services")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    world.end().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_told_as_that() {
    let world = World::with(Setup {
        body_patience: Duration::from_millis(200),
        ..Setup::default()
    })
    .await;
    for sent in ["", "{\"name\": \"dana\", "] {
        let mut stream = connect(&world).await;
        let head = "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Longshore: 1\r\n\
            Content-Type: application/json\r\nContent-Length: 40\r\n\r\n";
        let begun = format!("{head}{sent}");
        stream.write_all(begun.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        tokio::time::timeout(BOUND, read).await.unwrap().unwrap();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("did not arrive in time"), "{answer}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_stream_outlives_the_patience_with_headers() {
    let world = World::with(Setup {
        header_patience: Duration::from_millis(200),
        ..Setup::default()
    })
    .await;
    let vera = world.vera().await;
    let mut stream = vera.get("/queue/events").send().await.unwrap();
    let mut seen = String::new();
    let mut until = async |words: &str| {
        while !seen.contains(words) {
            let chunk = tokio::time::timeout(BOUND, stream.chunk()).await.unwrap();
            seen.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
    };
    until("event: queue").await;
    // A later connection is closed for its headers, so the stream is older than that.
    let mut silent = connect(&world).await;
    let mut nothing = Vec::new();
    let read = silent.read_to_end(&mut nothing);
    tokio::time::timeout(BOUND, read).await.unwrap().unwrap();
    let pause = json!({ "reason": "Lunch for everybody" });
    let paused = world.dana().await.put("/pauses/environment", &pause).send();
    assert!(paused.await.unwrap().status().is_success());
    until("Lunch for everybody").await;
    world.end().await;
}

#[tokio::test]
async fn a_person_has_so_many_streams_and_no_more() {
    let world = World::new().await;
    let vera = world.vera().await;
    let mut held = Vec::new();
    for _ in 0..MOST {
        let stream = vera.get("/queue/events").send().await.unwrap();
        assert_eq!(stream.status(), 200);
        held.push(stream);
    }
    // By another session, too: the bound is the person's.
    let again = world.vera().await;
    let refused = again.get("/services/events").send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "5");
    let told = problem(refused).await;
    assert_eq!(told.code, ProblemCode::TooMany);
    assert!(told.detail.contains("Close pages"), "{}", told.detail);
    // What has an end is answered, and others may follow.
    assert_eq!(vera.get("/services").send().await.unwrap().status(), 200);
    let dana = world.dana().await;
    assert_eq!(
        dana.get("/queue/events").send().await.unwrap().status(),
        200
    );
    // That a page was not followed is no act, and so not told.
    let audit: Listing<AuditRecord> = world.ada().await.read("/audit").await;
    assert!(
        audit
            .items
            .iter()
            .all(|record| record.action != "request.refused")
    );
    // The server notices by itself that a page was left.
    held.pop();
    let comes_in =
        async { while vera.get("/queue/events").send().await.unwrap().status() != 200 {} };
    tokio::time::timeout(BOUND, comes_in).await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn the_body_of_a_refusal_has_the_status_of_its_answer() {
    let world = World::new().await;
    let ada = world.ada().await;
    let long = "x".repeat(100_000);
    for (request, status) in [
        (ada.delete("/services"), 405),
        (ada.post("/nothing", &json!({})), 404),
        (ada.put("/policy", &json!({ "policy": long })), 413),
        (ada.post("/plans", &json!({ "service": 7 })), 400),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        // Where another method helps, the answer says which.
        assert_eq!(answer.headers().contains_key("allow"), status == 405);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["status"], status, "{body}");
    }
    world.end().await;
}
