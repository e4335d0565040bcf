//! A dialog that asks for a reason before something is done.

use leptos::prelude::*;

use super::doing::Doing;
use crate::parts::FailureBanner;
use crate::ui::{Button, Dialog, DialogHandle, Look, TextArea};

/// A button, and the dialog that it opens. What was typed stays until the server has taken it.
#[component]
pub(super) fn ReasonDialog(
    /// Its name in the page.
    id: &'static str,
    /// What the button that opens it says.
    trigger: &'static str,
    /// How much that button weighs.
    #[prop(optional)]
    look: Look,
    /// Why it may not be pressed.
    #[prop(into)]
    denied: Signal<Option<String>>,
    /// The id of what says so for several buttons at once.
    #[prop(optional)]
    reason_at: Option<&'static str>,
    /// What happens.
    #[prop(into)]
    text: Signal<String>,
    /// Whether there has to be a reason.
    #[prop(default = true)]
    is_needed: bool,
    /// Does it, and closes the handle when it is done.
    #[prop(into)]
    on_confirm: Callback<(String, Doing, DialogHandle)>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    let doing = Doing::new();
    let reason = RwSignal::new(String::new());
    let open = move |()| {
        doing.failure.set(None);
        handle.open();
    };
    // What the server has taken need not be typed again; what it has not stays when the dialog goes.
    Effect::new(move |_| {
        if doing.done.get() > 0 {
            reason.set(String::new());
        }
    });
    let missing = Signal::derive(move || {
        let is_empty = reason.with(|reason| reason.trim().is_empty());
        (is_needed && is_empty).then(|| "Write the reason first.".to_owned())
    });
    let confirm = move |()| on_confirm.run((reason.get_untracked(), doing, handle));
    let label = if is_needed {
        "Reason"
    } else {
        "Reason (may stay empty)"
    };
    let button = match reason_at {
        Some(reason_at) => view! {
            <Button look denied reason_at on_press=open>
                {trigger}
            </Button>
        }
        .into_any(),
        None => view! {
            <Button look denied on_press=open>
                {trigger}
            </Button>
        }
        .into_any(),
    };
    view! {
        {button}
        <Dialog handle title=trigger>
            <p>{move || text.get()}</p>
            <TextArea
                id
                label
                help="It stands in the change's history and in the audit."
                prose=true
                value=reason
                on_input=move |text| reason.set(text)
            />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button
                    look=Look::Primary
                    pending=doing.pending
                    denied=missing
                    on_press=confirm
                >
                    {trigger}
                </Button>
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </Dialog>
    }
}
