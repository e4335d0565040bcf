//! What the environment asks for before something is deployed to it: shown to everybody, set by
//! administrators.

mod form;
mod freezes;
mod theirs;
mod told;
mod typed;
mod typed_weekly;
mod unset;
mod weekly;
mod window;

use std::sync::Arc;

use leptos::prelude::*;
use shared::permission::Operation;
use shared::wire::KeptPolicy;

use crate::api::{self, Loader};
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, Skeleton, TimeAgo, Tone};
use form::PolicyForm;
use told::Told;

#[component]
pub(super) fn PolicyPage() -> impl IntoView {
    let session = SessionContext::expect();
    let policy = Loader::new(api::find_policy);
    let denied = Memo::new(move |_| session.denial(Operation::SetPolicy));
    // The version that the form was opened with.
    let shown = StoredValue::new(None::<i64>);
    let ready = Arc::new(move |kept: Memo<KeptPolicy>| {
        view! {
            <Set kept />
            <Gaps kept />
            {move || match denied.get() {
                Some(why) => {
                    view! {
                        <Told policy=Signal::derive(move || kept.with(|kept| kept.policy.clone())) />
                        <p class="quiet section">"You cannot change it. " {why}</p>
                    }
                        .into_any()
                }
                None => {
                    // Another policy is another form.
                    (move || {
                        let kept = kept.get();
                        let before = shown.get_value();
                        shown.set_value(Some(kept.version));
                        let is_newer = before.is_some_and(|before| before < kept.version);
                        let was_set = is_newer && kept.updated_by == untrack(|| session.name());
                        view! { <PolicyForm kept policy was_set /> }
                    })
                        .into_any()
                }
            }}
        }
        .into_any()
    });
    view! {
        <p class="lead">
            "What "
            <strong>{move || session.environment_name()}</strong>
            " asks for before something is deployed to it. Changes that wait are held to it, too: when the rules of review change, approvals have to be given again."
        </p>
        <AsyncView
            state=policy.state()
            retry=move |()| policy.reload()
            loading=|| view! { <Skeleton lines=10 /> }
            ready
        />
        {move || {
            session
                .denial(Operation::ManageWebhooks)
                .is_none()
                .then(|| {
                    view! {
                        <p class="section">
                            "What happens is sent on to: " <a href="/webhooks">"Webhooks"</a> "."
                        </p>
                    }
                })
        }}
    }
}

/// What it asks for that nobody could give, as people are.
#[component]
fn Gaps(kept: Memo<KeptPolicy>) -> impl IntoView {
    let gaps = Memo::new(move |_| kept.with(|kept| kept.gaps.clone()));
    move || {
        let gaps = gaps.get();
        (!gaps.is_empty()).then(|| {
            let all = gaps
                .into_iter()
                .map(|gap| view! { <li>{gap.message}</li> })
                .collect_view();
            view! {
                <Banner tone=Tone::Warn title="Nobody could give all that this asks for">
                    <ul class="bullets">{all}</ul>
                </Banner>
            }
        })
    }
}

/// Who set it, and when.
#[component]
fn Set(kept: Memo<KeptPolicy>) -> impl IntoView {
    move || {
        let KeptPolicy {
            version,
            updated_by,
            updated_at_ms,
            ..
        } = kept.get();
        if version == 0 {
            view! { <p class="quiet">"Nobody has set it yet; this is what holds until then."</p> }
                .into_any()
        } else {
            view! {
                <p class="quiet">"Set by " {updated_by} ", " <TimeAgo at_ms=updated_at_ms /></p>
            }
            .into_any()
        }
    }
}
