//! A service's ECS deployments.

use leptos::prelude::*;
use shared::wire::EcsDeployment;

use crate::ui::{Chip, Meter, Part, TimeAgo, Tone};

/// ECS's own deployments of the service, newest first.
#[component]
pub(super) fn Rollout(ecs_deployments: Memo<Vec<EcsDeployment>>) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="ecs-deployments">
            <h2 id="ecs-deployments">"ECS deployments"</h2>
            <p class="quiet section__gloss">
                "ECS keeps one for each revision that still has tasks; the primary one is the one it wants."
            </p>
            <ul class="cards">
                {move || ecs_deployments.get().into_iter().map(card).collect_view()}
            </ul>
        </section>
    }
}

fn card(deployment: EcsDeployment) -> AnyView {
    let EcsDeployment {
        id,
        status,
        revision,
        desired,
        running,
        pending,
        failed,
        rollout_state,
        rollout_reason,
        created_at_ms,
    } = deployment;
    let (tone, word) = rollout_chip(&status, &rollout_state);
    let parts = vec![
        Part {
            tone: Tone::Good,
            amount: running,
        },
        Part {
            tone: Tone::Busy,
            amount: pending,
        },
    ];
    let mut counts = format!("{running} of {desired} running");
    if pending > 0 {
        counts.extend([format!(", {pending} starting")]);
    }
    if failed > 0 {
        counts.extend([format!(", {failed} failed in a row")]);
    }
    view! {
        <li class="card">
            <div class="card__head">
                <strong class="mono">{revision}</strong>
                <Chip tone word />
            </div>
            <p>{counts}</p>
            <Meter parts whole=desired />
            {(!rollout_reason.is_empty()).then(|| view! { <p>{rollout_reason}</p> })}
            <p class="quiet">
                <span class="mono">{id}</span>
                {created_at_ms
                    .map(|at_ms| {
                        view! {
                            " · started "
                            <TimeAgo at_ms />
                        }
                    })}
            </p>
        </li>
    }
    .into_any()
}

fn rollout_chip(status: &str, rollout_state: &str) -> (Tone, String) {
    match (status, rollout_state) {
        (_, "FAILED") => (Tone::Bad, "Failed".to_owned()),
        ("PRIMARY", "COMPLETED") => (Tone::Good, "Primary, completed".to_owned()),
        ("PRIMARY", "IN_PROGRESS") => (Tone::Busy, "Primary, in progress".to_owned()),
        ("PRIMARY", _) => (Tone::Info, "Primary".to_owned()),
        ("ACTIVE", _) => (Tone::Idle, "Being replaced".to_owned()),
        (other, _) => (
            Tone::Idle,
            crate::text::sentence_start(&other.to_lowercase()),
        ),
    }
}
