//! What came of an update whose answer is not known: ours, nobody's yet, or somebody else's.

use shared::deployment::Shown;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json;
use shared::plan::{self, Plan, Target, fingerprint_of_bounds};
use shared::wire::ScalableTarget;

use super::basis::Basis;
use super::call::{Found, Sent};
use super::ensure::runs;
use super::records::{self, Recorded, Since};
use super::verdict::is_anew;
use crate::aws::{Aws, AwsError, Service, last_part};
use crate::planning;

/// Members of an update of which AWS's model does not say whether they begin an ECS deployment, and that
/// are not known to. Source: `UpdateServiceRequest` in ECS's model.
const UNSAID: [&str; 2] = ["deploymentController", "monitoring"];

/// A service after it was created or updated.
#[derive(Debug)]
pub(super) struct Updated {
    pub(super) service: Service,
    /// The ECS deployment that this left the service with.
    pub(super) own: Option<String>,
    /// Whether this is what AWS answered to the call itself, and not what it showed later.
    is_answer: bool,
}

impl Updated {
    /// As AWS answered it.
    pub(super) fn answered(service: Service) -> Self {
        Self {
            is_answer: true,
            ..Self::shown(service)
        }
    }

    /// AWS's answer, where it is that.
    pub(super) fn answer(&self) -> Option<&Service> {
        self.is_answer.then_some(&self.service)
    }

    /// What of it is kept with the outcome of a call. `body` is what was sent.
    pub(super) fn shown_as(&self, body: &str) -> Shown {
        Shown {
            ecs_deployment_id: self.own.clone(),
            unlike: self.answer().and_then(|answer| unlike(answer, body)),
            ..Shown::default()
        }
    }

    /// As AWS shows it.
    fn shown(service: Service) -> Self {
        let own = primary_id(&service);
        Self {
            service,
            own,
            is_answer: false,
        }
    }

    /// The same with an ECS deployment that is known to be ours.
    fn known(service: Service, own: String) -> Self {
        Self {
            service,
            own: Some(own),
            is_answer: false,
        }
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
    /// When the primary ECS deployment before it was created, by AWS's clock.
    pub(super) previous_created_at_ms: Option<i64>,
    /// What ECS showed before it, as [`seen`] has it.
    pub(super) seen_before: Option<String>,
    /// What is sent.
    pub(super) body: &'a str,
    /// Whether AWS answered the update: then what the service shows is what came of it, also where
    /// that is no new ECS deployment.
    pub(super) is_answered: bool,
    /// What the service has to be for the update not to write over what somebody else has done.
    pub(super) basis: &'a Basis,
    /// What tells how the service was.
    pub(super) plan: &'a Plan,
    /// How many tasks were wanted at the last look, where this process has taken it.
    pub(super) count_before: Option<i64>,
}

/// What came of the creation of a service whose answer is not known. `revision` is the ARN of the
/// revision that only this plan has, where it has one.
///
/// # Errors
/// AWS did not answer, or refused.
pub(super) async fn created(
    aws: &Aws,
    target: &Target,
    (body, revision): (&str, Option<&str>),
    is_answered: bool,
    seen_before: Option<&str>,
    sent: Sent,
) -> Result<Found<Updated>, AwsError> {
    let Target { cluster, service } = target;
    let Some(service) = aws.service_or_deleted(cluster, service).await? else {
        return Ok(Found::Nothing);
    };
    let runs = service.task_definition_arn.as_deref().map(last_part);
    let wanted = named_revision(body);
    let runs_it = wanted.as_deref().is_none_or(|wanted| runs == Some(wanted));
    let may_be_ours = sent == Sent::Perhaps && runs_it;
    if !service.is_active() {
        // Of one that is deleted AWS need not tell what it ran.
        let is_new = is_seen_anew(&service, seen_before) && (runs_it || runs.is_none());
        let is_own = revision.is_some() && runs_it;
        return Ok(if sent == Sent::Perhaps && (is_new || is_own) {
            Found::Overtaken(format!(
                "While AWS had not confirmed the call, {} was created, and somebody deleted it again. So nothing was sent again.",
                service.name
            ))
        } else {
            Found::Nothing
        });
    }
    let is_ours = may_be_ours && (revision.is_some() || is_run_as_asked(&service, body));
    if is_answered {
        return Ok(Found::Effect(Updated::shown(service)));
    }
    if is_ours {
        let recorded = match (runs, service.created_at_ms) {
            (Some(runs), Some(created_at_ms)) => {
                let asked = records::Asked {
                    target,
                    since: Since::Created(created_at_ms),
                    revision: runs,
                    is_own_revision: revision.is_some(),
                    body,
                };
                asked.look(aws).await?
            }
            _ => Recorded::Unread,
        };
        return Ok(Found::Effect(match recorded {
            // What somebody began after ours may run the same.
            Recorded::Ours(own) => Updated::known(service, own),
            Recorded::Others | Recorded::Unread => Updated::shown(service),
        }));
    }
    Ok(Found::Overtaken(format!(
        "While AWS had not confirmed the call, somebody else created or changed {}, which runs {}. So it was left alone, and nothing was sent again.",
        service.name,
        runs.unwrap_or("no revision of its own")
    )))
}

/// What ECS shows of a service by which it can be told later whether anything was begun since: its
/// record of the last rollout, or, of one that was deleted, when that was created. Clocks need not
/// agree for it.
pub(super) fn seen(service: Option<&Service>) -> String {
    let Some(service) = service else {
        return String::new();
    };
    if service.is_active() {
        service
            .current_service_deployment
            .clone()
            .unwrap_or_default()
    } else {
        service
            .created_at_ms
            .map_or_else(|| "deleted".to_owned(), |at_ms| at_ms.to_string())
    }
}

/// Whether ECS shows something else than before; where that is not known, it does not.
fn is_seen_anew(service: &Service, before: Option<&str>) -> bool {
    before.is_some_and(|before| before != seen(Some(service)))
}

/// Whether a service is as a request asks, as far as both can be read.
pub(super) fn is_as_asked(service: &Service, body: &str) -> bool {
    both(service, body).is_none_or(|(service, asked)| plan::is_as_asked(&service, &asked))
}

/// The members of a service that are otherwise than a request asks; nothing where they cannot be read.
pub(super) fn unlike(service: &Service, body: &str) -> Option<Vec<String>> {
    both(service, body).map(|(service, asked)| plan::unlike(&service, &asked))
}

/// Whether a service's tasks are started as a request asks, as far as both can be read.
fn is_run_as_asked(service: &Service, body: &str) -> bool {
    both(service, body).is_none_or(|(service, asked)| plan::is_run_as_asked(&service, &asked))
}

fn both(service: &Service, body: &str) -> Option<(Document, Document)> {
    let read = |text: &str| Document::read(text, Some(DocumentKind::Service)).ok();
    read(&service.json.to_compact()).zip(read(body))
}

/// The revision that a request names, such as `nginx:2`; the newest of a family may be any.
fn named_revision(body: &str) -> Option<String> {
    let body = json::parse(body).ok()?;
    let named = last_part(body.get("taskDefinition")?.as_str()?);
    named.contains(':').then(|| named.to_owned())
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
        "While AWS had not confirmed the call, {now}; that is somebody else's and is left so."
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

/// Whether an update begins an ECS deployment.
pub(super) fn replaces_tasks(of: &Plan, body: &str) -> bool {
    let base = of.base.task_definition_arn.as_deref();
    revision_after(of, body).as_deref() != base.map(last_part)
        || Document::read(body, Some(DocumentKind::Service))
            .is_ok_and(|update| plan::replaces_tasks(&update))
}

/// Whether an update may begin an ECS deployment. Of some members AWS's model does not say whether they
/// do: what is there after such an update is not called somebody else's.
pub(super) fn may_replace_tasks(of: &Plan, body: &str) -> bool {
    let says_unsaid = json::parse(body).is_ok_and(|body| {
        let mut unsaid = UNSAID.into_iter();
        unsaid.any(|name| body.get(name).is_some_and(|value| !value.is_null()))
    });
    says_unsaid || replaces_tasks(of, body)
}

impl Sought<'_> {
    /// Looks; twice, where ECS contradicts itself.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn look(&self, aws: &Aws, sent: Sent) -> Result<Found<Updated>, AwsError> {
        let Target { cluster, service } = self.target;
        for _ in 0..2 {
            let Some(service) = aws.service(cluster, service).await? else {
                return Ok(match sent {
                    Sent::Perhaps => Found::Overtaken(deleted(service)),
                    Sent::No => Found::Nothing,
                });
            };
            if let Some(found) = self.judge(aws, service, sent).await? {
                return Ok(found);
            }
        }
        Ok(Found::Nothing)
    }

    /// What came of it by what ECS tells of the service; nothing where ECS tells something newer by now.
    async fn judge(
        &self,
        aws: &Aws,
        service: Service,
        sent: Sent,
    ) -> Result<Option<Found<Updated>>, AwsError> {
        if !runs(&service, None) {
            return Ok(Some(match sent {
                Sent::Perhaps => Found::Overtaken(deleted(&service.name)),
                Sent::No => Found::Nothing,
            }));
        }
        if is_anew(&service, self.previous_created_at_ms) {
            return Ok(Some(Found::Overtaken(format!(
                "Somebody deleted the service {0} and created another of its name. Nothing was sent again.",
                service.name
            ))));
        }
        let runs_it = self.revision.as_deref().is_none_or(|wanted| {
            let running = service.task_definition_arn.as_deref();
            running.map(last_part) == Some(wanted)
        });
        if primary_id(&service).as_deref() == self.previous {
            return self.of_the_same(aws, service, sent, runs_it).await;
        }
        if runs_it {
            return self.of_another(aws, service, sent).await.map(Some);
        }
        // Something came after ours, or in its place.
        let own = if sent == Sent::No {
            None
        } else if let Some(own) = self.among_its_own(&service) {
            Some(own)
        } else {
            match self.in_the_records(aws).await? {
                Recorded::Ours(own) => Some(own),
                Recorded::Others | Recorded::Unread => None,
            }
        };
        Ok(Some(match own {
            Some(own) => Found::Effect(Updated::known(service, own)),
            None => Found::Overtaken(overtaken(&service, sent)),
        }))
    }

    /// What came of it where the service shows the same ECS deployment as before; nothing where ECS tells
    /// something newer by now.
    async fn of_the_same(
        &self,
        aws: &Aws,
        service: Service,
        sent: Sent,
        runs_it: bool,
    ) -> Result<Option<Found<Updated>>, AwsError> {
        if sent == Sent::Perhaps
            && let Some(found) = self.taken_back(aws, &service).await?
        {
            return Ok(Some(found));
        }
        if runs_it && self.is_answered {
            return Ok(Some(Found::Effect(Updated::shown(service))));
        }
        if self.is_answered || is_as_asked(&service, self.body) {
            return Ok(Some(Found::Nothing));
        }
        if sent == Sent::Perhaps && self.is_recounted(&service) {
            return Ok(Some(Found::Overtaken(changed(&service))));
        }
        // What was read first may be older than what ECS tells now: both questions are asked of one answer.
        let now = planning::current(aws, self.target).await?;
        if self.basis.is_there(&now, self.plan) {
            return Ok(Some(Found::Nothing));
        }
        let asked = Document::read(self.body, Some(DocumentKind::Service)).ok();
        let is_as_asked = now
            .service
            .zip(asked)
            .is_some_and(|(now, asked)| plan::is_as_asked(&now, &asked));
        Ok((!is_as_asked).then(|| Found::Overtaken(changed(&service))))
    }

    /// Whether a service wants neither as many tasks as before nor as many as the update asks for. Where a
    /// plan leaves the count to others, its base does not tell.
    fn is_recounted(&self, service: &Service) -> bool {
        let asked = json::parse(self.body).ok();
        let asked = asked.and_then(|body| body.get("desiredCount")?.as_i64());
        asked
            .zip(self.count_before)
            .is_some_and(|(asked, before)| ![asked, before].contains(&service.desired))
    }

    /// What came of it where the service runs its revision by another ECS deployment than before.
    async fn of_another(
        &self,
        aws: &Aws,
        service: Service,
        sent: Sent,
    ) -> Result<Found<Updated>, AwsError> {
        let is_ours = self.may_be_ours(&service, sent);
        // What somebody began after ours may run the same.
        if is_ours
            && !self.is_answered
            && let Recorded::Ours(own) = self.in_the_records(aws).await?
        {
            return Ok(Found::Effect(Updated::known(service, own)));
        }
        Ok(if is_ours {
            Found::Effect(Updated::shown(service))
        } else if self.own_revision.is_some() {
            Found::Overtaken(overtaken_with_ours(&service))
        } else {
            Found::Overtaken(overtaken(&service, sent))
        })
    }

    /// Whether what a service runs by a new ECS deployment may be what came of the update: where that may
    /// have arrived, it is followed, and held against what was asked for at its end. A revision that the
    /// plan has just registered tells it; with any other, tasks that are started as the update asks, where
    /// it is one that replaces tasks at all. Of one that does not, all that was asked for has to be there.
    fn may_be_ours(&self, service: &Service, sent: Sent) -> bool {
        let fits = || {
            self.own_revision.is_some()
                || is_as_asked(service, self.body)
                || (self.replaces_tasks() && is_run_as_asked(service, self.body))
        };
        self.is_answered || (sent == Sent::Perhaps && fits())
    }

    /// Whether the update begins an ECS deployment.
    fn replaces_tasks(&self) -> bool {
        replaces_tasks(self.plan, self.body)
    }

    /// What came of the update where it began a rollout that is over already, and went back: then the
    /// service shows nothing but what it was before. To send it again would bring back what ECS, or
    /// somebody, has taken back.
    async fn taken_back(
        &self,
        aws: &Aws,
        service: &Service,
    ) -> Result<Option<Found<Updated>>, AwsError> {
        if self.own_revision.is_some() {
            let wanted = self.revision.as_deref();
            let shown = service
                .deployments
                .iter()
                .find(|one| Some(one.revision.as_str()) == wanted)
                .map(|one| one.id.clone());
            let recorded = match shown {
                Some(own) => Recorded::Ours(own),
                None => self.in_the_records(aws).await?,
            };
            match recorded {
                Recorded::Ours(own) => {
                    return Ok(Some(Found::Effect(Updated::known(service.clone(), own))));
                }
                Recorded::Others => return Ok(None),
                // That there is another record than before is told without the right to read it.
                Recorded::Unread => {}
            }
        }
        let may_be_ours = self.own_revision.is_some() || self.replaces_tasks();
        let is_anew = may_be_ours && is_seen_anew(service, self.seen_before.as_deref());
        Ok(is_anew.then(|| {
            Found::Overtaken(format!(
                "While AWS had not confirmed the call, a rollout of {} was begun and taken back. It may have been this one, so it was left alone, and nothing was sent again.",
                service.name
            ))
        }))
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
    async fn in_the_records(&self, aws: &Aws) -> Result<Recorded, AwsError> {
        let is_own_revision = self.own_revision.is_some();
        let Some(revision) = self
            .revision
            .as_deref()
            .filter(|_| is_own_revision || self.replaces_tasks())
        else {
            return Ok(Recorded::Others);
        };
        records::Asked {
            target: self.target,
            since: self.previous.map_or(Since::Ever, Since::After),
            revision,
            is_own_revision,
            body: self.body,
        }
        .look(aws)
        .await
    }
}

/// What to tell of a service that somebody deleted while an update of it was not answered.
fn deleted(service: &str) -> String {
    format!(
        "While AWS had not confirmed the call, somebody deleted the service {service}. The update may have been carried out before that; nothing was sent again."
    )
}

/// What to tell of a service that runs the plan's own revision, and not by the plan: the newest of its
/// family others may deploy by its name.
fn overtaken_with_ours(service: &Service) -> String {
    let runs = service
        .task_definition_arn
        .as_deref()
        .map(last_part)
        .unwrap_or_default();
    format!(
        "While AWS had not confirmed the call, {} came to run {runs}, and not by this update: somebody else deployed that revision. So it was left alone, and nothing was sent again.",
        service.name
    )
}

/// What to tell of a service that moved on to something that is not the plan's.
pub(super) fn overtaken(service: &Service, sent: Sent) -> String {
    let runs = service
        .task_definition_arn
        .as_deref()
        .map(last_part)
        .unwrap_or_default();
    let before = match sent {
        Sent::Perhaps => " The call may have been carried out before that.",
        Sent::No => "",
    };
    format!(
        "While AWS had not confirmed the call, {} came to run {runs} by another ECS deployment: somebody else deployed, or ECS went back. So it was left alone, and nothing was sent again.{before}",
        service.name
    )
}

fn changed(service: &Service) -> String {
    format!(
        "While AWS had not confirmed the call, somebody else, or auto scaling, changed {}, of which {} tasks are wanted now. So it was left alone, and nothing was sent again. Make a new plan, look at it, and deploy that.",
        service.name, service.desired
    )
}

pub(super) fn primary_id(service: &Service) -> Option<String> {
    service.primary().map(|primary| primary.id.clone())
}
