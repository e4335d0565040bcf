//! Drafts as the editors meet them: typed by one, seen by all, overwritten by nobody.

mod open;

use backend::store::{DraftSave, Saved, Store};
use reqwest::Response;
use shared::audit::AuditRecord;
use shared::wire::{Draft, DraftContent, DraftSummary, DraftUpdate, Listing};
use shared::wire::{Problem, ProblemCode};

use crate::support::{Person, World, problem};

const ID: &str = "0123456789abcdef-1";

fn update(base_version: i64, text: &str) -> DraftUpdate {
    DraftUpdate {
        base_version,
        title: "  New service shop-web ".to_owned(),
        cluster: None,
        service: None,
        content: DraftContent {
            task_definition: text.to_owned(),
            ..DraftContent::default()
        },
    }
}

async fn put(person: &Person, id: &str, update: &DraftUpdate) -> Response {
    let body = serde_json::to_value(update).unwrap();
    let path = format!("/drafts/{id}");
    person.put(&path, &body).send().await.unwrap()
}

async fn save(person: &Person, base_version: i64, text: &str) -> DraftSummary {
    let answer = put(person, ID, &update(base_version, text)).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn refused(person: &Person, id: &str, update: &DraftUpdate, status: u16) -> Problem {
    let answer = put(person, id, update).await;
    assert_eq!(answer.status(), status);
    problem(answer).await
}

/// Saves beside the server, as another process on the same database does.
async fn save_beside(store: &Store, id: &str, update: &DraftUpdate, user: &str, now_ms: i64) {
    let save = DraftSave {
        environment: "test",
        id,
        update,
        user,
        most: 500,
        now_ms,
    };
    let saved = store.save_draft(&save).await.unwrap();
    assert!(matches!(saved, Saved::Written(_)));
}

/// What the audit tells of drafts that were deleted.
async fn deletions(ada: &Person) -> Vec<AuditRecord> {
    let told: Listing<AuditRecord> = ada.read("/audit").await;
    let is_one = |record: &AuditRecord| record.action == "draft.deleted";
    told.items.into_iter().filter(is_one).collect()
}

async fn delete(person: &Person) {
    let answer = person.delete(&format!("/drafts/{ID}")).send().await;
    assert_eq!(answer.unwrap().status(), 204);
}

#[tokio::test]
async fn a_viewer_keeps_a_draft_and_another_goes_on_with_it() {
    let world = World::new().await;
    let (dana, vera) = (world.dana().await, world.vera().await);
    let made = save(&vera, 0, "one").await;
    assert_eq!((made.id.as_str(), made.version), (ID, 1));
    assert_eq!(made.title, "New service shop-web");
    let found: Draft = dana.read(&format!("/drafts/{ID}")).await;
    assert_eq!(found.summary, made);
    assert_eq!(found.content, update(0, "one").content);
    let saved = save(&dana, 1, "two").await;
    assert_eq!(saved.version, 2);
    assert_eq!((&*saved.created_by, &*saved.updated_by), ("vera", "dana"));
    // What is larger than any plan is kept, too.
    let large = save(&dana, 2, &"x".repeat(3_000_000)).await;
    assert_eq!(large.version, 3);
    world.end().await;
}

#[tokio::test]
async fn who_was_overtaken_hears_by_whom_and_when() {
    let world = World::new().await;
    let (dana, vera) = (world.dana().await, world.vera().await);
    save(&dana, 0, "one").await;
    let theirs = save(&vera, 1, "two").await;
    let refusal = refused(&dana, ID, &update(1, "three"), 409).await;
    assert_eq!(refusal.code, ProblemCode::DraftMoved);
    assert_eq!(refusal.draft, Some(theirs.clone()));
    assert!(refusal.detail.starts_with("vera saved this draft"));
    let refusal = refused(&vera, ID, &update(1, "three"), 409).await;
    assert!(refusal.detail.starts_with("You saved this draft elsewhere"));
    // Vera's own save, whose answer she did not get, is answered again.
    assert_eq!(save(&vera, 1, "two").await, theirs);
    let kept: Draft = dana.read(&format!("/drafts/{ID}")).await;
    assert_eq!(kept.content.task_definition, "two");
    world.end().await;
}

#[tokio::test]
async fn a_deleted_draft_is_gone_and_stays_gone() {
    let world = World::new().await;
    let (dana, vera) = (world.dana().await, world.vera().await);
    delete(&vera).await;
    save(&vera, 0, "one").await;
    delete(&vera).await;
    delete(&vera).await;
    for path in [format!("/drafts/{ID}"), format!("/drafts/{ID}/events")] {
        let answer = dana.get(&path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    let refusal = refused(&dana, ID, &update(1, "two"), 404).await;
    assert!(refusal.detail.starts_with("vera deleted this draft."));
    let listing: Listing<DraftSummary> = dana.read("/drafts").await;
    assert!(listing.items.is_empty());
    world.end().await;
}

/// What a draft holds is gone with it, so a viewer deletes their own alone, and whoever else deletes
/// another's is known.
#[tokio::test]
async fn somebody_elses_draft_is_not_for_a_viewer_to_delete() {
    let world = World::new().await;
    let (dana, vera, ada) = (world.dana().await, world.vera().await, world.ada().await);
    save(&dana, 0, "one").await;
    let path = format!("/drafts/{ID}");
    let refused = Person::told(vera.delete(&path), 403).await;
    assert_eq!(refused, Some(ProblemCode::Forbidden));
    let kept: Draft = dana.read(&path).await;
    assert_eq!(kept.content.task_definition, "one");
    delete(&ada).await;
    let told = deletions(&ada).await;
    let [record] = &*told else {
        panic!("not told once: {told:?}");
    };
    assert_eq!(record.who.as_deref(), Some("ada"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&record.detail).unwrap(),
        serde_json::json!({"title": "New service shop-web", "made_by": "dana"})
    );
    // The own draft that is not worth keeping is nobody else's business.
    save(&dana, 0, "two").await;
    delete(&dana).await;
    assert_eq!(deletions(&ada).await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_version_that_no_draft_can_have_is_one_that_moved() {
    let world = World::new().await;
    let dana = world.dana().await;
    save(&dana, 0, "one").await;
    let refusal = refused(&dana, ID, &update(i64::MAX, "one"), 409).await;
    assert_eq!(refusal.code, ProblemCode::DraftMoved);
    world.end().await;
}

#[tokio::test]
async fn a_draft_that_is_none_is_refused_with_the_way_out() {
    let world = World::new().await;
    let dana = world.dana().await;
    let good = update(0, "one");
    let long = "x".repeat(65);
    for id in ["too-short", "not_a_letter_or_digit", &long] {
        let refusal = refused(&dana, id, &good, 400).await;
        assert!(refusal.detail.contains("16 to 64 letters"), "{id}");
    }
    for title in ["  ", "two\nlines", &"x".repeat(201)] {
        let title = title.to_owned();
        let refusal = refused(
            &dana,
            ID,
            &DraftUpdate {
                title,
                ..good.clone()
            },
            400,
        )
        .await;
        assert!(refusal.detail.contains("1 to 200 characters"));
    }
    let half = DraftUpdate {
        cluster: Some("test".to_owned()),
        ..good.clone()
    };
    let refusal = refused(&dana, ID, &half, 400).await;
    assert!(refusal.detail.contains("or neither"));
    let refusal = refused(&dana, ID, &update(-1, "one"), 400).await;
    assert!(refusal.detail.contains("0 for a new draft"));
    for path in [
        "/drafts?after=x",
        "/drafts?cluster=test",
        "/drafts?cluster=%00&service=x",
    ] {
        let answer = dana.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{path}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_person_with_very_many_drafts_is_told_to_delete_some() {
    let world = World::new().await;
    let (dana, store) = (world.dana().await, world.store().await);
    for number in 0..500 {
        let id = format!("0123456789abcdef-{number}");
        save_beside(&store, &id, &update(0, "x"), "dana", number).await;
    }
    store.close().await;
    let refusal = refused(&dana, "0123456789abcdef-new", &update(0, "x"), 403).await;
    assert!(refusal.detail.contains("500 drafts"));
    let mut seen = Vec::new();
    let mut next = Some(String::new());
    while let Some(after) = next {
        let query = if after.is_empty() {
            String::new()
        } else {
            format!("?after={after}")
        };
        let page: Listing<DraftSummary> = dana.read(&format!("/drafts{query}")).await;
        seen.extend(page.items.into_iter().map(|draft| draft.updated_at_ms));
        next = page.next;
    }
    assert!(seen.into_iter().eq((0..500).rev()));
    world.end().await;
}

#[tokio::test]
async fn the_list_can_be_of_one_service() {
    let world = World::new().await;
    let dana = world.dana().await;
    save(&dana, 0, "one").await;
    let of_web = DraftUpdate {
        cluster: Some("production".to_owned()),
        service: Some("shop-web".to_owned()),
        ..update(0, "two")
    };
    assert_eq!(
        put(&dana, "0123456789abcdef-2", &of_web).await.status(),
        200
    );
    let path = "/drafts?cluster=production&service=shop-web";
    let listing: Listing<DraftSummary> = dana.read(path).await;
    let ids: Vec<&str> = listing.items.iter().map(|draft| &*draft.id).collect();
    assert_eq!(ids, ["0123456789abcdef-2"]);
    let all: Listing<DraftSummary> = dana.read("/drafts").await;
    assert_eq!(all.items.len(), 2);
    world.end().await;
}
