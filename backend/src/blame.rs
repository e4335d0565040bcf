//! Where each value of a running service comes from: what is known of what it was before is put in
//! order, and `shared` finds what last gave each value.
//!
//! The task definition's past is that of the revisions that the service ran, as ECS and Longshore
//! remember them. The service's own past is what Longshore's deployments compared it with and made of
//! it; what differs in between, somebody else did.

mod revisions;
mod settings;

use shared::change::Change;
use shared::diff::{Field, group_order};
use shared::issue::DocumentKind;
use shared::plan::Target;
use shared::wire::{Blame, BlamedChange, BlamedDeployment, BlamedField, Origin};

use crate::aws::{Aws, AwsError, last_part};
use crate::planning::{self, PlanningError};
use crate::store::{Made, Store, StoreError};

/// So many deployments, and so many revisions beside them, are looked back at. Each revision that is
/// not known yet is a call; what a person asks about is seldom older.
const MOST: usize = 25;

/// What a field's value is found to come from.
type Found = (DocumentKind, Field, Origin);

/// Tells where the values of a service come from; nothing where there is no such service.
///
/// # Errors
/// AWS or the database could not be asked.
pub(crate) async fn blame(
    aws: &Aws,
    store: &Store,
    environment: &str,
    target: &Target,
    now_ms: i64,
) -> Result<Option<Blame>, PlanningError> {
    let Some(service) = aws.service(&target.cluster, &target.service).await? else {
        return Ok(None);
    };
    let past = Past::of(store, environment, target).await?;
    let current = planning::current(aws, target).await?;
    let mut failures = Vec::new();
    let mut found = Vec::new();
    if let Some(arn) = &service.task_definition_arn {
        found.extend(revisions::blame(aws, &past, target, arn, &mut failures).await?);
    }
    if let Some(document) = &current.service {
        found.extend(settings::blame(&past, document, now_ms));
    }
    Ok(Some(listed(found, failures, now_ms)))
}

/// What Longshore's deployments made of a service.
struct Past {
    /// Oldest first, each with what is told of it.
    made: Vec<(Made, BlamedDeployment)>,
    /// Whether there were more.
    is_cut: bool,
}

impl Past {
    async fn of(store: &Store, environment: &str, target: &Target) -> Result<Self, StoreError> {
        let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        let mut made = store.made_of(environment, target, limit).await?;
        let is_cut = made.len() > MOST;
        made.truncate(MOST);
        // A service that was deleted and made anew begins with the newest of its beginnings.
        let first = made.iter().position(|one| one.is_first);
        made.truncate(first.map_or(made.len(), |first| first + 1));
        made.reverse();
        let mut told = Vec::new();
        for one in made {
            let change = match one.change {
                Some(id) => change(store, id).await?,
                None => None,
            };
            let deployment = BlamedDeployment {
                id: one.deployment.clone(),
                summary: one.summary.clone(),
                started_by: one.started_by.clone(),
                created_at_ms: one.created_at_ms,
                revision: one
                    .registered
                    .as_deref()
                    .map(|arn| last_part(arn).to_owned()),
                change,
            };
            told.push((one, deployment));
        }
        Ok(Self {
            made: told,
            is_cut: is_cut && first.is_none(),
        })
    }
}

async fn change(store: &Store, id: i64) -> Result<Option<BlamedChange>, StoreError> {
    let entries = store.change_entries(id, 0).await?;
    Ok(Change::of(id, &entries).map(|change| BlamedChange {
        broken_glass: change
            .deployed_past_approvals()
            .map(|broken| broken.reason.clone()),
        id,
        title: change.title,
        reason: change.reason,
        authors: change.authors,
        approved_by: change.approvals.into_iter().map(|one| one.by).collect(),
    }))
}

/// The answer: each origin once, newest first, as they are first met from the newest on.
fn listed(mut found: Vec<Found>, failures: Vec<String>, now_ms: i64) -> Blame {
    found.sort_by_key(|(document, field, _)| {
        let is_service = *document == DocumentKind::Service;
        (is_service, group_order(field.group))
    });
    let mut origins: Vec<Origin> = Vec::new();
    for (.., origin) in &found {
        if !origins.contains(origin) {
            origins.push(origin.clone());
        }
    }
    origins.sort_by_key(|origin| std::cmp::Reverse(at_ms(origin)));
    let fields = found
        .into_iter()
        .map(|(document, field, origin)| BlamedField {
            document,
            group: field.group.to_owned(),
            label: field.label,
            value: field.value,
            origin: origins
                .iter()
                .position(|known| *known == origin)
                .unwrap_or_default(),
        })
        .collect();
    Blame {
        fields,
        origins,
        failures,
        as_of_ms: now_ms,
    }
}

/// When values came from there, for the order of the list.
const fn at_ms(origin: &Origin) -> i64 {
    match origin {
        Origin::Deployment(deployment) => deployment.created_at_ms,
        Origin::Revision {
            registered_at_ms: Some(at_ms),
            is_oldest: false,
            ..
        } => *at_ms,
        Origin::Outside { before_ms, .. } => match before_ms {
            Some(before_ms) => *before_ms,
            None => i64::MAX,
        },
        Origin::Revision { .. } => -1,
        Origin::BeforeLongshore { .. } => -2,
        Origin::Older { .. } => -3,
    }
}

/// The failure of a look that leaves something out.
fn left_out(what: &str, error: &AwsError) -> String {
    tracing::warn!(%error, what, "blame goes on without a look");
    match error.missing_action() {
        Some(action) => format!("{what} stay out: Longshore may not call {action}"),
        None => format!("{what} stay out: {error}"),
    }
}
