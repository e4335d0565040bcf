//! Says how it stands with what is typed, who else is here, and asks when two have saved.

use leptos::prelude::*;
use shared::wire::DraftSummary;

use super::saving::{Saving, State};
use crate::format;
use crate::parts::FailureBanner;
use crate::ui::{Banner, Button, Clock, Look, Tone};

/// One line: saved, on its way, or kept here.
#[component]
pub(super) fn SaveState(saving: Saving) -> impl IntoView {
    let clock = Clock::expect();
    let words = Memo::new(move |_| {
        match saving.state.get() {
        State::Untouched => "Nothing to save yet".to_owned(),
        State::Unsaved => "Saving".to_owned(),
        State::Saved { at_ms } => format!("Draft saved {}", format::ago(clock.now_ms(), at_ms)),
        State::KeptHere => {
            "Longshore does not answer. The draft is kept in this browser and saved as soon as it does.".to_owned()
        }
        State::KeptNowhere => {
            "Longshore does not answer, and this browser keeps nothing. Leave the page open.".to_owned()
        }
        State::Moved(theirs) => format!("Not saved: {} saved in between", theirs.updated_by),
        State::Refused(_) => "Not saved".to_owned(),
    }
    });
    let tone = Memo::new(move |_| {
        saving.state.with(|state| match state {
            State::Untouched | State::Unsaved | State::Saved { .. } => Tone::Info,
            State::KeptHere | State::Moved(_) => Tone::Warn,
            State::KeptNowhere | State::Refused(_) => Tone::Bad,
        })
    });
    let others = Memo::new(move |_| {
        saving.others.with(|others| match others.as_slice() {
            [] => None,
            [one] => Some(format!("{one} has this draft open, too.")),
            many => Some(format!("{} have this draft open, too.", many.join(", "))),
        })
    });
    view! {
        <p class="save-state" data-tone=move || tone.get().as_str()>
            {move || words.get()}
        </p>
        <p class="save-state" role="status">
            {move || others.get()}
        </p>
    }
}

/// What needs a decision or a look.
#[component]
pub(super) fn SaveTrouble(saving: Saving) -> impl IntoView {
    let moved = Memo::new(move |_| {
        saving.state.with(|state| match state {
            State::Moved(theirs) => Some(theirs.clone()),
            State::Untouched
            | State::Unsaved
            | State::Saved { .. }
            | State::KeptHere
            | State::KeptNowhere
            | State::Refused(_) => None,
        })
    });
    let failure = RwSignal::new(None);
    // Derived; a signal because the banner takes one.
    Effect::new(move |_| {
        failure.set(match saving.state.get() {
            State::Refused(failure) => Some(failure),
            State::Untouched
            | State::Unsaved
            | State::Saved { .. }
            | State::KeptHere
            | State::KeptNowhere
            | State::Moved(_) => None,
        });
    });
    view! {
        <FailureBanner failure />
        {move || moved.get().map(|theirs| view! { <Decide saving theirs /> })}
    }
}

/// Two have saved: whose holds is for the person to say.
#[component]
fn Decide(saving: Saving, theirs: DraftSummary) -> impl IntoView {
    let clock = Clock::expect();
    let DraftSummary {
        updated_by,
        updated_at_ms,
        ..
    } = theirs;
    let title = format!("{updated_by} saved this draft in the meantime");
    view! {
        <div role="alert">
            <Banner tone=Tone::Warn title>
                <p>
                    {move || {
                        format!(
                            "{updated_by} saved it {}. What you typed since is kept in this browser and not sent.",
                            format::ago(clock.now_ms(), updated_at_ms),
                        )
                    }}
                </p>
                <div class="actions">
                    <Button look=Look::Primary on_press=move |()| saving.part_ways()>
                        "Keep mine as a draft of its own"
                    </Button>
                    <Button on_press=move |()| saving.take_theirs()>"Take theirs"</Button>
                    <Button on_press=move |()| saving.keep_mine()>"Save mine over theirs"</Button>
                </div>
            </Banner>
        </div>
    }
}
