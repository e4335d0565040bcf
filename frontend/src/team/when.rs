//! The choice of when a change is deployed.

use leptos::prelude::*;
use shared::change::When;

use super::{fit, moment};
use crate::format;
use crate::ui::{Choice, Clock, RadioGroup, TextField};

const BY_HAND: &str = "by-hand";
const WHEN_APPROVED: &str = "when-approved";
const AT: &str = "at";

/// What was chosen.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    way: RwSignal<String>,
    /// The date and the time as typed.
    at: RwSignal<String>,
    /// The moment that it began with, which the typed time need not tell whole.
    kept: RwSignal<Option<i64>>,
}

impl Chosen {
    pub(super) fn new(when: When) -> Self {
        let chosen = Self {
            way: RwSignal::new(String::new()),
            at: RwSignal::new(String::new()),
            kept: RwSignal::new(None),
        };
        chosen.put(when);
        chosen
    }

    /// Starts from what is so already.
    pub(super) fn put(self, when: When) {
        let (way, at) = match when {
            When::ByHand => (BY_HAND, String::new()),
            When::WhenApproved => (WHEN_APPROVED, String::new()),
            When::At { at_ms } => (AT, moment::write(at_ms)),
        };
        self.kept.set(match when {
            When::At { at_ms } => Some(at_ms),
            When::ByHand | When::WhenApproved => None,
        });
        self.way.set(way.to_owned());
        self.at.set(at);
    }

    /// Why what was chosen is no choice yet.
    pub(super) fn fault(self, now_ms: i64) -> Option<String> {
        match self.when() {
            None => Some("Give the time first.".to_owned()),
            Some(When::At { at_ms }) if at_ms <= now_ms => {
                Some("That time is past. Choose a later one.".to_owned())
            }
            Some(_) => None,
        }
    }

    /// The moment of the typed time: the one that it began with, as long as nothing else is typed.
    fn moment(self) -> Option<i64> {
        let typed = self.at.get();
        let kept = self.kept.get();
        kept.filter(|kept| moment::write(*kept) == typed)
            .or_else(|| moment::read(&typed))
    }

    /// The choice; nothing while the time of one is not typed yet.
    pub(super) fn when(self) -> Option<When> {
        match self.way.get().as_str() {
            AT => self.moment().map(|at_ms| When::At { at_ms }),
            WHEN_APPROVED => Some(When::WhenApproved),
            _ => Some(When::ByHand),
        }
    }
}

/// The ways to choose among.
#[component]
pub(super) fn WhenField(
    /// The group's name in the page.
    id: &'static str,
    chosen: Chosen,
) -> impl IntoView {
    let choice = |value: &str, label: &str, help: &str| Choice {
        help: help.to_owned(),
        ..Choice::new(value, label)
    };
    let ways = vec![
        choice(
            BY_HAND,
            "By hand",
            "Somebody presses Deploy once it is approved.",
        ),
        choice(
            WHEN_APPROVED,
            "When approved",
            "At once, with the last approval that it needs.",
        ),
        choice(
            AT,
            "At a time",
            "If it is approved by then; otherwise as soon as it is.",
        ),
    ];
    let is_at = Memo::new(move |_| chosen.way.with(|way| way == AT));
    let clock = Clock::expect();
    // The same words stay as they are while the clock goes on.
    let fault = Memo::new(move |_| {
        chosen
            .at
            .with(|at| !at.is_empty())
            .then(|| chosen.fault(clock.now_ms()))
            .flatten()
    });
    let notes = Signal::derive(move || fit::notes(fault.get()));
    // Where clocks are put, a time is shown twice or never, so that the moment itself is told.
    let meant = Signal::derive(move || match chosen.moment() {
        Some(at_ms) => format!("In your time zone: {}.", format::agreed(at_ms)),
        None => format!("In your time zone, {}.", moment::zone()),
    });
    view! {
        <div class="when">
            <RadioGroup
                id
                legend="When it is deployed"
                choices=ways
                value=chosen.way
                on_choose=move |way| chosen.way.set(way)
            />
            {move || {
                is_at
                    .get()
                    .then(|| {
                        view! {
                            <TextField
                                id=format!("{id}-time")
                                label="Date and time"
                                help=meant
                                kind="datetime-local"
                                value=chosen.at
                                on_input=move |text| chosen.at.set(text)
                                notes
                            />
                        }
                    })
            }}
        </div>
    }
}
