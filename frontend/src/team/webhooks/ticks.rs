//! Several of a few: ticks in a group, with what is wrong below them.

use leptos::prelude::*;

use crate::ui::Note;

/// A group of [`Tick`]s.
#[component]
pub(super) fn Ticks(
    /// What the ids begin with.
    id: String,
    /// What is chosen.
    legend: &'static str,
    /// What is to be said below them.
    notes: Signal<Vec<Note>>,
    /// The ticks.
    children: Children,
) -> impl IntoView {
    let message_id = format!("{id}-message");
    let described_by = message_id.clone();
    view! {
        <fieldset class="radios" aria-describedby=described_by>
            <legend class="field__label">{legend}</legend>
            <div class="ticks">{children()}</div>
            <div class="field__messages" id=message_id aria-live="polite">
                {move || {
                    notes
                        .get()
                        .into_iter()
                        .map(|note| {
                            view! {
                                <div class="field__message" data-tone=note.tone.as_str()>
                                    {note.tone.icon().view()}
                                    <span>{note.text}</span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}

/// One that may be chosen.
#[component]
pub(super) fn Tick(
    /// What it stands for.
    #[prop(into)]
    label: String,
    /// Whether it is chosen.
    #[prop(into)]
    value: Signal<bool>,
    /// What is said of the group; it is at fault where anything is.
    notes: Signal<Vec<Note>>,
    /// Takes the choice.
    #[prop(into)]
    on_set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                aria-invalid=move || (!notes.with(Vec::is_empty)).then_some("true")
                on:change=move |event| on_set.run(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}
