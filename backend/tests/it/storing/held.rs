//! What is kept, held against the audit, on both engines.

use backend::store::{Begun, Deed, EnvironmentSave, Identity, Store};
use serde_json::json;
use shared::environment::{Access, EnvironmentSettings};
use shared::permission::{Grant, Grants, Role};
use shared::policy::Policy;

use super::{add, begin, finished, start, stores};

/// All that differs, in words.
async fn differences(store: &Store) -> Vec<String> {
    let all = [
        store.hold_people().await.unwrap(),
        store.hold_settings().await.unwrap(),
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

/// Their name is kept for who is gone, as often as they come and go.
async fn comes_and_goes(store: &Store, identity: Identity<'_>) {
    for come in [false, true] {
        if come {
            let told = json!({"issuer": identity.issuer, "subject": identity.subject});
            let deed = deed("person.added", "grace", told);
            assert!(store.add_identified(identity, "grace", deed).await.unwrap());
        }
        let gone = deed("person.removed", "grace", json!({}));
        store.remove_user("grace", gone).await.unwrap();
        assert_eq!(differences(store).await, [""; 0]);
    }
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
        let told = json!({"issuer": identity.issuer, "subject": identity.subject});
        let come = deed("person.added", "grace", told);
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
        let settings = EnvironmentSettings {
            region: "eu-central-1".to_owned(),
            access: Access::Process,
            endpoint_url: None,
            clusters: vec!["shop".to_owned()],
        };
        for (name, base_version) in [("test", 0), ("given-up", 0), ("test", 1)] {
            let save = EnvironmentSave {
                name,
                settings: &settings,
                account: "123456789012",
                base_version,
                by: "ada",
                now_ms: 6,
            };
            assert!(store.save_environment(&save).await.unwrap());
        }
        assert!(
            store
                .retire_environment("given-up", "ada", 7)
                .await
                .unwrap()
        );
        start(&store, "one", "web", "dana", 7).await;
        let leases = begin(&store, "agent").await;
        store
            .append_journal(&leases[0], &[finished()], None, 8)
            .await
            .unwrap();
        assert_eq!(differences(&store).await, [""; 0]);
        store.bind_audit().await.unwrap();
        assert_eq!(differences(&store).await, [""; 0]);
        comes_and_goes(&store, identity).await;
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

/// Clocks are read before somebody waits for somebody else, so the last to write may have come first
/// by its clock.
#[tokio::test]
async fn who_came_last_is_who_wrote_last_whatever_the_clocks_say() {
    for (store, _folder) in stores("came_last").await {
        add(&store, "ada", Role::Administrator).await;
        add(&store, "vera", Role::Viewer).await;
        for (at_ms, role) in [(9, Role::Editor), (7, Role::Reviewer), (8, Role::Viewer)] {
            let grants = Grants(vec![Grant::everywhere(role)]);
            let detail = json!({"grants": grants});
            let given = Deed::of_person(at_ms, "ada", "person.roles-given", "vera", detail);
            store.set_grants("vera", &grants, given).await.unwrap();
        }
        assert_eq!(differences(&store).await, [""; 0]);
        store.bind_audit().await.unwrap();
        assert_eq!(differences(&store).await, [""; 0]);
        let told = store.audit_after(0, 100).await.unwrap();
        let times: Vec<i64> = told.iter().map(|record| record.at_ms).collect();
        assert!(times.ends_with(&[9, 7, 8]), "{times:?}");
        store.close().await;
    }
}
