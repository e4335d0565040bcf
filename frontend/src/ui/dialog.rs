//! A question that must be answered before going on. The browser's own element keeps the focus in
//! and gives it back.

use leptos::prelude::*;

use super::button::{Button, Look};

/// Asks before something is lost.
#[component]
pub(crate) fn ConfirmDialog(
    /// The button that asks.
    #[prop(into)]
    trigger: String,
    /// The question.
    #[prop(into)]
    title: String,
    /// What happens.
    #[prop(into)]
    text: String,
    /// What the button that does it says.
    #[prop(into)]
    confirm: String,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let open = move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            // A dialog that is open already stays open.
            drop(dialog.show_modal());
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Button look=Look::Quiet on_press=open>
            {trigger}
        </Button>
        <dialog class="dialog" node_ref=dialog aria-label=title.clone()>
            <p class="dialog__title">{title.clone()}</p>
            <p>{text}</p>
            <div class="actions">
                <Button
                    look=Look::Primary
                    on_press=move |()| {
                        close();
                        on_confirm.run(());
                    }
                >
                    {confirm}
                </Button>
                <Button on_press=move |()| close()>"Keep it"</Button>
            </div>
        </dialog>
    }
}
