//! That what a preview was compared with has changed, and the way on.

use leptos::prelude::*;

use super::standing::Standing;
use crate::ui::{Banner, Button, Look, Tone};

/// The id of what says so beside what is closed by it.
pub(super) const AT: &str = "preview-moved";

/// Why the preview is not carried out then.
pub(super) const DENIED: &str = "Preview again first.";

/// Says that what runs has changed after the preview was made, as soon as it is known, and how.
#[component]
pub(super) fn MovedBanner(standing: Standing) -> impl IntoView {
    let differs = Memo::new(move |_| standing.moved());
    let has_moved = Memo::new(move |_| differs.with(|differs| !differs.is_empty()));
    let lines = move || {
        let lines = differs.get().into_iter();
        lines.map(|words| view! { <li>{words}</li> }).collect_view()
    };
    view! {
        <div role="alert">
            {move || {
                has_moved
                    .get()
                    .then(|| {
                        view! {
                            <Banner
                                tone=Tone::Warn
                                title="What runs has changed since this preview was made"
                            >
                                <ul class="bullets">{lines}</ul>
                                <p>
                                    "Nothing was sent. What is below can be neither deployed nor proposed any more; a new preview compares what you want with what runs now."
                                </p>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

/// The way on, among the buttons that are closed.
#[component]
pub(super) fn Again(
    /// Whether the preview holds no more.
    has_moved: Memo<bool>,
    /// Whether what the plan was asked for with is still at hand.
    can_plan: bool,
    /// Whether a new plan is being made.
    pending: RwSignal<bool>,
    /// Makes a new plan.
    #[prop(into)]
    on_plan: Callback<()>,
) -> impl IntoView {
    let words = if can_plan {
        "What runs has changed since this preview was made."
    } else {
        "What runs has changed since this preview was made. Go back, and preview again from there."
    };
    move || {
        has_moved.get().then(|| {
            view! {
                {can_plan
                    .then(|| {
                        view! {
                            <Button look=Look::Primary pending on_press=on_plan>
                                "Preview again"
                            </Button>
                        }
                    })}
                <span id=AT>{words}</span>
            }
        })
    }
}
