//! Deployments: their rows, their lists and what the agent remembers of them.

use std::collections::HashSet;

use shared::deployment::{Deployment, DeploymentState, Verdict};
use shared::plan::{PlanKind, Target};
use shared::wire::Listing;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AnyPool, Row as _, Transaction};

use super::{NewDeployment, NewRequest, Store, StoreError};

const COLUMNS: &str = "id, cluster, service, kind, plan_hash, started_by, created_at, summary, \
                       state, verdict, reason, finished_at, release_id, change_id";

/// Which deployments a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The environment.
    pub environment: String,
    /// Those of a service.
    pub target: Option<Target>,
    /// Those after the one of this id.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
}

impl Store {
    /// Finds a deployment of an environment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deployment_in(
        &self,
        environment: &str,
        id: &str,
    ) -> Result<Option<Deployment>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from deployments where id = $1 and environment = $2"
        )))
        .bind(id)
        .bind(environment)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a deployment"))?
        .map(|row| deployment(&row))
        .transpose()
    }

    /// Finds a deployment, wherever it is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deployment(&self, id: &str) -> Result<Option<Deployment>, StoreError> {
        let mut connection = self
            .pool
            .acquire()
            .await
            .map_err(StoreError::query("find a deployment"))?;
        find(&mut connection, id).await
    }

    /// Lists deployments, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deployments(&self, filter: &Filter) -> Result<Listing<Deployment>, StoreError> {
        let after = match &filter.after {
            Some(id) => match self.deployment_in(&filter.environment, id).await? {
                Some(last) => Some((last.created_at_ms, last.id)),
                // Nothing comes after one that is not there.
                None => {
                    return Ok(Listing {
                        items: Vec::new(),
                        next: None,
                    });
                }
            },
            None => None,
        };
        let of_target = match &filter.target {
            Some(_) => "cluster = $3 and service = $4",
            None => "$3 = $4",
        };
        // Compared with plain values, so that the index leads to the place; always bound, since
        // both databases want to know of what type what is bound is.
        let from = match &after {
            Some(_) => "(created_at, id) < ($5, $1)",
            None => "$1 = '' and $5 = 0",
        };
        let statement = format!(
            "select {COLUMNS} from deployments where environment = $6 and {of_target} and {from} \
             order by created_at desc, id desc limit $2"
        );
        let (after_ms, after_id) = after.unwrap_or_default();
        let (cluster, service) = filter
            .target
            .as_ref()
            .map_or(("", ""), |target| (&target.cluster, &target.service));
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(after_id)
            .bind(filter.limit + 1)
            .bind(cluster)
            .bind(service)
            .bind(after_ms)
            .bind(&filter.environment)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("list deployments"))?;
        let mut items: Vec<Deployment> = rows.iter().map(deployment).collect::<Result<_, _>>()?;
        let limit = usize::try_from(filter.limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| last.id.clone());
        Ok(Listing { items, next })
    }

    /// Those of an environment that run or wait, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unfinished(&self, environment: &str) -> Result<Vec<Deployment>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from deployments where environment = $1 and state <> 'finished' \
             order by created_at, place, id"
        )))
        .bind(environment)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list unfinished deployments"))?
        .iter()
        .map(deployment)
        .collect()
    }
}

impl Store {
    /// Those of an environment that run or wait and are of the same service, or of the same release,
    /// as one; oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unfinished_beside(
        &self,
        environment: &str,
        one: &Deployment,
    ) -> Result<Vec<Deployment>, StoreError> {
        let of_service = self.unfinished_of(environment, &one.target).await?;
        let mut found = match &one.release {
            // First, since all of a release were asked for at once, and keep their order.
            Some(release) => of_release(&self.pool, release).await?,
            None => Vec::new(),
        };
        found.retain(|other| !matches!(other.state, DeploymentState::Finished { .. }));
        found.extend(of_service);
        if one.release.is_some() {
            found.sort_by_key(|other| other.created_at_ms);
            let mut seen = HashSet::new();
            found.retain(|other| seen.insert(other.id.clone()));
        }
        Ok(found)
    }

    async fn unfinished_of(
        &self,
        environment: &str,
        target: &Target,
    ) -> Result<Vec<Deployment>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from deployments where environment = $1 and cluster = $2 \
             and service = $3 and state <> 'finished' order by created_at, place, id"
        )))
        .bind(environment)
        .bind(&target.cluster)
        .bind(&target.service)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query(
            "list unfinished deployments of a service",
        ))?
        .iter()
        .map(deployment)
        .collect()
    }
}

/// Finds a deployment, wherever it is.
pub(super) async fn find(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<Deployment>, StoreError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from deployments where id = $1"
    )))
    .bind(id)
    .fetch_optional(connection)
    .await
    .map_err(StoreError::query("find a deployment"))?
    .map(|row| deployment(&row))
    .transpose()
}

/// The deployments of a release, in their order.
pub(super) async fn of_release(
    pool: &AnyPool,
    release: &str,
) -> Result<Vec<Deployment>, StoreError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from deployments where release_id = $1 order by place, id"
    )))
    .bind(release)
    .fetch_all(pool)
    .await
    .map_err(StoreError::query("list the deployments of a release"))?
    .iter()
    .map(deployment)
    .collect()
}

/// Inserts a queued deployment within the transaction that starts it.
pub(super) async fn insert(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
    place: i64,
    new: &NewDeployment<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into deployments \
         (id, cluster, service, kind, plan_hash, started_by, created_at, summary, state, \
         environment, release_id, place, change_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $12)",
    )
    .bind(new.id)
    .bind(&new.plan.target.cluster)
    .bind(&new.plan.target.service)
    .bind(kind_name(new.plan.kind))
    .bind(new.plan_hash)
    .bind(request.user)
    .bind(request.now_ms)
    .bind(new.summary)
    .bind(request.environment)
    .bind(request.release.map(|release| release.id))
    .bind(place)
    .bind(request.change.map(|change| change.id))
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("start a deployment"))
}

const KINDS: [(PlanKind, &str); 11] = [
    (PlanKind::FirstDeploy, "first-deploy"),
    (PlanKind::NewRevision, "new-revision"),
    (PlanKind::Rollback, "rollback"),
    (PlanKind::ServiceChange, "service-change"),
    (PlanKind::Scaling, "scaling"),
    (PlanKind::Restart, "restart"),
    (PlanKind::TagChange, "tag-change"),
    (PlanKind::ScalableTargetChange, "scalable-target-change"),
    (PlanKind::Deletion, "deletion"),
    (PlanKind::OneOffTask, "one-off-task"),
    (PlanKind::Nothing, "nothing"),
];

fn kind_name(kind: PlanKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("nothing", |(_, name)| name)
}

fn deployment(row: &AnyRow) -> Result<Deployment, StoreError> {
    read(row)
        .map_err(StoreError::query("read a deployment"))?
        .ok_or(StoreError::Unreadable {
            what: "a deployment",
        })
}

fn read(row: &AnyRow) -> Result<Option<Deployment>, sqlx::Error> {
    let kind: String = row.try_get("kind")?;
    let Some((kind, _)) = KINDS.iter().find(|(_, name)| *name == kind) else {
        return Ok(None);
    };
    let state: String = row.try_get("state")?;
    let state = match state.as_str() {
        "queued" => DeploymentState::Queued,
        "running" => DeploymentState::Running,
        _ => {
            let verdict: String = row.try_get("verdict")?;
            let Some(verdict) = Verdict::find(&verdict) else {
                return Ok(None);
            };
            DeploymentState::Finished {
                verdict,
                reason: row.try_get("reason")?,
                finished_at_ms: row.try_get("finished_at")?,
            }
        }
    };
    Ok(Some(Deployment {
        id: row.try_get("id")?,
        target: Target {
            cluster: row.try_get("cluster")?,
            service: row.try_get("service")?,
        },
        kind: *kind,
        plan_hash: row.try_get("plan_hash")?,
        started_by: row.try_get("started_by")?,
        created_at_ms: row.try_get("created_at")?,
        summary: row.try_get("summary")?,
        release: row.try_get("release_id")?,
        change: row.try_get("change_id")?,
        wait: None,
        state,
    }))
}
