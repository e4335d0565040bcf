//! Drafts that are open: who has one open hears of saves, deletes and of others who have it open.

use std::time::Duration;

use reqwest::Response;
use shared::wire::DraftNews;

use super::{ID, delete, save, save_beside, update};
use crate::support::{Person, World};

/// Nothing in a test takes as long.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open draft, with what was heard of it so far.
struct Open {
    answer: Response,
    text: String,
}

impl Open {
    async fn by(person: &Person) -> Self {
        let path = format!("/drafts/{ID}/events");
        let answer = person.get(&path).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let text = String::new();
        Self { answer, text }
    }

    /// Waits for news.
    async fn hears(&mut self, wanted: impl Fn(&DraftNews) -> bool) -> DraftNews {
        tokio::time::timeout(PATIENCE, async {
            loop {
                while let Some(end) = self.text.find("\n\n") {
                    let event: String = self.text.drain(..end + 2).collect();
                    let data = event.strip_prefix("event: draft\ndata: ");
                    let news = data.map(|data| serde_json::from_str::<DraftNews>(data).unwrap());
                    if let Some(news) = news.filter(&wanted) {
                        return news;
                    }
                }
                let chunk = self.answer.chunk().await.unwrap().unwrap();
                self.text.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        })
        .await
        .unwrap()
    }

    async fn hears_version(&mut self, version: i64) -> DraftNews {
        self.hears(|news| matches!(&news.summary, Some(draft) if draft.version == version))
            .await
    }
}

#[tokio::test]
async fn who_has_a_draft_open_hears_of_saves_and_of_each_other() {
    let world = World::new().await;
    let (dana, vera) = (world.dana().await, world.vera().await);
    let ada = world.ada().await;
    let made = save(&dana, 0, "one").await;
    let mut hers = Open::by(&dana).await;
    let first = hers.hears(|_| true).await;
    assert_eq!(first.summary, Some(made.clone()));
    assert_eq!(first.people, ["dana"]);
    let mut theirs = Open::by(&vera).await;
    let first = theirs.hears(|_| true).await;
    assert_eq!(first.summary, Some(made));
    assert_eq!(first.people, ["dana", "vera"]);
    hers.hears(|news| news.people == ["dana", "vera"]).await;
    // A second tab of the same person is nobody new.
    let mut tab = Open::by(&dana).await;
    assert_eq!(tab.hears(|_| true).await.people, ["dana", "vera"]);
    drop(tab);
    let saved = save(&vera, 1, "two").await;
    assert_eq!(hers.hears_version(2).await.summary, Some(saved));
    assert_eq!(theirs.hears_version(2).await.people, ["dana", "vera"]);
    drop(theirs);
    hers.hears(|news| news.people == ["dana"]).await;
    delete(&ada).await;
    let last = hers.hears(|news| news.summary.is_none()).await;
    assert_eq!(last.people, ["dana"]);
    world.end().await;
}

#[tokio::test]
async fn who_signs_out_is_no_longer_there() {
    let world = World::new().await;
    let (dana, vera) = (world.dana().await, world.vera().await);
    save(&dana, 0, "one").await;
    let mut hers = Open::by(&dana).await;
    let theirs = Open::by(&vera).await;
    hers.hears(|news| news.people == ["dana", "vera"]).await;
    vera.delete("/session").send().await.unwrap();
    hers.hears(|news| news.people == ["dana"]).await;
    let rest = tokio::time::timeout(PATIENCE, theirs.answer.text()).await;
    assert!(rest.unwrap().is_ok());
    world.end().await;
}

#[tokio::test]
async fn what_another_process_saves_is_heard_too() {
    let world = World::new().await;
    let dana = world.dana().await;
    save(&dana, 0, "one").await;
    let mut hers = Open::by(&dana).await;
    hers.hears_version(1).await;
    let store = world.store().await;
    save_beside(&store, ID, &update(1, "two"), "vera", 9).await;
    let heard = hers.hears_version(2).await.summary.unwrap();
    assert_eq!(heard.updated_by, "vera");
    store.delete_draft("test", ID, "vera", 10).await.unwrap();
    hers.hears(|news| news.summary.is_none()).await;
    store.close().await;
    world.end().await;
}
