//! A question that must be answered before going on. The browser's own element keeps the focus in
//! and gives it back.

use leptos::prelude::*;

use super::button::{Button, Look};

/// Opens and closes a dialog.
#[derive(Clone, Copy)]
pub(crate) struct DialogHandle {
    node: NodeRef<leptos::html::Dialog>,
    is_open: RwSignal<bool>,
}

impl DialogHandle {
    pub(crate) fn new() -> Self {
        Self {
            node: NodeRef::new(),
            is_open: RwSignal::new(false),
        }
    }

    pub(crate) fn open(self) {
        self.is_open.set(true);
        if let Some(dialog) = self.node.get_untracked() {
            // A dialog that is open already stays open.
            drop(dialog.show_modal());
        }
    }

    pub(crate) fn close(self) {
        if let Some(dialog) = self.node.get_untracked() {
            dialog.close();
        }
    }

    pub(crate) fn is_open(self) -> bool {
        self.is_open.get()
    }
}

/// A window over the page. What is in it is there only while it is open, so that nothing typed
/// stays behind.
#[component]
pub(crate) fn Dialog(
    /// What opens and closes it.
    handle: DialogHandle,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <dialog
            class="dialog"
            node_ref=handle.node
            aria-label=move || title.get()
            on:close=move |_| {
                handle.is_open.try_set(false);
            }
        >
            <p class="dialog__title">{move || title.get()}</p>
            {move || handle.is_open().then(|| children())}
        </dialog>
    }
}

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
