//! What is typed and not set: it stays, also through a reload and a way to the identity provider.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::wire::KeptPolicy;

use super::typed::Typed;
use crate::dom;
use crate::kept::{self, Life};
use crate::team::older::Older;
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
    /// What had been typed of a version that somebody has set another after.
    older: RwSignal<Option<Typed>>,
}

impl Unset {
    /// Opens the form of a policy, with what had been typed of that very version.
    pub(super) fn open(policy: &KeptPolicy) -> Self {
        let base_version = policy.version;
        let name = kept::policy_name();
        let holds = Typed::of(&policy.policy);
        let older_name = kept::older_name(&name);
        let mut before = kept::find::<Kept>(Life::Tab, &name);
        if let Some(moved) = before.take_if(|before| before.base_version != base_version) {
            kept::keep(Life::Tab, &older_name, &moved);
        }
        let before = before.map(|before| before.typed);
        let older = kept::find::<Kept>(Life::Tab, &older_name).map(|older| older.typed);
        let older = older.filter(|older| *older != holds);
        let is_back = RwSignal::new(before.is_some());
        let older = RwSignal::new(older);
        let typed = RwSignal::new(before.unwrap_or_else(|| holds.clone()));
        let held = StoredValue::new(holds);
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
            older,
        }
    }
}

/// Forgets what was typed: it is set, or given up for what somebody else set.
pub(super) fn forget() {
    let name = kept::policy_name();
    kept::forget(Life::Tab, &name);
    kept::forget(Life::Tab, &kept::older_name(&name));
}

/// Says that what had been typed is there again, and takes it out.
#[component]
pub(super) fn BackAgain(unset: Unset) -> impl IntoView {
    let Unset {
        typed,
        is_same,
        held,
        is_back,
        older,
    } = unset;
    let take_out = move |()| {
        typed.set(held.get_value());
        is_back.set(false);
        dom::focus_first("#policy-approvals");
    };
    view! {
        <Older
            older
            title="Somebody has set the policy since you typed"
            name=kept::policy_name()
            take_up=Callback::new(move |before| typed.set(before))
            then="#policy-approvals"
        />
        <Show when=move || is_back.get() && !is_same.get()>
            <Banner tone=Tone::Info title="What you had typed and not set is here again">
                <div class="actions">
                    <Button on_press=take_out>"Take what holds instead"</Button>
                </div>
            </Banner>
        </Show>
    }
}
