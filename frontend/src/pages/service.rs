//! One service: what runs, how it is, what last changed.

mod actions;
mod balancing;
mod bounds;
mod rollout;
mod scale;
mod tasks;

use std::sync::Arc;

use leptos::prelude::*;
use shared::diff::{MASK, mask};
use shared::json;
use shared::wire::{ProblemCode, ServiceDetail};

use crate::api::{self, Live, Loader};
use crate::environment::here;
use crate::format;
use crate::page::{Heading, blame_path, changes_path, new_version_path};
use crate::parts::{ConnectionNote, DeploymentRows, Failures, HealthChip};
use crate::ui::{
    AsyncView, Banner, Button, ButtonLink, CodeBlock, Disclosure, Look, Skeleton, TimeAgo, Tone,
};
use actions::Actions;
use balancing::Balancing;
use rollout::Rollout;
use tasks::Tasks;

#[component]
pub(crate) fn ServicePage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let detail = {
        let (cluster, service) = (cluster.clone(), service.clone());
        Loader::new(move || {
            let (cluster, service) = (cluster.clone(), service.clone());
            async move { api::find_service(&cluster, &service).await }
        })
    };
    // News only of a service that is there.
    let path = api::service_stream(&cluster, &service);
    let ready = Arc::new(move |shown: Memo<ServiceDetail>| {
        let live = Live::open(&path, "service", move |news| {
            detail.put_news(news, |detail: &ServiceDetail| detail.as_of_ms);
        });
        view! {
            <ConnectionNote connection=live.connection() />
            <ServiceView detail=shown />
        }
        .into_any()
    });
    let new_version = new_version_path(&cluster, &service);
    let is_gone = Memo::new(move |_| detail.failure_code() == Some(ProblemCode::NotFound));
    let in_cluster = format!("/?cluster={}", crate::dom::encode(&cluster));
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=in_cluster>{cluster}</a>
        </nav>
        <div class="page-head">
            <Heading title=service />
            {move || {
                let href = new_version.clone();
                (!is_gone.get())
                    .then(|| {
                        view! {
                            <div class="page-head__action">
                                <ButtonLink look=Look::Primary href>
                                    "New version"
                                </ButtonLink>
                            </div>
                        }
                    })
            }}
        </div>
        {move || {
            if is_gone.get() {
                return view! { <Gone on_look=move |()| detail.reload() /> }.into_any();
            }
            view! {
                <AsyncView
                    state=detail.state()
                    retry=move |()| detail.reload()
                    loading=|| view! { <Skeleton lines=10 /> }
                    ready=ready.clone()
                />
            }
                .into_any()
        }}
    }
}

/// Says that there is no such service.
#[component]
fn Gone(
    /// Looks again.
    #[prop(into)]
    on_look: Callback<()>,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Info title="This service is not there">
            <p>"It may have been deleted, or never have been deployed."</p>
            <div class="actions">
                <ButtonLink look=Look::Primary href=here("/new")>
                    "Deploy a service"
                </ButtonLink>
                <Button on_press=on_look>"Look again"</Button>
            </div>
        </Banner>
    }
}

#[component]
fn ServiceView(detail: Memo<ServiceDetail>) -> impl IntoView {
    let events = Memo::new(move |_| detail.with(|detail| detail.events.clone()));
    let deployments = Memo::new(move |_| detail.with(|detail| detail.deployments.clone()));
    view! {
        <Headline detail />
        <Actions detail />
        <Failures words=Signal::derive(move || detail.with(|detail| detail.failures.clone())) />
        <Rollout
            ecs_deployments=Memo::new(move |_| {
                detail.with(|detail| detail.ecs_deployments.clone())
            })
            record=Memo::new(move |_| detail.with(|detail| detail.rollout.clone()))
            controller=Memo::new(move |_| detail.with(|detail| detail.controller.clone()))
        />
        <Tasks tasks=Memo::new(move |_| detail.with(|detail| detail.tasks.clone())) />
        <Balancing groups=Memo::new(move |_| detail.with(|detail| detail.target_groups.clone())) />
        <section class="section" aria-labelledby="history">
            <h2 id="history">"Deployments by Longshore"</h2>
            {move || {
                if deployments.with(Vec::is_empty) {
                    view! {
                        <p class="quiet">
                            "Longshore has not deployed this service yet. What runs was deployed by other means, which is fine."
                        </p>
                    }
                        .into_any()
                } else {
                    view! { <DeploymentRows deployments /> }.into_any()
                }
            }}
            <p class="list-end">
                <a href=move || {
                    detail.with(|detail| changes_path(&detail.summary.cluster, &detail.summary.name))
                }>"Changes that were proposed for it"</a>
            </p>
        </section>
        <section class="section" aria-labelledby="events">
            <h2 id="events">"What ECS says"</h2>
            {move || {
                let events = events.get();
                if events.is_empty() {
                    return view! { <p class="quiet">"ECS has said nothing yet."</p> }.into_any();
                }
                let rows = events
                    .into_iter()
                    .map(|event| {
                        view! {
                            <li class="events__event">
                                <span class="events__time">
                                    <TimeAgo at_ms=event.at_ms />
                                </span>
                                <div>
                                    {event.message}
                                    {event
                                        .explanation
                                        .map(|words| view! { <p class="quiet">{words}</p> })}
                                </div>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <ol class="events">{rows}</ol> }.into_any()
            }}
        </section>
        <section class="section" aria-labelledby="definitions">
            <h2 id="definitions">"Definitions"</h2>
            <p class="quiet section__gloss">
                "As AWS describes them. What looks like a secret is shown as "
                <code class="mono">{MASK}</code> ". "
                <a href=move || {
                    detail.with(|detail| blame_path(&detail.summary.cluster, &detail.summary.name))
                }>"Where each value comes from"</a>
            </p>
            <Disclosure label="Task definition as JSON">
                <CodeBlock
                    label="Task definition"
                    text=Signal::derive(move || {
                        detail
                            .with(|detail| {
                                detail
                                    .task_definition
                                    .as_deref()
                                    .map_or_else(|| "It could not be read.".to_owned(), readable)
                            })
                    })
                />
            </Disclosure>
            <Disclosure label="Service as JSON">
                <CodeBlock
                    label="Service"
                    text=Signal::derive(move || detail.with(|detail| readable(&detail.service)))
                />
            </Disclosure>
        </section>
    }
}

/// A definition over lines, without what looks like a secret.
fn readable(text: &str) -> String {
    json::parse(text).map_or_else(|_| text.to_owned(), |json| mask(&json).to_pretty())
}

/// What runs and how it is, in words.
#[component]
fn Headline(detail: Memo<ServiceDetail>) -> impl IntoView {
    let summary = Memo::new(move |_| detail.with(|detail| detail.summary.clone()));
    let changed = Memo::new(move |_| {
        detail.with(|detail| {
            detail
                .deployments
                .first()
                .map(|latest| (latest.created_at_ms, Some(latest.started_by.clone())))
                .filter(|(at_ms, _)| {
                    // Somebody else may have deployed since.
                    detail
                        .summary
                        .last_deployed_at_ms
                        .is_none_or(|last| last <= at_ms + SLACK_MS)
                })
                .or_else(|| {
                    detail
                        .summary
                        .last_deployed_at_ms
                        .map(|at_ms| (at_ms, None))
                })
        })
    });
    view! {
        <section class="headline" aria-label="What runs">
            <p class="headline__words">
                "Running "
                <strong class="mono">{move || summary.with(|summary| summary.revision.clone())}</strong>
                " · "
                {move || summary.with(|summary| format!("{} of {} tasks", summary.running, summary.desired))}
                {move || {
                    changed
                        .get()
                        .map(|(at_ms, by)| {
                            let words = by
                                .map_or_else(
                                    || " · last deployment ".to_owned(),
                                    |by| format!(" · last deployment by {by}, "),
                                );
                            view! {
                                {words}
                                <TimeAgo at_ms />
                            }
                        })
                }}
            </p>
            <p class="headline__state">
                <HealthChip health=Signal::derive(move || summary.with(|summary| summary.health)) />
                <span>{move || summary.with(|summary| crate::text::sentence(&summary.health_words))}</span>
                <span class="quiet">
                    {move || summary.with(|summary| launch_words(&summary.launch_type))}
                </span>
            </p>
            <dl class="facts">
                {move || {
                    summary
                        .with(|summary| summary.images.clone())
                        .into_iter()
                        .map(|image| {
                            view! {
                                <div class="facts__fact">
                                    <dt>{image.container}</dt>
                                    <dd class="mono" title=image.image.clone()>
                                        {format::shorten(&image.image, 64)}
                                    </dd>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </dl>
        </section>
    }
}

/// A deployment of ours and the ECS deployment that it started lie a few calls apart.
const SLACK_MS: i64 = 120_000;

fn launch_words(launch_type: &str) -> String {
    match launch_type {
        "FARGATE" => "On Fargate.".to_owned(),
        "EC2" => "On EC2 instances.".to_owned(),
        "EXTERNAL" => "On external instances.".to_owned(),
        "" => String::new(),
        providers => format!("On {providers}."),
    }
}
