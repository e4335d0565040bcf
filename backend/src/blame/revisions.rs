//! Where the values of the running revision come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use shared::blame::blame as find;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::plan::Target;
use shared::pointer::Pointer;
use shared::wire::{BlamedDeployment, Origin};

use super::{Found, MOST, Past, left_out};
use crate::aws::{Aws, AwsError, PastRollout, TaskDefinition, last_part};
use crate::planning::PlanningError;
use crate::store::Made;

/// So many revisions are looked at beside each other.
const SIDE_BY_SIDE: usize = 5;

/// A revision that the service was moved to, by a deployment of ours or without one.
#[derive(Debug, Clone)]
struct Moved<'p> {
    revision: String,
    by: Option<&'p BlamedDeployment>,
}

pub(super) async fn blame(
    aws: &Aws,
    past: &Past,
    target: &Target,
    present: &str,
    failures: &mut Vec<String>,
) -> Result<Vec<Found>, PlanningError> {
    let (rollouts, is_cut) = rollouts(aws, target, failures).await?;
    let mut moves = moves(past, &rollouts);
    if moves.last().is_none_or(|last| last.revision != present) {
        moves.push(Moved {
            revision: present.to_owned(),
            by: None,
        });
    }
    let known = described(aws, &moves).await?;
    // A revision that was deleted for good tells nothing; what it brought is found in the next one.
    let versions: Vec<(&Moved<'_>, &Arc<TaskDefinition>, Document)> = moves
        .iter()
        .filter_map(|moved| {
            let read = known.get(&moved.revision)?;
            let document = Document::read(&read.text, Some(DocumentKind::TaskDefinition)).ok()?;
            Some((moved, read, document))
        })
        .collect();
    let looked_at = versions.len();
    let is_cut = is_cut || past.is_cut;
    let origin_of = |version: usize| -> Option<Origin> {
        let (step, read, _) = versions.get(version)?;
        Some(match step.by {
            _ if version == 0 && is_cut => Origin::Older { looked_at },
            Some(deployment) => Origin::Deployment(deployment.clone()),
            None => revision(read, version == 0),
        })
    };
    let documents: Vec<Document> = versions.iter().map(|one| one.2.clone()).collect();
    Ok(find(&documents)
        .into_iter()
        .filter_map(|one| {
            let origin = origin_of(one.version)?;
            Some((DocumentKind::TaskDefinition, one.field(), origin))
        })
        .collect())
}

/// What ECS remembers of the service's rollouts, oldest first, and whether there were more.
async fn rollouts(
    aws: &Aws,
    target: &Target,
    failures: &mut Vec<String>,
) -> Result<(Vec<(PastRollout, String)>, bool), AwsError> {
    let most = i32::try_from(MOST).unwrap_or(i32::MAX);
    let listed = aws
        .past_rollouts(&target.cluster, &target.service, None, most)
        .await;
    let (rollouts, next) = match listed {
        // Of a service that another controller deploys ECS keeps no records.
        Err(AwsError::Refused { .. }) => return Ok((Vec::new(), false)),
        Err(error @ AwsError::NotAllowed { .. }) => {
            failures.push(left_out("ECS's records of the service's rollouts", &error));
            return Ok((Vec::new(), false));
        }
        other => other?,
    };
    let arns: Vec<String> = rollouts
        .iter()
        .map(|rollout| rollout.revision_arn.clone())
        .collect();
    let revisions = aws.service_revisions(&arns).await?;
    let mut found: Vec<(PastRollout, String)> = rollouts
        .into_iter()
        // One that was rolled back left nothing behind.
        .filter(|rollout| !rollout.status.starts_with("ROLLBACK"))
        .filter_map(|rollout| {
            let revision = revisions
                .iter()
                .find(|revision| revision.arn == rollout.revision_arn)?;
            Some((rollout, revision.task_definition_arn.clone()))
        })
        .collect();
    found.reverse();
    Ok((found, next.is_some()))
}

/// Every move from one revision to another that is known, oldest first. ECS's order holds, since its
/// clock need not be ours; what it has forgotten was before.
fn moves<'p>(past: &'p Past, rollouts: &[(PastRollout, String)]) -> Vec<Moved<'p>> {
    let mut all: Vec<Moved<'p>> = Vec::new();
    let is_of = |made: &Made, rollout: &PastRollout| {
        let id = last_part(&rollout.revision_arn);
        let own = made.ecs_deployment.as_deref();
        own.is_some_and(|own| own.rsplit('/').next() == Some(id))
    };
    for (made, deployment) in &past.made {
        let is_remembered = rollouts.iter().any(|(rollout, _)| is_of(made, rollout));
        if made.ecs_deployment.is_some() && !is_remembered {
            let after = made.registered.clone().or_else(|| named(made));
            push(&mut all, made, deployment, after);
        }
    }
    for (rollout, revision) in rollouts {
        let ours = past.made.iter().find(|(made, _)| is_of(made, rollout));
        match ours {
            Some((made, deployment)) => {
                push(&mut all, made, deployment, Some(revision.clone()));
            }
            None => all.push(Moved {
                revision: revision.clone(),
                by: None,
            }),
        }
    }
    all
}

/// What a deployment of ours found and what it left; what it found may have come without us.
fn push<'p>(
    all: &mut Vec<Moved<'p>>,
    made: &Made,
    deployment: &'p BlamedDeployment,
    after: Option<String>,
) {
    if let Some(before) = &made.revision_before
        && all.last().is_none_or(|last| last.revision != *before)
    {
        all.push(Moved {
            revision: before.clone(),
            by: None,
        });
    }
    if let Some(revision) = after {
        all.push(Moved {
            revision,
            by: Some(deployment),
        });
    }
}

/// The revision that a deployment moved the service to without registering one.
fn named(made: &Made) -> Option<String> {
    let service = json::parse(made.service_after.as_deref()?).ok()?;
    let revision = service.get("taskDefinition").and_then(Json::as_str)?;
    Some(revision.to_owned())
}

/// The revisions by the names that they go by here, without those that are gone.
async fn described(
    aws: &Aws,
    moves: &[Moved<'_>],
) -> Result<BTreeMap<String, Arc<TaskDefinition>>, AwsError> {
    let mut names: Vec<String> = moves.iter().map(|moved| moved.revision.clone()).collect();
    names.sort();
    names.dedup();
    let found: Vec<Option<(String, Arc<TaskDefinition>)>> = stream::iter(names)
        .map(async |name| match aws.task_definition(&name).await {
            Ok(read) => Ok(Some((name, read))),
            Err(AwsError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        })
        .buffered(SIDE_BY_SIDE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// A revision that came without Longshore.
fn revision(read: &TaskDefinition, is_oldest: bool) -> Origin {
    let whole = json::parse(&read.text).unwrap_or_default();
    let at = |name: &str| {
        let place = Pointer::root().member("taskDefinition").member(name);
        whole.at(&place).cloned()
    };
    Origin::Revision {
        revision: last_part(&read.arn).to_owned(),
        registered_by: at("registeredBy").and_then(|by| by.as_str().map(str::to_owned)),
        registered_at_ms: at("registeredAt").as_ref().and_then(millis),
        is_oldest,
    }
}

/// AWS's seconds since the epoch, with a fraction, in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since the epoch stay exact in a double for 285 000 years"
)]
fn millis(seconds: &Json) -> Option<i64> {
    match seconds {
        Json::Number(number) => Some((number.as_f64() * 1_000.0) as i64),
        _ => None,
    }
}
