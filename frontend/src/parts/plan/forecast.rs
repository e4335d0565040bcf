//! How the rollout of a plan will go, and what the next revision will be called.

use leptos::prelude::*;
use shared::plan::{Forecast, Plan, Step, Wave};

use crate::ui::{Banner, Disclosure, Tone};

/// The number that the revision will have which a plan registers.
pub(crate) fn next_revision(plan: &Plan) -> Option<u64> {
    plan.base.next_revision.filter(|_| {
        plan.steps
            .iter()
            .any(|step| matches!(step, Step::RegisterTaskDefinition { .. }))
    })
}

/// How it will go.
#[component]
pub(crate) fn ForecastView(
    /// The forecast.
    forecast: Forecast,
    /// The id of its heading.
    #[prop(default = "forecast".to_owned(), into)]
    id: String,
) -> impl IntoView {
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
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>"While it rolls"</h2>
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

/// The next revision's number, and what it is worth.
#[component]
pub(crate) fn RevisionNote(
    /// The number.
    number: u64,
    /// The id of its heading.
    #[prop(default = "revision".to_owned(), into)]
    id: String,
) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>"The next revision"</h2>
            <p>
                "It will be number " <strong>{number}</strong>
                ", if nobody registers one before. A family's revisions only ever go up, also after one is deregistered; a number never comes back."
            </p>
        </section>
    }
}
