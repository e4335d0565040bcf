//! Another version of a change: its documents are opened in the editor, and the plan that is made of
//! them there becomes the version.

use leptos::prelude::*;
use shared::change::VersionPlan;
use shared::diff::MASK;
use shared::json::{self, Json};
use shared::plan::{PLAN_TAG, PlanKind, Step, TASK_DEFINITION_ARN};
use shared::pointer::Pointer;
use shared::wire::{DraftContent, DraftUpdate, Preview};

use super::case::Case;
use crate::api::{self, Failure};
use crate::dom;
use crate::environment::here;
use crate::kept::{self, Life, Revising, revising_name};
use crate::page::{Roads, new_version_path, roll_back_path, service_path};
use crate::parts::FailureBanner;
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
    let Some(content) = content(&preview) else {
        return Ok(editor);
    };
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

/// The documents of a plan, to be edited; nothing where they are not in it as they are.
fn content(preview: &Preview) -> Option<DraftContent> {
    let task_definition = preview.plan.steps.iter().find_map(|step| match step {
        Step::RegisterTaskDefinition { body, .. } => Some(body),
        _ => None,
    })?;
    let text = preview.service_after.as_ref()?;
    // What is hidden would be deployed as it is shown.
    if text.contains(MASK) {
        return None;
    }
    let mut service = json::parse(text).ok()?;
    let root = Pointer::root();
    let target = &preview.plan.target;
    for (name, value) in [
        ("cluster", target.cluster.as_str()),
        ("serviceName", target.service.as_str()),
        ("taskDefinition", TASK_DEFINITION_ARN),
    ] {
        service.set(&root.member(name), Json::from(value));
    }
    Some(DraftContent {
        task_definition: without_plan_tag(json::parse(task_definition).ok()?).to_pretty(),
        service: service.to_pretty(),
        ..DraftContent::default()
    })
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
