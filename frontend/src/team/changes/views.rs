//! Which changes are listed, each view with how many there are.

use leptos::prelude::*;
use shared::wire::{ChangeCounts, ChangeQuery, ChangeView, MOST_COUNTED};

/// What a view is called.
pub(super) const fn label(view: ChangeView) -> &'static str {
    match view {
        ChangeView::WaitingForMe => "Waiting for me",
        ChangeView::Mine => "Mine",
        ChangeView::Open => "Open",
        ChangeView::All => "All",
    }
}

/// How many there are, where they are counted.
fn count(view: ChangeView, counts: ChangeCounts) -> Option<String> {
    let number = match view {
        ChangeView::WaitingForMe => counts.waiting_for_me,
        ChangeView::Mine => counts.mine,
        ChangeView::Open => counts.open,
        ChangeView::All => return None,
    };
    let number = if number >= MOST_COUNTED {
        format!("{}+", MOST_COUNTED - 1)
    } else {
        number.to_string()
    };
    // Lists what is over, too, of which there may be any number.
    let open = if view == ChangeView::Mine {
        " open"
    } else {
        ""
    };
    Some(format!("{number}{open}"))
}

/// The views side by side, of which one is chosen.
#[component]
pub(super) fn Views(
    wanted: RwSignal<ChangeQuery>,
    /// How many there are, as far as that is known.
    counts: Signal<Option<ChangeCounts>>,
    on_ask: Callback<ChangeQuery>,
) -> impl IntoView {
    let buttons = ChangeView::ALL
        .into_iter()
        .map(|view| {
            let is_chosen = move || wanted.with(|wanted| wanted.view == view);
            let choose = move |_| {
                on_ask.run(ChangeQuery {
                    view,
                    ..wanted.get_untracked()
                });
            };
            let number = move || counts.get().and_then(|counts| count(view, counts));
            view! {
                <button
                    type="button"
                    class="tabs__tab"
                    aria-pressed=move || if is_chosen() { "true" } else { "false" }
                    on:click=choose
                >
                    {label(view)} " "
                    <span class="count">{number}</span>
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs__list views" role="group" aria-label="Which changes">
            {buttons}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeCounts, ChangeView, count};

    #[test]
    fn a_hundred_is_told_as_more_than_ninety_nine() {
        let counts = ChangeCounts {
            waiting_for_me: 0,
            mine: 99,
            open: 100,
        };
        let told = ChangeView::ALL.map(|view| count(view, counts).unwrap_or_default());
        assert_eq!(told, ["0", "99 open", "99+", ""]);
    }
}
