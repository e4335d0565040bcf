//! Says aloud what only eyes would notice.
//!
//! Roles: one polite `status` for the page, which is there before anything is said in it.

use leptos::prelude::*;

/// Speaks through the page's live region.
#[derive(Clone, Copy)]
pub(crate) struct Announcer(RwSignal<String>);

impl Announcer {
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(String::new())));
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    pub(crate) fn say(self, words: &str) {
        self.0.try_set(words.to_owned());
    }
}

/// The place where announcements appear: on the screen for a moment, and for screen readers.
#[component]
pub(crate) fn LiveRegion() -> impl IntoView {
    let words = Announcer::expect().0;
    view! {
        <div class="visually-hidden" role="status" aria-live="polite">
            {move || words.get()}
        </div>
    }
}
