//! The key of what the database holds encrypted, on both engines.

use std::time::Duration;

use backend::store::{Forgotten, Store, StoreError, WebhookKept, WebhookSave};
use shared::permission::Role;
use shared::telling::{NewsKind, Shape};
use shared::wire::Secret;

use super::{add, new_databases};
use crate::support::{key, told};

const TOTP: &str = "JBSWY3DPEHPK3PXP";
const SIGNING: &str = "planted-signing-secret";
const BEFORE: &str = "planted-signing-secret-of-before";
const URL: &str = "https://hooks.example.com/planted-path";

/// A store with a second factor and a webhook, whose secret was replaced.
async fn furnish(store: &Store) {
    add(store, "ada", Role::Administrator).await;
    let begun = store.begin_second_factor("ada", &Secret::new(TOTP)).await;
    assert!(begun.unwrap());
    let recovery = ["hash".to_owned()];
    let on = store.confirm_second_factor("ada", 1, &recovery, told(1));
    assert!(on.await.unwrap());
    let save = WebhookSave {
        id: "hook",
        name: "chat",
        url: Some(URL),
        shape: Shape::Json,
        environments: &[],
        kinds: &[NewsKind::ChangeWaits],
        enabled: true,
        base_version: 0,
        by: "ada",
        now_ms: 1,
    };
    let kept = store.create_webhook(&save, &Secret::new(BEFORE)).await;
    assert_eq!(kept.unwrap(), WebhookKept::Done);
    let webhook = store.webhook("hook").await.unwrap().unwrap();
    let secret = Secret::new(SIGNING);
    let replaced = store.rotate_webhook_secret(&webhook, &secret, 1_000, "ada", 2);
    assert!(replaced.await.unwrap());
}

/// What the store reads: the authenticator's secret, the webhook's address and its secrets.
async fn read(store: &Store) -> Result<Vec<String>, StoreError> {
    let factor = store.second_factor("ada").await?.unwrap();
    let target = store.webhook_target("hook", 10).await?.unwrap();
    let mut found = vec![factor.secret, target.url];
    found.extend(target.secrets);
    Ok(found.iter().map(|one| one.expose().to_owned()).collect())
}

/// The four columns as they are.
async fn held(url: &str) -> String {
    use sqlx::{Connection as _, Row as _};
    let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
    let row = sqlx::query(
        "select second_factors.secret || ' ' || url || ' ' || webhooks.secret || ' ' \
         || previous_secret as all_of_it from second_factors, webhooks",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    row.get("all_of_it")
}

async fn write(url: &str, statement: String) {
    use sqlx::{Connection as _, Executor as _};
    let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
    connection
        .execute(sqlx::AssertSqlSafe(statement))
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn secrets_are_held_encrypted_and_read_with_their_key_alone() {
    for (url, _folder) in new_databases("encrypted").await {
        let store = Store::open(&url).await.unwrap();
        assert_eq!(store.key_id().await.unwrap(), None);
        let store = store.with_key(key('5')).await.unwrap();
        furnish(&store).await;
        let plain = [TOTP, URL, SIGNING, BEFORE];
        assert_eq!(read(&store).await.unwrap(), plain);
        let held = held(&url).await;
        for secret in plain {
            assert!(!held.contains(secret), "{held}");
        }
        let listed = store.webhooks().await.unwrap();
        assert_eq!(listed[0].shown_url, "https://hooks.example.com/…");

        let other = Store::open(&url).await.unwrap().with_key(key('6')).await;
        assert!(
            matches!(other, Err(StoreError::OtherKey { .. })),
            "{other:?}"
        );
        let without = Store::open(&url).await.unwrap();
        assert!(matches!(read(&without).await, Err(StoreError::Locked)));
        let begun = without.begin_second_factor("ada", &Secret::new(TOTP)).await;
        assert!(matches!(begun, Err(StoreError::Locked)));
        let again = Store::open(&url).await.unwrap().with_key(key('5')).await;
        assert_eq!(read(&again.unwrap()).await.unwrap(), plain);
    }
}

#[tokio::test]
async fn what_an_older_version_held_in_clear_is_encrypted_at_the_first_start() {
    for (url, _folder) in new_databases("in_clear").await {
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('5')).await.unwrap();
        furnish(&store).await;
        for statement in [
            format!("update second_factors set secret = '{TOTP}'"),
            format!(
                "update webhooks set url = '{URL}', secret = '{SIGNING}', previous_secret = '{BEFORE}'"
            ),
            "delete from encryption".to_owned(),
        ] {
            write(&url, statement).await;
        }
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('7')).await.unwrap();
        assert_eq!(read(&store).await.unwrap(), [TOTP, URL, SIGNING, BEFORE]);
        let held = held(&url).await;
        assert!(!held.contains(TOTP) && !held.contains("planted"), "{held}");
    }
}

#[tokio::test]
async fn a_secret_that_was_moved_to_another_row_is_not_read() {
    for (url, _folder) in new_databases("moved").await {
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('5')).await.unwrap();
        furnish(&store).await;
        add(&store, "eve", Role::Viewer).await;
        let own = Secret::new("MFRGGZDFMZTWQ2LK");
        assert!(store.begin_second_factor("eve", &own).await.unwrap());
        let statement = "update second_factors set secret = \
             (select secret from second_factors where user_name = 'eve') where user_name = 'ada'";
        write(&url, statement.to_owned()).await;
        let found = store.second_factor("ada").await;
        assert!(
            matches!(found, Err(StoreError::Undecipherable(_))),
            "{found:?}"
        );
        let own = store.second_factor("eve").await.unwrap().unwrap();
        assert_eq!(own.secret.expose(), "MFRGGZDFMZTWQ2LK");
    }
}

#[tokio::test]
async fn a_key_is_replaced_while_nobody_serves_the_database() {
    for (url, _folder) in new_databases("replaced").await {
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('5')).await.unwrap();
        furnish(&store).await;
        let hour = Duration::from_hours(1);
        store.renew_agent("agent", "agent", hour).await.unwrap();
        assert!(!store.replace_key(&key('6'), 3).await.unwrap());
        assert_eq!(store.forget_key(3).await.unwrap(), None);
        store.retire_agent("agent").await.unwrap();
        assert!(store.replace_key(&key('6'), 3).await.unwrap());
        let old = Store::open(&url).await.unwrap().with_key(key('5')).await;
        assert!(matches!(old, Err(StoreError::OtherKey { .. })), "{old:?}");
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('6')).await.unwrap();
        assert_eq!(read(&store).await.unwrap(), [TOTP, URL, SIGNING, BEFORE]);

        let forgotten = store.forget_key(4).await.unwrap();
        let gone = Forgotten {
            people: vec!["ada".to_owned()],
            webhooks: vec!["chat".to_owned()],
        };
        assert_eq!(forgotten, Some(gone));
        let store = Store::open(&url).await.unwrap();
        let store = store.with_key(key('7')).await.unwrap();
        assert!(store.second_factor("ada").await.unwrap().is_none());
        assert!(store.webhooks().await.unwrap().is_empty());
    }
}
