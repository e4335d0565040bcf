//! A plan to read before anything happens, and the button that carries it out.

mod bodies;
mod decide;
mod look;
mod task;

use std::sync::Arc;

use leptos::prelude::*;
use shared::plan::{Forecast, Plan, PlanKind, Step, Wave};
use shared::wire::Preview;

use crate::acting::PausedBanner;
use crate::api::{self, Loader};
use crate::page::Heading;
use crate::parts::{Changes, IssueList, kind_words};
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, DiffView, Disclosure, Name, Skeleton, Tone};
use bodies::Bodies;
use decide::Decide;
use look::{Look, LookView};
use task::TaskToRun;

#[component]
pub(crate) fn PreviewPage(
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
            loading=|| {
                view! {
                    <Heading title="Preview" />
                    <Skeleton lines=10 />
                }
            }
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
    } = preview;
    let Plan {
        id: _,
        target,
        kind,
        base,
        changes,
        forecast,
        steps,
    } = plan;
    let next_revision = base.next_revision.filter(|_| {
        steps
            .iter()
            .any(|step| matches!(step, Step::RegisterTaskDefinition { .. }))
    });
    let shown_hash = hash.clone();
    // Nothing is looked at for what does nothing.
    let look = (kind != PlanKind::Nothing).then(|| Look::at(&hash));
    let task = steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body.clone()),
        _ => None,
    });
    let has_definitions = task_definition_after.is_some() || service_after.is_some();
    let has_task_definition_diff = task_definition_before != task_definition_after;
    let has_service_diff = service_before != service_after;
    view! {
        <div class="target" role="note" aria-label="What will be changed">
            <span>{kind_words(kind)}</span>
            <span>
                "service " <strong>{target.service.clone()}</strong> " in cluster "
                <strong>{target.cluster.clone()}</strong>
            </span>
            <EnvironmentWords />
        </div>
        <Heading title="Preview" tab=format!("Preview of {}", target.service) />
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
        <Decide hash target kind look />
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

#[component]
fn ForecastView(forecast: Forecast) -> impl IntoView {
    let Forecast {
        desired: _,
        least: _,
        most: _,
        words,
        stuck,
        waves,
        more_waves,
    } = forecast;
    view! {
        <section class="section" aria-labelledby="forecast">
            <h2 id="forecast">"While it rolls"</h2>
            <p class="section__gloss">{words}</p>
            {(waves.len() > 1)
                .then(|| {
                    view! {
                        <Disclosure label="Wave by wave">
                            <ol class="numbered">{waves.iter().map(wave).collect_view()}</ol>
                            {(more_waves > 0)
                                .then(|| view! { <p>{format!("And {more_waves} more like these.")}</p> })}
                        </Disclosure>
                    }
                })}
            {stuck
                .map(|why| {
                    view! {
                        <Banner tone=Tone::Warn title="It cannot progress like this">
                            <p>{crate::text::sentence(&why)}</p>
                        </Banner>
                    }
                })}
        </section>
    }
}

/// One wave in words.
fn wave(wave: &Wave) -> AnyView {
    let Wave {
        starts,
        stops,
        new,
        old,
    } = *wave;
    let starts = match starts {
        0 => "no task starts".to_owned(),
        1 => "1 new task starts".to_owned(),
        starts => format!("{starts} new tasks start"),
    };
    let stops = match stops {
        0 if old == 0 => "no old one is left".to_owned(),
        0 => "no old one stops".to_owned(),
        1 => "1 old one stops".to_owned(),
        stops => format!("{stops} old ones stop"),
    };
    let words = format!("{starts}, {stops}: {new} new and {old} old run.");
    view! { <li>{crate::text::sentence(&words)}</li> }.into_any()
}

#[component]
fn RevisionNote(number: u64) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="revision">
            <h2 id="revision">"The next revision"</h2>
            <p>
                "It will be number " <strong>{number}</strong>
                ", if nobody registers one before. A family's revisions only ever go up, also after one is deregistered; a number never comes back."
            </p>
        </section>
    }
}
