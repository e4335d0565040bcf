//! The one transaction in which a draft is made or saved.

use shared::wire::{DraftSummary, DraftUpdate};
use sqlx::{Any, Row as _, Transaction};

use super::{SUMMARY, draft};
use crate::store::{Store, StoreError};

/// Somebody saves a draft.
#[derive(Debug)]
pub struct DraftSave<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The draft's id.
    pub id: &'a str,
    /// What they save, and from which version.
    pub update: &'a DraftUpdate,
    /// Who.
    pub user: &'a str,
    /// So many drafts one person may have made. It keeps the database from filling; who makes
    /// several at the very same moment may get past it by as many, which is as good.
    pub most: i64,
    /// Now.
    pub now_ms: i64,
}

/// What came of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is saved.
    Written(DraftSummary),
    /// The same save came before; nothing was written again.
    Repeated(DraftSummary),
    /// Somebody saved in between; this is the draft as it is.
    Moved(DraftSummary),
    /// There is no such draft; with who deleted it, if it was deleted.
    Gone(Option<String>),
    /// The person has made as many as one may.
    TooMany,
}

/// What the database holds under an id.
enum Held {
    Nothing,
    /// A draft of another environment, or what is left of one.
    Elsewhere,
    /// A draft, and whether its last save was the same as this one.
    Draft(DraftSummary, bool),
    /// What is left of a deleted one.
    Deleted {
        version: i64,
        by: String,
    },
}

impl Store {
    /// Saves a draft, if it is still as the person knew it. A deleted one comes back only where
    /// somebody makes a new draft of its id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_draft(&self, save: &DraftSave<'_>) -> Result<Saved, StoreError> {
        let mut transaction = self.begin().await?;
        // Who is overtaken between the look and the write looks again and finds the other's save.
        loop {
            if let Some(saved) = attempt(&mut transaction, save).await? {
                if matches!(saved, Saved::Written(_)) {
                    note_editor(&mut transaction, save).await?;
                }
                transaction
                    .commit()
                    .await
                    .map_err(StoreError::query("save a draft"))?;
                return Ok(saved);
            }
        }
    }
}

/// Nothing when somebody was faster.
async fn attempt(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<Option<Saved>, StoreError> {
    let base = save.update.base_version;
    let written = match held(transaction, save).await? {
        Held::Draft(summary, is_same) => {
            let is_next = base.checked_add(1) == Some(summary.version);
            if is_same && (base == 0 || is_next) {
                return Ok(Some(Saved::Repeated(summary)));
            }
            if summary.version != base {
                return Ok(Some(Saved::Moved(summary)));
            }
            update(transaction, save).await?
        }
        Held::Deleted { by, .. } if base != 0 => return Ok(Some(Saved::Gone(Some(by)))),
        Held::Nothing if base != 0 => return Ok(Some(Saved::Gone(None))),
        // Ids are chosen at random: who hits another's has guessed, and learns nothing of it.
        Held::Elsewhere => return Ok(Some(Saved::Gone(None))),
        Held::Deleted { .. } | Held::Nothing if is_full(transaction, save).await? => {
            return Ok(Some(Saved::TooMany));
        }
        Held::Deleted { version, .. } => revive(transaction, save, version).await?,
        Held::Nothing => insert(transaction, save).await?,
    };
    if !written {
        return Ok(None);
    }
    match held(transaction, save).await? {
        Held::Draft(summary, _) => Ok(Some(Saved::Written(summary))),
        Held::Deleted { .. } | Held::Nothing | Held::Elsewhere => {
            Err(StoreError::Unreadable { what: "a draft" })
        }
    }
}

async fn held(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<Held, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select {SUMMARY}, content, deleted_by, environment from drafts where id = $1"
    )))
    .bind(save.id)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("look at a draft"))?;
    let Some(row) = row else {
        return Ok(Held::Nothing);
    };
    let environment: String = row
        .try_get("environment")
        .map_err(StoreError::query("look at a draft"))?;
    if environment != save.environment {
        return Ok(Held::Elsewhere);
    }
    let deleted_by: Option<String> = row
        .try_get("deleted_by")
        .map_err(StoreError::query("look at a draft"))?;
    if let Some(by) = deleted_by {
        let version = row
            .try_get("version")
            .map_err(StoreError::query("look at a draft"))?;
        return Ok(Held::Deleted { version, by });
    }
    let held = draft(&row)?;
    let is_same = held.summary.updated_by == save.user
        && held.summary.title == save.update.title
        && held.content == save.update.content;
    Ok(Held::Draft(held.summary, is_same))
}

async fn is_full(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<bool, StoreError> {
    sqlx::query("select count(*) as made from drafts where created_by = $1 and deleted_at is null")
        .bind(save.user)
        .fetch_one(&mut **transaction)
        .await
        .and_then(|row| row.try_get::<i64, _>("made"))
        .map(|made| made >= save.most)
        .map_err(StoreError::query("count drafts"))
}

async fn insert(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<bool, StoreError> {
    sqlx::query(
        "insert into drafts (id, title, cluster, service, version, created_by, created_at, \
         updated_by, updated_at, content, environment) \
         values ($1, $2, $3, $4, 1, $5, $6, $5, $6, $7, $8) \
         on conflict (id) do nothing",
    )
    .bind(save.id)
    .bind(&save.update.title)
    .bind(&save.update.cluster)
    .bind(&save.update.service)
    .bind(save.user)
    .bind(save.now_ms)
    .bind(content(save)?)
    .bind(save.environment)
    .execute(&mut **transaction)
    .await
    .map(|done| done.rows_affected() == 1)
    .map_err(StoreError::query("make a draft"))
}

async fn update(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<bool, StoreError> {
    sqlx::query(
        "update drafts set title = $3, version = version + 1, updated_by = $4, updated_at = $5, \
         content = $6 where id = $1 and version = $2 and deleted_at is null",
    )
    .bind(save.id)
    .bind(save.update.base_version)
    .bind(&save.update.title)
    .bind(save.user)
    .bind(save.now_ms)
    .bind(content(save)?)
    .execute(&mut **transaction)
    .await
    .map(|done| done.rows_affected() == 1)
    .map_err(StoreError::query("save a draft"))
}

/// Makes a draft where one was deleted.
async fn revive(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
    version: i64,
) -> Result<bool, StoreError> {
    sqlx::query(
        "update drafts set title = $3, cluster = $4, service = $5, version = version + 1, \
         created_by = $6, created_at = $7, updated_by = $6, updated_at = $7, content = $8, \
         deleted_by = null, deleted_at = null \
         where id = $1 and version = $2 and deleted_at is not null",
    )
    .bind(save.id)
    .bind(version)
    .bind(&save.update.title)
    .bind(&save.update.cluster)
    .bind(&save.update.service)
    .bind(save.user)
    .bind(save.now_ms)
    .bind(content(save)?)
    .execute(&mut **transaction)
    .await
    .map(|done| done.rows_affected() == 1)
    .map_err(StoreError::query("make a draft"))
}

/// Remembers who wrote on a draft: they do not approve what becomes of it.
async fn note_editor(
    transaction: &mut Transaction<'static, Any>,
    save: &DraftSave<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into draft_editors (draft_id, name) values ($1, $2) \
         on conflict (draft_id, name) do nothing",
    )
    .bind(save.id)
    .bind(save.user)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("remember who wrote on a draft"))
}

fn content(save: &DraftSave<'_>) -> Result<String, StoreError> {
    serde_json::to_string(&save.update.content)
        .map_err(|_| StoreError::Unreadable { what: "a draft" })
}
