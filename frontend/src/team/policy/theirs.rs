//! What somebody else set while the form was filled in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::KeptPolicy;

use super::told::Told;
use super::unset;
use crate::api::{self, Loader};
use crate::dom;
use crate::ui::{Banner, Button, Disclosure, TimeAgo, Tone};

/// Who set it and when, what holds now, and the choice to begin anew from there. What was typed stays
/// until then.
#[component]
pub(super) fn Theirs(
    /// What the form begins from.
    policy: Loader<KeptPolicy>,
) -> impl IntoView {
    let theirs = RwSignal::new(None::<KeptPolicy>);
    spawn_local(async move {
        // Without it, the banner says what the server said.
        if let Ok(kept) = api::find_policy().await {
            theirs.try_set(Some(kept));
        }
    });
    move || {
        let kept = theirs.get();
        let title = kept.as_ref().map_or_else(
            || "Somebody else set the policy while you wrote".to_owned(),
            |kept| format!("{} set the policy while you wrote", kept.updated_by),
        );
        view! {
            <Banner tone=Tone::Warn title>
                <p>
                    {kept
                        .as_ref()
                        .map(|kept| {
                            let at_ms = kept.updated_at_ms;
                            view! { "That was " <TimeAgo at_ms /> ". " }
                        })}
                    "What you typed was not set, and stays here. To go on, begin from theirs and make your changes again."
                </p>
                {kept
                    .map(|kept| {
                        let policy_of_theirs = Signal::stored(kept.policy.clone());
                        let load = move |()| {
                            unset::forget();
                            policy.put(kept.clone());
                            request_animation_frame(|| {
                                dom::focus("review-rules");
                            });
                        };
                        view! {
                            <Disclosure label="What holds now">
                                <Told policy=policy_of_theirs />
                            </Disclosure>
                            <div class="actions">
                                <Button on_press=load>"Load theirs, and lose what I typed"</Button>
                            </div>
                        }
                    })}
            </Banner>
        }
    }
}
