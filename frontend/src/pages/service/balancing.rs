//! How people reach a service.

use leptos::prelude::*;
use shared::wire::TargetGroup;

use crate::parts::route_words;
use crate::ui::{Chip, Name, Tone};

/// The target groups that a service stands behind, in words.
#[component]
pub(super) fn Balancing(groups: Memo<Vec<TargetGroup>>) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="balancing">
            <h2 id="balancing">"Load balancing"</h2>
            {move || {
                let groups = groups.get();
                if groups.is_empty() {
                    view! {
                        <p class="quiet">
                            "The service stands behind no target group; no load balancer sends it requests."
                        </p>
                    }
                        .into_any()
                } else {
                    let cards = groups.into_iter().map(card).collect_view();
                    view! { <ul class="cards">{cards}</ul> }.into_any()
                }
            }}
        </section>
    }
}

fn card(group: TargetGroup) -> AnyView {
    let routes = if group.routes.is_empty() {
        view! { <p>"No listener leads to it, so nothing reaches it."</p> }.into_any()
    } else {
        group
            .routes
            .iter()
            .map(|route| {
                let words = route_words(route);
                let dns_name = route.dns_name.clone();
                view! {
                    <p>{words}</p>
                    <p class="quiet mono">{dns_name}</p>
                }
            })
            .collect_view()
            .into_any()
    };
    let targets = group
        .healthy_targets
        .zip(group.targets)
        .map(|(healthy, targets)| {
            let tone = match (healthy, targets) {
                (_, 0) => Tone::Idle,
                (healthy, targets) if healthy == targets => Tone::Good,
                (0, _) => Tone::Bad,
                (_, _) => Tone::Warn,
            };
            (tone, format!("{healthy} of {targets} targets healthy"))
        });
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{group.name}</strong>
                {targets.map(|(tone, word)| view! { <Chip tone word /> })}
            </div>
            {routes}
            <p class="quiet">{format!("Health check {}", group.health_check)}</p>
            <p class="quiet">
                <Name text=group.arn what="the ARN of the target group" />
            </p>
        </li>
    }
    .into_any()
}
