//! People, sessions and codes in both databases.

use backend::store::{Deed, Identity, PersonChange, User, UserAdded};
use serde_json::json;
use shared::permission::{Grant, Grants, Role};
use shared::wire::{Secret, Token};

use super::{add, stores};
use crate::support::told;

fn everywhere(role: Role) -> Grants {
    Grants(vec![Grant::everywhere(role)])
}

#[tokio::test]
async fn the_last_administrator_stays_also_when_two_go_at_once() {
    for (store, _folder) in stores("administrators").await {
        add(&store, "ada", Role::Administrator).await;
        add(&store, "bea", Role::Administrator).await;
        let viewer = everywhere(Role::Viewer);
        let (one, other) = tokio::join!(
            store.set_grants("ada", &viewer, told(1)),
            store.set_disabled("bea", true, told(2))
        );
        let mut made = [one.unwrap(), other.unwrap()];
        made.sort_by_key(|change| *change != PersonChange::Done);
        assert_eq!(made, [PersonChange::Done, PersonChange::LastAdministrator]);
        let nobody = store.set_grants("eve", &viewer, told(1)).await.unwrap();
        assert_eq!(nobody, PersonChange::Nobody);
        store.close().await;
    }
}

/// What is told of an account is told if and only if it happened.
#[tokio::test]
async fn what_is_done_to_an_account_is_told_in_the_same_transaction() {
    for (store, _folder) in stores("account_deeds").await {
        add(&store, "ada", Role::Administrator).await;
        let before = store.audit_head().await.unwrap().sequence;
        let deed = |action: &str| Deed::of_person(5, "ada", action, "ada", json!({}));
        let last = Deed::of_person(6, "ada", "person.sessions-ended", "ada", json!({}));
        let viewer = everywhere(Role::Viewer);
        let refused = store
            .set_grants("ada", &viewer, deed("person.roles-given"))
            .await
            .unwrap();
        assert_eq!(refused, PersonChange::LastAdministrator);
        assert!(
            !store
                .remove_second_factor("ada", deed("account.second-factor-off"))
                .await
                .unwrap()
        );
        assert!(
            !store
                .remove_token("ada", "1", deed("token.taken-back"))
                .await
                .unwrap()
        );
        for roles in [&viewer, &viewer] {
            store
                .set_group_grants("ada", roles, deed("person.roles-given"))
                .await
                .unwrap();
        }
        assert!(store.end_sessions("ada", last).await.unwrap());
        store.audit_head().await.unwrap();
        let told: Vec<String> = store
            .audit_after(before, 100)
            .await
            .unwrap()
            .into_iter()
            .map(|record| record.action)
            .collect();
        // Those that changed nothing are not among them.
        assert_eq!(told, ["person.roles-given", "person.sessions-ended"]);
        store.close().await;
    }
}

#[tokio::test]
async fn names_differ_by_more_than_capitals() {
    for (store, _folder) in stores("names").await {
        add(&store, "Ada", Role::Viewer).await;
        let twin = User::new("aDA", Grants::default(), None);
        assert_eq!(
            store.add_user(&twin, told(1)).await.unwrap(),
            UserAdded::Taken
        );
        assert_eq!(store.user("ADA").await.unwrap().unwrap().name, "Ada");
        store.close().await;
    }
}

#[tokio::test]
async fn a_set_up_code_makes_one_person_even_when_two_use_it() {
    for (store, _folder) in stores("set_up").await {
        store.set_set_up_code("hash", 100).await.unwrap();
        let (ada, bea) = (
            User::new("ada", everywhere(Role::Administrator), None),
            User::new("bea", everywhere(Role::Administrator), None),
        );
        assert_eq!(store.set_up("other", &ada, told(1)).await.unwrap(), None);
        assert_eq!(store.set_up("hash", &ada, told(100)).await.unwrap(), None);
        let (one, other) = tokio::join!(
            store.set_up("hash", &ada, told(1)),
            store.set_up("hash", &bea, told(1))
        );
        let mut made = [one.unwrap(), other.unwrap()];
        made.sort_by_key(Option::is_none);
        assert_eq!(made, [Some(UserAdded::Done), None]);
        assert_eq!(store.users().await.unwrap().len(), 1);
        store.close().await;
    }
}

#[tokio::test]
async fn a_code_of_an_authenticator_is_taken_once_even_at_the_same_moment() {
    for (store, _folder) in stores("factors").await {
        add(&store, "ada", Role::Viewer).await;
        let begin = async |secret: &str| {
            let secret = Secret::new(secret);
            store.begin_second_factor("ada", &secret).await
        };
        assert!(begin("SECRET").await.unwrap());
        assert!(begin("OTHER").await.unwrap());
        assert!(!store.user("ada").await.unwrap().unwrap().second_factor);
        let hashes = ["one".to_owned(), "two".to_owned()];
        assert!(
            store
                .confirm_second_factor("ada", 7, &hashes, told(1))
                .await
                .unwrap()
        );
        assert!(!begin("THIRD").await.unwrap());
        let factor = store.second_factor("ada").await.unwrap().unwrap();
        assert_eq!(
            (factor.secret.expose(), factor.recovery_codes_left),
            ("OTHER", 2)
        );
        assert!(store.user("ada").await.unwrap().unwrap().second_factor);
        let (one, other) = tokio::join!(store.take_step("ada", 8), store.take_step("ada", 8));
        assert!(one.unwrap() != other.unwrap());
        assert!(!store.take_step("ada", 7).await.unwrap());
        assert!(store.use_recovery_code("ada", "one").await.unwrap());
        assert!(!store.use_recovery_code("ada", "one").await.unwrap());
        assert!(store.remove_second_factor("ada", told(1)).await.unwrap());
        assert!(store.second_factor("ada").await.unwrap().is_none());
        store.close().await;
    }
}

#[tokio::test]
async fn an_identity_opens_its_account_and_its_groups_give_roles_beside_others() {
    for (store, _folder) in stores("identities").await {
        add(&store, "ada", Role::Administrator).await;
        let identity = Identity {
            issuer: "https://id.example",
            subject: "1",
        };
        assert!(
            !store
                .add_identified(identity, "ADA", told(1))
                .await
                .unwrap()
        );
        assert_eq!(store.identified(identity).await.unwrap(), None);
        assert!(
            store
                .add_identified(identity, "ada-2", told(1))
                .await
                .unwrap()
        );
        assert!(
            !store
                .add_identified(identity, "ada-3", told(1))
                .await
                .unwrap()
        );
        assert!(store.user("ada-3").await.unwrap().is_none());
        let named = store.identified(identity).await.unwrap();
        assert_eq!(named.as_deref(), Some("ada-2"));
        let editor = Grant::everywhere(Role::Editor);
        store
            .change_grant("ada-2", &editor, true, told(1))
            .await
            .unwrap();
        for role in [Role::Reviewer, Role::Editor, Role::Viewer] {
            store
                .set_group_grants("ada-2", &everywhere(role), told(1))
                .await
                .unwrap();
        }
        let user = store.user("ada-2").await.unwrap().unwrap();
        assert_eq!(user.grants.roles_everywhere(), [Role::Viewer, Role::Editor]);
        let facts = store.person_facts("ada-2").await.unwrap().unwrap();
        assert!(facts.from_provider);
        assert_eq!(facts.given.0, [editor]);
        store.remove_user("ada-2", told(2)).await.unwrap();
        assert_eq!(store.identified(identity).await.unwrap(), None);
        store.close().await;
    }
}

#[tokio::test]
async fn a_name_is_given_once_for_all() {
    for (store, _folder) in stores("given").await {
        add(&store, "ada", Role::Administrator).await;
        add(&store, "Grace", Role::Reviewer).await;
        assert_eq!(
            store.remove_user("Grace", told(2)).await.unwrap(),
            PersonChange::Done
        );
        let again = User::new("gRACE", everywhere(Role::Reviewer), None);
        let added = store.add_user(&again, told(2)).await.unwrap();
        assert_eq!(added, UserAdded::GivenBefore);
        assert!(store.user("grace").await.unwrap().is_none());
        let identity = Identity {
            issuer: "https://id.example",
            subject: "1",
        };
        let added = store
            .add_identified(identity, "grace", told(2))
            .await
            .unwrap();
        assert!(!added);
        assert!(
            store
                .add_identified(identity, "grace-2", told(2))
                .await
                .unwrap()
        );
        // One who was not removed keeps the name through everything else.
        store.set_disabled("ada", true, told(3)).await.unwrap();
        let ada = User::new("ada", Grants::default(), None);
        assert_eq!(
            store.add_user(&ada, told(4)).await.unwrap(),
            UserAdded::Taken
        );
        store.close().await;
    }
}

#[tokio::test]
async fn tokens_are_found_while_they_last() {
    for (store, _folder) in stores("tokens").await {
        add(&store, "ada", Role::Viewer).await;
        let token = Token {
            id: "1".to_owned(),
            label: "pipeline".to_owned(),
            grants: everywhere(Role::Viewer),
            created_at_ms: 1,
            expires_at_ms: 1_000_000,
            last_used_at_ms: None,
        };
        store
            .add_token("ada", &token, "hash", told(1))
            .await
            .unwrap();
        assert!(store.token("other", 2).await.unwrap().is_none());
        assert!(store.token("hash", 1_000_000).await.unwrap().is_none());
        let (owner, found) = store.token("hash", 2).await.unwrap().unwrap();
        assert_eq!((owner.as_str(), &found), ("ada", &token));
        store.note_token_use(&found, 5).await.unwrap();
        let (_, used) = store.token("hash", 6).await.unwrap().unwrap();
        assert_eq!(used.last_used_at_ms, Some(5));
        store.note_token_use(&used, 6).await.unwrap();
        let listed = store.tokens_of("ada").await.unwrap();
        assert_eq!(listed, [used]);
        assert!(!store.remove_token("bea", "1", told(2)).await.unwrap());
        assert!(store.remove_token("ada", "1", told(2)).await.unwrap());
        store.close().await;
    }
}

#[tokio::test]
async fn a_code_for_a_password_is_used_once() {
    for (store, _folder) in stores("codes").await {
        add(&store, "ada", Role::Viewer).await;
        assert!(
            !store
                .set_password_code("bea", "h", 100, told(1))
                .await
                .unwrap()
        );
        assert!(
            store
                .set_password_code("ada", "old", 100, told(1))
                .await
                .unwrap()
        );
        assert!(
            store
                .set_password_code("ada", "new", 100, told(2))
                .await
                .unwrap()
        );
        assert!(
            store
                .user("ada")
                .await
                .unwrap()
                .unwrap()
                .password_hash
                .is_none()
        );
        assert!(!store.is_password_code("ada", "old", 3).await.unwrap());
        assert!(store.is_password_code("ada", "new", 3).await.unwrap());
        assert!(
            !store
                .use_password_code("ada", "new", "x", told(100))
                .await
                .unwrap()
        );
        assert!(
            store
                .use_password_code("ada", "new", "x", told(3))
                .await
                .unwrap()
        );
        assert!(
            !store
                .use_password_code("ada", "new", "y", told(3))
                .await
                .unwrap()
        );
        let user = store.user("ada").await.unwrap().unwrap();
        assert_eq!(user.password_hash.as_deref(), Some("x"));
        assert_eq!(user.sessions_since_ms, 3);
        store.close().await;
    }
}
