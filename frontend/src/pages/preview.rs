//! A plan to read before anything happens, and the button that carries it out.

mod bodies;
mod changes;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::permission::Operation;
use shared::plan::{Forecast, Plan, PlanKind, Target};
use shared::wire::{PlanRequest, Preview, ProblemCode};

use crate::api::{self, Failure, Loader};
use crate::draft;
use crate::page::{Heading, deployment_path, new_version_path, plan_path, service_path};
use crate::parts::{FailureBanner, IssueList, kind_words};
use crate::session::SessionContext;
use crate::ui::{
    AsyncView, Banner, Button, ButtonLink, DiffView, Disclosure, Look, Name, Skeleton, Tone,
};
use bodies::Bodies;
use changes::Changes;

/// Under which name the documents of a plan are kept, so that it can be made again.
pub(super) fn request_name(hash: &str) -> String {
    format!("plan.{hash}")
}

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
            .any(|step| matches!(step, shared::plan::Step::RegisterTaskDefinition { .. }))
    });
    let shown_hash = hash.clone();
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
            {match kind {
                PlanKind::Nothing => "What was asked for is already so. There is nothing to do.",
                PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::ServiceChange => {
                    "Nothing has happened in AWS yet. This is what will be done, and nothing else."
                }
            }}
        </p>
        {(!issues.is_empty())
            .then(|| {
                view! {
                    <section class="section" aria-labelledby="issues">
                        <h2 id="issues">"Worth knowing"</h2>
                        <IssueList issues />
                    </section>
                }
            })}
        <Changes changes kind />
        {forecast.map(|forecast| view! { <ForecastView forecast /> })}
        {next_revision.map(|number| view! { <RevisionNote number /> })}
        <Bodies steps />
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
        <Disclosure label="How this is held to">
            <p>
                "The plan is stored under a hash of every byte above. What is deployed is this plan or nothing: when the service has changed in the meantime, Longshore says so and does nothing."
            </p>
            <p>
                "Hash " <Name text=shown_hash room=24 what="the hash of the plan" />
            </p>
        </Disclosure>
        <Decide hash target kind />
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

/// The buttons, with the reason where one may not be pressed, and what went wrong.
#[component]
fn Decide(hash: String, target: Target, kind: PlanKind) -> impl IntoView {
    let session = SessionContext::expect();
    let navigate = StoredValue::new_local(use_navigate());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // One for each time this page is opened: a second click is the same deployment, a second visit
    // is another one.
    let key = crate::dom::random_name();
    let hash = StoredValue::new(hash);
    let go = move |path: String| {
        navigate.try_with_value(|navigate| {
            navigate(&path, leptos_router::NavigateOptions::default());
        });
    };
    let deploy = move |()| {
        let key = key.clone();
        let hash = hash.get_value();
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::create_deployment(&hash, &key).await {
                Ok(deployment) => {
                    draft::forget(&request_name(&hash));
                    go(deployment_path(&deployment.id));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    let plan_again = move |()| {
        let Some(request) = draft::find::<PlanRequest>(&request_name(&hash.get_value())) else {
            return;
        };
        pending.set(true);
        spawn_local(async move {
            match api::create_plan(&request).await {
                Ok(preview) => {
                    draft::keep(&request_name(&preview.hash), &request);
                    go(plan_path(&preview.hash));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    let has_moved = Memo::new(move |_| {
        failure.with(|failure| {
            failure
                .as_ref()
                .is_some_and(|failure| failure.code == Some(ProblemCode::BaseMoved))
        })
    });
    let can_plan_again =
        move || draft::find::<PlanRequest>(&request_name(&hash.get_value())).is_some();
    let edit = match kind {
        PlanKind::FirstDeploy => "/new".to_owned(),
        PlanKind::NewRevision | PlanKind::ServiceChange | PlanKind::Nothing => {
            new_version_path(&target.cluster, &target.service)
        }
    };
    let service = service_path(&target.cluster, &target.service);
    let denied = Signal::derive(move || session.denial(Operation::Deploy));
    let deploy_view = match kind {
        PlanKind::Nothing => view! {
            <ButtonLink look=Look::Primary href=service>
                "Back to the service"
            </ButtonLink>
        }
        .into_any(),
        PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::ServiceChange => view! {
            <Button look=Look::Primary pending denied on_press=deploy>
                "Deploy"
            </Button>
        }
        .into_any(),
    };
    view! {
        <div class="decide">
        <FailureBanner failure />
        {move || {
            has_moved
                .get()
                .then(|| {
                    view! {
                        <Banner tone=Tone::Info title="Plan again to go on">
                            <p>
                                "The service changed after this preview was made. A new plan compares your definitions with what runs now; nothing was sent."
                            </p>
                            {if can_plan_again() {
                                view! {
                                    <div class="actions">
                                        <Button look=Look::Primary pending on_press=plan_again>
                                            "Plan again"
                                        </Button>
                                    </div>
                                }
                                    .into_any()
                            } else {
                                view! {
                                    <p>"Go back to edit, and preview again from there."</p>
                                }
                                    .into_any()
                            }}
                        </Banner>
                    }
                })
        }}
        <div class="actions actions--decide">
            {deploy_view} <ButtonLink href=edit>"Back to edit"</ButtonLink>
        </div>
        </div>
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
    } = forecast;
    view! {
        <section class="section" aria-labelledby="forecast">
            <h2 id="forecast">"While it rolls"</h2>
            <p>{words}</p>
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
