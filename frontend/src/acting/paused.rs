//! What is paused, said on every page that starts something.

use leptos::prelude::*;
use shared::wire::{Pause, Queue, Scope};

use crate::api::{self, Loader};
use crate::environment::here;
use crate::ui::{Banner, Load, TimeAgo, Tone};

const ASK_EVERY_MS: u32 = 15_000;

/// Says that deployments are paused, while they are.
#[component]
pub(crate) fn PausedBanner() -> impl IntoView {
    let queue: Loader<Queue> = Loader::new(api::find_queue);
    api::poll_while(ASK_EVERY_MS, || true, move || queue.reload());
    let pauses = Memo::new(move |_| {
        queue.state().with(|state| match state {
            Load::Ready(queue) => queue.pauses.clone(),
            // The server says so again when something is started.
            Load::Loading | Load::Failed(_) => Vec::new(),
        })
    });
    view! {
        <div role="status">
            {move || {
                let pauses = pauses.get();
                (!pauses.is_empty())
                    .then(|| {
                        let lines = pauses.into_iter().map(line).collect_view();
                        view! {
                            <Banner tone=Tone::Warn title="Deployments are paused">
                                {lines}
                                <p>
                                    "What you start waits until they go on. "
                                    <a href=here("/queue")>"See the queue"</a>
                                </p>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

fn line(pause: Pause) -> AnyView {
    let Pause {
        scope,
        by,
        at_ms,
        reason,
    } = pause;
    let what = match scope {
        Scope::Environment => "this environment",
        Scope::Everything => "every environment",
    };
    view! {
        <p>
            {format!("{by} paused {what} ")} <TimeAgo at_ms /> ": "
            {crate::text::sentence(&reason)}
        </p>
    }
    .into_any()
}
