//! Watching a rollout to its verdict, and doing what people tell it meanwhile.

use shared::deployment::{Command, JournalEvent, Rollout, Verdict, stop};
use shared::json;
use shared::plan::{self, Step};
use shared::wire::EcsDeployment;

use super::asked::Asked;
use super::carry_out::Done;
use super::evidence::Told;
use super::job::{Halt, Job, News};
use super::outlook::Outlook;
use super::patience::Patience;
use super::verdict::{self, Ours, Phase, is_rollback};
use super::{back_out, hook, meanwhile};
use crate::aws::{AwsError, Service, last_part};
use crate::feed::{Look, Sight};

/// A service, or our own ECS deployment in it, may stay invisible so many looks.
const UNSEEN: u32 = 10;

/// Where ECS does not say that a service is steady, as many tasks as are wanted have to run for so
/// many looks: without a load balancer ECS calls a task healthy after 40 seconds.
const LOOKS_HELD: u32 = 15;
/// Behind a load balancer, which takes several health checks to find a target unhealthy.
const LOOKS_HELD_BEHIND_LOAD_BALANCER: u32 = 100;

/// Between two tries to go back it takes so many times as long as between two tries of a call.
const BETWEEN_BACK_OUTS: u32 = 5;

/// Watches until the rollout is over or our patience is.
pub(super) async fn follow(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    let mut sight = job.look_at_service();
    let asked = Asked::before(job, step);
    let mut watch = Watching {
        step,
        patience: Patience::with(job, step),
        ours: ours(job, step, asked.as_ref()),
        asked,
        told: Told::of(&job.past),
        suspicion: Suspicion::default(),
        unseen: 0,
        outlook: Outlook::of(job),
        record: Record::default(),
        looks_for_health: looks_for_health(job),
        held_since_ms: None,
        is_of_others: false,
    };
    loop {
        if let Some(by) = job.told_to_give_way() {
            let reason = format!(
                "{by} deployed something else in its place before this rollout was over. Look at the service to see how that goes."
            );
            return Err(Halt::Over(Verdict::Superseded, reason));
        }
        let over = match job.hear(&mut sight).await? {
            News::Look(look) => watch.look(job, &mut sight, &look).await?,
            News::Given(given) => {
                // It is done with the next look, by whoever takes that.
                job.take(&given).await?;
                sight.renew();
                None
            }
            News::Nothing if watch.patience.is_over(job) => Some(watch.unwatched(job)),
            News::Nothing => None,
        };
        if let Some((verdict, reason)) = over {
            return match verdict {
                Verdict::Succeeded => Ok(Done {
                    success: Some(reason),
                    ..Done::default()
                }),
                _ => Err(Halt::Over(verdict, reason)),
            };
        }
    }
}

fn ours(job: &Job<'_>, step: usize, asked: Option<&Asked>) -> Ours {
    Ours {
        own: job.run.own_ecs_deployment.clone(),
        previous: job.run.previous_ecs_deployment.clone(),
        back_out: back_out::by_update(job, step),
        created_at_ms: None,
        desired: desired(job),
        is_unanswered: job.sent_without_answer(step).is_some(),
        is_settled: false,
        base_revision: job
            .plan
            .base
            .task_definition_arn
            .as_deref()
            .map(|arn| last_part(arn).to_owned()),
        previous_created_at_ms: job.run.previous_created_at_ms,
        wanted_revision: asked.and_then(|asked| asked.revision(job)),
        told_of: meanwhile::told(job).find_map(|told| told.ecs_deployment_id.clone()),
        is_auto_scaled: None,
        was_seen: false,
        hindrance: None,
    }
}

/// At life's pace there are so many seconds between two looks, see `Pacing::follow_every`.
const SECONDS_BETWEEN_LOOKS: i64 = 3;

/// How many looks it takes until the slowest health check of a container could have failed, from when
/// it started. What is left open is as ECS has it. Source: `HealthCheck` in ECS's model.
fn looks_for_health(job: &Job<'_>) -> u32 {
    let definition = job.preview.task_definition_after.as_deref();
    let definition = definition.and_then(|text| json::parse(text).ok());
    let containers = definition
        .as_ref()
        .and_then(|definition| definition.get("containerDefinitions")?.as_array())
        .unwrap_or_default();
    let seconds = containers
        .iter()
        .filter_map(|container| container.get("healthCheck"))
        .filter(|check| !check.is_null())
        .map(|check| {
            let of = |name: &str, otherwise: i64| {
                check
                    .get(name)
                    .and_then(json::Json::as_i64)
                    .unwrap_or(otherwise)
            };
            let tries = of("retries", 3).saturating_mul(of("interval", 30));
            of("startPeriod", 0)
                .saturating_add(tries)
                .saturating_add(of("timeout", 5))
        })
        .max()
        .unwrap_or_default();
    looks_within(seconds)
}

/// So many looks are taken within so many seconds.
fn looks_within(seconds: i64) -> u32 {
    u32::try_from(seconds.max(0) / SECONDS_BETWEEN_LOOKS).unwrap_or(u32::MAX)
}

/// The number of tasks that the plan asks for, if it does.
fn desired(job: &Job<'_>) -> Option<i64> {
    job.plan.steps.iter().find_map(|step| match step {
        Step::CreateService { body } | Step::UpdateService { body } => {
            let body = json::parse(body).ok()?;
            body.get("desiredCount")?.as_i64()
        }
        _ => None,
    })
}

/// A rollout that is watched.
#[derive(Debug)]
struct Watching {
    step: usize,
    /// What was asked for.
    asked: Option<Asked>,
    patience: Patience,
    ours: Ours,
    told: Told,
    suspicion: Suspicion,
    unseen: u32,
    outlook: Outlook,
    record: Record,
    /// So many looks more it takes until the containers' own checks could have failed.
    looks_for_health: u32,
    /// Since when as many run as are wanted, by what is not proof enough.
    held_since_ms: Option<i64>,
    /// Whether somebody has told it to go back, and the rollout that is there is not ours to take back.
    is_of_others: bool,
}

impl Watching {
    async fn look(
        &mut self,
        job: &mut Job<'_>,
        sight: &mut Sight,
        look: &Look,
    ) -> Result<Option<(Verdict, String)>, Halt> {
        let service = match &look.service {
            Ok(Some(service)) => service,
            Ok(None) => {
                self.outlook.clears(job).await?;
                return Ok(self.invisible(job));
            }
            Err(error) if error.is_cluster_gone() => {
                self.outlook.clears(job).await?;
                return Ok(self.invisible(job));
            }
            // Also a refusal may pass: credentials are renewed, and policies take time to arrive.
            Err(error) => {
                self.outlook.darkens(job, error).await?;
                let is_late = self.patience.is_over(job);
                return Ok(is_late.then(|| self.unwatched(job)));
            }
        };
        self.outlook.clears(job).await?;
        self.note_own(service);
        let rollout = self.record.of(job, sight, look, &self.ours).await;
        self.patience.see(job, rollout.as_ref());
        self.ours.is_settled = !job.was_answered_lately("UpdateService");
        let mut news = self.told.news(&self.ours, service);
        self.ours.hindrance = self.told.hindrance();
        let counts_changed = news
            .iter()
            .any(|event| matches!(event, JournalEvent::Progress { .. }));
        news.extend(self.told.rollout(rollout.as_ref()));
        // Without an ECS deployment of ours there are no counts of ours.
        let may_tell = counts_changed || (self.ours.own.is_none() && !news.is_empty());
        job.write(&news).await?;
        if let Some(rollout) = &rollout {
            hook::answer_all(job, self.step, rollout).await?;
        }
        self.go_back(job, service, rollout.as_ref()).await?;
        let mut verdict = verdict::judge(&self.ours, service, rollout.as_ref());
        if verdict.is_some() && self.ours.is_recounted(service) {
            self.ask_for_scaling(job).await;
            verdict = verdict::judge(&self.ours, service, rollout.as_ref());
        }
        let verdict = verdict.filter(|(verdict, _)| self.suspicion.is_confirmed(*verdict));
        let verdict = self.proven(job, service, verdict);
        let mut late = verdict.is_none() && self.patience.is_over(job);
        // Where as many run as are wanted, there is nothing to take back. That they do at one look
        // proves nothing, so it is waited for whether they hold for a while.
        let is_held = self.is_held_for(job, LOOKS_HELD);
        if self.held_since_ms.is_some() && !is_held {
            late = false;
        }
        if late && !is_held && self.may_take_back(job, service) {
            self.take_back(job).await?;
            late = self.patience.is_over_going_back(job);
        }
        if may_tell || verdict.is_some() || late {
            self.told.evidence(job, &self.ours, service).await?;
        }
        let end = match verdict {
            Some((Verdict::Succeeded, _)) if self.told.is_unproven(&self.ours, service) => {
                (Verdict::Superseded, self.unproven(service))
            }
            Some(end) => end,
            None if late && is_held => {
                (Verdict::Stuck, verdict::unproven(service, &job.patience()))
            }
            None if late => (
                Verdict::Stuck,
                verdict::stuck(&self.ours, service, &job.patience()),
            ),
            None => return Ok(None),
        };
        let end = match (&mut self.asked, end) {
            (Some(asked), (Verdict::Succeeded, success)) => {
                let look = (service.as_ref(), rollout.as_ref());
                match asked.hold_against(job, &self.ours, look, success).await {
                    Some(end) => end,
                    None => return Ok(None),
                }
            }
            (_, end) => end,
        };
        let end = self.with_cause(job, end);
        self.told.cause(job, &self.ours, service, end.0).await?;
        Ok(Some(end))
    }

    /// Asks whether auto scaling moves the count; that it does once, may have been it.
    async fn ask_for_scaling(&mut self, job: &Job<'_>) {
        if self.ours.is_auto_scaled == Some(true) {
            return;
        }
        let target = &job.plan.target;
        match job
            .aws
            .scaling_bounds(&target.cluster, &target.service)
            .await
        {
            Ok(bounds) => {
                let moves_it = bounds.is_some_and(|bounds| bounds.moves_count());
                self.ours.is_auto_scaled = Some(moves_it);
            }
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "it is not known whether auto scaling moves the count");
            }
        }
    }

    /// Where ECS says nothing of a rollout, counts alone tell how it goes; and tasks run for a moment
    /// also where they crash again and again, whether more of them were asked for or fewer. So it has
    /// succeeded only when ECS calls the service steady, or when as many have run for as long as ECS
    /// takes to call them healthy.
    fn proven(
        &mut self,
        job: &Job<'_>,
        service: &Service,
        verdict: Option<(Verdict, String)>,
    ) -> Option<(Verdict, String)> {
        let is_stateless = |primary: &EcsDeployment| primary.rollout_state.is_empty();
        let counts_alone = if self.ours.started() {
            service.primary().is_some_and(is_stateless)
        } else {
            // Of another tool's task sets nothing is claimed that would have to be proven.
            service.desired > 0 && service.controller != "EXTERNAL"
        };
        let is_in_doubt = matches!(verdict, Some((Verdict::Succeeded, _)))
            && counts_alone
            && !service.is_called_steady();
        if !is_in_doubt {
            self.held_since_ms = None;
            return verdict;
        }
        self.held_since_ms.get_or_insert(job.clock.now_ms());
        let looks = if service.target_groups.is_empty() {
            LOOKS_HELD
        } else {
            // Until then ECS keeps also those that their load balancer calls unhealthy.
            let grace = service.json.get("healthCheckGracePeriodSeconds");
            let grace = grace.and_then(json::Json::as_i64).unwrap_or_default();
            LOOKS_HELD_BEHIND_LOAD_BALANCER.saturating_add(looks_within(grace))
        };
        let looks = looks.saturating_add(self.looks_for_health);
        verdict.filter(|_| self.is_held_for(job, looks))
    }

    /// Whether as many have run as are wanted for so many looks.
    fn is_held_for(&self, job: &Job<'_>, looks: u32) -> bool {
        let enough_ms = job.pacing.follow_every.saturating_mul(looks).as_millis();
        self.held_since_ms.is_some_and(|since_ms| {
            let held_ms = job.clock.now_ms().saturating_sub(since_ms);
            i64::try_from(enough_ms).unwrap_or(i64::MAX) <= held_ms
        })
    }

    fn unproven(&self, service: &Service) -> String {
        let what = service
            .task_definition_arn
            .as_deref()
            .map(last_part)
            .unwrap_or_default();
        let why = self.told.words().unwrap_or_default();
        let told = format!(
            "Somebody, or auto scaling, set the count to 0 while tasks of {what} failed, so it is not known whether it works. {why}"
        );
        format!("{} Scale the service up to see.", told.trim_end())
    }

    fn invisible(&mut self, job: &Job<'_>) -> Option<(Verdict, String)> {
        self.unseen += 1;
        (self.unseen > UNSEEN).then(|| {
            (
                Verdict::Failed,
                format!(
                    "The service {} is gone; somebody deleted it, or its cluster.",
                    job.plan.target.service
                ),
            )
        })
    }

    /// Notices our own ECS deployment. One that does not show is taken as not shown yet, for a
    /// while.
    fn note_own(&mut self, service: &Service) {
        let own = self
            .ours
            .own
            .as_deref()
            .and_then(|own| service.ecs_deployment(own));
        if let Some(own) = own {
            self.ours.was_seen = true;
            self.unseen = 0;
            self.ours.created_at_ms = self.ours.created_at_ms.or(own.created_at_ms);
        } else {
            self.unseen += 1;
            self.ours.was_seen |= self.unseen > UNSEEN;
        }
    }

    /// Whether the environment's policy takes it back past the deadline, or ECS goes back already.
    fn may_take_back(&self, job: &Job<'_>, service: &Service) -> bool {
        let is_going = job.told_to_back_out().is_some();
        let is_others = self.of_another(service);
        let is_others = is_others.filter(|primary| !(is_going && is_rollback(&self.ours, primary)));
        job.rolls_back_when_late && !self.record.is_back_out_refused && is_others.is_none()
    }

    /// What the service runs that is not ours to take back: what somebody began after ours, or what ECS
    /// itself has gone back to.
    fn of_another<'s>(&self, service: &'s Service) -> Option<&'s EcsDeployment> {
        let primary = service.primary()?;
        (self.ours.own.is_some() && !self.ours.is_known(primary)).then_some(primary)
    }

    /// Past the deadline, where the environment's policy wants it so.
    async fn take_back(&self, job: &mut Job<'_>) -> Result<(), Halt> {
        if job.told_to_back_out().is_some() {
            return Ok(());
        }
        job.note(JournalEvent::Commanded {
            by: "The environment's policy".to_owned(),
            command: Command::BackOut,
        })
        .await?;
        Ok(())
    }

    /// Once somebody has told it to, and until it is under way.
    async fn go_back(
        &mut self,
        job: &mut Job<'_>,
        service: &Service,
        rollout: Option<&Rollout>,
    ) -> Result<(), Halt> {
        let is_too_early = job.clock.now_ms() < self.record.back_out_again_ms;
        if self.record.is_back_out_refused || is_too_early || job.told_to_back_out().is_none() {
            return Ok(());
        }
        // Where there is no record to stop, it is back already once what ran before is in its place.
        let is_back = self.ours.started()
            && service
                .primary()
                .is_some_and(|primary| self.ours.previous.as_ref() == Some(&primary.id));
        if rollout.is_none() && is_back {
            return Ok(());
        }
        let of_another = self.of_another(service);
        self.is_of_others = of_another.is_some_and(|primary| !is_rollback(&self.ours, primary));
        // It may be ours that moved the service back, and of which that is not known.
        if of_another.is_some() && !back_out::is_sought(job, self.step) {
            return Ok(());
        }
        // It may have been told before the service was touched, and come after.
        if let Err(why) = stop(&job.plan, |index| job.started_step(index).is_some()) {
            tracing::warn!(deployment.id = %job.id, why, "a rollout cannot be taken back");
            self.record.is_back_out_refused = true;
            return Ok(());
        }
        self.record.back_out_failure = None;
        if let Err(error) = back_out::ensure(job, self.step, rollout).await? {
            tracing::warn!(deployment.id = %job.id, %error, "a rollout could not be taken back");
            // Credentials are renewed, and permissions given; what AWS refuses stays refused.
            let may_pass = error.is_retryable() || matches!(error, AwsError::NotAllowed { .. });
            self.record.is_back_out_refused = !may_pass;
            let pause = job.pacing.retry_after.saturating_mul(BETWEEN_BACK_OUTS);
            let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            self.record.back_out_again_ms = job.clock.now_ms().saturating_add(pause);
            self.record.back_out_failure = Some(error.words());
        }
        self.ours.back_out = back_out::by_update(job, self.step);
        Ok(())
    }

    fn with_cause(&self, job: &Job<'_>, (verdict, reason): (Verdict, String)) -> (Verdict, String) {
        let reason = match job.told_to_back_out() {
            Some(by)
                if verdict == Verdict::RolledBack
                    && !self.ours.started()
                    && self.ours.back_out.is_none() =>
            {
                format!(
                    "{by} asked to go back from this, and that was not done, since ECS itself was going back from the rollout beside it. {reason}"
                )
            }
            Some(by) if matches!(verdict, Verdict::RolledBack) => {
                let is_stopped =
                    self.ours.back_out.is_some() || job.was_answered(self.step, back_out::STOP);
                if is_stopped {
                    format!("{by} stopped the rollout. {reason}")
                } else {
                    format!(
                        "{by} asked to go back, and it went back before ECS had taken that. {reason}"
                    )
                }
            }
            Some(by)
                if self.record.is_back_out_refused || self.record.back_out_failure.is_some() =>
            {
                let why = self.record.back_out_failure.as_deref().unwrap_or_default();
                let told = format!("{by} asked to go back, and that could not be done. {why}");
                format!("{} {reason}", told.trim_end())
            }
            Some(by) if verdict == Verdict::Superseded && self.ours.back_out.is_some() => {
                format!("{by} asked to go back, and the service was moved back. {reason}")
            }
            Some(by)
                if verdict == Verdict::Superseded
                    && job.was_answered(self.step, back_out::STOP) =>
            {
                format!("{by} asked to go back, and ECS was told to stop the rollout. {reason}")
            }
            Some(by) if verdict == Verdict::Superseded && self.is_of_others => format!(
                "{by} asked to go back, and that was not done, since something else had come in between. {reason}"
            ),
            Some(by) if self.is_of_others => {
                format!(
                    "{by} asked to go back, and that was not done: what the service runs now is what somebody else began. {reason}"
                )
            }
            Some(by) if matches!(verdict, Verdict::Succeeded | Verdict::Superseded) => {
                format!("{by} asked to go back, and that came too late. {reason}")
            }
            _ => match hook::rolled_back_by(&job.past) {
                Some(by) if matches!(verdict, Verdict::RolledBack | Verdict::Failed) => {
                    format!("{by} told ECS at the pause to roll back. {reason}")
                }
                _ => match hook::not_rolled_back_by(&job.past) {
                    Some(by) if verdict == Verdict::Succeeded => format!(
                        "{by} asked at the pause to roll back, and ECS did not take that: it went on. {reason}"
                    ),
                    _ => reason,
                },
            },
        };
        // An update of ours brings all of them back.
        let is_of_ecs = verdict == Verdict::RolledBack && self.ours.back_out.is_none();
        let stays = plan::staying_settings(&job.plan).filter(|_| is_of_ecs);
        let besides = plan::left_alone(&job.plan).filter(|_| verdict == Verdict::RolledBack);
        let reason = [stays, besides]
            .into_iter()
            .flatten()
            .fold(reason, |reason, words| format!("{reason} {words}"));
        match (self.told.words(), verdict) {
            (Some(words), Verdict::Failed | Verdict::RolledBack | Verdict::Stuck) => {
                (verdict, format!("{reason} {words}"))
            }
            _ => (verdict, reason),
        }
    }

    fn unwatched(&self, job: &Job<'_>) -> (Verdict, String) {
        let why = self.outlook.error().map_or_else(
            || format!("AWS has not answered for {}.", job.patience()),
            AwsError::words,
        );
        (
            Verdict::Stuck,
            format!(
                "The change was sent, but Longshore can no longer look at how it goes. {why} ECS goes on by itself; look at the service."
            ),
        )
    }
}

/// AWS's answers may be older than each other, so that only a success is believed at first sight.
#[derive(Debug, Default)]
struct Suspicion(Option<Verdict>);

impl Suspicion {
    fn is_confirmed(&mut self, verdict: Verdict) -> bool {
        let before = self.0.replace(verdict);
        verdict == Verdict::Succeeded || before == Some(verdict)
    }
}

/// ECS's record of our rollout, as long as the endpoint offers such records and we may read them.
#[derive(Debug, Default)]
struct Record {
    last: Option<Rollout>,
    /// Whether the feed knows which record is ours.
    is_named: bool,
    is_missing: bool,
    is_back_out_refused: bool,
    /// Why going back failed the last time, where it did.
    back_out_failure: Option<String>,
    /// When it may be tried again.
    back_out_again_ms: i64,
}

impl Record {
    async fn of(
        &mut self,
        job: &Job<'_>,
        sight: &Sight,
        look: &Look,
        ours: &Ours,
    ) -> Option<Rollout> {
        if ours.own == ours.previous {
            return None;
        }
        let own = ours.own.as_deref()?;
        let found = look.rollout.as_ref().filter(|rollout| is_of(rollout, own));
        if let Some(rollout) = found {
            if !self.is_named {
                sight.read_rollout(&rollout.arn);
                self.is_named = true;
            }
            // An answer may be older than the one before; what is over stays over.
            let is_older = self
                .last
                .as_ref()
                .is_some_and(|last| Phase::of(last).is_over() && !Phase::of(rollout).is_over());
            if !is_older {
                self.last = Some(rollout.clone());
            }
        } else if !self.is_named && !self.is_missing {
            self.name(job, sight, own).await;
        }
        self.last.clone()
    }

    /// Finds our record where the service does not name it.
    async fn name(&mut self, job: &Job<'_>, sight: &Sight, own: &str) {
        let target = &job.plan.target;
        let listed = job
            .aws
            .rollout_arn(&target.cluster, &target.service, own)
            .await;
        match listed {
            Ok(Some(arn)) => {
                sight.read_rollout(&arn);
                self.is_named = true;
            }
            Ok(None) => {}
            Err(error) => {
                // One failure may pass; a refusal stays, and so does a page instead of an answer.
                self.is_missing =
                    !error.is_retryable() || matches!(&error, AwsError::Unclear { code: None, .. });
                tracing::warn!(deployment.id = %job.id, %error, "ECS's record of the rollout could not be read");
            }
        }
    }
}

fn is_of(rollout: &Rollout, ecs_deployment: &str) -> bool {
    rollout
        .target
        .as_ref()
        .is_some_and(|target| last_part(&target.arn) == last_part(ecs_deployment))
}
