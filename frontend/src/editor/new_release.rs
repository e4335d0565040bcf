//! Several services deployed as one: what each gets, the plans, and the start.

mod ask;
mod card;
mod item;
mod propose;
mod start;

use leptos::prelude::*;
use shared::plan::Target;
use shared::wire::Order;

use crate::acting::PausedBanner;
use crate::environment::here;
use crate::ui::{ButtonLink, Choice, RadioGroup};
use card::Card;
use item::Item;
use start::Start;

/// The services that an address names, each once, in its order.
fn read(services: &str) -> Vec<Target> {
    let mut targets = Vec::new();
    for one in services.split(',') {
        if let Some((cluster, service)) = one.split_once('/') {
            let target = Target {
                cluster: cluster.to_owned(),
                service: service.to_owned(),
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    targets
}

#[component]
pub(super) fn NewRelease(
    /// The services, as the page's address names them.
    services: String,
) -> impl IntoView {
    let targets = read(&services);
    let items: RwSignal<Vec<Item>> = RwSignal::new(targets.into_iter().map(Item::new).collect());
    let order = RwSignal::new(IN_ORDER.to_owned());
    let has_none = Memo::new(move |_| items.with(Vec::is_empty));
    let is_in_order = Memo::new(move |_| order.with(|order| order == IN_ORDER));
    let chosen_order = Signal::derive(move || {
        if is_in_order.get() {
            Order::InOrder
        } else {
            Order::SideBySide
        }
    });
    view! {
        <p class="lead">
            "Say what each service is to get, look at the plans, then start them all with one press. Nothing happens in AWS before that."
        </p>
        <PausedBanner />
        {move || {
            if has_none.get() {
                return view! {
                    <div class="empty">
                        <p class="empty__title">"No service is chosen"</p>
                        <p>"Choose the services on the page that lists them all."</p>
                        <div class="actions">
                            <ButtonLink href=here("/")>"Choose services"</ButtonLink>
                        </div>
                    </div>
                }
                    .into_any();
            }
            view! {
                <RadioGroup
                    id="release-order"
                    legend="In which order"
                    choices=orders()
                    value=order
                    on_choose=move |chosen| order.set(chosen)
                />
                <ol class="release" role="list">
                    <For
                        each=move || items.get()
                        key=|item| (item.target.cluster.clone(), item.target.service.clone())
                        let:item
                    >
                        <Card item items is_in_order />
                    </For>
                </ol>
                <Start items order=chosen_order />
            }
                .into_any()
        }}
    }
}

const IN_ORDER: &str = "in-order";

fn orders() -> Vec<Choice> {
    let choice = |value: &str, label: &str, help: &str| Choice {
        help: help.to_owned(),
        ..Choice::new(value, label)
    };
    vec![
        choice(
            IN_ORDER,
            "One after the other",
            "Each begins when the one before has succeeded. Where one does not, those after it are cancelled and nothing of them is done; those before it stay as they are.",
        ),
        choice(
            "side-by-side",
            "All at once",
            "They begin together. Where one does not succeed, the others go on.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn each_service_of_the_address_comes_once() {
        let names: Vec<String> = read("shop/web,shop/api,shop/web,strange")
            .into_iter()
            .map(|target| target.service)
            .collect();
        assert_eq!(names, ["web", "api"]);
    }
}
