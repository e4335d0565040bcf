//! Looking through the audit, on both engines.

use backend::store::{Deed, Store};
use shared::audit::{AuditRecord, Outcome};
use shared::wire::AuditQuery;

use super::stores;

const HOUR_MS: i64 = 60 * 60 * 1_000;

async fn tell(
    store: &Store,
    at_ms: i64,
    who: &str,
    (action, outcome): (&str, Outcome),
    about: &str,
) {
    let deed = Deed {
        at_ms,
        who: who.to_owned(),
        action: action.to_owned(),
        outcome,
        environment: if about.starts_with("pause") {
            "staging".to_owned()
        } else {
            "production".to_owned()
        },
        subject: about.to_owned(),
        detail: serde_json::json!({}),
    };
    store.tell(deed).await.unwrap();
    // Each is bound before the next is told, so that they stand as they are told here.
    store.bind_audit().await.unwrap();
}

async fn found(store: &Store, query: AuditQuery) -> Vec<String> {
    let page = store.audit(&query, 10).await.unwrap();
    page.items
        .into_iter()
        .map(|record| record.subject)
        .collect()
}

#[tokio::test]
async fn the_audit_is_looked_through_by_person_action_outcome_environment_subject_and_time() {
    for (store, _folder) in stores("looking_through").await {
        let (done, refused) = (Outcome::Done, Outcome::Refused);
        tell(
            &store,
            10 * HOUR_MS,
            "dana",
            ("change.queued", done),
            "change 1",
        )
        .await;
        tell(
            &store,
            14 * HOUR_MS,
            "eli",
            ("change.queued", refused),
            "change 2",
        )
        .await;
        // Told a little late, as a transaction that took its time.
        tell(
            &store,
            14 * HOUR_MS - 1,
            "dana",
            ("environment.paused", done),
            "pause 3",
        )
        .await;
        tell(
            &store,
            18 * HOUR_MS,
            "dana",
            ("change.queued", refused),
            "change 4",
        )
        .await;
        let all = AuditQuery::default;
        assert_eq!(
            found(&store, all()).await,
            ["change 4", "pause 3", "change 2", "change 1"]
        );
        let who = AuditQuery {
            who: Some("dana".to_owned()),
            ..all()
        };
        assert_eq!(
            found(&store, who.clone()).await,
            ["change 4", "pause 3", "change 1"]
        );
        let refusals = AuditQuery {
            outcome: Some(refused),
            ..who
        };
        assert_eq!(found(&store, refusals).await, ["change 4"]);
        let staging = AuditQuery {
            environment: Some("staging".to_owned()),
            ..all()
        };
        assert_eq!(found(&store, staging).await, ["pause 3"]);
        let action = AuditQuery {
            action: Some("environment.paused".to_owned()),
            ..all()
        };
        assert_eq!(found(&store, action).await, ["pause 3"]);
        let since = AuditQuery {
            since_ms: Some(14 * HOUR_MS),
            ..all()
        };
        assert_eq!(found(&store, since.clone()).await, ["change 4", "change 2"]);
        let between = AuditQuery {
            until_ms: Some(18 * HOUR_MS),
            ..since
        };
        assert_eq!(found(&store, between).await, ["change 2"]);
        let until = AuditQuery {
            until_ms: Some(14 * HOUR_MS),
            ..all()
        };
        assert_eq!(found(&store, until).await, ["pause 3", "change 1"]);
        let nothing = AuditQuery {
            until_ms: Some(0),
            ..all()
        };
        assert!(found(&store, nothing).await.is_empty());
        store.close().await;
    }
}

#[tokio::test]
async fn the_pages_of_the_audit_join_without_a_gap() {
    for (store, _folder) in stores("paging").await {
        for number in 0..7 {
            let about = format!("change {number}");
            tell(
                &store,
                number,
                "dana",
                ("change.queued", Outcome::Done),
                &about,
            )
            .await;
        }
        let mut all: Vec<AuditRecord> = Vec::new();
        let mut query = AuditQuery {
            who: Some("dana".to_owned()),
            since_ms: Some(1),
            ..AuditQuery::default()
        };
        loop {
            let page = store.audit(&query, 2).await.unwrap();
            all.extend(page.items);
            let Some(next) = page.next else { break };
            query.after = Some(next.parse().unwrap());
        }
        let sequences: Vec<i64> = all.iter().map(|record| record.sequence).collect();
        let first = sequences[0];
        let expected: Vec<i64> = (0..6).map(|back| first - back).collect();
        assert_eq!(sequences, expected);
        store.close().await;
    }
}
