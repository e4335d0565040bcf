//! How a service is: a word, its sign and its colour.

use leptos::prelude::*;
use shared::wire::Health;

use crate::ui::{Chip, Tone};

/// The word for it.
pub(crate) const fn health_word(health: Health) -> &'static str {
    match health {
        Health::Failing => "Failing",
        Health::Degraded => "Degraded",
        Health::Rolling => "Rolling out",
        Health::Steady => "Steady",
        Health::Idle => "Idle",
        Health::Draining => "Draining",
    }
}

/// The sign and the colour for it.
pub(crate) const fn health_tone(health: Health) -> Tone {
    match health {
        Health::Failing => Tone::Bad,
        Health::Degraded => Tone::Warn,
        Health::Rolling => Tone::Busy,
        Health::Steady => Tone::Good,
        Health::Idle | Health::Draining => Tone::Idle,
    }
}

/// A service's health.
#[component]
pub(crate) fn HealthChip(
    /// How it is.
    #[prop(into)]
    health: Signal<Health>,
) -> impl IntoView {
    view! {
        <Chip
            tone=Signal::derive(move || health_tone(health.get()))
            word=Signal::derive(move || health_word(health.get()).to_owned())
        />
    }
}
