//! The one transaction in which deployments come to be.

use std::collections::BTreeSet;

use shared::audit::Outcome;
use shared::change::{Act, Change, Refused};
use shared::deployment::{Command, JournalEvent, WhenBusy};
use shared::permission::Operation;
use shared::plan::{Plan, PlanKind};
use shared::telling::{News, Told};
use shared::wire::Order;
use sqlx::{Any, Row as _, Transaction};

use super::changes::{self, Acted, Actor};
use super::{
    Calls, Deed, NewRelease, Store, StoreError, audit, commands, deployments, journal, news,
    policies, releases, users,
};

/// A deployment that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewDeployment<'a> {
    /// The id that it will have.
    pub id: &'a str,
    /// What it carries out.
    pub plan: &'a Plan,
    /// The plan's hash.
    pub plan_hash: &'a str,
    /// In one line, what it does.
    pub summary: &'a str,
}

/// Somebody asks for deployments: all of them, or none.
#[derive(Debug, Clone, Copy)]
pub struct NewRequest<'a> {
    /// Who asks.
    pub user: &'a str,
    /// The environment.
    pub environment: &'a str,
    /// The key that makes a repeated request the same one.
    pub idempotency_key: &'a str,
    /// What is asked for under the key: a plan's hash, or one over those of a release.
    pub request_hash: &'a str,
    /// What to do where a service has another deployment.
    pub when_busy: WhenBusy,
    /// The release that they make up.
    pub release: Option<NewRelease<'a>>,
    /// The change that they carry out; nothing where none is needed.
    pub change: Option<ChangeOrder<'a>>,
    /// Why they cannot wait for the end of a freeze, where there is one.
    pub despite_freeze: Option<&'a str>,
    /// The calls of each whose place is taken, before it was last looked at whether the plans fit
    /// what they leave behind.
    pub calls: &'a [(String, Calls)],
    /// The deployments, in their order.
    pub deployments: &'a [NewDeployment<'a>],
    /// Now.
    pub now_ms: i64,
}

/// A change that somebody has carried out.
#[derive(Debug, Clone, Copy)]
pub struct ChangeOrder<'a> {
    /// The change.
    pub id: i64,
    /// The version that they saw.
    pub version: u32,
    /// Its digest.
    pub digest: &'a str,
    /// Why it cannot wait for its approvals, where it lacks some.
    pub break_glass: Option<&'a str>,
    /// Whether a person says so, and not a token of theirs.
    pub is_person: bool,
}

/// What came of asking.
#[derive(Debug, PartialEq, Eq)]
pub enum Started {
    /// They are queued.
    Queued,
    /// The same request came before, and started the deployment of this id first.
    Repeated(String),
    /// The key was used for another request.
    KeyReused,
    /// The person may not, or is gone.
    Forbidden,
    /// The deployment of this id already carried out the plan, or does.
    PlanUsed(String),
    /// The deployment of this id of the same service runs or waits.
    ServiceBusy(String),
    /// The deployment of this id, whose place was to be taken, has made another call since it was
    /// looked at what it leaves behind.
    CallsOn(String),
    /// The environment asks for a change with approvals, or its policy stands against it.
    Refused(Refused),
}

impl Store {
    /// Queues deployments, if the person may, the plans are unused and the services are free, or
    /// may be waited for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn start(&self, request: &NewRequest<'_>) -> Result<Started, StoreError> {
        match self.try_start(request).await {
            // Somebody was faster between our look and our write; the second look finds them.
            Err(error) if error.is_duplicate() => self.try_start(request).await,
            other => other,
        }
    }

    async fn try_start(&self, request: &NewRequest<'_>) -> Result<Started, StoreError> {
        let mut transaction = self.begin().await?;
        hold_turns(&mut transaction, request).await?;
        if request.when_busy == WhenBusy::Supersede {
            hold_running(&mut transaction, request).await?;
        }
        if let Some(refusal) = refusal(&mut transaction, request).await? {
            return Ok(refusal);
        }
        if let Some(refused) = policy_refusal(&mut transaction, request).await? {
            return Ok(refused);
        }
        if let Some(release) = &request.release {
            let (environment, user) = (request.environment, request.user);
            releases::insert(&mut transaction, release, environment, user, request.now_ms).await?;
        }
        let despite_freeze = despite_freeze(&mut transaction, request).await?;
        // What a change says of it is told with the change.
        let overridden = despite_freeze.filter(|_| request.change.is_none());
        let broken_glass = broken_glass(&mut transaction, request).await?;
        for (place, new) in (0..).zip(request.deployments) {
            // Those that wait for others of their release to succeed may never begin, so that what
            // is there keeps its turn before them.
            let is_later = place > 0
                && request
                    .release
                    .as_ref()
                    .is_some_and(|release| release.order == Order::InOrder);
            if request.when_busy == WhenBusy::Supersede
                && !is_later
                && let Some(refused) = supersede(&mut transaction, request, new).await?
            {
                return Ok(refused);
            }
            deployments::insert(&mut transaction, request, place, new).await?;
            let requested = JournalEvent::Requested {
                by: request.user.to_owned(),
                despite_freeze: despite_freeze.map(str::to_owned),
                broken_glass: broken_glass.clone(),
            };
            journal::append(&mut transaction, new.id, &requested, request.now_ms).await?;
            audit::append(
                &mut transaction,
                requested_deed(request, new, despite_freeze),
            )
            .await?;
            if let Some(reason) = overridden {
                let told = freeze_overridden(request, new, reason);
                news::append(&mut transaction, &told, None).await?;
            }
        }
        keep_key(&mut transaction, request).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("start a deployment"))?;
        Ok(Started::Queued)
    }

    /// What would stand in the way of deployments; nothing when they could start.
    ///
    /// # Errors
    /// The database failed.
    pub async fn in_the_way(
        &self,
        request: &NewRequest<'_>,
    ) -> Result<Option<Started>, StoreError> {
        let mut transaction = self.begin().await?;
        refusal(&mut transaction, request).await
    }

    /// The deployment of a service that runs or waits, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn occupant(
        &self,
        environment: &str,
        plan: &Plan,
    ) -> Result<Option<String>, StoreError> {
        let mut transaction = self.begin().await?;
        occupant(&mut transaction, environment, plan).await
    }

    /// What an idempotency key led to: the hash of the request and the first deployment's id.
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

/// Why somebody deploys although nothing is to be deployed; nothing where that is not so: a reason
/// that is given while there is no freeze holds for none that begins later.
async fn despite_freeze<'a>(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'a>,
) -> Result<Option<&'a str>, StoreError> {
    let Some(reason) = request.despite_freeze else {
        return Ok(None);
    };
    let policy = policies::of(transaction, request.environment, request.now_ms).await?;
    Ok(policy.freeze_at(request.now_ms).map(|_| reason))
}

/// What everybody is told of it.
fn freeze_overridden(request: &NewRequest<'_>, new: &NewDeployment<'_>, reason: &str) -> News {
    let told = Told {
        id: new.id,
        environment: request.environment,
        target: &new.plan.target,
        summary: new.summary,
        by: request.user,
        at_ms: request.now_ms,
    };
    News::of_freeze_overridden(&told, reason)
}

/// Why the change that is deployed passed by what the policy asks for, where it did.
async fn broken_glass(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<Option<String>, StoreError> {
    let Some(order) = request
        .change
        .as_ref()
        .filter(|one| one.break_glass.is_some())
    else {
        return Ok(None);
    };
    let change = changes::load(transaction, order.id).await?;
    Ok(change
        .as_ref()
        .and_then(Change::deployed_past_approvals)
        .map(|broken| broken.reason.clone()))
}

/// What the audit tells of somebody who asks for a deployment.
fn requested_deed(
    request: &NewRequest<'_>,
    new: &NewDeployment<'_>,
    despite_freeze: Option<&str>,
) -> Deed {
    Deed {
        at_ms: request.now_ms,
        who: request.user.to_owned(),
        action: "deployment.requested".to_owned(),
        outcome: Outcome::Done,
        environment: request.environment.to_owned(),
        subject: format!("deployment {}", new.id),
        detail: serde_json::json!({
            "cluster": new.plan.target.cluster,
            "service": new.plan.target.service,
            "plan": new.plan_hash,
            "summary": new.summary,
            "change": request.change.map(|change| change.id),
            "despite_freeze": despite_freeze,
        }),
    }
}

/// Holds the services until the transaction is over, so that of two who ask at the same moment one
/// sees the other. In one order, so that no two wait for each other.
async fn hold_turns(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<(), StoreError> {
    let mut targets: Vec<_> = request
        .deployments
        .iter()
        .map(|new| &new.plan.target)
        .collect();
    targets.sort();
    for target in targets {
        sqlx::query(
            "insert into turns (environment, cluster, service, asked_at) values ($1, $2, $3, $4) \
             on conflict (environment, cluster, service) do update set asked_at = excluded.asked_at",
        )
        .bind(request.environment)
        .bind(&target.cluster)
        .bind(&target.service)
        .bind(request.now_ms)
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("hold a service's turn"))?;
    }
    Ok(())
}

/// Keeps the agents of the deployments that run from writing until the transaction is over: they make
/// no call any more before they know. An agent holds its deployment before the change that it carries
/// out, so that this comes before the change is held here, too.
async fn hold_running(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<(), StoreError> {
    let targets: BTreeSet<_> = request
        .deployments
        .iter()
        .map(|new| &new.plan.target)
        .collect();
    for target in targets {
        sqlx::query(
            "update deployments set state = state where environment = $1 and cluster = $2 \
             and service = $3 and kind <> 'one-off-task' and state = 'running'",
        )
        .bind(request.environment)
        .bind(&target.cluster)
        .bind(&target.service)
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("hold what runs"))?;
    }
    Ok(())
}

async fn keep_key(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<(), StoreError> {
    let first = request.deployments.first().map_or("", |new| new.id);
    sqlx::query(
        "insert into idempotency_keys \
         (user_name, idempotency_key, plan_hash, deployment_id, created_at) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(request.user)
    .bind(request.idempotency_key)
    .bind(request.request_hash)
    .bind(first)
    .bind(request.now_ms)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("store an idempotency key"))
}

/// Clears the way for a deployment that begins at once: what waits is cancelled, and what runs is
/// told to give way. Answers why it is not, where nothing would take that place.
async fn supersede(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
    new: &NewDeployment<'_>,
) -> Result<Option<Started>, StoreError> {
    if new.plan.kind == PlanKind::OneOffTask {
        return Ok(None);
    }
    let rows = sqlx::query(
        "select id, state from deployments where environment = $1 and cluster = $2 \
         and service = $3 and kind <> 'one-off-task' and state <> 'finished'",
    )
    .bind(request.environment)
    .bind(&new.plan.target.cluster)
    .bind(&new.plan.target.service)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("find deployments to supersede"))?;
    for row in rows {
        let read = |column: &str| {
            row.try_get::<String, _>(column)
                .map_err(StoreError::query("find deployments to supersede"))
        };
        let (id, user) = (read("id")?, request.user);
        let reason = format!(
            "{user} deployed something else in its place before it began. Nothing was done."
        );
        if journal::cancel(transaction, &id, &reason, request.now_ms).await? {
            releases::cancel_rest(transaction, &id, request.now_ms).await?;
        } else if is_paused(transaction, request.environment).await? {
            let service = &new.plan.target.service;
            return Ok(Some(Started::Refused(Refused::TooLate(format!(
                "Deployments are paused, so what is deployed to {service} now would be given up, and nothing would take its place. Let this one wait for its turn, or end the pause first."
            )))));
        } else {
            let known = request
                .calls
                .iter()
                .find(|(deployment, _)| *deployment == id);
            let calls = journal::calls(transaction, &id).await?;
            if calls.is_one_open || known.is_none_or(|(_, known)| *known != calls) {
                return Ok(Some(Started::CallsOn(id)));
            }
            let give_way = Command::GiveWay {
                to: new.id.to_owned(),
            };
            commands::give(transaction, &id, user, &give_way, request.now_ms).await?;
        }
    }
    Ok(None)
}

/// Whether nothing begins in an environment.
async fn is_paused(
    transaction: &mut Transaction<'static, Any>,
    environment: &str,
) -> Result<bool, StoreError> {
    let statement = "select scope from pauses where scope = 'everything' or environment = $1";
    let paused = text(transaction, statement, &[environment]).await?;
    Ok(paused.is_some())
}

async fn refusal(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<Option<Started>, StoreError> {
    let may = users::grants_of(transaction, request.user)
        .await?
        .is_some_and(|grants| grants.can(Operation::Deploy, request.environment).is_ok());
    if !may {
        return Ok(Some(Started::Forbidden));
    }
    let keyed = sqlx::query(
        "select plan_hash, deployment_id from idempotency_keys \
         where user_name = $1 and idempotency_key = $2",
    )
    .bind(request.user)
    .bind(request.idempotency_key)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("find an idempotency key"))?;
    if let Some(row) = keyed {
        let read = |column: &str| {
            row.try_get::<String, _>(column)
                .map_err(StoreError::query("read an idempotency key"))
        };
        return Ok(Some(if read("plan_hash")? == request.request_hash {
            Started::Repeated(read("deployment_id")?)
        } else {
            Started::KeyReused
        }));
    }
    for new in request.deployments {
        if request.when_busy == WhenBusy::Refuse
            && let Some(id) = occupant(transaction, request.environment, new.plan).await?
        {
            return Ok(Some(Started::ServiceBusy(id)));
        }
        let used = text(
            transaction,
            "select id from deployments where plan_hash = $1",
            &[new.plan_hash],
        )
        .await?;
        if let Some(id) = used {
            return Ok(Some(Started::PlanUsed(id)));
        }
    }
    Ok(None)
}

/// Why the environment's policy stands against it. Where a change is carried out, that it is being
/// carried out is written down here, in the same transaction.
async fn policy_refusal(
    transaction: &mut Transaction<'static, Any>,
    request: &NewRequest<'_>,
) -> Result<Option<Started>, StoreError> {
    let Some(order) = request.change else {
        let policy = policies::of(transaction, request.environment, request.now_ms).await?;
        let refused = if policy.review.approvals > 0 {
            let mut plans = request.deployments.iter().map(|new| new.plan);
            let goes_back = plans.all(|plan| plan.kind == PlanKind::Rollback);
            let ask = if goes_back && policy.rollback_without_approval {
                "Propose a change with the reason: going back needs no approval there, and who may deploy can deploy it at once."
            } else {
                "Propose a change, and have it reviewed."
            };
            Some(Refused::Unapproved(format!(
                "{} asks for approvals. {ask}",
                request.environment
            )))
        } else {
            let has_reason = request
                .despite_freeze
                .is_some_and(|reason| !reason.trim().is_empty());
            policy
                .freeze_at(request.now_ms)
                .filter(|_| !has_reason)
                .map(|frozen| Refused::frozen(request.environment, &frozen))
        };
        return Ok(refused.map(Started::Refused));
    };
    let hashes: Vec<&str> = request
        .deployments
        .iter()
        .map(|new| new.plan_hash)
        .collect();
    let is_its = changes::load(transaction, order.id)
        .await?
        .is_some_and(|change| {
            change.environment == request.environment
                && change.version().is_some_and(|version| {
                    version
                        .plans
                        .iter()
                        .map(|plan| plan.hash.as_str())
                        .eq(hashes)
                })
        });
    if !is_its {
        return Ok(Some(Started::Refused(Refused::Moved(
            "There is another version of this change now. Look at what is different first."
                .to_owned(),
        ))));
    }
    let act = Act::Deploy {
        version: order.version,
        digest: order.digest.to_owned(),
        deployments: request
            .deployments
            .iter()
            .map(|new| new.id.to_owned())
            .collect(),
        break_glass: order.break_glass.map(str::to_owned),
        despite_freeze: request.despite_freeze.map(str::to_owned),
    };
    let actor = Actor {
        name: request.user,
        is_person: order.is_person,
        now_ms: request.now_ms,
    };
    let acted =
        changes::within(transaction, order.id, Some(Operation::Deploy), act, &actor).await?;
    Ok(match acted {
        Acted::Done(_) => None,
        Acted::Refused(refused) => Some(Started::Refused(refused)),
        Acted::Absent | Acted::Forbidden | Acted::KeyReused => Some(Started::Forbidden),
    })
}

async fn occupant(
    transaction: &mut Transaction<'static, Any>,
    environment: &str,
    plan: &Plan,
) -> Result<Option<String>, StoreError> {
    if plan.kind == PlanKind::OneOffTask {
        return Ok(None);
    }
    text(
        transaction,
        "select id from deployments where environment = $1 and cluster = $2 and service = $3 \
         and kind <> 'one-off-task' and state <> 'finished' \
         order by case when state = 'running' then 0 else 1 end, created_at, id",
        &[environment, &plan.target.cluster, &plan.target.service],
    )
    .await
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
