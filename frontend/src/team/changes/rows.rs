//! Changes as rows.

use leptos::prelude::*;
use shared::wire::ChangeSummary;

use crate::environment::{current, there};
use crate::team::words::{services, state_chip};
use crate::ui::{Chip, TimeAgo, Tone};

/// Rows of changes, newest first.
#[component]
pub(in crate::team) fn ChangeRows(
    #[prop(into)] changes: Signal<Vec<ChangeSummary>>,
) -> impl IntoView {
    view! {
        <ul class="log">
            <For
                each=move || changes.get()
                key=|change| (change.id, change.updated_at_ms, change.moved, change.unreviewed)
                let:change
            >
                {row(change)}
            </For>
        </ul>
    }
}

fn row(change: ChangeSummary) -> AnyView {
    let ChangeSummary {
        id,
        environment,
        title,
        author,
        state,
        version,
        targets,
        moved,
        unreviewed,
        created_at_ms: _,
        updated_at_ms,
    } = change;
    // One of another environment is another page, which is loaded anew.
    let rel = (environment != current()).then_some("external");
    let href = there(&environment, &format!("/changes/{id}"));
    let (tone, word) = state_chip(state);
    let version = (version > 1).then(|| format!("version {version} · "));
    view! {
        <li class="log__entry">
            <div class="log__state">
                <Chip tone word />
            </div>
            <div class="log__body">
                <p class="log__title">
                    <a href=href rel=rel>
                        {title}
                    </a> " "
                    <span class="quiet change-number">{format!("#{id}")}</span>
                </p>
                {unreviewed
                    .then(|| {
                        view! {
                            <p>
                                <Chip tone=Tone::Bad word="Deployed without approvals, not reviewed yet" />
                            </p>
                        }
                    })}
                {(moved && state.is_pending())
                    .then(|| {
                        view! {
                            <p>
                                <Chip tone=Tone::Warn word="Base moved" />
                            </p>
                        }
                    })}
                <p class="quiet">
                    {services(&targets)} " · " {environment} " · by " {author} " · " {version}
                    <TimeAgo at_ms=updated_at_ms />
                </p>
            </div>
        </li>
    }
    .into_any()
}
