//! Releases: several deployments that were asked for as one.

use std::collections::HashSet;

use shared::wire::{Order, Release};
use sqlx::{Any, Row as _, Transaction};

use super::{Store, StoreError, deployments, journal};

/// A release that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewRelease<'a> {
    /// The id that it will have.
    pub id: &'a str,
    /// In which order its deployments run.
    pub order: Order,
}

impl Store {
    /// Finds a release with its deployments.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release(
        &self,
        environment: &str,
        id: &str,
    ) -> Result<Option<Release>, StoreError> {
        let row = sqlx::query(
            "select play_order, started_by, created_at from releases \
                 where id = $1 and environment = $2",
        )
        .bind(id)
        .bind(environment)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a release"))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let deployments = deployments::of_release(&self.pool, id).await?;
        let read = || -> Result<Release, sqlx::Error> {
            let order: String = row.try_get("play_order")?;
            Ok(Release {
                id: id.to_owned(),
                order: if order == "in-order" {
                    Order::InOrder
                } else {
                    Order::SideBySide
                },
                started_by: row.try_get("started_by")?,
                created_at_ms: row.try_get("created_at")?,
                deployments,
            })
        };
        read()
            .map(Some)
            .map_err(StoreError::query("read a release"))
    }

    /// The releases of an environment that run in order and have deployments that wait.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting_in_order(&self, environment: &str) -> Result<HashSet<String>, StoreError> {
        sqlx::query(
            "select distinct releases.id from deployments \
             join releases on releases.id = deployments.release_id and play_order = 'in-order' \
             where deployments.environment = $1 and deployments.state = 'queued'",
        )
        .bind(environment)
        .fetch_all(&self.pool)
        .await
        .and_then(|rows| rows.iter().map(|row| row.try_get("id")).collect())
        .map_err(StoreError::query("find releases that wait"))
    }
}

/// Inserts a release within the transaction that starts its deployments.
pub(super) async fn insert(
    transaction: &mut Transaction<'static, Any>,
    release: &NewRelease<'_>,
    environment: &str,
    user: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into releases (id, environment, play_order, started_by, created_at) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(release.id)
    .bind(environment)
    .bind(match release.order {
        Order::InOrder => "in-order",
        Order::SideBySide => "side-by-side",
    })
    .bind(user)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("start a release"))
}

/// Cancels what comes after a deployment that did not succeed, where its release runs in order.
pub(super) async fn cancel_rest(
    transaction: &mut Transaction<'static, Any>,
    failed: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "select rest.id, failed.service from deployments failed \
         join releases on releases.id = failed.release_id and play_order = 'in-order' \
         join deployments rest on rest.release_id = failed.release_id \
         and rest.place > failed.place and rest.state = 'queued' where failed.id = $1",
    )
    .bind(failed)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("cancel the rest of a release"))?;
    for row in rows {
        let read = |column: &str| {
            row.try_get::<String, _>(column)
                .map_err(StoreError::query("cancel the rest of a release"))
        };
        let reason = format!(
            "{} comes before it in the release and did not succeed. Nothing was done.",
            read("service")?
        );
        journal::cancel(transaction, &read("id")?, &reason, now_ms).await?;
    }
    Ok(())
}
