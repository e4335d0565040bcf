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

/// The id and the data of the first event that is not the one with an id.
async fn next_state(answer: &mut reqwest::Response, but: &str) -> (String, String) {
    let mut text = String::new();
    loop {
        while let Some((event, rest)) = text.split_once("\n\n") {
            let of = |name: &str| {
                let mut lines = event.lines();
                lines.find_map(|line| line.strip_prefix(name).map(str::to_owned))
            };
            if let (Some(id), Some(data)) = (of("id: "), of("data: "))
                && id != but
            {
                return (id, data);
            }
            text = rest.to_owned();
        }
        let chunk = tokio::time::timeout(Duration::from_secs(20), answer.chunk()).await;
        text.push_str(&String::from_utf8_lossy(&chunk.unwrap().unwrap().unwrap()));
    }
}

#[tokio::test]
async fn a_state_is_known_by_its_id() {
    let world = World::new().await;
    let [vera, dana] = [world.vera().await, world.dana().await];
    let mut followed = vera.get("/queue/events").send().await.unwrap();
    let (idle, _) = next_state(&mut followed, "").await;
    let pause = serde_json::json!({"reason": "Looking at the database"});
    let answer = dana.put("/pauses/environment", &pause).send().await;
    assert_eq!(answer.unwrap().status(), 200);
    let (paused, told) = next_state(&mut followed, &idle).await;
    assert!(told.contains("Looking at the database"), "{told}");
    // Who comes back gets the state as it is by now, and knows it again.
    let mut again = vera
        .get("/queue/events")
        .header("last-event-id", &idle)
        .send()
        .await
        .unwrap();
    assert_eq!(next_state(&mut again, "").await, (paused, told));
    world.end().await;
}
