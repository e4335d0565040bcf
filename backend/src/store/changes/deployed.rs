//! What a change hears of its deployments, within the transactions in which they begin and end.

use shared::change::{Act, ChangeState, Refused};
use shared::deployment::{JournalEvent, Verdict};
use shared::permission::Operation;
use sqlx::{Any, Row as _, Transaction};

use super::super::{Store, StoreError, audit, journal, policies, users};
use super::{Actor, hold, load, past_longshore, within};

/// A deployment of a change began.
pub(in crate::store) async fn deployment_began(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    if let Some(id) = change_of(transaction, deployment).await? {
        within(transaction, id, None, Act::Begin, &Actor::longshore(now_ms)).await?;
    }
    Ok(())
}

/// A deployment of a change is over; the change is when all of them are. Other changes to the
/// service are looked at soon.
pub(in crate::store) async fn deployment_ended(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    look_soon(transaction, deployment).await?;
    let Some(id) = change_of(transaction, deployment).await? else {
        return Ok(());
    };
    // Of two that end at the same moment one has to see that the other has ended.
    if !hold(transaction, id).await? {
        return Ok(());
    }
    let deployments = load(transaction, id)
        .await?
        .map_or_else(Vec::new, |change| change.deployments);
    // What ended before, so that the change went back to its authors, is not what became of it.
    if !deployments.iter().any(|own| own == deployment) {
        return Ok(());
    }
    let rows = sqlx::query(
        "select id, service, state, verdict, reason from deployments where change_id = $1 \
         order by created_at, place",
    )
    .bind(id)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("find the deployments of a change"))?;
    let mut ends = Vec::new();
    for row in &rows {
        let read = |column: &str| {
            row.try_get::<Option<String>, _>(column)
                .map(Option::unwrap_or_default)
                .map_err(StoreError::query("read the deployments of a change"))
        };
        if !deployments.contains(&read("id")?) {
            continue;
        }
        if read("state")? != "finished" {
            return Ok(());
        }
        let verdict = Verdict::find(&read("verdict")?).ok_or(StoreError::Unreadable {
            what: "a deployment",
        })?;
        ends.push((read("service")?, verdict, read("reason")?));
    }
    let (state, reason) = outcome(&ends);
    let act = Act::End { state, reason };
    within(transaction, id, None, act, &Actor::longshore(now_ms)).await?;
    Ok(())
}

/// What several ends amount to. Where nothing was done, the change goes back to its authors.
fn outcome(ends: &[(String, Verdict, String)]) -> (ChangeState, String) {
    let told = |wanted: &dyn Fn(Verdict) -> bool| {
        if let [(_, _, reason)] = ends {
            return reason.clone();
        }
        // Of several each is told, first those of which most is to be known.
        let (first, rest): (Vec<_>, Vec<_>) =
            ends.iter().partition(|(_, verdict, _)| wanted(*verdict));
        let each: Vec<String> = first
            .into_iter()
            .chain(rest)
            .map(|(service, _, reason)| format!("{service}: {reason}"))
            .collect();
        each.join(" ")
    };
    if ends
        .iter()
        .all(|(_, verdict, _)| *verdict == Verdict::Succeeded)
    {
        return (ChangeState::Deployed, told(&|_| true));
    }
    if ends
        .iter()
        .all(|(_, verdict, _)| *verdict == Verdict::Cancelled)
    {
        return (ChangeState::Draft, told(&|_| true));
    }
    let failed = |verdict| !matches!(verdict, Verdict::Succeeded | Verdict::Cancelled);
    let all_went_back = ends
        .iter()
        .filter(|(_, verdict, _)| failed(*verdict))
        .all(|(_, verdict, _)| *verdict == Verdict::RolledBack);
    let is_mixed = ends
        .iter()
        .any(|(_, verdict, _)| *verdict == Verdict::Succeeded);
    if all_went_back && !is_mixed && ends.iter().any(|(_, verdict, _)| failed(*verdict)) {
        (ChangeState::RolledBack, told(&failed))
    } else {
        let missed = |verdict| verdict != Verdict::Succeeded;
        (ChangeState::Failed, told(&missed))
    }
}

async fn change_of(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<Option<i64>, StoreError> {
    sqlx::query("select change_id from deployments where id = $1")
        .bind(deployment)
        .fetch_optional(&mut **transaction)
        .await
        .and_then(|row| row.map_or(Ok(None), |row| row.try_get("change_id")))
        .map_err(StoreError::query("find a deployment's change"))
}

/// Whether somebody said why it cannot wait for the end of a freeze.
async fn goes_despite_a_freeze(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<bool, StoreError> {
    let first = journal::first(transaction, deployment).await?;
    Ok(matches!(
        first,
        Some(JournalEvent::Requested {
            despite_freeze: Some(reason),
            ..
        }) if !reason.trim().is_empty()
    ))
}

/// Has pending changes to a deployment's service held against what runs at the next occasion.
async fn look_soon(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        // What waits is little; what was ever done to a service is not.
        "update changes set looked_at = 0 where state in ('draft', 'in-review', 'approved') \
         and environment = (select environment from deployments where id = $1) \
         and exists (select 1 from change_targets of_one join deployments done \
         on done.cluster = of_one.cluster and done.service = of_one.service \
         where of_one.change_id = changes.id and done.id = $1)",
    )
    .bind(deployment)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("have changes looked at"))
}

impl Store {
    /// Why a deployment that was asked for may not begin any more: the person may not deploy here
    /// now, a freeze has begun, the environment asks for approvals, an approval does not count any
    /// more, or something of it is kept otherwise than the audit tells. `carried_out` is the hash
    /// of the plan that would be carried out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn objection(
        &self,
        deployment: &str,
        carried_out: &str,
        now_ms: i64,
    ) -> Result<Option<String>, StoreError> {
        let mut transaction = self.begin().await?;
        let row = sqlx::query(
            "select environment, started_by, change_id, plan_hash from deployments where id = $1",
        )
        .bind(deployment)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(StoreError::query("look at a deployment"))?;
        let Some(row) = row else {
            return Ok(Some("It is gone.".to_owned()));
        };
        let unreadable = || StoreError::Unreadable {
            what: "a deployment",
        };
        let environment: String = row.try_get("environment").map_err(|_| unreadable())?;
        let by: String = row.try_get("started_by").map_err(|_| unreadable())?;
        let change: Option<i64> = row.try_get("change_id").map_err(|_| unreadable())?;
        let plan_hash: String = row.try_get("plan_hash").map_err(|_| unreadable())?;
        if plan_hash != carried_out {
            return Ok(Some(
                "The plan as it is kept is not what its hash says: somebody changed it past Longshore. Make the plan again.".to_owned(),
            ));
        }
        if let Some(differs) = audit::of_deployment(&mut transaction, deployment).await? {
            return Ok(Some(past_longshore("this deployment", &differs)));
        }
        let may = users::grants_of(&mut transaction, &by)
            .await?
            .is_some_and(|grants| grants.can(Operation::Deploy, &environment).is_ok());
        if !may {
            return Ok(Some(format!(
                "{by}, who asked for it, may not deploy to {environment} any more."
            )));
        }
        if let Some(differs) = audit::of_policy(&mut transaction, &environment).await? {
            return Ok(Some(past_longshore(
                &format!("the policy of {environment}"),
                &differs,
            )));
        }
        let policy = policies::of(&mut transaction, &environment, now_ms).await?;
        if let Some(frozen) = policy.freeze_at(now_ms)
            && !goes_despite_a_freeze(&mut transaction, deployment).await?
        {
            return Ok(Some(Refused::frozen(&environment, &frozen).to_string()));
        }
        if let Some(id) = change {
            return super::objection(&mut transaction, id, &plan_hash, now_ms).await;
        }
        Ok((policy.review.approvals > 0).then(|| {
            format!("{environment} asks for approvals since it was queued. Propose a change.")
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeState, Verdict, outcome};

    fn end(service: &str, verdict: Verdict, reason: &str) -> (String, Verdict, String) {
        (service.to_owned(), verdict, reason.to_owned())
    }

    #[test]
    fn of_several_services_each_is_told() {
        let (state, reason) = outcome(&[
            end("api", Verdict::Succeeded, "api:2 runs."),
            end("web", Verdict::RolledBack, "ECS went back to web:1."),
            end("mail", Verdict::Cancelled, "web did not succeed."),
        ]);
        // What one of them runs was not taken back.
        assert_eq!(state, ChangeState::Failed);
        assert_eq!(
            reason,
            "web: ECS went back to web:1. mail: web did not succeed. api: api:2 runs."
        );
        let (state, _) = outcome(&[
            end("web", Verdict::RolledBack, "ECS went back."),
            end("mail", Verdict::Cancelled, "web did not succeed."),
        ]);
        assert_eq!(state, ChangeState::RolledBack);
    }

    #[test]
    fn of_one_service_its_reason_is_told() {
        let one = [end("web", Verdict::RolledBack, "ECS went back.")];
        let told = outcome(&one);
        assert_eq!(told, (ChangeState::RolledBack, "ECS went back.".to_owned()));
    }
}
