//! What AWS has that a field can offer: asked for when somebody looks, page by page, searched by AWS
//! where there is more than came.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Offer, OfferKind, OfferQuery};

use crate::api::{self, Failure};
use crate::format;
use crate::ui::{Clock, Listed, Load, Suggestion, Trouble};

/// So long typing must rest before AWS is asked to search.
const REST_MS: u32 = 250;

/// The offers of one kind.
#[derive(Clone, Copy)]
pub(crate) struct Offers {
    kind: OfferKind,
    /// What else the offers depend on: the thing they belong to, where they are to run.
    context: Signal<OfferQuery>,
    state: RwSignal<Load<Vec<Offer>>>,
    next: RwSignal<Option<String>>,
    /// What was asked for last, so that the same is not asked twice.
    asked: StoredValue<Option<OfferQuery>>,
    /// Whether everything there is came without a search, so that narrowing needs no request.
    is_whole: StoredValue<bool>,
    /// Counts the requests, so that a late answer does not replace a newer one.
    round: StoredValue<u32>,
    rest: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Offers {
    /// Nothing is asked for yet.
    pub(crate) fn new(kind: OfferKind, context: Signal<OfferQuery>) -> Self {
        Self {
            kind,
            context,
            state: RwSignal::new(Load::Loading),
            next: RwSignal::new(None),
            asked: StoredValue::new(None),
            is_whole: StoredValue::new(false),
            round: StoredValue::new(0),
            rest: StoredValue::new_local(None),
        }
    }

    /// What came, under a value.
    pub(crate) fn find(self, value: &str) -> Option<Offer> {
        self.state.with(|state| match state {
            Load::Ready(offers) => offers.iter().find(|offer| offer.value == value).cloned(),
            Load::Loading | Load::Failed(_) => None,
        })
    }

    /// What came may be old now: the next look asks again.
    pub(crate) fn forget(self) {
        self.asked.try_set_value(None);
        self.is_whole.try_set_value(false);
    }

    /// Asks for the first page, where that was not done yet.
    pub(crate) fn look(self) {
        self.ask(String::new());
    }

    /// Asks for what fits a text: at once where nothing came yet, after a rest while somebody types.
    fn ask(self, text: String) {
        let mut wanted = self.context.get_untracked();
        let before = self.asked.try_get_value().flatten();
        let is_same_context = before.as_ref().is_some_and(|before| {
            (&before.of, &before.platform, &before.target_type)
                == (&wanted.of, &wanted.platform, &wanted.target_type)
        });
        if is_same_context && self.is_whole.try_get_value() == Some(true) {
            return;
        }
        wanted.search = Some(text).filter(|text| !text.trim().is_empty());
        if before.as_ref() == Some(&wanted) && !self.has_failed() {
            return;
        }
        if !is_same_context {
            self.state.try_set(Load::Loading);
            self.is_whole.try_set_value(false);
            self.send(wanted);
            return;
        }
        let rest = Timeout::new(REST_MS, move || self.send(wanted));
        self.rest.try_set_value(Some(rest));
    }

    fn has_failed(self) -> bool {
        self.state
            .with_untracked(|state| matches!(state, Load::Failed(_)))
    }

    fn again(self) {
        let wanted = self.asked.try_get_value().flatten();
        self.state.try_set(Load::Loading);
        self.send(wanted.unwrap_or_else(|| self.context.get_untracked()));
    }

    fn more(self) {
        let Some(mut wanted) = self.asked.try_get_value().flatten() else {
            return;
        };
        wanted.after = self.next.get_untracked();
        if wanted.after.is_some() {
            self.fetch(wanted);
        }
    }

    fn send(self, wanted: OfferQuery) {
        self.asked.try_set_value(Some(wanted.clone()));
        self.fetch(wanted);
    }

    fn fetch(self, wanted: OfferQuery) {
        let round = self
            .round
            .try_get_value()
            .unwrap_or_default()
            .wrapping_add(1);
        self.round.try_set_value(round);
        spawn_local(async move {
            let adds = wanted.after.is_some();
            let is_search = wanted.search.is_some();
            let answer = api::list_offers(self.kind, wanted).await;
            if self.round.try_get_value() != Some(round) {
                return;
            }
            match answer {
                Ok(listing) => {
                    if !is_search {
                        self.is_whole.try_set_value(listing.next.is_none());
                    }
                    self.next.try_set(listing.next);
                    self.state.try_update(|state| match state {
                        Load::Ready(offers) if adds => offers.extend(listing.items),
                        state => *state = Load::Ready(listing.items),
                    });
                }
                Err(failure) => {
                    self.state.try_set(Load::Failed(trouble(&failure)));
                }
            }
        });
    }

    /// For a field with suggestions.
    pub(crate) fn listed(self, empty: &'static str) -> Listed {
        let clock = Clock::expect();
        Listed {
            state: Signal::derive(move || {
                self.state.with(|state| match state {
                    Load::Loading => Load::Loading,
                    Load::Failed(trouble) => Load::Failed(trouble.clone()),
                    Load::Ready(offers) => {
                        let now = untrack(|| clock.now_ms());
                        let mut all: Vec<Suggestion> =
                            offers.iter().map(|offer| suggestion(offer, now)).collect();
                        // What nothing speaks against comes first.
                        all.sort_by_key(|one| !one.concerns.is_empty());
                        Load::Ready(all)
                    }
                })
            }),
            ask: Callback::new(move |text| self.ask(text)),
            retry: Callback::new(move |()| self.again()),
            has_more: Signal::derive(move || self.next.with(Option::is_some)),
            more: Callback::new(move |()| self.more()),
            empty,
        }
    }
}

/// What an offer means, in short phrases.
pub(crate) fn facts(offer: &Offer, now_ms: i64) -> Vec<String> {
    let changed = offer
        .changed_at_ms
        .map(|at_ms| format!("changed {}", format::ago(now_ms, at_ms)));
    offer.facts.iter().cloned().chain(changed).collect()
}

fn suggestion(offer: &Offer, now_ms: i64) -> Suggestion {
    Suggestion {
        value: offer.value.clone(),
        label: offer.name.clone(),
        details: facts(offer, now_ms),
        concerns: offer.concerns.clone(),
    }
}

/// Why nothing can be listed, with the way out: the value can be typed in any case.
fn trouble(failure: &Failure) -> Trouble {
    if let Some(action) = &failure.missing_action {
        return Trouble {
            title: "Longshore may not list these".to_owned(),
            detail: format!(
                "The IAM action {action} is missing from the role that it runs as. Type the value yourself, or have the action allowed."
            ),
            reference: None,
        };
    }
    let trouble = failure.trouble();
    Trouble {
        detail: format!("{} What you type is used as it stands.", trouble.detail),
        ..trouble
    }
}
