//! A service's ECS deployments.

use leptos::prelude::*;
use shared::deployment::Rollout as Record;
use shared::wire::EcsDeployment;

use crate::parts::Cockpit;
use crate::ui::{Chip, Meter, Part, TimeAgo, Tone};

/// ECS's own deployments of the service, newest first.
#[component]
pub(super) fn Rollout(
    ecs_deployments: Memo<Vec<EcsDeployment>>,
    /// ECS's record of the latest rollout.
    record: Memo<Option<Record>>,
    /// Who deploys the service; empty where that is not known.
    controller: Memo<String>,
) -> impl IntoView {
    let has_record = Memo::new(move |_| record.with(Option::is_some));
    let cockpit = move || {
        record.get_untracked().map(|first| {
            let rollout = Signal::derive(move || record.get().unwrap_or_else(|| first.clone()));
            view! {
                <h3>"The latest rollout"</h3>
                <Cockpit rollout />
            }
        })
    };
    view! {
        <section class="section" aria-labelledby="ecs-deployments">
            <h2 id="ecs-deployments">"ECS deployments"</h2>
            <p class="quiet section__gloss">
                "ECS keeps one for each revision that still has tasks; the primary one is the one it wants."
            </p>
            {move || {
                controller_words(&controller.read()).map(|words| view! { <p class="section__gloss">{words}</p> })
            }}
            <ul class="cards">
                {move || ecs_deployments.get().into_iter().map(card).collect_view()}
            </ul>
            {move || has_record.get().then(cockpit)}
        </section>
    }
}

fn controller_words(controller: &str) -> Option<&'static str> {
    match controller {
        "CODE_DEPLOY" => Some(
            "CodeDeploy deploys this service: ECS lets nobody else change what runs. Only the number of tasks, its percentages and its grace period can be changed here.",
        ),
        "EXTERNAL" => Some(
            "Another tool makes this service's task sets: ECS lets nobody else change what runs.",
        ),
        _ => None,
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
