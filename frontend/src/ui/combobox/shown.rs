//! What stands in the list that opens below the field.

use leptos::prelude::*;

use super::popup::{MOST_SHOWN, Popup};
use super::{Listed, Suggestion};
use crate::ui::async_view::{Load, Trouble};
use crate::ui::button::{Button, Look};
use crate::ui::tone::Tone;

/// What stands above the list, or in its place.
pub(super) fn said(listed: Listed, popup: Popup) -> AnyView {
    let state = listed.state.get();
    let with_focus = move |act: Callback<()>| {
        move |()| {
            popup.focus();
            act.run(());
        }
    };
    match state {
        Load::Loading => view! { <p class="combobox__said">"Loading"</p> }.into_any(),
        Load::Failed(Trouble { title, detail, .. }) => view! {
            // A press leaves the focus in the field.
            <div class="combobox__said" on:mousedown=|event| event.prevent_default()>
                <p>{title}". "{detail}</p>
                <Button on_press=with_focus(listed.retry)>"Try again"</Button>
            </div>
        }
        .into_any(),
        Load::Ready(all) if all.is_empty() => {
            view! { <p class="combobox__said">{listed.empty}</p> }.into_any()
        }
        Load::Ready(all) => {
            let number = popup.shown.with(Vec::len);
            if number == 0 {
                view! {
                    <p class="combobox__said">
                        "Nothing in the list matches. What you typed is used as it stands."
                    </p>
                }
                .into_any()
            } else if number < all.len() && number == MOST_SHOWN {
                view! {
                    <p class="combobox__said">
                        {format!("The first {MOST_SHOWN} of {}. Type to narrow.", all.len())}
                    </p>
                }
                .into_any()
            } else if listed.has_more.get() {
                view! {
                    <div class="combobox__said" on:mousedown=|event| event.prevent_default()>
                        <p>{format!("{number} so far. Type to narrow, or see more.")}</p>
                        <Button look=Look::Quiet on_press=with_focus(listed.more)>
                            "More"
                        </Button>
                    </div>
                }
                .into_any()
            } else {
                ().into_any()
            }
        }
    }
}

pub(super) fn option_view(
    popup: Popup,
    at: usize,
    suggestion: Suggestion,
    choose: impl Fn(&Suggestion) + Send + Sync + 'static,
) -> AnyView {
    let is_active = move || popup.active() == Some(at);
    let label = suggestion.label.clone();
    let details = (!suggestion.details.is_empty()).then(|| {
        let line = suggestion.details.join("; ");
        view! { <span class="combobox__detail">{line}</span> }
    });
    let concerns = suggestion
        .concerns
        .iter()
        .cloned()
        .map(|line| {
            view! {
                <span class="combobox__detail" data-tone=Tone::Warn.as_str()>
                    {Tone::Warn.icon().view()}
                    {line}
                </span>
            }
        })
        .collect_view();
    view! {
        <li
            class="combobox__option"
            role="option"
            id=popup.option_id(at)
            aria-selected=move || if is_active() { "true" } else { "false" }
            on:mousedown=move |event| {
                event.prevent_default();
                choose(&suggestion);
            }
        >
            <span class="combobox__label">{label}</span>
            {details}
            {concerns}
        </li>
    }
    .into_any()
}
