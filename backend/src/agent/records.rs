//! What ECS keeps of a service's rollouts: ours among them, where the answer that would have named it is
//! lost, and others beside it.

use shared::document::Document;
use shared::issue::DocumentKind;
use shared::plan::{self, Target};

use crate::aws::{Aws, AwsError, PastRollout, ServiceRevision, last_part};

/// So many of a service's rollouts are looked through.
const MOST_ROLLOUTS: i32 = 20;

/// What ECS's records of a service's rollouts hold.
#[derive(Debug)]
pub(super) enum Recorded {
    /// The ECS deployment that is ours.
    Ours(String),
    /// Others alone.
    Others,
    /// They may not be read, or the endpoint has none, or they do not go back far enough.
    Unread,
}

/// Since when ours is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Since<'a> {
    /// After this ECS deployment.
    After(&'a str),
    /// Since the service was created, by AWS's clock; another of its name may have been there before.
    Created(i64),
    /// Whenever it was.
    Ever,
}

/// What was asked for, by which ours is known.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) target: &'a Target,
    pub(super) since: Since<'a>,
    /// The revision that it runs, such as `nginx:2`.
    pub(super) revision: &'a str,
    /// Whether only this plan has it.
    pub(super) is_own_revision: bool,
    /// What was sent.
    pub(super) body: &'a str,
}

impl Asked<'_> {
    /// Looks for the first that is as ours: what somebody began afterwards may run the same.
    ///
    /// # Errors
    /// AWS did not answer.
    pub(super) async fn look(&self, aws: &Aws) -> Result<Recorded, AwsError> {
        match self.first_in_the_records(aws).await {
            // Without the records the service speaks for itself.
            Err(error) if !error.is_retryable() => Ok(Recorded::Unread),
            found => found,
        }
    }

    async fn first_in_the_records(&self, aws: &Aws) -> Result<Recorded, AwsError> {
        let Target { cluster, service } = self.target;
        let (past, _) = aws
            .past_rollouts(cluster, service, None, MOST_ROLLOUTS)
            .await?;
        let Some(arns) = self.oldest_first(&past) else {
            return Ok(Recorded::Unread);
        };
        let revisions = aws.service_revisions(&arns).await?;
        let in_order = arns
            .iter()
            .filter_map(|arn| revisions.iter().find(|one| one.arn == *arn));
        Ok(self.first(in_order).map_or(Recorded::Others, |one| {
            Recorded::Ours(ecs_deployment(&one.arn))
        }))
    }

    /// The service revisions that came since, oldest first; nothing where it cannot be told which did.
    fn oldest_first(&self, newest_first: &[PastRollout]) -> Option<Vec<String>> {
        let is_of = |one: &PastRollout, id: &str| last_part(&one.revision_arn) == last_part(id);
        let since: Vec<&PastRollout> = match self.since {
            Since::After(id) => {
                let place = newest_first.iter().position(|one| is_of(one, id));
                match place {
                    Some(place) => newest_first.iter().take(place).collect(),
                    None if self.is_own_revision => newest_first.iter().collect(),
                    None => return None,
                }
            }
            Since::Created(at_ms) => newest_first
                .iter()
                .filter(|one| one.created_at_ms >= at_ms)
                .collect(),
            Since::Ever => newest_first.iter().collect(),
        };
        let arns = since.into_iter().rev();
        Some(arns.map(|one| one.revision_arn.clone()).collect())
    }

    fn first<'r>(
        &self,
        oldest_first: impl Iterator<Item = &'r ServiceRevision>,
    ) -> Option<&'r ServiceRevision> {
        let like: Vec<&ServiceRevision> = oldest_first
            .filter(|one| last_part(&one.task_definition_arn) == self.revision)
            .collect();
        let as_asked = like.iter().find(|one| self.is_as_asked(one));
        as_asked
            .or_else(|| like.first().filter(|_| self.is_own_revision))
            .copied()
    }

    fn is_as_asked(&self, revision: &ServiceRevision) -> bool {
        let was = Document::read_service_revision(&revision.text).ok();
        let asked = Document::read(self.body, Some(DocumentKind::Service)).ok();
        was.zip(asked)
            .is_some_and(|(was, asked)| plan::is_run_as_asked(&was, &asked))
    }
}

/// A rollout that somebody else began.
#[derive(Debug)]
pub(super) struct Began {
    pub(super) ecs_deployment_id: String,
    /// The revision that it rolls out, such as `nginx:3`.
    pub(super) revision: String,
    /// Whether ours rolls out the same.
    pub(super) is_like_ours: bool,
}

/// The newest rollout that was begun since the last look at a service, and that ECS gave up for ours;
/// nothing where there is none, or where the records do not go back to what that look showed: the ECS
/// deployment that was its primary, or the record that was its latest.
///
/// # Errors
/// AWS did not answer, or refused.
pub(super) async fn given_up_for(
    own: &str,
    aws: &Aws,
    target: &Target,
    (previous, seen_before): (&str, Option<&str>),
) -> Result<Option<Began>, AwsError> {
    let Target { cluster, service } = target;
    let (newest_first, _) = aws
        .past_rollouts(cluster, service, None, MOST_ROLLOUTS)
        .await?;
    let place = |is: &dyn Fn(&PastRollout) -> bool| newest_first.iter().position(is);
    let of = |id: &str| {
        let number = last_part(id).to_owned();
        move |one: &PastRollout| last_part(&one.revision_arn) == number
    };
    let looked_at = [
        place(&of(previous)),
        seen_before.and_then(|arn| place(&|one| one.arn == arn)),
    ];
    let (Some(own), Some(since)) = (place(&of(own)), looked_at.into_iter().flatten().min()) else {
        return Ok(None);
    };
    let Some(ours) = newest_first.get(own) else {
        return Ok(None);
    };
    // What was over by then was not given up for ours.
    let is_given_up = |one: &&PastRollout| {
        one.finished_at_ms
            .is_none_or(|at_ms| at_ms >= ours.created_at_ms)
    };
    let begun = newest_first.get(own + 1..since).unwrap_or_default();
    let Some(theirs) = begun.iter().find(is_given_up) else {
        return Ok(None);
    };
    let arns = [theirs.revision_arn.clone(), ours.revision_arn.clone()];
    let revisions = aws.service_revisions(&arns).await?;
    let revision = |arn: &str| {
        let found = revisions.iter().find(|one| one.arn == arn);
        found.map(|one| last_part(&one.task_definition_arn).to_owned())
    };
    let ours = revision(&ours.revision_arn);
    Ok(revision(&theirs.revision_arn).map(|revision| Began {
        ecs_deployment_id: ecs_deployment(&theirs.revision_arn),
        is_like_ours: ours.as_ref() == Some(&revision),
        revision,
    }))
}

/// The ECS deployment that brought the service revision of an ARN: it has the same number.
fn ecs_deployment(revision_arn: &str) -> String {
    format!("ecs-svc/{}", last_part(revision_arn))
}
