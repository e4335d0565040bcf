//! Choosing several services to deploy together.

use leptos::prelude::*;

use super::Key;
use crate::acting::Planner;
use crate::page::new_release_path;
use crate::ui::{Button, Look};

/// Which services are chosen, while somebody chooses.
#[derive(Clone, Copy)]
pub(super) struct Choosing {
    is_on: RwSignal<bool>,
    /// In the order in which they were chosen.
    chosen: RwSignal<Vec<Key>>,
}

impl Choosing {
    pub(super) fn new() -> Self {
        Self {
            is_on: RwSignal::new(false),
            chosen: RwSignal::new(Vec::new()),
        }
    }

    pub(super) fn toggle(self) {
        self.is_on.update(|is_on| *is_on = !*is_on);
        self.chosen.set(Vec::new());
    }

    pub(super) fn trigger_words(self) -> &'static str {
        if self.is_on.get() {
            "Choose none"
        } else {
            "Choose several"
        }
    }

    fn put(self, key: &Key, is_chosen: bool) {
        self.chosen.update(|chosen| {
            chosen.retain(|known| known != key);
            if is_chosen {
                chosen.push(key.clone());
            }
        });
    }

    /// What chooses one service, while somebody chooses.
    pub(super) fn checkbox(self, key: Key) -> impl IntoView {
        let label = format!("Choose {} in {}", key.1, key.0);
        move || {
            let (key, label) = (key.clone(), label.clone());
            self.is_on.get().then(|| {
                let own = key.clone();
                view! {
                    <input
                        type="checkbox"
                        class="services__choice"
                        aria-label=label
                        prop:checked=move || self.chosen.with(|chosen| chosen.contains(&own))
                        on:change=move |event| self.put(&key, event_target_checked(&event))
                    />
                }
            })
        }
    }
}

/// How many are chosen, and the way on.
#[component]
pub(super) fn ChosenBar(choosing: Choosing) -> impl IntoView {
    let planner = Planner::new();
    let denied = Signal::derive(move || {
        choosing
            .chosen
            .with(|chosen| chosen.len() < 2)
            .then(|| "Choose at least two services.".to_owned())
    });
    let go = move |()| {
        let path = choosing
            .chosen
            .with_untracked(|chosen| new_release_path(chosen));
        planner.go(&path);
    };
    view! {
        <Show when=move || choosing.is_on.get()>
            <div class="decide">
                <div class="actions actions--decide">
                    <span role="status">
                        {move || {
                            let number = choosing.chosen.with(Vec::len);
                            crate::format::count(
                                i64::try_from(number).unwrap_or(i64::MAX),
                                "service chosen",
                                "services chosen",
                            )
                        }}
                    </span>
                    <Button look=Look::Primary denied on_press=go>
                        "Deploy together"
                    </Button>
                </div>
            </div>
        </Show>
    }
}
