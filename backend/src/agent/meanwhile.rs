//! What somebody did to a service between our last look at it and AWS's answer to its update.
//!
//! ECS takes an update whatever the service is by then; there is no compare-and-set. So what came in that
//! moment cannot be kept from being written over, and is told: by the answer, and by ECS's records of the
//! service's rollouts, which keep what the answer does not show any more.

use std::collections::BTreeSet;

use shared::deployment::{Fate, JournalEvent, Meanwhile, Verdict};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::plan::{self, Plan, Step};
use shared::wire::EcsDeployment;

use super::effect;
use super::ensure::with_revision;
use super::job::{Halt, Job};
use super::records;
use crate::aws::Service;

/// So often ECS is asked for the service as the update left it, until it shows that.
const LOOKS: u32 = 5;

/// What is compared with AWS's answer to an update.
#[derive(Debug)]
pub(super) struct LastLook<'a> {
    pub(super) plan: &'a Plan,
    /// The service that the plan was compared with.
    pub(super) planned_on: Option<&'a str>,
    /// What is sent.
    pub(super) body: &'a str,
    /// The service at our last look, where this process has taken it.
    pub(super) before: Option<&'a Service>,
}

impl LastLook<'_> {
    /// What AWS's answer shows of others. Of settings that may be no more than the answer's way to say
    /// them, which [`tell_at_once`] finds out.
    pub(super) fn beside(&self, answer: &Service) -> Option<Meanwhile> {
        let before = self.before?;
        let begins_one = effect::may_replace_tasks(self.plan, self.body);
        // What ECS does when it goes back from a rollout is nobody's; an alarm, a pause and a hook make it do
        // so, too.
        let may_go_back = before
            .primary()
            .is_some_and(|one| !["COMPLETED", ""].contains(&one.rollout_state.as_str()));
        let settings = self.planned_on.filter(|_| !may_go_back);
        let settings = settings.map(|planned_on| set(planned_on, self.body, answer));
        let meanwhile = Meanwhile {
            settings: settings.unwrap_or_default(),
            ..begun_since(before, answer, begins_one)
                .map_or_else(Meanwhile::default, |theirs| rollout(theirs, begins_one))
        };
        (!meanwhile.is_empty()).then_some(meanwhile)
    }
}

/// What somebody else began between a look and AWS's answer to an update that begins an ECS deployment.
pub(super) fn begun_before(before: &Service, answer: &Service) -> Option<Meanwhile> {
    begun_since(before, answer, true).map(|theirs| rollout(theirs, true))
}

/// What somebody else began between a look and AWS's answer to a deletion, and what went with that.
pub(super) fn deleted_with(before: &Service, answer: &Service) -> Option<Meanwhile> {
    begun_since(before, answer, false).map(|theirs| Meanwhile {
        fate: Fate::Deleted,
        ..rollout(theirs, false)
    })
}

/// Tells of the rollouts of others that AWS's answers showed, and that are not told.
pub(super) async fn tell_of_rollouts(job: &mut Job<'_>) -> Result<(), Halt> {
    while let Some(theirs) = untold(job).cloned() {
        let meanwhile = Meanwhile {
            settings: Vec::new(),
            ..theirs
        };
        note(job, meanwhile).await?;
    }
    Ok(())
}

fn untold<'j>(job: &'j Job<'_>) -> Option<&'j Meanwhile> {
    let told: Vec<&str> = told(job)
        .filter_map(|told| told.ecs_deployment_id.as_deref())
        .collect();
    job.past.iter().find_map(|entry| {
        let JournalEvent::CallAnswered { step, shown, .. } = &entry.event else {
            return None;
        };
        let beside = shown.as_ref()?.beside.as_ref()?;
        let id = beside.ecs_deployment_id.as_deref()?;
        (!told.contains(&id) && !may_be_ours(job, *step, beside)).then_some(beside)
    })
}

/// Whether what an answer shows to have been begun may be of a try of ours whose answer was lost.
fn may_be_ours(job: &Job<'_>, step: usize, beside: &Meanwhile) -> bool {
    let Some(Step::UpdateService { body }) = job.plan.steps.get(step) else {
        return false;
    };
    let mut revisions = (0..step).filter_map(|before| job.registered(before));
    let body = with_revision(body, revisions.next_back().as_deref());
    effect::replaces_tasks(&job.plan, &body)
        && beside.revision == effect::revision_after(&job.plan, &body)
        && job.may_have_arrived_twice(step, "UpdateService")
}

fn rollout(theirs: &EcsDeployment, begins_one: bool) -> Meanwhile {
    Meanwhile {
        ecs_deployment_id: Some(theirs.id.clone()),
        revision: Some(theirs.revision.clone()),
        fate: match theirs.rollout_state.as_str() {
            "COMPLETED" | "FAILED" => Fate::Over,
            _ if begins_one => Fate::GivenUp,
            _ => Fate::GoesOn,
        },
        settings: Vec::new(),
    }
}

/// Tells what the journal has of AWS's answer to a step's update, unless that is told.
pub(super) async fn tell_at_once(job: &mut Job<'_>, step: usize, body: &str) -> Result<(), Halt> {
    let shown = job.shown(step, "UpdateService");
    let Some(beside) = shown.and_then(|shown| shown.beside.clone()) else {
        return Ok(());
    };
    if told(job).next().is_some() {
        return Ok(());
    }
    let settings = confirmed(job, body, beside.settings.clone()).await?;
    let rollout = if may_be_ours(job, step, &beside) {
        Meanwhile::default()
    } else {
        beside
    };
    note(
        job,
        Meanwhile {
            settings,
            ..rollout
        },
    )
    .await
}

/// Tells what ECS's records show of others, once they are sure to hold our rollout: it is over. Where AWS
/// has not told that, it is not asked for more.
pub(super) async fn tell_at_the_end(job: &mut Job<'_>, verdict: Verdict) -> Result<(), Halt> {
    tell_of_rollouts(job).await?;
    if verdict == Verdict::Stuck {
        return Ok(());
    }
    let run = &job.run;
    let (Some(previous), Some(own)) = (&run.previous_ecs_deployment, &run.own_ecs_deployment)
    else {
        return Ok(());
    };
    if previous == own {
        return Ok(());
    }
    // Once, since the verdict is known and people wait for it.
    let last_look = (previous.as_str(), run.seen_before.as_deref());
    let found = records::given_up_for(own, &job.aws, &job.plan.target, last_look).await;
    let began = match found {
        Ok(Some(began)) => began,
        Ok(None) => return Ok(()),
        Err(error) => {
            tracing::warn!(deployment.id = %job.id, %error, "ECS's records of the rollouts could not be read");
            return Ok(());
        }
    };
    let is_told =
        |told: &Meanwhile| told.ecs_deployment_id.as_ref() == Some(&began.ecs_deployment_id);
    if told(job).any(is_told) {
        return Ok(());
    }
    // A try of ours whose answer was lost may have begun one, too.
    let is_update = |step: &Step| matches!(step, Step::UpdateService { .. });
    let step = job.plan.steps.iter().rposition(is_update);
    if began.is_like_ours
        && step.is_some_and(|step| job.may_have_arrived_twice(step, "UpdateService"))
    {
        return Ok(());
    }
    let meanwhile = Meanwhile {
        ecs_deployment_id: Some(began.ecs_deployment_id),
        revision: Some(began.revision),
        fate: Fate::GivenUp,
        settings: Vec::new(),
    };
    note(job, meanwhile).await
}

/// An end with what was told of others.
pub(super) fn end_with(job: &Job<'_>, (verdict, reason): (Verdict, String)) -> (Verdict, String) {
    let all: Vec<&Meanwhile> = told(job).collect();
    let Some(words) = all
        .iter()
        .map(|told| told.words())
        .reduce(|one, two| format!("{one} {two}"))
    else {
        return (verdict, reason);
    };
    let is_other = verdict == Verdict::Succeeded && all.iter().any(|told| told.changes_revision());
    let verdict = if is_other {
        Verdict::Superseded
    } else {
        verdict
    };
    (verdict, format!("{reason} {words}"))
}

/// The newest ECS deployment that somebody else began since the last look. The update's own is the
/// primary, where it begins one. What is older than the primary of that look ECS has gone back to.
fn begun_since<'s>(
    before: &Service,
    answer: &'s Service,
    begins_one: bool,
) -> Option<&'s EcsDeployment> {
    let since_ms = before.primary().and_then(|primary| primary.created_at_ms);
    let mut newest_first = answer.deployments.iter();
    newest_first.find(|one| {
        let is_ours = begins_one && one.status == "PRIMARY";
        let is_older = one
            .created_at_ms
            .zip(since_ms)
            .is_some_and(|(at_ms, since_ms)| at_ms < since_ms);
        !is_ours && !is_older && before.ecs_deployment(&one.id).is_none()
    })
}

/// What somebody else has set, by the names of the service's members.
fn set(planned_on: &str, body: &str, service: &Service) -> Vec<String> {
    let read = |text: &str| Document::read(text, Some(DocumentKind::Service)).ok();
    let (Some(planned_on), Some(update), Some(now)) = (
        read(planned_on),
        read(body),
        read(&service.json.to_compact()),
    ) else {
        return Vec::new();
    };
    plan::changed_beside(&planned_on, &update, &now)
}

/// Settings of AWS's answer to an update that AWS shows afterwards, too: what one of them alone shows may
/// be no more than its way to say it. The revision has one way to be said.
async fn confirmed(job: &Job<'_>, body: &str, answered: Vec<String>) -> Result<Vec<String>, Halt> {
    let Some(planned_on) = job.preview.definitions.service_before.as_deref() else {
        return Ok(Vec::new());
    };
    let mut seen = BTreeSet::from([plan::REVISION.to_owned()]);
    let target = job.plan.target.clone();
    for _ in 0..LOOKS {
        if answered.iter().all(|name| seen.contains(name)) {
            break;
        }
        let shown = job
            .try_look(|aws| {
                let target = &target;
                async move { aws.service(&target.cluster, &target.service).await }
            })
            .await?;
        // How it goes on is looked at later, with more patience.
        let Ok(Some(shown)) = shown else {
            break;
        };
        seen.extend(set(planned_on, body, &shown));
        if answered.iter().any(|name| !seen.contains(name)) {
            // An answer may be older than the one before it.
            job.pause(job.pacing.follow_every).await?;
        }
    }
    let is_seen = |name: &String| seen.contains(name);
    Ok(answered.into_iter().filter(is_seen).collect())
}

async fn note(job: &mut Job<'_>, meanwhile: Meanwhile) -> Result<(), Halt> {
    if !meanwhile.is_empty() {
        job.note(JournalEvent::ChangedMeanwhile { meanwhile })
            .await?;
    }
    Ok(())
}

/// What is told of others so far.
pub(super) fn told<'j>(job: &'j Job<'_>) -> impl Iterator<Item = &'j Meanwhile> {
    job.past.iter().filter_map(|entry| match &entry.event {
        JournalEvent::ChangedMeanwhile { meanwhile } => Some(meanwhile),
        _ => None,
    })
}
