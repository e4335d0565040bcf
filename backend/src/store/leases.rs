//! Who works on which deployment: agents with leases, and the deployments that they claim.
//!
//! The time of leases is the database's, so that agents on machines whose clocks differ agree. A
//! claim counts the deployment's term up; who has an older term is refused when it writes.
//!
//! Queries say `state <> 'finished'` besides the state that they want, since that is the condition
//! of the index: looking for work must not take longer with every deployment that is over.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Engine, Store, StoreError};

/// The right to work on a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The deployment.
    pub deployment: String,
    /// The agent's id.
    pub agent: String,
    /// Counts up with each claim.
    pub term: i64,
}

impl Store {
    /// Says that an agent lives, and will for so long.
    ///
    /// # Errors
    /// The database failed.
    pub async fn renew_agent(
        &self,
        agent: &str,
        name: &str,
        lasts: Duration,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let statement = format!(
            "insert into agents (id, name, lease_until) values ($1, $2, {now} + $3) \
             on conflict (id) do update set lease_until = {now} + $3"
        );
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(agent)
            .bind(name)
            .bind(i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX))
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("renew an agent's lease"))
    }

    /// Gives an agent's lease back, so that others need not wait for its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retire_agent(&self, agent: &str) -> Result<(), StoreError> {
        sqlx::query("delete from agents where id = $1")
            .bind(agent)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("give an agent's lease back"))
    }

    /// Ends every lease. Only for who knows that no other process uses the database.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_all_leases(&self) -> Result<(), StoreError> {
        sqlx::query("delete from agents")
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("end leases"))
    }

    /// Takes over the running deployments of an environment whose agents are dead, and forgets
    /// those agents.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_orphans(
        &self,
        agent: &str,
        environment: &str,
    ) -> Result<Vec<Lease>, StoreError> {
        let now = self.now();
        let statement = format!(
            "update deployments set agent = $1, term = term + 1 \
             where state <> 'finished' and state = 'running' and environment = $2 and (agent is null or (agent <> $1 \
             and agent not in (select id from agents where lease_until >= {now}))) \
             returning id, term"
        );
        let claimed = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(agent)
            .bind(environment)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("claim running deployments"))?;
        claimed.iter().map(|row| lease(row, agent)).collect()
    }

    /// Begins those deployments of an environment whose turn it is, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_queued(
        &self,
        agent: &str,
        environment: &str,
        limit: i64,
    ) -> Result<Vec<Lease>, StoreError> {
        let candidates: Vec<String> = sqlx::query(
            "select waiting.id from deployments waiting \
             where waiting.environment = $1 and waiting.state <> 'finished' and waiting.state = 'queued' \
             and not exists (select 1 from pauses where scope = 'everything' or environment = $1) \
             and (waiting.kind = 'one-off-task' or not exists ( \
                 select 1 from deployments other where other.environment = $1 \
                 and other.cluster = waiting.cluster and other.service = waiting.service \
                 and other.kind <> 'one-off-task' and other.state <> 'finished' and (other.state = 'running' or \
                 (other.state = 'queued' and (other.created_at, other.id) < (waiting.created_at, waiting.id))))) \
             and not exists (select 1 from deployments before \
                 join releases on releases.id = before.release_id and play_order = 'in-order' \
                 where before.release_id = waiting.release_id and before.place < waiting.place \
                 and (before.state <> 'finished' or before.verdict <> 'succeeded')) \
             order by waiting.created_at, waiting.id limit $2",
        )
        .bind(environment)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .and_then(|rows| rows.iter().map(|row| row.try_get("id")).collect())
        .map_err(StoreError::query("find deployments whose turn it is"))?;
        let mut leases = Vec::new();
        for id in candidates {
            leases.extend(self.begin_queued(agent, environment, &id).await?);
        }
        Ok(leases)
    }

    async fn begin_queued(
        &self,
        agent: &str,
        environment: &str,
        id: &str,
    ) -> Result<Option<Lease>, StoreError> {
        let begun = sqlx::query(
            "update deployments set state = 'running', agent = $1, term = term + 1 \
             where id = $2 and state = 'queued' and not exists \
             (select 1 from pauses where scope = 'everything' or environment = $3) \
             returning id, term",
        )
        .bind(agent)
        .bind(id)
        .bind(environment)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("begin a deployment"));
        match begun {
            Ok(row) => row.map(|row| lease(&row, agent)).transpose(),
            // Another agent began one of the same service at this moment.
            Err(error) if error.is_duplicate() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Milliseconds since the epoch by the database's clock, as an expression.
    pub(super) fn now(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "cast(unixepoch('subsec') * 1000 as integer)",
            Engine::Postgres => "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
        }
    }
}

fn lease(row: &AnyRow, agent: &str) -> Result<Lease, StoreError> {
    let read = || {
        Ok(Lease {
            deployment: row.try_get("id")?,
            agent: agent.to_owned(),
            term: row.try_get("term")?,
        })
    };
    read().map_err(StoreError::query("read a lease"))
}
