//! What is kept, held against the audit, on both engines.

use backend::store::{Begun, Deed, Identity, Store};
use serde_json::json;
use shared::permission::{Grant, Grants, Role};
use shared::policy::Policy;

use super::{add, begin, finished, start, stores};

/// All that differs, in words.
async fn differences(store: &Store) -> Vec<String> {
    let all = [
        store.hold_people().await.unwrap(),
        store.hold_policies().await.unwrap(),
        store.hold_changes(0, 100).await.unwrap().differs,
        store.hold_deployments("", 100).await.unwrap().differs,
        store
            .hold_begun(Begun::Changes, 0, 100)
            .await
            .unwrap()
            .differs,
        store
            .hold_begun(Begun::Deployments, 0, 100)
            .await
            .unwrap()
            .differs,
    ];
    all.into_iter().flatten().collect()
}

fn deed(action: &str, about: &str, detail: serde_json::Value) -> Deed {
    Deed::of_person(5, "ada", action, about, detail)
}

#[tokio::test]
async fn what_longshore_did_itself_differs_in_nothing() {
    for (store, _folder) in stores("held").await {
        for (name, role) in [
            ("ada", Role::Administrator),
            ("dana", Role::Deployer),
            ("vera", Role::Viewer),
        ] {
            add(&store, name, role).await;
        }
        store.bind_audit().await.unwrap();
        let editor = Grant {
            environment: Some("test".to_owned()),
            role: Role::Editor,
        };
        let given = deed("person.roles-given", "vera", json!({"given": editor}));
        store
            .change_grant("vera", &editor, true, given)
            .await
            .unwrap();
        let closed = deed("person.closed", "dana", json!({}));
        store.set_disabled("dana", true, closed).await.unwrap();
        store.bind_audit().await.unwrap();
        let opened = deed("person.opened", "dana", json!({}));
        store.set_disabled("dana", false, opened).await.unwrap();
        let identity = Identity {
            issuer: "https://id.example",
            subject: "1",
        };
        let come = deed("person.added", "grace", json!({}));
        store.add_identified(identity, "grace", come).await.unwrap();
        store.bind_audit().await.unwrap();
        let grants = Grants(vec![Grant::everywhere(Role::Reviewer)]);
        let by = deed(
            "person.roles-given",
            "grace",
            json!({"grants": grants, "by": "groups"}),
        );
        store.set_group_grants("grace", &grants, by).await.unwrap();
        let save = backend::store::PolicySave {
            environment: "test",
            policy: &Policy::default(),
            base_version: 0,
            by: "ada",
            now_ms: 6,
        };
        assert!(store.save_policy(&save).await.unwrap());
        start(&store, "one", "web", "dana", 7).await;
        let leases = begin(&store, "agent").await;
        store
            .append_journal(&leases[0], &[finished()], None, 8)
            .await
            .unwrap();
        assert_eq!(differences(&store).await, [""; 0]);
        store.bind_audit().await.unwrap();
        assert_eq!(differences(&store).await, [""; 0]);
        // One who is told of otherwise than they are.
        let viewer = Grants(vec![Grant::everywhere(Role::Viewer)]);
        let other = deed(
            "person.roles-given",
            "vera",
            json!({"grants": Grants::default()}),
        );
        store.set_grants("vera", &viewer, other).await.unwrap();
        let found = differences(&store).await;
        assert!(
            found[0].contains("person vera: the roles are not those"),
            "{found:?}"
        );
        let other = deed("person.sessions-ended", "vera", json!({}));
        store.remove_user("vera", other).await.unwrap();
        let found = differences(&store).await;
        assert!(
            found[0].contains("person vera: the audit tells of the account"),
            "{found:?}"
        );
        store.close().await;
    }
}
