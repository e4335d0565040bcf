//! Changes as rows.

use leptos::prelude::*;
use shared::change::{ChangeState, When};
use shared::wire::ChangeSummary;

use crate::environment::{current, there};
use crate::format;
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
        when,
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
                                <Chip tone=Tone::Bad word="Not reviewed yet" />
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
                {when_words(state, when, format::agreed).map(|words| view! { <p>{words}</p> })}
                <p class="quiet">
                    {services(&targets)} " · " {environment} " · by " {author} " · " {version}
                    <TimeAgo at_ms=updated_at_ms />
                </p>
            </div>
        </li>
    }
    .into_any()
}

/// When a change is to be deployed; nothing where somebody has to say so, and of what is not deployed
/// as it is.
fn when_words(state: ChangeState, when: When, write: impl Fn(i64) -> String) -> Option<String> {
    if !matches!(state, ChangeState::InReview | ChangeState::Approved) {
        return None;
    }
    match when {
        When::ByHand => None,
        When::WhenApproved => Some("Is deployed as soon as it is approved.".to_owned()),
        When::At { at_ms } => Some(format!("Is to be deployed at {}.", write(at_ms))),
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeState, When, when_words};

    #[test]
    fn the_time_is_told_of_what_waits_for_it() {
        let of = |state, when| when_words(state, when, |at_ms| format!("moment {at_ms}"));
        let at = When::At { at_ms: 5 };
        assert_eq!(
            of(ChangeState::Approved, at).as_deref(),
            Some("Is to be deployed at moment 5.")
        );
        assert_eq!(of(ChangeState::Deployed, at), None);
        assert_eq!(of(ChangeState::InReview, When::ByHand), None);
        assert!(of(ChangeState::InReview, When::WhenApproved).is_some());
    }
}
