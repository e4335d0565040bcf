//! How things stand: chips, counts as bars.

use leptos::prelude::*;
use shared::deployment::Verdict;
use shared::wire::Health;

use crate::parts::{HealthChip, verdict_chip};
use crate::ui::{Chip, Meter, Part, Tone};

const HEALTHS: [Health; 6] = [
    Health::Failing,
    Health::Degraded,
    Health::Rolling,
    Health::Steady,
    Health::Idle,
    Health::Draining,
];

#[component]
pub(super) fn States() -> impl IntoView {
    let healths = HEALTHS
        .into_iter()
        .map(|health| view! { <HealthChip health /> })
        .collect_view();
    let verdicts = Verdict::ALL
        .into_iter()
        .map(|verdict| {
            let (tone, word) = verdict_chip(verdict);
            view! { <Chip tone word /> }
        })
        .collect_view();
    let part = |tone, amount| Part { tone, amount };
    let some = vec![part(Tone::Good, 3), part(Tone::Busy, 2)];
    let over = vec![part(Tone::Bad, 12)];
    view! {
        <div class="actions">{healths}</div>
        <div class="actions">{verdicts}</div>
        <p>"3 run and 2 start, of 8"</p>
        <Meter parts=some whole=8 />
        <p>"None of 8"</p>
        <Meter parts=Vec::new() whole=8 />
        <p>"12 of 10"</p>
        <Meter parts=over whole=10 />
    }
}
