//! The plans of the version that is shown: what they do in words, with comments and marks, and all
//! that stands behind it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::Version;
use shared::plan::{Plan, PlanKind, Step};
use shared::wire::{Order, Preview};

use super::case::Case;
use super::comments::Strays;
use super::lines::Lines;
use crate::acting::{Look, LookView};
use crate::api::{self, Failure, Loader};
use crate::parts::{
    Bodies, ForecastView, IssueList, RevisionNote, TaskToRun, kind_words, next_revision,
};
use crate::team::words::target_words;
use crate::ui::{AsyncView, DiffView, Disclosure, Name, Skeleton};

#[component]
pub(super) fn Plans(case: Case) -> impl IntoView {
    let shown = Memo::new(move |_| case.shown());
    move || {
        shown
            .get()
            .map(|version| view! { <OfVersion case version /> })
    }
}

#[component]
fn OfVersion(case: Case, version: Version) -> impl IntoView {
    let (number, order) = (version.number, version.order);
    let hashes: Vec<String> = version.plans.iter().map(|plan| plan.hash.clone()).collect();
    let previews = Loader::new(move || {
        let hashes = hashes.clone();
        async move { find_all(&hashes).await }
    });
    let ready = Arc::new(move |previews: Memo<Vec<Preview>>| {
        let previews = previews.get_untracked();
        let lines = previews
            .iter()
            .map(|preview| (preview.plan.target.clone(), preview.plan.changes.clone()))
            .collect::<Vec<_>>();
        let is_alone = previews.len() == 1;
        let plans = previews
            .into_iter()
            .enumerate()
            .map(|(at, preview)| view! { <PlanView case at number preview is_alone /> })
            .collect_view();
        view! {
            {(!is_alone).then(|| view! { <p class="quiet">{order_words(order)}</p> })}
            {plans}
            <Strays case lines />
        }
        .into_any()
    });
    view! {
        <AsyncView
            state=previews.state()
            retry=move |()| previews.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
    }
}

/// In which order a version's plans are carried out.
const fn order_words(order: Order) -> &'static str {
    match order {
        Order::InOrder => {
            "One after the other: each begins when the one before has succeeded; where one does not, those after it are not begun."
        }
        Order::SideBySide => "All at once: where one does not succeed, the others go on.",
    }
}

async fn find_all(hashes: &[String]) -> Result<Vec<Preview>, Failure> {
    let mut all = Vec::new();
    for hash in hashes {
        all.push(api::find_plan(hash).await?);
    }
    Ok(all)
}

#[component]
fn PlanView(
    case: Case,
    /// Its place in the version.
    at: usize,
    /// The version's number.
    number: u32,
    preview: Preview,
    /// Whether the version has no other.
    is_alone: bool,
) -> impl IntoView {
    let Preview {
        hash,
        plan,
        issues,
        task_definition_before,
        task_definition_after,
        service_before,
        service_after,
        definitions: _,
    } = preview;
    let revision = next_revision(&plan);
    let Plan {
        id: _,
        target,
        kind,
        base: _,
        changes,
        forecast,
        steps,
    } = plan;
    // Only what may still be done is looked at in AWS.
    let may_come = case.with_untracked(|detail| detail.change.state.is_pending());
    let look = (may_come && case.shows_present()).then(|| Look::at(&hash));
    if let Some(look) = look {
        case.follow_look(format!("look-{at}"), look);
    }
    let task = steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body.clone()),
        _ => None,
    });
    let title = if is_alone {
        "What changes".to_owned()
    } else {
        format!(
            "{}. {}: {}",
            at + 1,
            target_words(&target),
            kind_words(kind)
        )
    };
    let diffs = [
        (
            "Task definition",
            task_definition_before,
            task_definition_after,
        ),
        ("Service", service_before, service_after),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| {
        let label = if is_alone {
            what.to_owned()
        } else {
            format!("{what} of {}", target_words(&target))
        };
        view! {
            <DiffView
                label
                before=before.unwrap_or_default()
                after=after.unwrap_or_default()
            />
        }
    })
    .collect::<Vec<_>>();
    let issues_id = format!("issues-{at}");
    view! {
        <Lines case at number target kind changes title />
        {(!issues.is_empty())
            .then(|| {
                view! {
                    <section class="section" aria-labelledby=issues_id>
                        <h2 id=issues_id.clone()>"Worth knowing"</h2>
                        <IssueList issues />
                    </section>
                }
            })}
        {look.map(|look| view! { <LookView look id=format!("look-{at}") /> })}
        {task
            .map(|body| {
                view! {
                    <TaskToRun body is_gate=kind != PlanKind::OneOffTask id=format!("task-{at}") />
                }
            })}
        {forecast.map(|forecast| view! { <ForecastView forecast id=format!("forecast-{at}") /> })}
        <div class="behind">
            {(!diffs.is_empty())
                .then(|| {
                    view! { <Disclosure label="Before and after, line by line">{diffs}</Disclosure> }
                })}
            <Disclosure label="What is sent to AWS, to the byte">
                <Bodies steps id=format!("requests-{at}") />
                {revision.map(|number| view! { <RevisionNote number id=format!("revision-{at}") /> })}
                <p>
                    "An approval is bound to this plan: hash "
                    <Name text=hash room=24 what="the hash of the plan" />
                </p>
            </Disclosure>
        </div>
    }
}
