//! Drafts on both engines: nobody's text is lost, and nobody saves over another's.

use std::collections::BTreeMap;
use std::sync::Arc;

use backend::store::{DraftFilter, DraftPlace, DraftSave, Saved, Store};
use shared::plan::Target;
use shared::wire::{DraftBase, DraftContent, DraftSummary, DraftUpdate};

use super::stores;

const ID: &str = "draft-of-shop-web";

fn update(base_version: i64, text: &str) -> DraftUpdate {
    DraftUpdate {
        base_version,
        title: "New service shop-web".to_owned(),
        cluster: None,
        service: None,
        content: DraftContent {
            task_definition: text.to_owned(),
            service: "{\0}".to_owned(),
            gate: None,
            base: Some(DraftBase {
                task_definition: "what ran".to_owned(),
                service: "{}".to_owned(),
            }),
            values: BTreeMap::from([("image".to_owned(), "nginx".to_owned())]),
        },
    }
}

async fn save_as(store: &Store, id: &str, update: &DraftUpdate, user: &str, now_ms: i64) -> Saved {
    let save = DraftSave {
        environment: "test",
        id,
        update,
        user,
        most: 3,
        now_ms,
    };
    store.save_draft(&save).await.unwrap()
}

async fn save(store: &Store, base_version: i64, text: &str, user: &str, now_ms: i64) -> Saved {
    save_as(store, ID, &update(base_version, text), user, now_ms).await
}

fn written(saved: Saved) -> DraftSummary {
    match saved {
        Saved::Written(summary) => summary,
        other => panic!("not written: {other:?}"),
    }
}

#[tokio::test]
async fn a_draft_is_found_as_it_was_saved_last() {
    for (store, _folder) in stores("drafts").await {
        assert_eq!(store.draft("test", ID).await.unwrap(), None);
        assert_eq!(save(&store, 1, "one", "dana", 5).await, Saved::Gone(None));
        let made = written(save(&store, 0, "one", "dana", 5).await);
        assert_eq!((made.version, made.created_at_ms), (1, 5));
        let saved = written(save(&store, 1, "two", "vera", 7).await);
        let found = store.draft("test", ID).await.unwrap().unwrap();
        assert_eq!(found.summary, saved);
        assert_eq!(found.content, update(1, "two").content);
        assert_eq!(
            store.draft_summary("test", ID).await.unwrap().unwrap(),
            saved
        );
        assert_eq!((saved.version, &*saved.created_by), (2, "dana"));
        assert_eq!((&*saved.updated_by, saved.updated_at_ms), ("vera", 7));
        assert_eq!(saved.created_at_ms, 5);
        store.close().await;
    }
}

#[tokio::test]
async fn nobody_saves_over_what_they_have_not_seen() {
    for (store, _folder) in stores("moved").await {
        written(save(&store, 0, "one", "dana", 1).await);
        let theirs = written(save(&store, 1, "two", "vera", 2).await);
        let moved = Saved::Moved(theirs.clone());
        assert_eq!(save(&store, 1, "three", "dana", 3).await, moved);
        assert_eq!(save(&store, 0, "three", "dana", 3).await, moved);
        assert_eq!(save(&store, 7, "three", "dana", 3).await, moved);
        // The same text, but of somebody else.
        assert_eq!(save(&store, 1, "two", "dana", 3).await, moved);
        assert_eq!(store.draft_summary("test", ID).await.unwrap(), Some(theirs));
        store.close().await;
    }
}

#[tokio::test]
async fn a_save_whose_answer_was_lost_is_answered_again() {
    for (store, _folder) in stores("repeated").await {
        let made = written(save(&store, 0, "one", "dana", 1).await);
        let again = Saved::Repeated(made);
        assert_eq!(save(&store, 0, "one", "dana", 2).await, again);
        let saved = written(save(&store, 1, "two", "dana", 3).await);
        let again = Saved::Repeated(saved.clone());
        assert_eq!(save(&store, 1, "two", "dana", 4).await, again);
        // Another name for it is another save.
        let mut renamed = update(1, "two");
        renamed.title = "Other".to_owned();
        let moved = Saved::Moved(saved);
        assert_eq!(save_as(&store, ID, &renamed, "dana", 5).await, moved);
        // What nobody saved since is no repetition, and counts.
        let third = written(save(&store, 2, "two", "dana", 6).await);
        assert_eq!(third.version, 3);
        store.close().await;
    }
}

#[tokio::test]
async fn many_who_save_at_once_hear_of_each_other() {
    for (store, _folder) in stores("saving").await {
        let store = Arc::new(store);
        for base in 0..3 {
            let mut saving = tokio::task::JoinSet::new();
            for number in 0..8 {
                let store = Arc::clone(&store);
                let text = format!("{base} {number}");
                saving.spawn(async move { save(&store, base, &text, "dana", 1).await });
            }
            let answers = saving.join_all().await;
            let won = |saved: &&Saved| matches!(saved, Saved::Written(_));
            assert_eq!(answers.iter().filter(won).count(), 1, "{answers:?}");
            for answer in answers {
                let (Saved::Written(summary) | Saved::Moved(summary)) = answer else {
                    panic!("neither saved nor told: {answer:?}");
                };
                assert_eq!(summary.version, base + 1);
            }
        }
        store.close().await;
    }
}

#[tokio::test]
async fn a_deleted_draft_stays_deleted() {
    for (store, _folder) in stores("deleted").await {
        written(save(&store, 0, "one", "dana", 1).await);
        assert!(store.delete_draft("test", ID, "vera", 2).await.unwrap());
        assert!(!store.delete_draft("test", ID, "vera", 3).await.unwrap());
        assert_eq!(store.draft("test", ID).await.unwrap(), None);
        assert_eq!(store.draft_summary("test", ID).await.unwrap(), None);
        let gone = Saved::Gone(Some("vera".to_owned()));
        assert_eq!(save(&store, 1, "two", "dana", 4).await, gone);
        let listed = list(&store, None, None).await;
        assert_eq!(listed.0, [""; 0]);
        // Made anew, it is another draft: who has the old one open does not save over it.
        let anew = written(save(&store, 0, "two", "carl", 5).await);
        assert_eq!((anew.version, &*anew.created_by), (2, "carl"));
        assert_eq!(anew.created_at_ms, 5);
        let moved = Saved::Moved(anew);
        assert_eq!(save(&store, 1, "three", "dana", 6).await, moved);
        store.close().await;
    }
}

#[tokio::test]
async fn nobody_makes_more_drafts_than_one_may() {
    for (store, _folder) in stores("limit").await {
        let new = update(0, "x");
        for number in 0..3 {
            let id = format!("draft-{number}");
            written(save_as(&store, &id, &new, "dana", 1).await);
        }
        let refused = save_as(&store, "draft-3", &new, "dana", 2).await;
        assert_eq!(refused, Saved::TooMany);
        // What is there can be saved all the same, and others have their own count.
        written(save_as(&store, "draft-0", &update(1, "y"), "dana", 3).await);
        written(save_as(&store, "draft-3", &new, "vera", 4).await);
        store
            .delete_draft("test", "draft-1", "dana", 5)
            .await
            .unwrap();
        written(save_as(&store, "draft-1", &new, "dana", 6).await);
        let refused = save_as(&store, "draft-4", &new, "dana", 7).await;
        assert_eq!(refused, Saved::TooMany);
        store.close().await;
    }
}

async fn list(
    store: &Store,
    target: Option<&Target>,
    after: Option<DraftPlace>,
) -> (Vec<String>, Option<String>) {
    let filter = DraftFilter {
        environment: "test".to_owned(),
        target: target.cloned(),
        after,
        limit: 2,
    };
    let page = store.drafts(&filter).await.unwrap();
    (
        page.items.into_iter().map(|item| item.id).collect(),
        page.next,
    )
}

#[tokio::test]
async fn the_list_goes_on_after_the_last_of_a_page_although_drafts_move() {
    for (store, _folder) in stores("draft_pages").await {
        let web = Target {
            cluster: "test".to_owned(),
            service: "web".to_owned(),
        };
        for number in 0..5 {
            let mut new = update(0, "x");
            if number % 2 == 0 {
                new.cluster = Some(web.cluster.clone());
                new.service = Some(web.service.clone());
            }
            let user = format!("person-{number}");
            // Two at the same moment: the id decides.
            let id = format!("draft-{number}");
            written(save_as(&store, &id, &new, &user, number / 2).await);
        }
        let (ids, next) = list(&store, None, None).await;
        assert_eq!(ids, ["draft-4", "draft-3"]);
        // The last of the page moves to the top, and another goes.
        written(save_as(&store, "draft-3", &update(1, "y"), "dana", 9).await);
        store
            .delete_draft("test", "draft-1", "dana", 9)
            .await
            .unwrap();
        let after = DraftPlace::parse(&next.unwrap());
        assert!(after.is_some());
        let (ids, next) = list(&store, None, after).await;
        assert_eq!(ids, ["draft-2", "draft-0"]);
        assert_eq!(next, None);
        let (ids, next) = list(&store, Some(&web), None).await;
        assert_eq!(ids, ["draft-4", "draft-2"]);
        let after = DraftPlace::parse(&next.unwrap());
        assert_eq!(list(&store, Some(&web), after).await.0, ["draft-0"]);
        store.close().await;
    }
}
