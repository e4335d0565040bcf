//! That what a version was compared with has changed, what others did, and the way on.

use leptos::prelude::*;
use shared::change::Moved;

use super::carry::Carry;
use super::case::Case;
use crate::ui::{Banner, TimeAgo, Tone};

#[component]
pub(super) fn MovedBanner(case: Case) -> impl IntoView {
    let moved = Memo::new(move |_| {
        case.with(|detail| {
            if detail.change.state.is_pending() {
                detail.change.moved.clone()
            } else {
                Vec::new()
            }
        })
    });
    let present = Memo::new(move |_| case.present());
    let has_moved = Memo::new(move |_| moved.with(|moved| !moved.is_empty()));
    // Read out when it happens while somebody looks.
    view! {
        <div role="alert">
            {move || {
                has_moved
                    .get()
                    .then(|| {
                        let version = present.get();
                        view! {
                            <Banner
                                tone=Tone::Warn
                                title=format!(
                                    "What runs has changed since version {version} was made",
                                )
                            >
                                // The dialog below stays while what runs moves on.
                                {move || moved.get().into_iter().map(line).collect_view()}
                                <p>
                                    "It can be approved and deployed once it is carried over to what runs now."
                                </p>
                                <Carry case />
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

fn line(moved: Moved) -> AnyView {
    let Moved {
        target,
        changes,
        at_ms,
    } = moved;
    view! {
        <div>
            <p>
                <strong>{target.service}</strong> ", noticed " <TimeAgo at_ms /> ":"
            </p>
            <ul class="bullets">
                {changes
                    .into_iter()
                    .map(|words| view! { <li>{words}</li> })
                    .collect_view()}
            </ul>
        </div>
    }
    .into_any()
}
