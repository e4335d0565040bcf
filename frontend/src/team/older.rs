//! What was typed of a version that is not the newest any more.

use leptos::prelude::*;

use crate::dom;
use crate::kept::{self, Life};
use crate::ui::{Banner, Button, Tone};

/// Says that what had been typed was not set, and asks whether to go on from it. It is kept until
/// somebody has chosen, or typed something else.
#[component]
pub(super) fn Older<T: Clone + Send + Sync + 'static>(
    /// What had been typed.
    older: RwSignal<Option<T>>,
    /// What has happened since, as a heading.
    title: &'static str,
    /// Under which name the form keeps what is typed.
    name: String,
    /// Puts it into the form.
    take_up: Callback<T>,
    /// Where to go on, as a selector.
    then: &'static str,
) -> impl IntoView {
    let name = StoredValue::new(kept::older_name(&name));
    let leave = move || {
        older.set(None);
        kept::forget(Life::Tab, &name.get_value());
        dom::focus_first(then);
    };
    let take_up = move |()| {
        if let Some(typed) = older.get_untracked() {
            take_up.run(typed);
            leave();
        }
    };
    let give_up = move |()| leave();
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
