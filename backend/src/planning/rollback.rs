//! The plan of going back to what a service ran before, with its settings of that time.

use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json::Json;
use shared::plan::{Extent, Target};
use shared::pointer::Pointer;
use shared::wire::{Preview, RollBackTo, RollbackPlanRequest};

use super::{PlanningError, Wish, described, document, make_of, target, unread};
use crate::aws::Aws;
use crate::store::Store;

/// What ECS says of a rollout that ended well.
pub(super) const SUCCESSFUL: &str = "SUCCESSFUL";
/// So many of a service's rollouts are looked through, newest first: pages, and rollouts on a page.
const MOST_PAGES: usize = 5;
const A_PAGE: i32 = 100;

/// Makes the plan of going back. Nothing changes in AWS.
///
/// # Errors
/// There is nothing to go back to, or AWS or the database could not be asked.
pub async fn make_rollback(
    aws: &Aws,
    store: &Store,
    environment: &str,
    request: &RollbackPlanRequest,
) -> Result<Preview, PlanningError> {
    match &request.to {
        RollBackTo::ServiceRevision(arn) => make_rollback_to(aws, &request.target, arn).await,
        RollBackTo::Deployment(id) => {
            let service = of_own(store, environment, id).await?;
            back(aws, &request.target, service, Extent::Earlier).await
        }
    }
}

/// Makes the plan of going back to a service revision that ECS remembers. Nothing changes in AWS.
///
/// # Errors
/// There is no such revision, or AWS could not be asked.
pub async fn make_rollback_to(
    aws: &Aws,
    wanted: &Target,
    revision_arn: &str,
) -> Result<Preview, PlanningError> {
    let service = of_ecs(aws, revision_arn).await?;
    let preview = back(aws, wanted, service, Extent::Revision).await?;
    ensure_it_ran(aws, wanted, revision_arn).await?;
    Ok(preview)
}

/// Going back asks for less than going on, so it leads to what has run and nowhere else. What ECS has
/// no record of any more ran long ago.
async fn ensure_it_ran(
    aws: &Aws,
    wanted: &Target,
    revision_arn: &str,
) -> Result<(), PlanningError> {
    let mut token = None;
    let mut was_tried = false;
    for _ in 0..MOST_PAGES {
        let (past, next) = aws
            .past_rollouts(&wanted.cluster, &wanted.service, token.as_deref(), A_PAGE)
            .await?;
        for rollout in past.iter().filter(|one| one.revision_arn == revision_arn) {
            if rollout.status == SUCCESSFUL {
                return Ok(());
            }
            was_tried = true;
        }
        token = next;
        if token.is_none() {
            break;
        }
    }
    if was_tried {
        Err(unknown(
            "its rollout did not end well, so the service never ran it. To try it again, deploy it as a new version",
        ))
    } else {
        Ok(())
    }
}

async fn back(
    aws: &Aws,
    wanted: &Target,
    service: Document,
    extent: Extent,
) -> Result<Preview, PlanningError> {
    if target(&service) != *wanted {
        return Err(refusal(
            "rollback-of-another",
            "",
            format!(
                "Choose something that {} ran: this is of {}",
                wanted.service,
                target(&service).service
            ),
        ));
    }
    let revision = service.json().get("taskDefinition").and_then(Json::as_str);
    if let Some(revision) = revision
        && described(aws, revision).await?.is_none()
    {
        return Err(refusal(
            "revision-not-there",
            "/taskDefinition",
            format!(
                "Choose another one, or register the definition again and deploy that: {revision} was deleted"
            ),
        ));
    }
    let wish = Wish {
        task_definition: None,
        service,
        gate: None,
        extent,
    };
    make_of(aws, &wish).await
}

/// The service as ECS recorded it.
async fn of_ecs(aws: &Aws, arn: &str) -> Result<Document, PlanningError> {
    let found = aws
        .service_revisions(std::slice::from_ref(&arn.to_owned()))
        .await;
    let found = match found {
        // An ARN that is none.
        Err(crate::aws::AwsError::Refused { .. }) => Vec::new(),
        other => other?,
    };
    let Some(revision) = found.first() else {
        return Err(unknown(
            "ECS has no record of it, and keeps them for 90 days",
        ));
    };
    Document::read_service_revision(&revision.text).map_err(|error| {
        unread([Some(Box::new(super::unreadable(
            DocumentKind::Service,
            &error,
        )))])
    })
}

/// The service as a deployment of ours left it.
async fn of_own(store: &Store, environment: &str, id: &str) -> Result<Document, PlanningError> {
    let Some(brought) = store.brought_by_one(environment, id).await? else {
        return Err(unknown(
            "there is no such deployment that gave the service a new revision or new settings, and succeeded",
        ));
    };
    if brought.service.contains(shared::diff::MASK) {
        return Err(unknown(
            "it has values that look secret, and Longshore keeps none; deploy the definitions that you have",
        ));
    }
    let mut service =
        document(&brought.service, DocumentKind::Service).map_err(|issue| unread([Some(issue)]))?;
    service.json_mut().set(
        &Pointer::parse("/taskDefinition"),
        Json::String(brought.task_definition),
    );
    let Target { cluster, .. } = brought.target;
    service
        .json_mut()
        .set(&Pointer::parse("/cluster"), Json::String(cluster));
    Ok(service)
}

fn unknown(why: &str) -> PlanningError {
    refusal(
        "rollback-unknown",
        "",
        format!("Choose another one to go back to: {why}"),
    )
}

fn refusal(code: &'static str, pointer: &str, message: String) -> PlanningError {
    PlanningError::Invalid(vec![Issue {
        document: DocumentKind::Service,
        severity: Severity::Error,
        code: code.into(),
        pointer: Pointer::parse(pointer),
        message,
        fix: None,
    }])
}
