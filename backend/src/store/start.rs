//! The one transaction in which a deployment comes to be.

use shared::deployment::JournalEvent;
use shared::permission::{Operation, Role, can};
use shared::plan::Plan;
use sqlx::{Any, Row as _, Transaction};

use super::{Store, StoreError, deployments, journal};

/// A deployment that somebody asks for.
#[derive(Debug)]
pub struct NewDeployment<'a> {
    /// The id that it will have.
    pub id: &'a str,
    /// What it carries out.
    pub plan: &'a Plan,
    /// The plan's hash.
    pub plan_hash: &'a str,
    /// Who asks.
    pub user: &'a str,
    /// The key that makes a repeated request the same one.
    pub idempotency_key: &'a str,
    /// In one line, what it does.
    pub summary: &'a str,
    /// Now.
    pub now_ms: i64,
}

/// What came of asking.
#[derive(Debug, PartialEq, Eq)]
pub enum Started {
    /// It is queued.
    Queued,
    /// The same request came before, and started the deployment of this id.
    Repeated(String),
    /// The key was used for another plan.
    KeyReused,
    /// The person may not, or is gone.
    Forbidden,
    /// The deployment of this id already carried out the plan, or does.
    PlanUsed(String),
    /// The deployment of this id of the same service is running.
    ServiceBusy(String),
}

impl Store {
    /// Queues a deployment, if the person may, the plan is unused and the service is free.
    ///
    /// # Errors
    /// The database failed.
    pub async fn start_deployment(&self, new: &NewDeployment<'_>) -> Result<Started, StoreError> {
        match self.try_start(new).await {
            // Somebody was faster between our look and our write; the second look finds them.
            Err(error) if error.is_duplicate() => self.try_start(new).await,
            other => other,
        }
    }

    async fn try_start(&self, new: &NewDeployment<'_>) -> Result<Started, StoreError> {
        let mut transaction = self.begin().await?;
        if let Some(refusal) = refusal(&mut transaction, new).await? {
            return Ok(refusal);
        }
        deployments::insert(&mut transaction, new).await?;
        sqlx::query(
            "insert into idempotency_keys \
             (user_name, idempotency_key, plan_hash, deployment_id, created_at) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(new.user)
        .bind(new.idempotency_key)
        .bind(new.plan_hash)
        .bind(new.id)
        .bind(new.now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("store an idempotency key"))?;
        let requested = JournalEvent::Requested {
            by: new.user.to_owned(),
        };
        journal::append(&mut transaction, new.id, &requested, new.now_ms).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("start a deployment"))?;
        Ok(Started::Queued)
    }

    /// What would stand in a deployment's way; nothing when it could start.
    ///
    /// # Errors
    /// The database failed.
    pub async fn in_the_way(&self, new: &NewDeployment<'_>) -> Result<Option<Started>, StoreError> {
        let mut transaction = self.begin().await?;
        refusal(&mut transaction, new).await
    }

    /// What an idempotency key led to: the plan's hash and the deployment's id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn repeated(
        &self,
        user: &str,
        key: &str,
    ) -> Result<Option<(String, String)>, StoreError> {
        let row = sqlx::query(
            "select plan_hash, deployment_id from idempotency_keys \
             where user_name = $1 and idempotency_key = $2",
        )
        .bind(user)
        .bind(key)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find an idempotency key"))?;
        row.map(|row| Ok((row.try_get("plan_hash")?, row.try_get("deployment_id")?)))
            .transpose()
            .map_err(StoreError::query("read an idempotency key"))
    }
}

async fn refusal(
    transaction: &mut Transaction<'static, Any>,
    new: &NewDeployment<'_>,
) -> Result<Option<Started>, StoreError> {
    let role = text(
        transaction,
        "select role from users where name = $1",
        &[new.user],
    )
    .await?
    .and_then(|role| Role::find(&role));
    if role.is_none_or(|role| can(role, Operation::Deploy).is_err()) {
        return Ok(Some(Started::Forbidden));
    }
    let keyed = sqlx::query(
        "select plan_hash, deployment_id from idempotency_keys \
         where user_name = $1 and idempotency_key = $2",
    )
    .bind(new.user)
    .bind(new.idempotency_key)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("find an idempotency key"))?;
    if let Some(row) = keyed {
        let read = |column: &str| {
            row.try_get::<String, _>(column)
                .map_err(StoreError::query("read an idempotency key"))
        };
        return Ok(Some(if read("plan_hash")? == new.plan_hash {
            Started::Repeated(read("deployment_id")?)
        } else {
            Started::KeyReused
        }));
    }
    let running = text(
        transaction,
        "select id from deployments where cluster = $1 and service = $2 and state <> 'finished'",
        &[&new.plan.target.cluster, &new.plan.target.service],
    )
    .await?;
    if let Some(id) = running {
        return Ok(Some(Started::ServiceBusy(id)));
    }
    let used = text(
        transaction,
        "select id from deployments where plan_hash = $1",
        &[new.plan_hash],
    )
    .await?;
    Ok(used.map(Started::PlanUsed))
}

/// The first column of the first row of a query.
async fn text(
    transaction: &mut Transaction<'static, Any>,
    statement: &'static str,
    texts: &[&str],
) -> Result<Option<String>, StoreError> {
    texts
        .iter()
        .fold(sqlx::query(statement), |query, text| query.bind(*text))
        .fetch_optional(&mut **transaction)
        .await
        .and_then(|row| row.map(|row| row.try_get(0)).transpose())
        .map_err(StoreError::query("look before starting a deployment"))
}
