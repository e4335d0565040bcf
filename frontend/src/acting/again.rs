//! What a plan was made of, opened once more where it can be changed: for another version of a change,
//! or to deploy again what did not come about.

use shared::diff::{Change, MASK, apply, diff};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::merge::merge_holding;
use shared::plan::{ChangeInWords, PLAN_TAG, Plan, PlanKind, Step, TASK_DEFINITION_ARN, Target};
use shared::pointer::Pointer;
use shared::wire::{
    DraftContent, DraftUpdate, PlanAsk, Preview, ProblemCode, ServiceDetail, TaskPlanRequest,
};

use crate::api::{self, Failure};
use crate::dom;
use crate::environment::here;
use crate::kept::{self, Asked, Life, asked_name};
use crate::page::{new_version_path, plan_path, roll_back_path, run_task_path, service_path};
use crate::task_request;

/// Opens what a plan was made of, and says where: a draft of this title in the editor, with the task
/// that runs first; the plan made anew, for a task of its own; the page where such a plan is asked
/// for, for the rest.
///
/// # Errors
///
/// What the server answers; that its documents hold what is not shown.
pub(crate) async fn open_again(
    target: &Target,
    kind: PlanKind,
    hash: &str,
    title: String,
) -> Result<String, Failure> {
    let Target { cluster, service } = target;
    match kind {
        PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::ServiceChange => {}
        PlanKind::Rollback => return Ok(roll_back_path(cluster, service)),
        PlanKind::OneOffTask => return task_again(&api::find_plan(hash).await?).await,
        PlanKind::Scaling
        | PlanKind::Restart
        | PlanKind::TagChange
        | PlanKind::ScalableTargetChange
        | PlanKind::Deletion
        | PlanKind::Nothing => return Ok(service_path(cluster, service)),
    }
    let is_new = kind == PlanKind::FirstDeploy && !exists(target).await?;
    let editor = if is_new {
        here("/new")
    } else {
        new_version_path(cluster, service)
    };
    let preview = api::find_plan(hash).await?;
    let content = content(&preview).await?;
    let id = dom::random_name();
    let of = |name: &String| (!is_new).then(|| name.clone());
    let update = DraftUpdate {
        base_version: 0,
        title,
        cluster: of(cluster),
        service: of(service),
        content,
    };
    api::save_draft(&id, &update).await?;
    Ok(format!("{editor}?draft={id}"))
}

/// Whether there is the service by now: a first deploy that failed may have created it.
async fn exists(target: &Target) -> Result<bool, Failure> {
    match api::find_service(&target.cluster, &target.service).await {
        Ok(_) => Ok(true),
        Err(failure) if failure.code == Some(ProblemCode::NotFound) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Has the plan of a task made once more, as it was asked for, and says where it is.
async fn task_again(preview: &Preview) -> Result<String, Failure> {
    let plan = &preview.plan;
    let Target { cluster, service } = &plan.target;
    let run_task = plan.steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body.clone()),
        _ => None,
    });
    let task_definition = plan.steps.iter().find_map(|step| match step {
        Step::RegisterTaskDefinition { body, .. } => Some(body),
        _ => None,
    });
    let task_definition = task_definition
        .and_then(|body| json::parse(body).ok())
        .map(|body| without_plan_tag(body).to_compact());
    let request = PlanAsk::Task(TaskPlanRequest {
        run_task: run_task.unwrap_or_default(),
        task_definition,
        service: (!service.is_empty()).then(|| service.clone()),
    });
    let made = api::create_plan(&request).await?;
    let asked = Asked {
        request,
        draft: None,
        // Without a service there is no form for it.
        edit: if service.is_empty() {
            here("/deployments")
        } else {
            run_task_path(cluster, service)
        },
    };
    kept::keep(Life::Tab, &asked_name(&made.hash), &asked);
    Ok(plan_path(&made.hash))
}

/// The documents of a plan, to be edited.
///
/// # Errors
/// That they are not in it as they are, so that what is edited would be something else.
async fn content(preview: &Preview) -> Result<DraftContent, Failure> {
    let hidden = || {
        Failure::own(
            "The documents of this plan cannot be opened",
            "They hold secret values, which are not shown once a plan is made. Make the edits again where the service is edited.",
        )
    };
    let plan = &preview.plan;
    let Target {
        cluster,
        service: name,
    } = &plan.target;
    let runs = if preview.service_before.is_some() {
        Some(api::find_service(cluster, name).await?)
    } else {
        None
    };
    let task_definition = task_definition(preview, runs.as_ref()).ok_or_else(hidden)?;
    let task_definition = over(
        plan,
        DocumentKind::TaskDefinition,
        preview.task_definition_before.as_deref(),
        task_definition,
        runs.as_ref()
            .and_then(|runs| runs.task_definition.as_deref()),
    );
    // What is hidden would be deployed as it is shown.
    let service = preview
        .service_after
        .as_ref()
        .filter(|text| !text.contains(MASK))
        .and_then(|text| json::parse(text).ok());
    let service = service.ok_or_else(hidden)?;
    let mut service = over(
        plan,
        DocumentKind::Service,
        preview.service_before.as_deref(),
        service,
        runs.as_ref().map(|runs| runs.service.as_str()),
    );
    let root = Pointer::root();
    // A count that the plan leaves as it is must not be set to what it was then.
    let sets_count = plan.steps.iter().any(|step| match step {
        Step::CreateService { .. } => true,
        Step::UpdateService { body } => {
            json::parse(body).is_ok_and(|sent| sent.get("desiredCount").is_some())
        }
        _ => false,
    });
    if !sets_count {
        service.remove(&root.member("desiredCount"));
    }
    for (name, value) in [
        ("cluster", plan.target.cluster.as_str()),
        ("serviceName", plan.target.service.as_str()),
        ("taskDefinition", TASK_DEFINITION_ARN),
    ] {
        service.set(&root.member(name), Json::from(value));
    }
    let gate = plan.steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body),
        _ => None,
    });
    let gate = match gate {
        Some(body) => Some(task_request::gate_of(body, &task_definition).ok_or_else(|| {
            Failure::own(
                "The task that runs first cannot be opened",
                "It differs from the deployed revision in more than its command, which the editor does not offer. Make the edits again where the service is edited.",
            )
        })?),
        None => None,
    };
    Ok(DraftContent {
        task_definition: task_definition.to_pretty(),
        service: service.to_pretty(),
        gate,
        ..DraftContent::default()
    })
}

/// A document with what others have changed of it since the plan was made: opening it must not take
/// that back. Where both touched the same place, the plan's side is opened.
fn over(
    plan: &Plan,
    kind: DocumentKind,
    before: Option<&str>,
    mine: Json,
    now: Option<&str>,
) -> Json {
    let read = |text: &str| Document::read(text, Some(kind)).ok();
    let (Some(before), Some(now)) = (before.and_then(read), now.and_then(read)) else {
        return mine;
    };
    let mut mine = Document::new(kind, mine);
    // What looks secret was masked when it was kept: unless the plan is about it, it was then what the
    // plan leaves there.
    let is_left = |change: &Change| {
        let masked = change.before.as_ref().map(Json::to_compact);
        let is_masked = masked.is_some_and(|masked| masked.contains(MASK));
        let is_said =
            |said: &ChangeInWords| said.document == kind && said.pointer == change.pointer;
        is_masked && !plan.changes.iter().any(is_said)
    };
    let left: Vec<Change> = diff(&before, &mine).into_iter().filter(is_left).collect();
    let before = apply(&left, &before);
    let revision = Pointer::root().member("taskDefinition");
    let has_moved = diff(&before, &now)
        .iter()
        .any(|change| change.pointer != revision);
    if !has_moved {
        return mine.json().clone();
    }
    // Which revision runs is no edit.
    if let Some(runs) = before.json().get("taskDefinition").cloned() {
        mine.json_mut().set(&revision, runs);
    }
    merge_holding(&before, &mine, &now).document.json().clone()
}

/// The task definition that will run, with every value.
fn task_definition(preview: &Preview, runs: Option<&ServiceDetail>) -> Option<Json> {
    let registered = preview.plan.steps.iter().find_map(|step| match step {
        Step::RegisterTaskDefinition { body, .. } => Some(body),
        _ => None,
    });
    if let Some(body) = registered {
        return json::parse(body).ok().map(without_plan_tag);
    }
    let shown = preview.task_definition_after.as_ref();
    if let Some(whole) = shown.filter(|text| !text.contains(MASK)) {
        return json::parse(whole).ok().map(without_plan_tag);
    }
    if shown != preview.task_definition_before.as_ref() {
        return None;
    }
    // The plan leaves it alone, so it is the one that runs.
    let runs = runs?.task_definition.as_deref()?;
    let document = Document::read(runs, Some(DocumentKind::TaskDefinition)).ok()?;
    Some(document.json().clone())
}

/// A definition without the tag by which the agent knows what it registered.
fn without_plan_tag(mut definition: Json) -> Json {
    let tags = Pointer::root().member("tags");
    let kept: Vec<Json> = definition
        .at(&tags)
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .filter(|tag| tag.get("key").and_then(Json::as_str) != Some(PLAN_TAG))
        .cloned()
        .collect();
    if kept.is_empty() {
        definition.remove(&tags);
    } else {
        definition.set(&tags, Json::from(kept));
    }
    definition
}
