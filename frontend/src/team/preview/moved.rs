//! That what a preview was compared with has changed, and the way on.

use leptos::prelude::*;

use crate::ui::{Banner, Button, Look, Tone};

/// The id of what says so, for what is closed by it.
pub(super) const AT: &str = "preview-moved";

/// Why the preview is not carried out then.
pub(super) const DENIED: &str = "What runs has changed since: preview again first.";

/// Says that the service changed after the preview was made, as soon as it did, and how to go on.
#[component]
pub(super) fn Moved(
    /// Whether it did.
    has_moved: Memo<bool>,
    /// What is otherwise, in words, as far as that is known.
    differs: Memo<Vec<String>>,
    /// Whether what the plan was asked for with is still at hand.
    can_plan: bool,
    /// Whether a new plan is being made.
    pending: RwSignal<bool>,
    /// Makes a new plan.
    #[prop(into)]
    on_plan: Callback<()>,
) -> impl IntoView {
    let lines = move || {
        let lines = differs.get().into_iter();
        lines.map(|words| view! { <li>{words}</li> }).collect_view()
    };
    let way_out = move || {
        if can_plan {
            view! {
                <div class="actions">
                    <Button look=Look::Primary pending on_press=on_plan>
                        "Preview again"
                    </Button>
                </div>
            }
            .into_any()
        } else {
            view! { <p>"Go back to edit, and preview again from there."</p> }.into_any()
        }
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
                                <p id=AT>
                                    "Nothing was sent, and this preview can be neither deployed nor proposed any more. A new one compares what you want with what runs now."
                                </p>
                                {way_out()}
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
