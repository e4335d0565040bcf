//! Another version of a change: its documents are opened in the editor, and the plan that is made of
//! them there becomes the version.

use leptos::prelude::*;
use shared::change::VersionPlan;
use shared::diff::MASK;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::plan::{PLAN_TAG, PlanKind, Step, TASK_DEFINITION_ARN, Target};
use shared::pointer::Pointer;
use shared::wire::{DraftContent, DraftUpdate, Preview};

use super::case::Case;
use crate::api::{self, Failure};
use crate::dom;
use crate::environment::here;
use crate::kept::{self, Life, Revising, revising_name};
use crate::page::{Roads, new_version_path, roll_back_path, service_path};
use crate::parts::FailureBanner;
use crate::task_request;
use crate::team::doing::Doing;
use crate::team::words::target_words;
use crate::ui::{Button, Look};

/// A button for each plan of the present version.
#[component]
pub(super) fn Revise(
    case: Case,
    /// The id of what says why they may not be pressed.
    reason_at: &'static str,
    /// How much they weigh.
    #[prop(optional)]
    look: Look,
) -> impl IntoView {
    let doing = Doing::new();
    let roads = Roads::expect();
    let plans = Memo::new(move |_| {
        case.with(|detail| {
            let present = detail.change.version();
            present
                .map(|present| present.plans.clone())
                .unwrap_or_default()
        })
    });
    let denied = Signal::derive(move || case.revise_denied());
    let open = move |plan: VersionPlan| {
        let (title, from) = case.with_untracked(|detail| {
            let present = detail.change.version();
            (
                detail.change.title.clone(),
                present.map_or(0, |present| present.number),
            )
        });
        // Whatever plan is made for the service in this tab is offered as the version.
        let revising = Revising {
            change: case.id,
            from,
        };
        kept::keep(Life::Tab, &revising_name(&plan.target), &revising);
        let title = format!("Another version of {title}");
        doing.ask(open(plan, title), move |path: String| roads.go(&path));
    };
    view! {
        <div class="actions">
        {move || {
            let plans = plans.get();
            let is_alone = plans.len() == 1;
            plans
                .into_iter()
                .map(|plan| {
                    let words = if is_alone {
                        "Make another version".to_owned()
                    } else {
                        format!("Change what it does to {}", target_words(&plan.target))
                    };
                    view! {
                        <Button
                            look
                            pending=doing.pending
                            denied
                            reason_at
                            on_press=move |()| open(plan.clone())
                        >
                            {words}
                        </Button>
                    }
                })
                .collect_view()
        }}
        </div>
        <FailureBanner failure=doing.failure />
    }
}

/// Where a plan is made differently.
pub(super) async fn open(plan: VersionPlan, title: String) -> Result<String, Failure> {
    let (cluster, service) = (&plan.target.cluster, &plan.target.service);
    match plan.kind {
        PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::ServiceChange => {}
        PlanKind::Rollback => return Ok(roll_back_path(cluster, service)),
        PlanKind::Scaling
        | PlanKind::Restart
        | PlanKind::TagChange
        | PlanKind::ScalableTargetChange
        | PlanKind::Deletion
        | PlanKind::OneOffTask
        | PlanKind::Nothing => return Ok(service_path(cluster, service)),
    }
    let is_new = plan.kind == PlanKind::FirstDeploy;
    let editor = if is_new {
        here("/new")
    } else {
        new_version_path(cluster, service)
    };
    let preview = api::find_plan(&plan.hash).await?;
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

/// The documents of a plan, to be edited.
///
/// # Errors
/// That they are not in it as they are, so that what is edited would be something else.
async fn content(preview: &Preview) -> Result<DraftContent, Failure> {
    let hidden = || {
        Failure::own(
            "The documents of this version cannot be opened",
            "They hold secret values, which are not shown once a plan is made. Make the edits again where the service is edited: the plan that comes of it in this tab is offered as the next version.",
        )
    };
    let plan = &preview.plan;
    let task_definition = task_definition(preview).await?.ok_or_else(hidden)?;
    // What is hidden would be deployed as it is shown.
    let service = preview
        .service_after
        .as_ref()
        .filter(|text| !text.contains(MASK))
        .and_then(|text| json::parse(text).ok());
    let mut service = service.ok_or_else(hidden)?;
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
                "It differs from the deployed revision in more than its command, which the editor does not offer. Make the edits again where the service is edited: the plan that comes of it in this tab is offered as the next version.",
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

/// The task definition that will run, with every value.
async fn task_definition(preview: &Preview) -> Result<Option<Json>, Failure> {
    let registered = preview.plan.steps.iter().find_map(|step| match step {
        Step::RegisterTaskDefinition { body, .. } => Some(body),
        _ => None,
    });
    if let Some(body) = registered {
        return Ok(json::parse(body).ok().map(without_plan_tag));
    }
    let shown = preview.task_definition_after.as_ref();
    if let Some(whole) = shown.filter(|text| !text.contains(MASK)) {
        return Ok(json::parse(whole).ok().map(without_plan_tag));
    }
    if shown != preview.task_definition_before.as_ref() {
        return Ok(None);
    }
    // The plan leaves it alone, so it is the one that runs.
    let Target { cluster, service } = &preview.plan.target;
    let runs = api::find_service(cluster, service).await?.task_definition;
    let runs = runs
        .as_deref()
        .and_then(|text| Document::read(text, Some(DocumentKind::TaskDefinition)).ok());
    Ok(runs.map(|document| document.json().clone()))
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
