//! A question that must be answered before going on.
//!
//! Roles: the browser's own `dialog`, opened with `showModal`, so that everything behind it is
//! inert, which is what `aria-modal` only promises. Its name is its heading. One that asks before
//! something is lost is described by the sentence that says what happens.
//!
//! Keys: the focus goes to the first field or button, or to the button that keeps things as they
//! are. Tab stays inside, Escape closes, and the focus returns to what had it.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::button::{Button, Look};
use super::ids::fresh;

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
        // What is in it has to be there for the focus to go into it.
        request_animation_frame(move || {
            if let Some(dialog) = self.node.try_get_untracked().flatten() {
                // A dialog that is open already stays open.
                drop(dialog.show_modal());
                begin(&dialog);
            }
        });
    }

    pub(crate) fn close(self) {
        // Whoever closes it may come after it went away.
        if let Some(dialog) = self.node.try_get_untracked().flatten() {
            dialog.close();
        }
    }

    pub(crate) fn is_open(self) -> bool {
        self.is_open.get()
    }

    /// Whether it is open as it is asked, also of one that goes away.
    pub(crate) fn is_open_now(self) -> bool {
        self.is_open.try_get_untracked() == Some(true)
    }
}

/// Moves the focus to what is to be first. The browser's own `autofocus` complains in its console
/// when something on the page has the focus already.
fn begin(dialog: &web_sys::HtmlDialogElement) {
    let first = dialog.query_selector("[data-begins]").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Where it takes no focus, the browser's own choice stays.
        drop(first.focus());
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
    /// The id of what describes it.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let title_id = fresh("dialog");
    let labelled_by = title_id.clone();
    view! {
        <dialog
            class="dialog"
            node_ref=handle.node
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:close=move |_| {
                handle.is_open.try_set(false);
            }
        >
            <h2 class="dialog__title" id=title_id>
                {move || title.get()}
            </h2>
            {move || handle.is_open().then(|| children())}
        </dialog>
    }
}

/// Asks before something is lost.
#[component]
pub(crate) fn ConfirmDialog(
    /// The button that asks.
    #[prop(into)]
    trigger: Signal<String>,
    /// How much that button weighs.
    #[prop(default = Look::Quiet)]
    look: Look,
    /// Whether what it started is still on its way.
    #[prop(default = false.into(), into)]
    pending: Signal<bool>,
    /// Why it may not be pressed.
    #[prop(default = None.into(), into)]
    denied: Signal<Option<String>>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What happens.
    #[prop(into)]
    text: Signal<String>,
    /// What the button that does it says.
    #[prop(into)]
    confirm: String,
    /// What the button that leaves everything as it is says.
    #[prop(default = "Keep it")]
    keep: &'static str,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    let text_id = fresh("question");
    let described_by = text_id.clone();
    let text_id = StoredValue::new(text_id);
    let confirm = StoredValue::new(confirm);
    let act = move |()| {
        handle.close();
        on_confirm.run(());
    };
    view! {
        <Button look pending denied on_press=move |()| handle.open()>
            {move || trigger.get()}
        </Button>
        <Dialog handle title described_by>
            <p id=text_id.get_value()>{move || text.get()}</p>
            <div class="actions">
                <Button look=Look::Primary on_press=act>
                    {confirm.get_value()}
                </Button>
                <Button begins=true on_press=move |()| handle.close()>
                    {keep}
                </Button>
            </div>
        </Dialog>
    }
}
