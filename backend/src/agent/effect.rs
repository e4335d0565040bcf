//! What came of an update whose answer is not known: ours, nobody's yet, or somebody else's.

use shared::json;
use shared::plan::{Plan, Target, fingerprint_of_bounds};
use shared::wire::ScalableTarget;

use super::call::Found;
use super::ensure::runs;
use crate::aws::{Aws, AwsError, Service, last_part};
use crate::planning;

/// So many of a service's rollouts are looked through for ours.
const MOST_ROLLOUTS: i32 = 20;

/// A service after an update.
#[derive(Debug)]
pub(super) struct Updated {
    pub(super) service: Service,
    /// The ECS deployment that the update left the service with.
    pub(super) own: Option<String>,
}

impl Updated {
    /// As AWS answered it.
    pub(super) fn answered(service: Service) -> Self {
        let own = primary_id(&service);
        Self { service, own }
    }
}

/// How the effect of an update is known.
#[derive(Debug)]
pub(super) struct Sought<'a> {
    pub(super) target: &'a Target,
    /// The primary ECS deployment before it.
    pub(super) previous: Option<&'a str>,
    /// The revision that the service is to run then, such as `nginx:2`, where it is known.
    pub(super) revision: Option<String>,
    /// The ARN of the revision that only this plan has.
    pub(super) own_revision: Option<&'a str>,
    /// Whether AWS answered the update: then what the service shows is what came of it, also where
    /// that is no new ECS deployment.
    pub(super) is_answered: bool,
    /// How many tasks the update asks for, where it does, and where the plan changes nothing of the
    /// service before it.
    pub(super) asked: Option<i64>,
    /// What tells how the service was.
    pub(super) plan: &'a Plan,
}

/// What came of new bounds for auto scaling whose answer is not known.
///
/// # Errors
/// AWS did not answer, or refused.
pub(super) async fn bounds(aws: &Aws, plan: &Plan, body: &str) -> Result<Found<()>, AwsError> {
    let Target { cluster, service } = &plan.target;
    let now = aws.scaling_bounds(cluster, service).await?;
    let fingerprint = fingerprint_of_bounds(true, now.as_ref());
    if bounds_after(body)
        .is_some_and(|ours| fingerprint_of_bounds(true, Some(&ours)) == fingerprint)
    {
        return Ok(Found::Effect(()));
    }
    if fingerprint == plan.base.fingerprint {
        return Ok(Found::Nothing);
    }
    let now = now.map_or_else(
        || format!("{service} was taken out of auto scaling"),
        |now| {
            format!(
                "auto scaling of {service} got other bounds, between {} and {} tasks",
                now.min_capacity, now.max_capacity
            )
        },
    );
    Ok(Found::Overtaken(format!(
        "While AWS had not answered, {now}; that is somebody else's and is left so."
    )))
}

/// The bounds that a request asks for.
fn bounds_after(body: &str) -> Option<ScalableTarget> {
    let body = json::parse(body).ok()?;
    let number = |name: &str| body.get(name)?.as_i64();
    let suspended = |name: &str| {
        let state = body.get("SuspendedState").and_then(|all| all.get(name));
        state.and_then(json::Json::as_bool).unwrap_or(false)
    };
    Some(ScalableTarget {
        min_capacity: number("MinCapacity")?,
        max_capacity: number("MaxCapacity")?,
        scale_out_suspended: suspended("DynamicScalingOutSuspended"),
        scale_in_suspended: suspended("DynamicScalingInSuspended"),
        scheduled_scaling_suspended: suspended("ScheduledScalingSuspended"),
        policies: Vec::new(),
    })
}

/// How many tasks an update asks for; nothing where it leaves that alone.
pub(super) fn count_after(body: &str) -> Option<i64> {
    json::parse(body).ok()?.get("desiredCount")?.as_i64()
}

/// The revision that a service is to run after an update, as the update names it or else as it was.
pub(super) fn revision_after(plan: &Plan, body: &str) -> Option<String> {
    let body = json::parse(body).ok()?;
    let named = match body.get("taskDefinition") {
        // The newest of a family may be any.
        Some(named) => Some(named.as_str()?).filter(|named| last_part(named).contains(':')),
        None => plan.base.task_definition_arn.as_deref(),
    };
    named.map(|named| last_part(named).to_owned())
}

impl Sought<'_> {
    /// Looks once.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn look(&self, aws: &Aws) -> Result<Found<Updated>, AwsError> {
        let Target { cluster, service } = self.target;
        let Some(service) = aws.service(cluster, service).await? else {
            return Ok(Found::Nothing);
        };
        if !runs(&service, None) {
            return Ok(Found::Nothing);
        }
        let runs_it = self.revision.as_deref().is_none_or(|wanted| {
            let running = service.task_definition_arn.as_deref();
            running.map(last_part) == Some(wanted)
        });
        let is_same = primary_id(&service).as_deref() == self.previous;
        if is_same {
            if runs_it && self.is_answered {
                return Ok(Found::Effect(Updated::answered(service)));
            }
            return Ok(if self.is_recounted(aws, &service).await? {
                Found::Overtaken(recounted(&service))
            } else {
                Found::Nothing
            });
        }
        if runs_it {
            return Ok(Found::Effect(Updated::answered(service)));
        }
        // Something came after ours, or in its place.
        let own = match self.among_its_own(&service) {
            Some(own) => Some(own),
            None => self.in_the_records(aws).await?,
        };
        match own {
            Some(own) => Ok(Found::Effect(Updated {
                service,
                own: Some(own),
            })),
            None => Ok(Found::Overtaken(overtaken(&service))),
        }
    }

    /// Whether somebody else counted the tasks: neither ours is wanted, nor what ours was compared with.
    async fn is_recounted(&self, aws: &Aws, service: &Service) -> Result<bool, AwsError> {
        if self.is_answered || self.asked.is_none_or(|asked| asked == service.desired) {
            return Ok(false);
        }
        planning::is_current(aws, self.plan).await.map(|is| !is)
    }

    /// Ours among the service's ECS deployments. What was there before ours may run the same revision.
    fn among_its_own(&self, service: &Service) -> Option<String> {
        let mut since = service
            .deployments
            .iter()
            .take_while(|one| Some(one.id.as_str()) != self.previous);
        let wanted = self.revision.as_deref()?;
        since
            .find(|one| one.revision == wanted)
            .map(|one| one.id.clone())
    }

    /// Ours among ECS's records, which keep what the service does not show any more.
    async fn in_the_records(&self, aws: &Aws) -> Result<Option<String>, AwsError> {
        let Some(revision) = self.own_revision else {
            return Ok(None);
        };
        let Target { cluster, service } = self.target;
        let found = async {
            let (past, _) = aws
                .past_rollouts(cluster, service, None, MOST_ROLLOUTS)
                .await?;
            let arns: Vec<String> = past.into_iter().map(|one| one.revision_arn).collect();
            aws.service_revisions(&arns).await
        };
        match found.await {
            Ok(revisions) => Ok(revisions
                .iter()
                .find(|one| one.task_definition_arn == revision)
                .map(|one| format!("ecs-svc/{}", last_part(&one.arn)))),
            // Without the records the service speaks for itself.
            Err(error) if !error.is_retryable() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What to tell of a service that moved on to something that is not the plan's.
pub(super) fn overtaken(service: &Service) -> String {
    let runs = service
        .task_definition_arn
        .as_deref()
        .map(last_part)
        .unwrap_or_default();
    format!(
        "While AWS had not answered, {} came to run {runs} by another ECS deployment: somebody else deployed, or ECS went back. So it was left alone, and nothing was sent again.",
        service.name
    )
}

fn recounted(service: &Service) -> String {
    format!(
        "While AWS had not answered, somebody else, or auto scaling, changed {}: {} tasks are wanted of it now. So it was left alone, and nothing was sent again.",
        service.name, service.desired
    )
}

pub(super) fn primary_id(service: &Service) -> Option<String> {
    service.primary().map(|primary| primary.id.clone())
}
