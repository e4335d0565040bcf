//! Where news are sent to.

use serde_json::json;
use shared::audit::Outcome;
use shared::telling::{MOST_WEBHOOKS, News, NewsKind, Shape, shown_url};
use shared::wire::{Secret, Webhook};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::news::{self, NewDelivery};
use super::{Deed, Store, StoreError, audit, encrypted};

/// A webhook to keep.
#[derive(Debug, Clone, Copy)]
pub struct WebhookSave<'a> {
    /// Its id.
    pub id: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// Its address; nothing where it stays.
    pub url: Option<&'a str>,
    /// How the bodies are laid out.
    pub shape: Shape,
    /// The environments whose news it carries; none for all.
    pub environments: &'a [String],
    /// The kinds that it carries.
    pub kinds: &'a [NewsKind],
    /// Whether it carries anything at present.
    pub enabled: bool,
    /// The version that it was made from; 0 for a new one.
    pub base_version: i64,
    /// Who sets it.
    pub by: &'a str,
    /// Now.
    pub now_ms: i64,
}

/// What came of keeping a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookKept {
    /// It is kept.
    Done,
    /// There is none of the id.
    Absent,
    /// Somebody else set it since the version that this was made from.
    Moved,
    /// Another has the name.
    NameTaken,
    /// There are as many as there may be.
    TooMany,
}

/// What it takes to send to a webhook.
#[derive(Debug, Clone)]
pub struct WebhookTarget {
    /// The address.
    pub url: Secret,
    /// How the bodies are laid out.
    pub shape: Shape,
    /// Whether it carries anything at present.
    pub enabled: bool,
    /// What signatures are made with: the secret, and the one before it while that holds.
    pub secrets: Vec<Secret>,
}

const COLUMNS: &str = "id, version, name, url, shape, environments, kinds, enabled, secret_since, \
    updated_by, updated_at, (select state from deliveries where way = 'webhook' \
    and recipient = webhooks.id and state <> 'waiting' \
    order by created_at desc, id desc limit 1) as last_state";

impl Store {
    /// Every webhook, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from webhooks order by name"
        )))
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list webhooks"))?
        .iter()
        .map(|row| self.read_webhook(row))
        .collect()
    }

    /// A webhook.
    ///
    /// # Errors
    /// The database failed.
    pub async fn webhook(&self, id: &str) -> Result<Option<Webhook>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from webhooks where id = $1"
        )))
        .bind(id)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a webhook"))?
        .as_ref()
        .map(|row| self.read_webhook(row))
        .transpose()
    }

    /// What it takes to send to a webhook.
    ///
    /// # Errors
    /// The database failed.
    pub async fn webhook_target(
        &self,
        id: &str,
        now_ms: i64,
    ) -> Result<Option<WebhookTarget>, StoreError> {
        let unreadable = |_| StoreError::Unreadable { what: "a webhook" };
        let row = sqlx::query(
            "select url, shape, enabled, secret, previous_secret, previous_until \
             from webhooks where id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a webhook"))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let text = |column: &str| row.try_get::<String, _>(column).map_err(unreadable);
        let enabled: i64 = row.try_get("enabled").map_err(unreadable)?;
        let previous: Option<String> = row.try_get("previous_secret").map_err(unreadable)?;
        let until: Option<i64> = row.try_get("previous_until").map_err(unreadable)?;
        let holds = until.is_some_and(|until| now_ms < until);
        Ok(Some(WebhookTarget {
            url: self.decrypt(&encrypted::webhook_url(id), &text("url")?)?,
            shape: Shape::find(&text("shape")?)
                .ok_or(StoreError::Unreadable { what: "a webhook" })?,
            enabled: enabled != 0,
            secrets: [Some(text("secret")?), previous.filter(|_| holds)]
                .into_iter()
                .flatten()
                .map(|kept| self.decrypt(&encrypted::webhook_secret(id), &kept))
                .collect::<Result<_, _>>()?,
        }))
    }

    /// Keeps a new webhook, with its secret.
    ///
    /// # Errors
    /// The database failed.
    pub async fn create_webhook(
        &self,
        save: &WebhookSave<'_>,
        secret: &Secret,
    ) -> Result<WebhookKept, StoreError> {
        let mut transaction = self.begin().await?;
        let many: i64 = sqlx::query("select count(*) as many from webhooks")
            .fetch_one(&mut *transaction)
            .await
            .and_then(|row| row.try_get("many"))
            .map_err(StoreError::query("count webhooks"))?;
        if usize::try_from(many).unwrap_or(usize::MAX) >= MOST_WEBHOOKS {
            return Ok(WebhookKept::TooMany);
        }
        let made = sqlx::query(
            "insert into webhooks (id, name, url, shape, environments, kinds, enabled, secret, \
             secret_since, updated_by, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $10, $9, $10) on conflict do nothing",
        )
        .bind(save.id)
        .bind(save.name)
        .bind(self.encrypt(
            &encrypted::webhook_url(save.id),
            save.url.unwrap_or_default(),
        )?)
        .bind(save.shape.as_str())
        .bind(list(&save.environments)?)
        .bind(list(&save.kinds)?)
        .bind(i64::from(save.enabled))
        .bind(self.encrypt(&encrypted::webhook_secret(save.id), secret.expose())?)
        .bind(save.by)
        .bind(save.now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("keep a webhook"))?;
        if made.rows_affected() == 0 {
            return Ok(WebhookKept::NameTaken);
        }
        done(
            transaction,
            "webhook.added",
            save.name,
            save.by,
            save.now_ms,
            told(save),
        )
        .await?;
        Ok(WebhookKept::Done)
    }

    /// Sets a webhook, unless somebody else did since the version that this was made from.
    ///
    /// # Errors
    /// The database failed.
    pub async fn update_webhook(&self, save: &WebhookSave<'_>) -> Result<WebhookKept, StoreError> {
        let mut transaction = self.begin().await?;
        let held =
            sqlx::query("update webhooks set version = version + 1 where id = $1 and version = $2")
                .bind(save.id)
                .bind(save.base_version)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("set a webhook"))?;
        if held.rows_affected() == 0 {
            let there = sqlx::query("select id from webhooks where id = $1")
                .bind(save.id)
                .fetch_optional(&mut *transaction)
                .await
                .map_err(StoreError::query("find a webhook"))?;
            return Ok(there.map_or(WebhookKept::Absent, |_| WebhookKept::Moved));
        }
        let taken = sqlx::query("select id from webhooks where name = $1 and id <> $2")
            .bind(save.name)
            .bind(save.id)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(StoreError::query("find a webhook"))?;
        if taken.is_some() {
            return Ok(WebhookKept::NameTaken);
        }
        sqlx::query(
            "update webhooks set name = $2, url = coalesce($3, url), shape = $4, \
             environments = $5, kinds = $6, enabled = $7, updated_by = $8, updated_at = $9 \
             where id = $1",
        )
        .bind(save.id)
        .bind(save.name)
        .bind(
            save.url
                .map(|url| self.encrypt(&encrypted::webhook_url(save.id), url))
                .transpose()?,
        )
        .bind(save.shape.as_str())
        .bind(list(&save.environments)?)
        .bind(list(&save.kinds)?)
        .bind(i64::from(save.enabled))
        .bind(save.by)
        .bind(save.now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("set a webhook"))?;
        done(
            transaction,
            "webhook.set",
            save.name,
            save.by,
            save.now_ms,
            told(save),
        )
        .await?;
        Ok(WebhookKept::Done)
    }

    /// Gives a webhook another secret; the one until now holds until a moment. Says whether there
    /// is such a webhook.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rotate_webhook_secret(
        &self,
        webhook: &Webhook,
        secret: &Secret,
        holds_until_ms: i64,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let set = sqlx::query(
            "update webhooks set previous_secret = secret, previous_until = $3, secret = $2, \
             secret_since = $4 where id = $1",
        )
        .bind(&webhook.id)
        .bind(self.encrypt(&encrypted::webhook_secret(&webhook.id), secret.expose())?)
        .bind(holds_until_ms)
        .bind(now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("replace a webhook's secret"))?;
        if set.rows_affected() == 0 {
            return Ok(false);
        }
        done(
            transaction,
            "webhook.secret-replaced",
            &webhook.name,
            by,
            now_ms,
            json!({}),
        )
        .await?;
        Ok(true)
    }

    /// Takes a webhook away, with its deliveries.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_webhook(
        &self,
        webhook: &Webhook,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let gone = sqlx::query("delete from webhooks where id = $1")
            .bind(&webhook.id)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("take a webhook away"))?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        for statement in [
            "delete from delivery_attempts where delivery_id in \
             (select id from deliveries where way = 'webhook' and recipient = $1)",
            "delete from deliveries where way = 'webhook' and recipient = $1",
        ] {
            sqlx::query(statement)
                .bind(&webhook.id)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("take a webhook away"))?;
        }
        done(
            transaction,
            "webhook.removed",
            &webhook.name,
            by,
            now_ms,
            json!({}),
        )
        .await?;
        Ok(true)
    }

    /// Has a webhook tried out; answers the delivery's id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn test_webhook(&self, webhook: &Webhook, test: &News) -> Result<String, StoreError> {
        let mut transaction = self.begin().await?;
        // It is for this webhook alone, so it counts as handed out.
        news::append(&mut transaction, test, Some(test.at_ms)).await?;
        let new = NewDelivery {
            news: &test.id,
            way: "webhook",
            recipient: &webhook.id,
            // Before whatever else waits.
            number: 0,
            now_ms: test.at_ms,
        };
        let id = news::deliver(&mut transaction, &new).await?;
        let by = test.by.as_deref().unwrap_or_default();
        let detail = json!({"delivery": id});
        done(
            transaction,
            "webhook.tried",
            &webhook.name,
            by,
            test.at_ms,
            detail,
        )
        .await?;
        Ok(id)
    }

    /// Has a delivery of a webhook that is over sent once more, under the same id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deliver_again(
        &self,
        webhook: &Webhook,
        delivery: &str,
        by: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "update deliveries set state = 'waiting', due_at = $2, failures = 0 where id = $1",
        )
        .bind(delivery)
        .bind(now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("have a delivery sent again"))?;
        done(
            transaction,
            "webhook.delivered-again",
            &webhook.name,
            by,
            now_ms,
            json!({"delivery": delivery}),
        )
        .await
    }

    fn read_webhook(&self, row: &AnyRow) -> Result<Webhook, StoreError> {
        let unreadable = || StoreError::Unreadable { what: "a webhook" };
        let text = |column: &str| row.try_get::<String, _>(column).map_err(|_| unreadable());
        let number = |column: &str| row.try_get::<i64, _>(column).map_err(|_| unreadable());
        let last: Option<String> = row.try_get("last_state").map_err(|_| unreadable())?;
        let id = text("id")?;
        let url = self.decrypt(&encrypted::webhook_url(&id), &text("url")?)?;
        Ok(Webhook {
            id,
            version: number("version")?,
            name: text("name")?,
            shown_url: shown_url(url.expose()),
            shape: Shape::find(&text("shape")?).ok_or_else(unreadable)?,
            environments: serde_json::from_str(&text("environments")?).map_err(|_| unreadable())?,
            kinds: serde_json::from_str(&text("kinds")?).map_err(|_| unreadable())?,
            enabled: number("enabled")? != 0,
            updated_by: text("updated_by")?,
            updated_at_ms: number("updated_at")?,
            secret_since_ms: number("secret_since")?,
            last_delivered: last.map(|state| state == "delivered"),
        })
    }
}

/// Tells the audit, and ends the transaction.
async fn done(
    mut transaction: Transaction<'static, Any>,
    action: &'static str,
    name: &str,
    by: &str,
    now_ms: i64,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let deed = Deed {
        at_ms: now_ms,
        who: by.to_owned(),
        action: action.to_owned(),
        outcome: Outcome::Done,
        environment: String::new(),
        subject: format!("webhook {name}"),
        detail,
    };
    audit::append(&mut transaction, deed).await?;
    transaction
        .commit()
        .await
        .map_err(StoreError::query("set a webhook"))
}

/// What the audit tells of a webhook that is set: never the whole address.
fn told(save: &WebhookSave<'_>) -> serde_json::Value {
    json!({
        "url": save.url.map(shown_url),
        "shape": save.shape,
        "environments": save.environments,
        "kinds": save.kinds,
        "enabled": save.enabled,
    })
}

fn list<T: serde::Serialize>(items: &T) -> Result<String, StoreError> {
    serde_json::to_string(items).map_err(|_| StoreError::Unreadable { what: "a webhook" })
}
