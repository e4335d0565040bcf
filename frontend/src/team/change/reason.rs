//! A dialog that asks for a reason before something is done.

use leptos::prelude::*;

use super::case::Case;
use super::decide::focus_title;
use crate::kept::{self, Life};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, Dialog, DialogHandle, Look, TextArea};

/// A button, and the dialog that it opens. What was typed stays until the server has taken it, also
/// through a reload and a way to the identity provider. Where the dialog goes while somebody writes
/// in it, because others have decided meanwhile, what was written goes to [`super::unsaid`].
#[component]
pub(super) fn ReasonDialog(
    /// What it is about.
    case: Case,
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
    // What is done with another version has a reason of its own.
    let version = untrack(|| case.present());
    let kept_name = kept::reason_name(case.id, version, id);
    let reason = RwSignal::new(kept::find::<String>(Life::Tab, &kept_name).unwrap_or_default());
    Effect::new(move |_| reason.with(|reason| kept::keep_text(Life::Tab, &kept_name, reason)));
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
    on_cleanup(move || {
        if doing.pending.try_get_untracked() == Some(true) {
            // The stream may tell what was done before the answer does.
            focus_title();
        } else if handle.is_open_now()
            && doing.done.try_get_untracked() == Some(0)
            && let Some(words) = reason.try_get_untracked()
        {
            case.leave_unsaid(words);
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
