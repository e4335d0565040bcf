//! What could not be read or done, in words.

use leptos::prelude::*;

use super::looks::MissingAction;
use crate::api::Failure;
use crate::page::deployment_path;
use crate::ui::{Banner, Button, Tone};

/// What of a page could not be read; the rest of the page is still true.
#[component]
pub(crate) fn Failures(
    /// In words; empty when all could be read.
    #[prop(into)]
    words: Signal<Vec<String>>,
) -> impl IntoView {
    let known = Memo::new(move |_| words.get());
    move || {
        let words = known.get();
        (!words.is_empty()).then(|| {
            let lines = words
                .into_iter()
                .map(|line| view! { <p>{crate::text::sentence(&line)}</p> })
                .collect_view();
            view! {
                <Banner tone=Tone::Warn title="Not everything could be read">
                    {lines}
                    <p class="quiet">"The rest of the page is as AWS says. It is read again by itself."</p>
                </Banner>
            }
        })
    }
}

/// Why something that a person asked for did not happen.
#[component]
pub(crate) fn FailureBanner(
    /// Why; nothing when nothing went wrong.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
    /// A way out, where there is a button for it.
    #[prop(optional, into)]
    way_out: Option<(String, Callback<()>)>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || {
                let way_out = way_out.clone();
                failure
                    .get()
                    .map(|failure| {
                        let trouble = failure.trouble();
                        view! {
                            <Banner tone=Tone::Bad title=trouble.title>
                                <p>{trouble.detail}</p>
                                {failure
                                    .deployment
                                    .map(|id| {
                                        view! {
                                            <p>
                                                <a href=deployment_path(&id)>"Open that deployment"</a>
                                            </p>
                                        }
                                    })}
                                {failure
                                    .missing_action
                                    .map(|action| {
                                        view! {
                                            <p>
                                                <MissingAction action />
                                            </p>
                                        }
                                    })}
                                {trouble
                                    .reference
                                    .map(|reference| {
                                        view! {
                                            <p class="quiet">
                                                "Request " <code class="mono">{reference}</code>
                                            </p>
                                        }
                                    })}
                                {way_out
                                    .map(|(label, act)| {
                                        view! {
                                            <div class="actions">
                                                <Button on_press=act>{label}</Button>
                                            </div>
                                        }
                                    })}
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
