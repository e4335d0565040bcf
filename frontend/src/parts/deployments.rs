//! Deployments that Longshore made, as rows.

use leptos::prelude::*;
use shared::deployment::{Deployment, DeploymentState, Verdict, Wait};

use super::states::{StateChip, kind_words, state_chip};
use crate::format;
use crate::page::{deployment_path, release_path, service_path};
use crate::ui::TimeAgo;

/// Rows of deployments, newest first.
#[component]
pub(crate) fn DeploymentRows(
    /// The deployments.
    #[prop(into)]
    deployments: Signal<Vec<Deployment>>,
    /// Whether each says which service it is about.
    #[prop(optional)]
    names_service: bool,
    /// Whether the page is about the release that they are a part of.
    #[prop(optional)]
    in_release: bool,
) -> impl IntoView {
    let known = Memo::new(move |_| deployments.get());
    view! {
        <ul class="log">
            <For each=move || known.get() key=|deployment| {
                (
                    deployment.id.clone(),
                    state_chip(&deployment.state).1,
                    deployment.wait.as_ref().map(|wait| (wait.position, wait.reason.clone())),
                )
            } let:deployment>
                {row(deployment, names_service, in_release)}
            </For>
        </ul>
    }
}

fn row(deployment: Deployment, names_service: bool, in_release: bool) -> AnyView {
    let Deployment {
        id,
        target,
        kind,
        plan_hash: _,
        started_by,
        created_at_ms,
        summary,
        release,
        change: _,
        wait,
        state,
    } = deployment;
    let took = match &state {
        DeploymentState::Finished { finished_at_ms, .. } => Some(format!(
            "took {}",
            format::elapsed(finished_at_ms - created_at_ms)
        )),
        DeploymentState::Queued | DeploymentState::Running => None,
    };
    let reason = match &state {
        DeploymentState::Finished {
            reason, verdict, ..
        } if *verdict != Verdict::Succeeded => Some(reason.clone()),
        DeploymentState::Finished { .. } | DeploymentState::Queued | DeploymentState::Running => {
            None
        }
    };
    let state_is_queued = state == DeploymentState::Queued;
    view! {
        <li class="log__entry">
            <div class="log__state">
                <StateChip state=Signal::derive(move || state.clone()) />
            </div>
            <div class="log__body">
                <p class="log__title">
                    <a href=deployment_path(&id)>{summary}</a>
                </p>
                {reason.map(|reason| view! { <p class="log__reason">{reason}</p> })}
                {wait.filter(|_| state_is_queued).map(wait_line)}
                <p class="quiet">
                    {names_service
                        .then(|| {
                            view! {
                                <a href=service_path(
                                    &target.cluster,
                                    &target.service,
                                )>{target.service.clone()}</a>
                                " in "
                                {target.cluster.clone()}
                                " · "
                            }
                        })} {kind_words(kind)} " by " {started_by} " · "
                    <TimeAgo at_ms=created_at_ms /> {took.map(|took| format!(" · {took}"))}
                    {release
                        .filter(|_| !in_release)
                        .map(|release| {
                            view! {
                                " · "
                                <a href=release_path(&release)>"part of a release"</a>
                            }
                        })}
                </p>
            </div>
        </li>
    }
    .into_any()
}

/// What a deployment that is queued waits for.
fn wait_line(wait: Wait) -> AnyView {
    let Wait {
        position,
        reason,
        behind,
    } = wait;
    view! {
        <p class="log__reason">
            {format!("Number {position} in line. {}", crate::text::sentence(&reason))}
            {behind
                .map(|id| {
                    view! {
                        " "
                        <a href=deployment_path(&id)>"See what it waits for"</a>
                    }
                })}
        </p>
    }
    .into_any()
}
