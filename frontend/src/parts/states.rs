//! What became of a deployment, what a plan amounts to and what a change does, in words.

use leptos::prelude::*;
use shared::deployment::{DeploymentState, Verdict};
use shared::plan::{Effect, PlanKind};

use crate::ui::{Chip, Tone};

/// The sign, the colour and the word for a verdict.
pub(crate) const fn verdict_chip(verdict: Verdict) -> (Tone, &'static str) {
    match verdict {
        Verdict::Succeeded => (Tone::Good, "Succeeded"),
        Verdict::RolledBack => (Tone::Bad, "Failed, rolled back"),
        Verdict::Failed => (Tone::Bad, "Failed"),
        Verdict::Stuck => (Tone::Warn, "Stuck"),
        Verdict::Superseded => (Tone::Idle, "Superseded"),
        Verdict::Cancelled => (Tone::Idle, "Cancelled"),
    }
}

/// The sign, the colour and the word for where a deployment is.
pub(crate) const fn state_chip(state: &DeploymentState) -> (Tone, &'static str) {
    match state {
        DeploymentState::Queued => (Tone::Idle, "Queued"),
        DeploymentState::Running => (Tone::Busy, "Running"),
        DeploymentState::Finished { verdict, .. } => verdict_chip(*verdict),
    }
}

/// Where a deployment is.
#[component]
pub(crate) fn StateChip(
    /// Where it is.
    #[prop(into)]
    state: Signal<DeploymentState>,
) -> impl IntoView {
    view! {
        <Chip
            tone=Signal::derive(move || state.with(state_chip).0)
            word=Signal::derive(move || state.with(state_chip).1.to_owned())
        />
    }
}

/// What a plan amounts to.
pub(crate) const fn kind_words(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::FirstDeploy => "First deploy",
        PlanKind::NewRevision => "New revision",
        PlanKind::Rollback => "Rollback",
        PlanKind::ServiceChange => "Service change",
        PlanKind::Scaling => "Scaling",
        PlanKind::Restart => "Restart",
        PlanKind::TagChange => "Tags",
        PlanKind::ScalableTargetChange => "Auto scaling",
        PlanKind::Deletion => "Deletion",
        PlanKind::OneOffTask => "One-off task",
        PlanKind::Nothing => "Nothing",
    }
}

/// What a change does to tasks that run.
pub(crate) const fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::ReplacesTasks => "Replaces tasks",
        Effect::NewTasksOnly => "New tasks only",
        Effect::Scales => "Scales",
        Effect::None => "No task notices",
    }
}

/// The same for what deletes a service.
pub(crate) const fn deletion_chip(effect: Effect) -> (Tone, &'static str) {
    match effect {
        Effect::Scales => (Tone::Bad, "Stops tasks"),
        Effect::ReplacesTasks | Effect::NewTasksOnly | Effect::None => (Tone::Bad, "Deletes"),
    }
}

/// The sign and the colour for it.
pub(crate) const fn effect_tone(effect: Effect) -> Tone {
    match effect {
        Effect::ReplacesTasks => Tone::Busy,
        Effect::NewTasksOnly | Effect::Scales => Tone::Info,
        Effect::None => Tone::Idle,
    }
}
