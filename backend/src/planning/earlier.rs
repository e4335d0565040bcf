//! What a service ran before: ECS's own records, with what Longshore knows of them, and behind
//! them what only Longshore remembers.

use std::collections::BTreeSet;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::plan::{self, Target};
use shared::wire::{EarlierRevision, Listing, RollBackTo};

use super::PlanningError;
use super::rollback::SUCCESSFUL;
use crate::aws::{Aws, AwsError, PastRollout, Service, last_part};
use crate::store::{Brought, Store};

/// So many are on a page; `DescribeServiceRevisions` takes as many.
const PAGE: usize = 20;
/// So many rollouts are asked for at once where only their ids count.
const MOST_LISTED: i32 = 100;
/// So many revisions are looked at beside each other.
const SIDE_BY_SIDE: usize = 5;

/// Where a page begins: `ecs:` and ECS's token, or `own:` and the id of a deployment of ours.
enum Cursor<'a> {
    Ecs(Option<&'a str>),
    Own(&'a str),
}

impl<'a> Cursor<'a> {
    fn read(after: Option<&'a str>) -> Self {
        match after.and_then(|after| after.split_once(':')) {
            Some(("own", id)) => Self::Own(id),
            Some(("ecs", token)) => Self::Ecs(Some(token)),
            _ => Self::Ecs(None),
        }
    }
}

/// A page of what a service ran before, newest first; nothing where there is no such service.
///
/// # Errors
/// AWS or the database could not be asked.
pub async fn earlier(
    aws: &Aws,
    store: &Store,
    environment: &str,
    target: &Target,
    after: Option<&str>,
) -> Result<Option<Listing<EarlierRevision>>, PlanningError> {
    let Some(service) = aws.service(&target.cluster, &target.service).await? else {
        return Ok(None);
    };
    let look = Look {
        aws,
        store,
        environment,
        target,
        service: &service,
    };
    match Cursor::read(after) {
        Cursor::Own(id) => look.own(id).await.map(Some),
        Cursor::Ecs(token) => {
            let (mut items, next) = look.of_ecs(token).await?;
            let next = if let Some(token) = next {
                Some(format!("ecs:{token}"))
            } else {
                let own = look.own("").await?;
                items.extend(own.items);
                own.next
            };
            Ok(Some(Listing { items, next }))
        }
    }
}

struct Look<'a> {
    aws: &'a Aws,
    store: &'a Store,
    environment: &'a str,
    target: &'a Target,
    service: &'a Service,
}

impl Look<'_> {
    /// A page of ECS's rollouts; none where ECS keeps no records of the service, as of one that
    /// another controller deploys, or where Longshore may not see them.
    async fn rollouts(
        &self,
        token: Option<&str>,
        most: i32,
    ) -> Result<(Vec<PastRollout>, Option<String>), AwsError> {
        let Target { cluster, service } = self.target;
        match self.aws.past_rollouts(cluster, service, token, most).await {
            Err(error @ (AwsError::Refused { .. } | AwsError::NotAllowed { .. })) => {
                tracing::warn!(%error, "ECS's records of a service stay out of its earlier revisions");
                Ok((Vec::new(), None))
            }
            other => other,
        }
    }

    async fn of_ecs(
        &self,
        token: Option<&str>,
    ) -> Result<(Vec<EarlierRevision>, Option<String>), PlanningError> {
        let most = i32::try_from(PAGE).unwrap_or(MOST_LISTED);
        let (rollouts, next) = self.rollouts(token, most).await?;
        let arns: Vec<String> = rollouts
            .iter()
            .map(|rollout| rollout.revision_arn.clone())
            .collect();
        let ids: Vec<String> = arns.iter().map(|arn| ecs_deployment(arn)).collect();
        let revisions = self.aws.service_revisions(&arns).await?;
        let brought = self
            .store
            .brought_by(self.environment, self.target, &ids)
            .await?;
        let mut entries = Vec::new();
        for rollout in rollouts {
            let found = |arn: &String| *arn == rollout.revision_arn;
            let Some(revision) = revisions.iter().find(|revision| found(&revision.arn)) else {
                continue;
            };
            let id = ecs_deployment(&rollout.revision_arn);
            let ours = brought.iter().filter(|one| one.ecs_deployment == id);
            let settings = ours
                .clone()
                .next()
                .filter(|_| self.is_current(&id))
                .is_some_and(|newest| self.has_other_settings(newest));
            for mut entry in of_rollout(rollout, self.is_current(&id), ours) {
                entry.has_other_settings = entry.is_current && settings;
                entries.push((entry, revision.task_definition_arn.clone()));
            }
        }
        Ok((self.with_revisions(entries).await?, next))
    }

    /// What ECS has forgotten and Longshore has not, after the deployment of an id.
    async fn own(&self, after: &str) -> Result<Listing<EarlierRevision>, PlanningError> {
        let remembered = self.remembered().await?;
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let brought = self
            .store
            .brought(self.environment, self.target, after, limit)
            .await?;
        let is_full = brought.len() == PAGE;
        let next = brought
            .last()
            .filter(|_| is_full)
            .map(|last| format!("own:{}", last.deployment));
        // Only the newest of those that left one rollout is how the service is.
        let mut newer = None;
        let entries = brought
            .into_iter()
            .filter(|one| !remembered.contains(&one.ecs_deployment))
            .map(|one| {
                let is_newest =
                    newer.replace(one.ecs_deployment.clone()).as_ref() != Some(&one.ecs_deployment);
                let is_current = is_newest && self.is_current(&one.ecs_deployment);
                let entry = EarlierRevision {
                    deployed_at_ms: one.finished_at_ms,
                    is_current,
                    has_other_settings: is_current && self.has_other_settings(&one),
                    deployment: Some(one.deployment.clone()),
                    summary: Some(one.summary),
                    ..unseen(RollBackTo::Deployment(one.deployment))
                };
                (entry, one.task_definition)
            })
            .collect();
        let items = self.with_revisions(entries).await?;
        Ok(Listing { items, next })
    }

    /// Every ECS deployment of which ECS has a record.
    async fn remembered(&self) -> Result<BTreeSet<String>, PlanningError> {
        let mut remembered = BTreeSet::new();
        let mut token = None;
        loop {
            let (rollouts, next) = self.rollouts(token.as_deref(), MOST_LISTED).await?;
            let ids = rollouts.iter().map(|one| ecs_deployment(&one.revision_arn));
            remembered.extend(ids);
            token = next;
            if token.is_none() {
                return Ok(remembered);
            }
        }
    }

    fn is_current(&self, ecs_deployment: &str) -> bool {
        self.service
            .primary()
            .is_some_and(|primary| primary.id == ecs_deployment)
    }

    /// Whether the service is another one now than a deployment of ours left it, as far as both can
    /// be read.
    fn has_other_settings(&self, left: &Brought) -> bool {
        let read = |text: &str| Document::read(text, Some(DocumentKind::Service)).ok();
        let is_whole = !left.service.contains(shared::diff::MASK);
        let then = read(&left.service).filter(|_| is_whole);
        let now = read(&self.service.json.to_compact());
        then.zip(now)
            .is_some_and(|(then, now)| plan::has_other_settings(&then, &now))
    }

    /// The entries with what their revisions run.
    async fn with_revisions(
        &self,
        entries: Vec<(EarlierRevision, String)>,
    ) -> Result<Vec<EarlierRevision>, PlanningError> {
        stream::iter(entries)
            .map(|(entry, revision)| self.with_revision(entry, revision))
            .buffered(SIDE_BY_SIDE)
            .try_collect()
            .await
    }

    /// The entry with what its revision runs, and whether a service can be moved to it.
    async fn with_revision(
        &self,
        entry: EarlierRevision,
        revision: String,
    ) -> Result<EarlierRevision, PlanningError> {
        let (images, is_active) = match self.aws.describe_task_definition(&revision).await {
            Ok(read) => (read.images, read.is_active),
            // It was deleted for good.
            Err(AwsError::Refused { .. }) => (Vec::new(), false),
            Err(error) => return Err(error.into()),
        };
        Ok(EarlierRevision {
            revision: last_part(&revision).to_owned(),
            images,
            is_active,
            ..entry
        })
    }
}

/// The id of the ECS deployment that brought a service revision.
fn ecs_deployment(revision_arn: &str) -> String {
    format!("ecs-svc/{}", last_part(revision_arn))
}

/// What a service can go back to of one rollout, newest first: how each of our deployments left it,
/// of which those after the first changed settings that start no rollout. ECS's record has fewer
/// settings, so that it is gone back to only where it is all there is.
fn of_rollout<'b>(
    rollout: PastRollout,
    is_current: bool,
    ours: impl Iterator<Item = &'b Brought>,
) -> Vec<EarlierRevision> {
    let has_run = rollout.status == SUCCESSFUL;
    let mut ours: Vec<&Brought> = ours.collect();
    let first = ours.pop();
    let recorded = RollBackTo::ServiceRevision(rollout.revision_arn);
    let whole = |one: &Brought| {
        let is_whole = has_run && !one.service.contains(shared::diff::MASK);
        is_whole.then(|| RollBackTo::Deployment(one.deployment.clone()))
    };
    let mut entries: Vec<EarlierRevision> = ours
        .into_iter()
        .filter_map(|one| {
            Some(EarlierRevision {
                deployed_at_ms: one.finished_at_ms,
                status: Some(rollout.status.clone()),
                deployment: Some(one.deployment.clone()),
                summary: Some(one.summary.clone()),
                ..unseen(whole(one)?)
            })
        })
        .collect();
    // Somebody else may have started the rollout of which we changed the settings.
    let edited = first.filter(|first| !first.has_started_it);
    entries.push(EarlierRevision {
        deployed_at_ms: edited.map_or(rollout.created_at_ms, |edited| edited.finished_at_ms),
        status: Some(rollout.status),
        deployment: first.map(|one| one.deployment.clone()),
        summary: first.map(|one| one.summary.clone()),
        ..unseen(first.and_then(whole).unwrap_or(recorded))
    });
    if let Some(newest) = entries.first_mut() {
        newest.is_current = is_current;
    }
    entries
}

/// An entry of which nothing is known yet.
fn unseen(to: RollBackTo) -> EarlierRevision {
    EarlierRevision {
        to,
        deployed_at_ms: 0,
        revision: String::new(),
        images: Vec::new(),
        status: None,
        is_current: false,
        has_other_settings: false,
        is_active: false,
        deployment: None,
        summary: None,
    }
}
