//! What is typed and not set: it stays, also through a reload and a way to the identity provider.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::wire::KeptPolicy;

use super::typed::Typed;
use crate::dom;
use crate::kept::{self, Life};
use crate::ui::{Banner, Button, Tone};

/// As it is kept in the tab, with the version of the policy that the form was opened with.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    base_version: i64,
    typed: Typed,
}

/// What stands in the form beside what holds.
#[derive(Clone, Copy)]
pub(super) struct Unset {
    pub(super) typed: RwSignal<Typed>,
    /// Whether nothing differs from what holds.
    pub(super) is_same: Memo<bool>,
    held: StoredValue<Typed>,
    is_back: RwSignal<bool>,
}

impl Unset {
    /// Opens the form of a policy, with what had been typed of that very version.
    pub(super) fn open(policy: &KeptPolicy) -> Self {
        let base_version = policy.version;
        let name = kept::policy_name();
        let held = StoredValue::new(Typed::of(&policy.policy));
        let before = kept::find::<Kept>(Life::Tab, &name)
            .filter(|before| before.base_version == base_version);
        let is_back = RwSignal::new(before.is_some());
        let typed = before.map_or_else(|| held.get_value(), |before| before.typed);
        let typed = RwSignal::new(typed);
        let is_same = Memo::new(move |_| typed.with(|typed| held.with_value(|held| typed == held)));
        Effect::new(move |_| {
            if is_same.get() {
                kept::forget(Life::Tab, &name);
            } else {
                let typed = typed.get();
                kept::keep(
                    Life::Tab,
                    &name,
                    &Kept {
                        base_version,
                        typed,
                    },
                );
            }
        });
        Self {
            typed,
            is_same,
            held,
            is_back,
        }
    }
}

/// Says that what had been typed is there again, and takes it out.
#[component]
pub(super) fn BackAgain(unset: Unset) -> impl IntoView {
    let Unset {
        typed,
        is_same,
        held,
        is_back,
    } = unset;
    let take_out = move |()| {
        typed.set(held.get_value());
        is_back.set(false);
        dom::focus_first("#policy-approvals");
    };
    view! {
        <Show when=move || is_back.get() && !is_same.get()>
            <Banner tone=Tone::Info title="What you had typed and not set is here again">
                <div class="actions">
                    <Button on_press=take_out>"Take what holds instead"</Button>
                </div>
            </Banner>
        </Show>
    }
}
