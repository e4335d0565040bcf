//! Plans: what is referred to is kept, the rest is forgotten after a while.

use backend::store::{MadePlan, Started, Store};
use shared::permission::Role;

use super::{add, preview, start, stores};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn make(store: &Store, hash: &str, now_ms: i64) {
    store
        .save_plan(&MadePlan {
            preview: &preview(hash, hash),
            ask: None,
            environment: "test",
            by: "dana",
            now_ms,
        })
        .await
        .unwrap();
}

async fn is_there(store: &Store, hash: &str) -> bool {
    store.plan(hash).await.unwrap().is_some()
}

#[tokio::test]
async fn a_plan_that_nothing_refers_to_is_forgotten_after_a_month() {
    for (store, _folder) in stores("unused_plans").await {
        add(&store, "dana", Role::Deployer).await;
        make(&store, "previewed", DAY).await;
        make(&store, "proposed", DAY).await;
        make(&store, "later", 3 * DAY).await;
        assert!(store.use_plan("proposed").await.unwrap().is_some());
        assert!(store.use_plan("nothing").await.unwrap().is_none());
        let started = start(&store, "carried-out", "web", "dana", DAY).await;
        assert_eq!(started, Started::Queued);

        assert_eq!(store.forget_unused_plans(31 * DAY).await.unwrap(), 0);
        assert!(is_there(&store, "previewed").await);
        // The one that was carried out is looked at once.
        assert_eq!(store.forget_unused_plans(32 * DAY).await.unwrap(), 2);
        assert_eq!(store.forget_unused_plans(32 * DAY).await.unwrap(), 0);
        assert!(!is_there(&store, "previewed").await);
        for kept in ["proposed", "carried-out", "later"] {
            assert!(is_there(&store, kept).await, "{kept}");
        }
        store.close().await;
    }
}

#[tokio::test]
async fn more_plans_than_one_transaction_takes_are_forgotten_in_several() {
    for (store, _folder) in stores("many_unused_plans").await {
        for number in 0..150 {
            make(&store, &format!("plan-{number}"), number).await;
        }
        let first = store.forget_unused_plans(40 * DAY).await.unwrap();
        let second = store.forget_unused_plans(40 * DAY).await.unwrap();
        assert_eq!((first, second), (100, 50));
        assert_eq!(store.forget_unused_plans(40 * DAY).await.unwrap(), 0);
        store.close().await;
    }
}
