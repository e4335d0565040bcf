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
    let wanted = &request.target;
    let (service, extent) = match &request.to {
        RollBackTo::ServiceRevision(arn) => (of_ecs(aws, arn).await?, Extent::Revision),
        RollBackTo::Deployment(id) => (of_own(store, environment, id).await?, Extent::Earlier),
    };
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
