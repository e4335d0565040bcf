//! Streams of events: nothing is missed, and nobody looks longer than they may.

use std::time::Duration;

use shared::deployment::JournalEvent;

use crate::support::{World, first_service, task_definition};

#[tokio::test]
async fn a_stream_goes_on_where_it_was_cut() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, detail) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let whole = dana.journal(&detail.deployment.id, 0).await;
    assert_eq!(whole, detail.journal);
    assert!(matches!(
        whole.last().unwrap().event,
        JournalEvent::Finished { .. }
    ));
    let rest = dana.journal(&detail.deployment.id, 5).await;
    assert_eq!(rest, whole[5..]);
    let nothing = dana
        .journal(&detail.deployment.id, whole.last().unwrap().sequence)
        .await;
    assert!(nothing.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_stream_ends_when_its_reader_signs_out() {
    let world = World::new().await;
    let vera = world.vera().await;
    let mut answer = vera.get("/services/events").send().await.unwrap();
    // Only who has seen the stream begin can see it end.
    let mut seen = String::new();
    while !seen.contains("event: services") {
        let chunk = answer.chunk().await.unwrap().unwrap();
        seen.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    vera.delete("/session").send().await.unwrap();
    let rest = tokio::time::timeout(Duration::from_secs(20), answer.text()).await;
    assert!(rest.unwrap().is_ok());
    world.end().await;
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let mut world = World::new().await;
    let vera = world.vera().await;
    let answer = vera.get("/services/events").send().await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), world.stop())
        .await
        .unwrap();
    let text = tokio::time::timeout(Duration::from_secs(20), answer.text()).await;
    assert!(text.unwrap().is_ok());
    world.end().await;
}
