//! What people tell deployments, and what holds all of them up.

use shared::audit::Outcome;
use shared::deployment::{Command, JournalEvent};
use shared::telling::News;
use shared::wire::{Pause, Scope};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Deed, Store, StoreError, audit, journal, news, releases};

/// A command that waits for the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The deployment.
    pub deployment: String,
    /// Its number among the deployment's commands.
    pub sequence: i64,
    /// Who gave it.
    pub by: String,
    /// What it says.
    pub command: Command,
}

impl Store {
    /// Cancels a deployment that has not begun; says whether it could.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cancel_deployment(
        &self,
        id: &str,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !is_in(&mut transaction, id, "queued").await? {
            return Ok(false);
        }
        let commanded = JournalEvent::Commanded {
            by: by.to_owned(),
            command: Command::Cancel,
        };
        journal::append(&mut transaction, id, &commanded, now_ms).await?;
        let reason = format!("{by} cancelled it before it began. Nothing was done.");
        if !journal::cancel(&mut transaction, id, &reason, now_ms).await? {
            return Ok(false);
        }
        let deed = deed(id, by, &Command::Cancel, now_ms);
        audit::append_of(&mut transaction, id, deed).await?;
        releases::cancel_rest(&mut transaction, id, now_ms).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("cancel a deployment"))?;
        Ok(true)
    }

    /// Gives a running deployment a command; says whether it still runs.
    ///
    /// # Errors
    /// The database failed.
    pub async fn give_command(
        &self,
        id: &str,
        by: &str,
        command: &Command,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !is_in(&mut transaction, id, "running").await? {
            return Ok(false);
        }
        give(&mut transaction, id, by, command, now_ms).await?;
        let deed = deed(id, by, command, now_ms);
        audit::append_of(&mut transaction, id, deed).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("give a command"))?;
        Ok(true)
    }

    /// The commands that the deployments of an agent have not taken up yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn commands_of_agent(&self, agent: &str) -> Result<Vec<Given>, StoreError> {
        sqlx::query(
            "select deployment_id, sequence, given_by, command from commands \
             join deployments on deployments.id = deployment_id \
             where agent = $1 and state = 'running' and taken = 0 order by deployment_id, sequence",
        )
        .bind(agent)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list commands"))?
        .iter()
        .map(given)
        .collect()
    }

    /// The commands that a deployment has not taken up yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn commands_of_deployment(&self, id: &str) -> Result<Vec<Given>, StoreError> {
        sqlx::query(
            "select deployment_id, sequence, given_by, command from commands \
             where deployment_id = $1 and taken = 0 order by sequence",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list commands"))?
        .iter()
        .map(given)
        .collect()
    }

    /// Holds deployments up; a pause that stands already gets the new reason.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pause(&self, environment: &str, pause: &Pause) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "insert into pauses (scope, environment, paused_by, paused_at, reason) \
             values ($1, $2, $3, $4, $5) on conflict (scope, environment) do update set \
             paused_by = excluded.paused_by, paused_at = excluded.paused_at, \
             reason = excluded.reason",
        )
        .bind(pause.scope.as_str())
        .bind(covered(pause.scope, environment))
        .bind(&pause.by)
        .bind(pause.at_ms)
        .bind(&pause.reason)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("pause"))?;
        let deed = Deed {
            at_ms: pause.at_ms,
            who: pause.by.clone(),
            action: "environment.paused".to_owned(),
            outcome: Outcome::Done,
            environment: covered(pause.scope, environment).to_owned(),
            subject: format!("pause of {}", pause.scope.as_str()),
            detail: serde_json::json!({"reason": pause.reason}),
        };
        audit::append(&mut transaction, deed).await?;
        let why = Some(pause.reason.as_str());
        let told = News::of_pause(pause.scope, environment, &pause.by, why, pause.at_ms);
        news::append(&mut transaction, &told, None).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("pause"))
    }

    /// Lets deployments go on; says whether they were held up.
    ///
    /// # Errors
    /// The database failed.
    pub async fn resume(
        &self,
        environment: &str,
        scope: Scope,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("delete from pauses where scope = $1 and environment = $2")
            .bind(scope.as_str())
            .bind(covered(scope, environment))
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("resume"))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let deed = Deed {
            at_ms: now_ms,
            who: by.to_owned(),
            action: "environment.resumed".to_owned(),
            outcome: Outcome::Done,
            environment: covered(scope, environment).to_owned(),
            subject: format!("pause of {}", scope.as_str()),
            detail: serde_json::json!({}),
        };
        audit::append(&mut transaction, deed).await?;
        let told = News::of_pause(scope, environment, by, None, now_ms);
        news::append(&mut transaction, &told, None).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("resume"))?;
        Ok(true)
    }

    /// What holds the deployments of an environment up.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pauses(&self, environment: &str) -> Result<Vec<Pause>, StoreError> {
        sqlx::query(
            "select scope, paused_by, paused_at, reason from pauses \
             where scope = 'everything' or environment = $1 order by paused_at",
        )
        .bind(environment)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list pauses"))?
        .iter()
        .map(pause)
        .collect()
    }
}

/// What the audit tells of a command.
fn deed(id: &str, by: &str, command: &Command, now_ms: i64) -> Deed {
    Deed {
        at_ms: now_ms,
        who: by.to_owned(),
        action: "deployment.commanded".to_owned(),
        outcome: Outcome::Done,
        environment: String::new(),
        subject: format!("deployment {id}"),
        detail: serde_json::to_value(command).unwrap_or_default(),
    }
}

/// Gives a command within a transaction.
pub(super) async fn give(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    by: &str,
    command: &Command,
    now_ms: i64,
) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(command).map_err(|_| StoreError::Unreadable { what: "a command" })?;
    sqlx::query(
        "insert into commands (deployment_id, sequence, given_by, given_at, command) \
         select cast($1 as text), coalesce(max(sequence), 0) + 1, cast($2 as text), \
         cast($3 as bigint), cast($4 as text) from commands where deployment_id = $1",
    )
    .bind(id)
    .bind(by)
    .bind(now_ms)
    .bind(text)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("give a command"))
}

/// Whether a deployment was told to stop or to give way, and has not taken that up, within a
/// transaction.
pub(super) async fn stops(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
) -> Result<bool, StoreError> {
    let rows = sqlx::query(
        "select deployment_id, sequence, given_by, command from commands \
         where deployment_id = $1 and taken = 0",
    )
    .bind(id)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("list commands"))?;
    for row in &rows {
        if given(row)?.command.stops() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Looks at a deployment's state, and keeps it from changing until the transaction is over.
async fn is_in(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    state: &str,
) -> Result<bool, StoreError> {
    sqlx::query("update deployments set state = state where id = $1 and state = $2")
        .bind(id)
        .bind(state)
        .execute(&mut **transaction)
        .await
        .map(|done| done.rows_affected() > 0)
        .map_err(StoreError::query("look at a deployment's state"))
}

/// The environment that a pause is stored under; one of everything is stored once.
fn covered(scope: Scope, environment: &str) -> &str {
    match scope {
        Scope::Environment => environment,
        Scope::Everything => "",
    }
}

fn given(row: &AnyRow) -> Result<Given, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a command" };
    let text: String = row.try_get("command").map_err(|_| unreadable())?;
    Ok(Given {
        deployment: row.try_get("deployment_id").map_err(|_| unreadable())?,
        sequence: row.try_get("sequence").map_err(|_| unreadable())?,
        by: row.try_get("given_by").map_err(|_| unreadable())?,
        command: serde_json::from_str(&text).map_err(|_| unreadable())?,
    })
}

fn pause(row: &AnyRow) -> Result<Pause, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a pause" };
    let scope: String = row.try_get("scope").map_err(|_| unreadable())?;
    Ok(Pause {
        scope: Scope::find(&scope).ok_or_else(unreadable)?,
        by: row.try_get("paused_by").map_err(|_| unreadable())?,
        at_ms: row.try_get("paused_at").map_err(|_| unreadable())?,
        reason: row.try_get("reason").map_err(|_| unreadable())?,
    })
}
