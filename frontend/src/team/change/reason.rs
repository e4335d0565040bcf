//! A dialog that asks for a reason before something is done.

use leptos::prelude::*;

use super::case::{Case, Unsaid};
use super::decide::focus_title;
use super::timeline;
use crate::api::Failure;
use crate::kept::{self, Life};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, Dialog, DialogHandle, Look, TextArea};

/// Hears for a dialog that is gone what came of what it was on its way with since a sequence.
fn hear(case: Case, doing: Doing, written: Unsaid, since: i64) {
    Effect::new(move |_| {
        // Where the page is gone, too, nobody hears it any more.
        if doing.pending.try_get() != Some(false) {
            return;
        }
        let failure = doing.failure.try_get_untracked().flatten();
        let is_unknown = failure.as_ref().is_some_and(Failure::is_unknown);
        let is_it = |entry| timeline::said(entry).as_deref() == Some(written.words.trim());
        let has_arrived = is_unknown && case.done_since(since).iter().any(is_it);
        if failure.is_none() || has_arrived {
            case.said(&written.kept_name);
        } else {
            case.leave_unsaid(Unsaid {
                is_unknown,
                ..written.clone()
            });
        }
    });
}

/// Empties the field once nobody needs what is in it any more.
fn let_go(case: Case, reason: RwSignal<String>, kept_name: StoredValue<String>, doing: Doing) {
    // The same dialog may stand there again, with what is given up now. What was written on, and what
    // comes later, stays.
    Effect::watch(
        move || case.given_up.get(),
        move |given_up, _, _| {
            let has_it = given_up.as_ref().is_some_and(|given_up| {
                given_up.kept_name == kept_name.get_value()
                    && reason.with_untracked(|reason| *reason == given_up.words)
            });
            if has_it {
                reason.set(String::new());
            }
        },
        false,
    );
    // What the server has taken need not be typed again; what it has not stays when the dialog goes.
    Effect::new(move |_| {
        if doing.done.get() > 0 {
            reason.set(String::new());
            // The dialog may be gone before the signal tells.
            case.said(&kept_name.get_value());
        }
    });
}

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
    /// Hears that it opens.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    /// Does it, and closes the handle when it is done.
    #[prop(into)]
    on_confirm: Callback<(String, Doing, DialogHandle)>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    // Others may take the dialog away before the server answers.
    let doing = case.outliving(Doing::new);
    let kept_name = StoredValue::new(kept::reason_name(case.id, id));
    let before = kept::find::<String>(Life::Tab, &kept_name.get_value());
    let reason = RwSignal::new(before.unwrap_or_default());
    Effect::new(move |_| {
        reason.with(|reason| kept::keep_text(Life::Tab, &kept_name.get_value(), reason));
    });
    let open = move |()| {
        doing.failure.set(None);
        if let Some(on_open) = on_open {
            on_open.run(());
        }
        handle.open();
    };
    let_go(case, reason, kept_name, doing);
    // What had happened when it was sent.
    let sent_at = StoredValue::new(0);
    let written = move |words| Unsaid {
        words,
        kept_name: kept_name.get_value(),
        is_unknown: false,
    };
    on_cleanup(move || {
        if doing.pending.try_get_untracked() == Some(true) {
            // The stream may tell what was done before the answer does.
            focus_title();
            let written = written(reason.try_get_untracked().unwrap_or_default());
            let since = sent_at.try_get_value().unwrap_or_default();
            case.outliving(|| hear(case, doing, written, since));
        } else if handle.is_open_now()
            && doing.done.try_get_untracked() == Some(0)
            && let Some(words) = reason.try_get_untracked()
        {
            case.leave_unsaid(written(words));
        }
    });
    let missing = Signal::derive(move || {
        let is_empty = reason.with(|reason| reason.trim().is_empty());
        (is_needed && is_empty).then(|| "Write the reason first.".to_owned())
    });
    let confirm = move |()| {
        sent_at.set_value(case.sequence().unwrap_or_default());
        on_confirm.run((reason.get_untracked(), doing, handle));
    };
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
