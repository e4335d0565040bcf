//! The plan of a task that runs once.

use futures::future;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::plan::{self, ObservedTask, Target, WantedTask};
use shared::wire::{Preview, TaskPlanRequest};

use super::{
    Current, PlanningError, cluster, current, document, known, latest_revision, named_by_task,
    unread,
};
use crate::aws::{Aws, last_part};
use crate::random;

/// Makes the plan of a one-off task. Nothing changes in AWS.
///
/// # Errors
/// The documents have errors, or AWS could not be looked at.
pub async fn make_task(aws: &Aws, request: &TaskPlanRequest) -> Result<Preview, PlanningError> {
    let run_task = document(&request.run_task, DocumentKind::RunTask);
    let task_definition = request
        .task_definition
        .as_deref()
        .map(|text| document(text, DocumentKind::TaskDefinition))
        .transpose();
    let (run_task, task_definition) = match (run_task, task_definition) {
        (Ok(run_task), Ok(task_definition)) => (run_task, task_definition),
        (one, other) => return Err(unread([one.err(), other.err()])),
    };
    let service = request.service.as_deref().map(last_part);
    let target = Target {
        cluster: cluster(&run_task),
        service: service.unwrap_or_default().to_owned(),
    };
    super::ensure_covered(aws, &target)?;
    let family = task_definition
        .as_ref()
        .and_then(|document| document.json().get("family"))
        .and_then(Json::as_str)
        .unwrap_or_default();
    let (beside, latest_revision, named, known) = future::try_join4(
        current(aws, &target),
        latest_revision(aws, family),
        named_by_task(aws, &run_task),
        async {
            let known = Box::pin(known::known(aws, task_definition.as_ref(), &run_task));
            Ok(known.await)
        },
    )
    .await?;
    let Current {
        service: observed_service,
        task_definition: runs,
    } = beside;
    let observed = ObservedTask {
        service: observed_service,
        task_definition: runs,
        named,
        latest_revision,
        known,
    };
    let wanted = WantedTask {
        run_task: &run_task,
        task_definition: task_definition.as_ref(),
        service,
    };
    let id = random::identifier()?;
    let preview = plan::make_task(&id, &wanted, &observed).map_err(PlanningError::Invalid)?;
    Ok(super::images::pinned(aws, preview).await)
}
