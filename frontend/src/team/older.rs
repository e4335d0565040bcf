//! What was typed of a version that is not the newest any more.

use leptos::prelude::*;

use crate::dom;
use crate::ui::{Banner, Button, Tone};

/// Says that what had been typed was not set, and asks whether to go on from it. It is kept until
/// somebody has chosen, or typed something else.
#[component]
pub(super) fn Older<T: Clone + Send + Sync + 'static>(
    /// What had been typed.
    older: RwSignal<Option<T>>,
    /// What has happened since, as a heading.
    title: &'static str,
    /// Puts it into the form.
    take_up: Callback<T>,
    /// Forgets it.
    give_up: Callback<()>,
    /// Where to go on, as a selector.
    then: &'static str,
) -> impl IntoView {
    let take_up = move |()| {
        if let Some(typed) = older.get_untracked() {
            older.set(None);
            take_up.run(typed);
            dom::focus_first(then);
        }
    };
    let give_up = move |()| {
        older.set(None);
        give_up.run(());
        dom::focus_first(then);
    };
    view! {
        <Show when=move || older.with(Option::is_some)>
            <Banner tone=Tone::Warn title=title>
                <p>
                    "What you had typed before that was not set, and is kept. Take it up again to go on from it: it then stands in the place of what holds, theirs included, until you set it."
                </p>
                <div class="actions">
                    <Button on_press=take_up>"Take up what I had typed"</Button>
                    <Button on_press=give_up>"Give it up"</Button>
                </div>
            </Banner>
        </Show>
    }
}
