//! What was asked of a service, held against what it is when its rollout has ended well.

use shared::deployment::{Rollout, Verdict};
use shared::issue::DocumentKind;
use shared::plan::{Effect, Step};
use shared::schema;

use super::effect;
use super::ensure::with_revision;
use super::job::Job;
use super::verdict::{self, Ours};
use crate::aws::{Service, last_part};

/// So often it is looked whether two looks show the same to have been changed.
const MOST_LOOKS: u32 = 10;

/// Judged with the rollout, and by calls of their own.
const APART: [&str; 2] = ["desiredCount", "tags"];

/// Whether a member of a service stays as it was set until somebody sets it otherwise.
fn is_kept(name: &str) -> bool {
    let member = schema::root(DocumentKind::Service).member(name);
    let replaces = member.is_some_and(|member| member.effect == Some(Effect::ReplacesTasks));
    !replaces && !APART.contains(&name)
}

/// The call that made or changed a service.
#[derive(Debug)]
pub(super) struct Asked {
    step: usize,
    operation: &'static str,
    body: String,
    /// What the last look showed to have been changed since.
    changed: Vec<String>,
    /// So many looks showed something.
    looks: u32,
}

impl Asked {
    /// The last before a step, where there is one.
    pub(super) fn before(job: &Job<'_>, step: usize) -> Option<Self> {
        let mut registered = None;
        let mut last = None;
        for (index, one) in job.plan.steps.iter().enumerate().take(step) {
            registered = job.registered(index).or(registered);
            if let Step::CreateService { body } | Step::UpdateService { body } = one {
                last = Some(Self {
                    step: index,
                    operation: one.name(),
                    body: with_revision(body, registered.as_deref()),
                    changed: Vec::new(),
                    looks: 0,
                });
            }
        }
        last
    }

    /// The revision that the service is to run, such as `nginx:4`, where that is known.
    pub(super) fn revision(&self, job: &Job<'_>) -> Option<String> {
        effect::revision_after(&job.plan, &self.body)
    }

    /// What a good end comes to where the service is not what was asked for; nothing where that is to be
    /// seen once more, since AWS's answers may be older than each other.
    pub(super) async fn hold_against(
        &mut self,
        job: &Job<'_>,
        ours: &Ours,
        (service, rollout): (&Service, Option<&Rollout>),
        success: String,
    ) -> Option<(Verdict, String)> {
        let superseded = |reason: String| Some((Verdict::Superseded, reason));
        if let Some((runs, wanted)) = self.other_revision(job, ours, service, rollout).await {
            return superseded(verdict::of_another_revision(&success, &runs, &wanted));
        }
        // The first answers may be from before our call.
        let is_settled = !job.was_answered_lately(self.operation);
        // Where the answer was lost, somebody else may have deployed what that was believed to have brought.
        let is_unanswered = job.sent_without_answer(self.step + 1).is_some();
        if is_unanswered && !effect::is_as_asked(service, &self.body) {
            return is_settled.then(|| (Verdict::Superseded, verdict::other_than_asked(&success)));
        }
        // A count that nothing moves by itself is a part of what was asked for.
        if ours.is_recounted(service) && ours.is_auto_scaled == Some(false) {
            return is_settled.then_some((Verdict::Superseded, success));
        }
        let changed = self.changed_since(job, service);
        if changed.is_empty() {
            return Some((Verdict::Succeeded, success));
        }
        if !is_settled {
            return None;
        }
        self.looks += 1;
        if changed == self.changed || self.looks >= MOST_LOOKS {
            return superseded(verdict::changed_since(&success, &changed));
        }
        self.changed = changed;
        None
    }

    /// The members of the service that are otherwise than was asked for, and than AWS's answer had them. Of
    /// those that replace tasks a change begins a rollout of its own, by which it is told; and with one of
    /// ours AWS itself may move or rewrite them.
    fn changed_since(&self, job: &Job<'_>, service: &Service) -> Vec<String> {
        let answered = job
            .shown(self.step, self.operation)
            .and_then(|shown| shown.unlike.as_ref());
        let now = effect::unlike(service, &self.body);
        answered.zip(now).map_or_else(Vec::new, |(answered, now)| {
            now.into_iter()
                .filter(|name| !answered.contains(name) && is_kept(name))
                .collect()
        })
    }

    /// The revision that our rollout brought and the one that was wanted, where the service does not show
    /// that rollout any more and ECS's record of it tells another.
    async fn other_revision(
        &self,
        job: &Job<'_>,
        ours: &Ours,
        service: &Service,
        rollout: Option<&Rollout>,
    ) -> Option<(String, String)> {
        let wanted = self.revision(job)?;
        if ours.watched(service).is_some() {
            return None;
        }
        let arn = rollout?.target.as_ref()?.arn.clone();
        match job.aws.service_revisions(&[arn]).await {
            Ok(found) => {
                let runs = last_part(&found.first()?.task_definition_arn).to_owned();
                (runs != wanted).then_some((runs, wanted))
            }
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "the revision of the rollout could not be read");
                None
            }
        }
    }
}
