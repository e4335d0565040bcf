//! A plan to read before anything happens, and the button that carries it out.

mod decide;
mod moved;
mod propose;
mod standing;
mod ways;

use std::sync::Arc;

use leptos::prelude::*;
use shared::plan::{Plan, PlanKind, Step};
use shared::wire::Preview;

use crate::acting::{Look, LookView, PausedBanner};
use crate::api::{self, Loader};
use crate::dom;
use crate::parts::{
    Bodies, Changes, ForecastView, IssueList, RevisionNote, TaskToRun, kind_words, next_revision,
};
use crate::session::SessionContext;
use crate::ui::{AsyncView, DiffView, Disclosure, Name, Skeleton};
use decide::Decide;
use moved::MovedBanner;
use standing::{Standing, Subject, Watch};

#[component]
pub(super) fn PreviewPage(
    /// The plan's hash.
    hash: String,
) -> impl IntoView {
    let preview = Loader::new(move || {
        let hash = hash.clone();
        async move { api::find_plan(&hash).await }
    });
    let ready = Arc::new(|preview: Memo<Preview>| {
        view! { <PreviewView preview=preview.get_untracked() /> }.into_any()
    });
    view! {
        <AsyncView
            state=preview.state()
            retry=move |()| preview.reload()
            loading=|| view! { <Skeleton lines=10 /> }
            ready
        />
    }
}

#[component]
fn PreviewView(preview: Preview) -> impl IntoView {
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
    let next_revision = next_revision(&plan);
    dom::set_title(&format!("Preview of {}", plan.target.service));
    let subject = Subject::of(&plan);
    let Plan {
        id: _,
        target,
        kind,
        base: _,
        changes,
        forecast,
        steps,
    } = plan;
    let shown_hash = hash.clone();
    // Nothing is looked at for what does nothing.
    let look = (kind != PlanKind::Nothing).then(|| Look::at(&hash));
    let standing = (kind != PlanKind::Nothing).then(|| Standing::of(&hash));
    let task = steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body.clone()),
        _ => None,
    });
    let has_definitions = task_definition_after.is_some() || service_after.is_some();
    let has_task_definition_diff = task_definition_before != task_definition_after;
    let has_service_diff = service_before != service_after;
    view! {
        {standing.zip(subject).map(|(standing, subject)| view! { <Watch standing subject /> })}
        {standing.map(|standing| view! { <MovedBanner standing /> })}
        <div class="target" role="note" aria-label="What will be changed">
            <span>{kind_words(kind)}</span>
            <span>
                "service " <strong>{target.service.clone()}</strong> " in cluster "
                <strong>{target.cluster.clone()}</strong>
            </span>
            <EnvironmentWords />
        </div>
        <p class="lead">
            {if kind == PlanKind::Nothing {
                "What was asked for is already so. There is nothing to do."
            } else {
                "Nothing has happened in AWS yet. This is what will be done, and nothing else."
            }}
        </p>
        {(kind != PlanKind::Nothing).then(|| view! { <PausedBanner /> })}
        {(!issues.is_empty())
            .then(|| {
                view! {
                    <section class="section" aria-labelledby="issues">
                        <h2 id="issues">"Worth knowing"</h2>
                        <IssueList issues />
                    </section>
                }
            })}
        {look.map(|look| view! { <LookView look /> })}
        {task.map(|body| view! { <TaskToRun body is_gate=kind != PlanKind::OneOffTask /> })}
        <Changes changes kind />
        {forecast.map(|forecast| view! { <ForecastView forecast /> })}
        {next_revision.map(|number| view! { <RevisionNote number /> })}
        <Bodies steps />
        {has_definitions
            .then(|| {
                view! {
        <section class="section" aria-labelledby="definitions">
            <h2 id="definitions">"Before and after"</h2>
            <p class="quiet section__gloss">
                "In normal form: defaults filled in, sets sorted, so that only what differs in meaning is marked."
            </p>
            {has_task_definition_diff
                .then(|| {
                    view! {
                        <DiffView
                            label="Task definition"
                            before=task_definition_before.unwrap_or_default()
                            after=task_definition_after.unwrap_or_default()
                        />
                    }
                })}
            {has_service_diff
                .then(|| {
                    view! {
                        <DiffView
                            label="Service"
                            before=service_before.unwrap_or_default()
                            after=service_after.unwrap_or_default()
                        />
                    }
                })}
            {(!has_task_definition_diff && !has_service_diff)
                .then(|| view! { <p>"Neither definition differs."</p> })}
        </section>
                }
            })}
        <Disclosure label="How this is held to">
            <p>
                "The plan is stored under a hash of every byte above. What is deployed is this plan or nothing: when the service has changed in the meantime, Longshore says so and does nothing."
            </p>
            <p>
                "Hash " <Name text=shown_hash room=24 what="the hash of the plan" />
            </p>
        </Disclosure>
        <Decide hash target kind look standing />
    }
}

#[component]
fn EnvironmentWords() -> impl IntoView {
    let session = SessionContext::expect();
    move || {
        session.environment().map(|environment| {
            let simulated = if environment.simulated {
                ", simulated AWS"
            } else {
                ""
            };
            view! {
                <span>
                    "environment " <strong>{environment.name}</strong> ", " {environment.region}
                    {simulated}
                </span>
            }
        })
    }
}
