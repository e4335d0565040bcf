//! What gave a service its values, newest first.

use leptos::prelude::*;
use shared::wire::{Blame, BlamedChange, BlamedDeployment, Origin};

use crate::format;
use crate::page::{change_path, deployment_path};
use crate::team::words::{counted, names};
use crate::ui::{Button, Chip, Look, TimeAgo, Tone};

/// The id of an origin's place in the page.
pub(super) fn anchor(origin: usize) -> String {
    format!("origin-{origin}")
}

#[component]
pub(super) fn Origins(
    shown: Memo<Blame>,
    /// The one whose values alone are shown.
    chosen: RwSignal<Option<usize>>,
    /// The one that somebody asked for at a value.
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let rows = move || {
        shown.with(|blame| {
            blame
                .origins
                .iter()
                .enumerate()
                .map(|(at, origin)| {
                    let many = blame.fields.iter().filter(|one| one.origin == at).count();
                    row(at, origin.clone(), many, chosen, pointed)
                })
                .collect_view()
        })
    };
    view! {
        <section class="section" aria-labelledby="origins">
            <h2 id="origins">"What gave them"</h2>
            <ol class="log">{rows}</ol>
        </section>
    }
}

fn row(
    at: usize,
    origin: Origin,
    many: usize,
    chosen: RwSignal<Option<usize>>,
    pointed: RwSignal<Option<usize>>,
) -> AnyView {
    let (tone, word) = chip(&origin);
    let label = short(&origin);
    let only = move |()| {
        chosen.set(Some(at));
        crate::dom::focus_top("fields");
    };
    view! {
        <li
            class="log__entry"
            id=anchor(at)
            tabindex="-1"
            data-pointed=move || (pointed.get() == Some(at)).then_some("true")
        >
            <div class="log__state">
                <Chip tone word />
            </div>
            <div class="log__body">
                {told(origin)}
                <p>
                    <Button look=Look::Quiet on_press=only>
                        {format!("Show {}", counted(many, "value", "values"))}
                        <span class="visually-hidden">{format!(" of {label}")}</span>
                    </Button>
                </p>
            </div>
        </li>
    }
    .into_any()
}

const fn chip(origin: &Origin) -> (Tone, &'static str) {
    match origin {
        Origin::Deployment(BlamedDeployment {
            change:
                Some(BlamedChange {
                    broken_glass: Some(_),
                    ..
                }),
            ..
        }) => (Tone::Warn, "Emergency"),
        Origin::Deployment(BlamedDeployment {
            change: Some(_), ..
        }) => (Tone::Good, "Change"),
        Origin::Deployment(_) => (Tone::Info, "Deployment"),
        Origin::Revision {
            is_oldest: false, ..
        }
        | Origin::Outside { .. } => (Tone::Warn, "Not by Longshore"),
        Origin::Revision { .. } | Origin::BeforeLongshore { .. } => (Tone::Idle, "Before"),
        Origin::Older { .. } => (Tone::Idle, "Older"),
    }
}

/// An origin in a few words, for the value that it gave.
pub(super) fn short(origin: &Origin) -> String {
    match origin {
        Origin::Deployment(deployment) => match &deployment.change {
            Some(change) => format!("Change {}", change.id),
            None => format!("Deployment by {}", deployment.started_by),
        },
        Origin::Revision {
            revision,
            is_oldest: false,
            ..
        } => format!("{revision}, not by Longshore"),
        Origin::Revision { revision, .. } => format!("Since {revision} or before"),
        Origin::Outside { .. } => "Not by Longshore".to_owned(),
        Origin::BeforeLongshore { .. } => "Before Longshore".to_owned(),
        Origin::Older { looked_at } => format!("Before the last {looked_at}"),
    }
}

/// Everything that is known of an origin.
fn told(origin: Origin) -> AnyView {
    match origin {
        Origin::Deployment(deployment) => of_deployment(deployment),
        Origin::Revision {
            revision,
            registered_by,
            registered_at_ms,
            is_oldest,
        } => {
            let what = if is_oldest {
                "The oldest revision that is known. The values may be older still."
            } else {
                "The service was moved to it without Longshore."
            };
            view! {
                <p class="log__title mono">{revision}</p>
                <p>{what}</p>
                <p class="quiet blame__by">
                    "Registered by " {registered_by.unwrap_or_else(|| "somebody whom ECS does not name".to_owned())}
                    {registered_at_ms.map(|at_ms| view! { ", " <TimeAgo at_ms /> })}
                </p>
            }
            .into_any()
        }
        Origin::Outside {
            after_ms,
            before_ms,
        } => {
            let until = match before_ms {
                Some(at_ms) => view! { " and " <TimeAgo at_ms /> }.into_any(),
                None => view! { " and now" }.into_any(),
            };
            view! {
                <p class="log__title">"Changed without Longshore"</p>
                <p>
                    "Somebody, or another tool such as auto scaling, changed the service between "
                    <TimeAgo at_ms=after_ms /> {until}
                    ". CloudTrail may tell who; ECS itself does not."
                </p>
            }
            .into_any()
        }
        Origin::BeforeLongshore { seen_at_ms } => view! {
            <p class="log__title">"There before Longshore"</p>
            <p>
                "It was so when Longshore first looked, " <TimeAgo at_ms=seen_at_ms />
                ", and is so still."
            </p>
        }
        .into_any(),
        Origin::Older { looked_at } => view! {
            <p class="log__title">{format!("Older than the last {looked_at} versions")}</p>
            <p>
                "It was so before all of them, and is so still. Longshore looks no further back here."
            </p>
        }
        .into_any(),
    }
}

fn of_deployment(deployment: BlamedDeployment) -> AnyView {
    let BlamedDeployment {
        id,
        summary,
        started_by,
        created_at_ms,
        revision,
        change,
    } = deployment;
    let revision = revision.map(|revision| format!(" · brought {revision}"));
    let path = deployment_path(&id);
    let Some(change) = change else {
        return view! {
            <p class="log__title">
                <a href=path>{summary}</a>
            </p>
            <p class="quiet">
                "Deployed by " {started_by} " without a review, " <TimeAgo at_ms=created_at_ms />
                {revision}
            </p>
        }
        .into_any();
    };
    let BlamedChange {
        id: number,
        title,
        reason,
        authors,
        approved_by,
        broken_glass,
    } = change;
    let approved = if approved_by.is_empty() {
        "approved by nobody".to_owned()
    } else {
        format!("approved by {}", names(&approved_by))
    };
    view! {
        <p class="log__title">
            <a href=change_path(number)>{title}</a> " "
            <span class="quiet change-number">{format!("#{number}")}</span>
        </p>
        <p class="prose">{reason}</p>
        {broken_glass
            .map(|why| {
                view! { <p class="prose">"Deployed in an emergency: " {why}</p> }
            })}
        <p class="quiet">
            {format!("Proposed by {}, {approved}, deployed by {started_by} ", names(&authors))}
            <TimeAgo at_ms=created_at_ms /> {revision} " · "
            <a href=path>{format!("deployment {}", format::shorten(&id, 13))}</a>
        </p>
    }
    .into_any()
}
