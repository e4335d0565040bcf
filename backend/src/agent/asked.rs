//! What was asked of a service, held against what it is when its rollout has ended well.

use shared::deployment::{Rollout, Verdict};
use shared::plan::Step;

use super::effect;
use super::ensure::with_revision;
use super::job::Job;
use super::verdict::{self, Ours};
use crate::aws::{Service, last_part};

/// Judged with the rollout, and by calls of their own.
const APART: [&str; 2] = ["desiredCount", "tags"];

/// The call that made or changed a service.
#[derive(Debug)]
pub(super) struct Asked {
    step: usize,
    operation: &'static str,
    body: String,
    /// What the last look showed to have been changed since.
    changed: Vec<String>,
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
        // Where the answer was lost, somebody else may have deployed what that was believed to have brought.
        let is_unanswered = job.sent_without_answer(self.step + 1).is_some();
        if is_unanswered && !effect::is_as_asked(service, &self.body) {
            return superseded(verdict::other_than_asked(&success));
        }
        if let Some((runs, wanted)) = self.other_revision(job, ours, service, rollout).await {
            return superseded(verdict::of_another_revision(&success, &runs, &wanted));
        }
        let changed = self.changed_since(job, service);
        if changed.is_empty() {
            return Some((Verdict::Succeeded, success));
        }
        if changed == self.changed {
            return superseded(verdict::changed_since(&success, &changed));
        }
        self.changed = changed;
        None
    }

    /// The members of the service that are otherwise than was asked for, and than AWS's answer had them.
    fn changed_since(&self, job: &Job<'_>, service: &Service) -> Vec<String> {
        let answered = job
            .shown(self.step, self.operation)
            .and_then(|shown| shown.unlike.as_ref());
        let now = effect::unlike(service, &self.body);
        answered.zip(now).map_or_else(Vec::new, |(answered, now)| {
            now.into_iter()
                .filter(|name| !APART.contains(&name.as_str()) && !answered.contains(name))
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
