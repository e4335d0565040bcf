//! The columns that are encrypted, which key they are encrypted with, and the ways to another.

use std::sync::Arc;

use serde_json::json;
use shared::audit::Outcome;
use shared::wire::{Preview, Secret};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Deed, Store, StoreError, audit};
use crate::encryption::{Key, MARK};

/// A column that is encrypted.
struct Column {
    /// Whether a version before this one kept it in clear.
    was_in_clear: bool,
    list: &'static str,
    change: &'static str,
    place: fn(&str) -> String,
}

static COLUMNS: [Column; 5] = [
    Column {
        was_in_clear: false,
        list: "select hash as id, definitions as kept from plans where definitions is not null",
        change: "update plans set definitions = $2 where hash = $1",
        place: plan_definitions,
    },
    Column {
        was_in_clear: true,
        list: "select user_name as id, secret as kept from second_factors",
        change: "update second_factors set secret = $2 where user_name = $1",
        place: second_factor,
    },
    Column {
        was_in_clear: true,
        list: "select id, url as kept from webhooks",
        change: "update webhooks set url = $2 where id = $1",
        place: webhook_url,
    },
    Column {
        was_in_clear: true,
        list: "select id, secret as kept from webhooks",
        change: "update webhooks set secret = $2 where id = $1",
        place: webhook_secret,
    },
    Column {
        was_in_clear: true,
        list: "select id, previous_secret as kept from webhooks where previous_secret is not null",
        change: "update webhooks set previous_secret = $2 where id = $1",
        place: webhook_secret,
    },
];

/// The place of a plan's definitions.
pub(super) fn plan_definitions(hash: &str) -> String {
    format!("the definitions of the plan {hash}")
}

/// The place of somebody's second factor.
pub(super) fn second_factor(name: &str) -> String {
    format!("the second factor of {name}")
}

/// The place of a webhook's address, which lets in whoever has it.
pub(super) fn webhook_url(id: &str) -> String {
    format!("the address of the webhook {id}")
}

/// The place of a webhook's secret, and of the one before it.
pub(super) fn webhook_secret(id: &str) -> String {
    format!("the secret of the webhook {id}")
}

/// What was lost with a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Who has no second factor any more.
    pub people: Vec<String>,
    /// The names of the webhooks that are gone.
    pub webhooks: Vec<String>,
}

impl Store {
    /// The id of the key that the database's secrets are encrypted with; nothing where none ever
    /// was used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn key_id(&self) -> Result<Option<String>, StoreError> {
        sqlx::query("select key_id from encryption")
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("key_id")).transpose())
            .map_err(StoreError::query("find which key it needs"))
    }

    /// Encrypts and decrypts with a key from now on, and encrypts what a version before this one
    /// kept in clear.
    ///
    /// # Errors
    /// The database's secrets are encrypted with another key, or the database failed.
    pub async fn with_key(mut self, key: Key) -> Result<Self, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("insert into encryption (place, key_id) values (1, $1) on conflict do nothing")
            .bind(key.id())
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep which key it needs"))?;
        hold(&mut transaction, &key).await?;
        let columns = COLUMNS.iter().filter(|column| column.was_in_clear);
        rewrite(&mut transaction, columns, |place, kept| {
            if kept.starts_with(MARK) {
                return Ok(None);
            }
            Ok(Some(key.encrypt(place, kept)?))
        })
        .await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("encrypt what was in clear"))?;
        self.key = Some(Arc::new(key));
        Ok(self)
    }

    /// Encrypts everything with another key; answers false where a process serves the database,
    /// which would go on with the one until now.
    ///
    /// # Errors
    /// The store has no key, a secret cannot be read with it, or the database failed.
    pub async fn replace_key(&self, new: &Key, at_ms: i64) -> Result<bool, StoreError> {
        let old = self.key.as_deref().ok_or(StoreError::Locked)?;
        let mut transaction = self.begin().await?;
        hold(&mut transaction, old).await?;
        if self.is_served(&mut transaction).await? {
            return Ok(false);
        }
        rewrite(&mut transaction, COLUMNS.iter(), |place, kept| {
            let plain = old.decrypt(place, kept)?;
            Ok(Some(new.encrypt(place, plain.expose())?))
        })
        .await?;
        sqlx::query("update encryption set key_id = $1")
            .bind(new.id())
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep which key it needs"))?;
        let detail = json!({"from": old.id(), "to": new.id()});
        done(transaction, "encryption.key-replaced", at_ms, detail).await?;
        Ok(true)
    }

    /// Does without a key that is lost: takes away what only it could read. Answers nothing where a
    /// process serves the database.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_key(&self, at_ms: i64) -> Result<Option<Forgotten>, StoreError> {
        let mut transaction = self.begin().await?;
        if self.is_served(&mut transaction).await? {
            return Ok(None);
        }
        let people = "select user_name as name from second_factors order by user_name";
        let webhooks = "select name from webhooks order by name";
        let forgotten = Forgotten {
            people: names(&mut transaction, people).await?,
            webhooks: names(&mut transaction, webhooks).await?,
        };
        for statement in [
            "delete from recovery_codes",
            "delete from second_factors",
            "delete from delivery_attempts where delivery_id in \
             (select id from deliveries where way = 'webhook')",
            "delete from deliveries where way = 'webhook'",
            "delete from webhooks",
            // What they were made of is masked then, and no other plan is made of them.
            "update plans set definitions = null where definitions is not null",
            "delete from encryption",
        ] {
            sqlx::query(statement)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("forget what was encrypted"))?;
        }
        let detail = json!({"people": forgotten.people, "webhooks": forgotten.webhooks});
        done(transaction, "encryption.key-forgotten", at_ms, detail).await?;
        Ok(Some(forgotten))
    }

    pub(super) fn encrypt(&self, place: &str, text: &str) -> Result<String, StoreError> {
        let key = self.key.as_deref().ok_or(StoreError::Locked)?;
        Ok(key.encrypt(place, text)?)
    }

    /// Reads a preview as it is kept, with its definitions where they are.
    pub(super) fn preview(&self, row: &AnyRow) -> Result<Preview, StoreError> {
        let mut preview: Preview = serde_json::from_str(&text(row, "preview")?)
            .map_err(|_| StoreError::Unreadable { what: "a plan" })?;
        let kept: Option<String> = row
            .try_get("definitions")
            .map_err(StoreError::query("read a plan"))?;
        // Without the key a preview can be shown, and no other plan be made of it.
        if let Some(kept) = kept.filter(|_| self.key.is_some()) {
            let text = self.decrypt(&plan_definitions(&preview.hash), &kept)?;
            preview.definitions = serde_json::from_str(text.expose())
                .map_err(|_| StoreError::Unreadable { what: "a plan" })?;
        }
        Ok(preview)
    }

    /// A preview's definitions, to be kept; nothing where it has none.
    pub(super) fn encrypt_definitions(
        &self,
        preview: &Preview,
    ) -> Result<Option<String>, StoreError> {
        if preview.definitions.is_empty() {
            return Ok(None);
        }
        let text = serde_json::to_string(&preview.definitions)
            .map_err(|_| StoreError::Unreadable { what: "a plan" })?;
        self.encrypt(&plan_definitions(&preview.hash), &text)
            .map(Some)
    }

    pub(super) fn decrypt(&self, place: &str, kept: &str) -> Result<Secret, StoreError> {
        let key = self.key.as_deref().ok_or(StoreError::Locked)?;
        Ok(key.decrypt(place, kept)?)
    }

    /// Whether a process says that it works on this database, or did within the last seconds.
    async fn is_served(
        &self,
        transaction: &mut Transaction<'static, Any>,
    ) -> Result<bool, StoreError> {
        let statement = format!(
            "select id from agents where lease_until >= {} limit 1",
            self.now()
        );
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .fetch_optional(&mut **transaction)
            .await
            .map(|row| row.is_some())
            .map_err(StoreError::query("look for who serves it"))
    }
}

/// Holds a key against the one that the database names.
async fn hold(transaction: &mut Transaction<'static, Any>, key: &Key) -> Result<(), StoreError> {
    let needed: String = sqlx::query("select key_id from encryption")
        .fetch_one(&mut **transaction)
        .await
        .and_then(|row| row.try_get("key_id"))
        .map_err(StoreError::query("find which key it needs"))?;
    if needed == key.id() {
        Ok(())
    } else {
        Err(StoreError::OtherKey {
            needed,
            given: key.id().to_owned(),
        })
    }
}

/// Writes each encrypted column anew, where there is something to write.
async fn rewrite(
    transaction: &mut Transaction<'static, Any>,
    columns: impl Iterator<Item = &'static Column>,
    write: impl Fn(&str, &str) -> Result<Option<String>, StoreError>,
) -> Result<(), StoreError> {
    for column in columns {
        let rows = sqlx::query(column.list)
            .fetch_all(&mut **transaction)
            .await
            .map_err(StoreError::query("list what is encrypted"))?;
        for row in rows {
            let id = text(&row, "id")?;
            let Some(written) = write(&(column.place)(&id), &text(&row, "kept")?)? else {
                continue;
            };
            sqlx::query(column.change)
                .bind(&id)
                .bind(written)
                .execute(&mut **transaction)
                .await
                .map_err(StoreError::query("encrypt a secret"))?;
        }
    }
    Ok(())
}

async fn names(
    transaction: &mut Transaction<'static, Any>,
    statement: &'static str,
) -> Result<Vec<String>, StoreError> {
    sqlx::query(statement)
        .fetch_all(&mut **transaction)
        .await
        .map_err(StoreError::query("list what is encrypted"))?
        .iter()
        .map(|row| text(row, "name"))
        .collect()
}

fn text(row: &AnyRow, column: &str) -> Result<String, StoreError> {
    row.try_get(column)
        .map_err(StoreError::query("read what is encrypted"))
}

/// Tells the audit, and ends the transaction.
async fn done(
    mut transaction: Transaction<'static, Any>,
    action: &'static str,
    at_ms: i64,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let deed = Deed {
        at_ms,
        who: String::new(),
        action: action.to_owned(),
        outcome: Outcome::Done,
        environment: String::new(),
        subject: "the key".to_owned(),
        detail,
    };
    audit::append(&mut transaction, deed).await?;
    transaction
        .commit()
        .await
        .map_err(StoreError::query("change the key"))
}
