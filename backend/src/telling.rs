//! Telling people and programs what happened: news that the store holds are handed out, and sent to
//! webhooks and by e-mail until they are taken or given up.
//!
//! Whom news are for is decided by `shared`, and which process sends what by the store.

mod email;
mod message;
mod ranges;
mod signature;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use shared::wire::{DeliveryAttempt, DeliveryState};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{DeliveryEnd, HeldDelivery, Recipient, Store, StoreError};

pub use email::{Authorities, EmailError, EmailSettings, SmtpTls};
pub use message::judge_address;
pub use ranges::{Range, RangeError, Ranges};

/// How long to wait before each time after the first, in seconds; after the last it is given up.
/// Together that is about eleven hours, so that a night without the other side loses nothing.
const PAUSES_S: [i64; 8] = [10, 30, 120, 600, 1_800, 3_600, 10_800, 21_600];
/// A delivery is held for longer than sending those that are held can take, with room for clocks
/// that differ.
const HELD_MS: i64 = 4 * 60 * 1000;
/// So many are held at once.
const AT_ONCE: i64 = 4;
/// To so many recipients is sent at the same time.
const RECIPIENTS: usize = 16;
/// So many rounds lie between two looks for what is to be forgotten.
const FORGETS_EVERY: u32 = 500;

/// What the server is told of telling.
#[derive(Debug, Clone, Default)]
pub struct TellingSettings {
    /// Which addresses webhooks may lead to, besides those of the internet.
    pub ranges: Ranges,
    /// How e-mail is sent; nothing where it is not.
    pub email: Option<EmailSettings>,
}

/// A handle on telling.
#[derive(Debug, Clone)]
pub(crate) struct Telling(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    clock: Clock,
    settings: TellingSettings,
    /// Where people reach Longshore, without a slash at its end.
    base: String,
    /// Who this process is among those that send.
    holder: String,
    every: Duration,
    news: Notify,
    stopping: CancellationToken,
}

/// How sending to a recipient ended.
type Ended = Result<(), StoreError>;

/// What came of sending something once.
#[derive(Debug)]
struct Sent {
    outcome: Outcome,
    status: Option<u16>,
    words: String,
    answer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Taken,
    /// It may be taken another time; not sooner than in so many seconds, where the other side says.
    TryAgain {
        not_before_s: Option<i64>,
    },
    /// It would be refused another time, too.
    Refused,
}

impl Sent {
    fn new(outcome: Outcome, words: impl Into<String>) -> Self {
        Self {
            outcome,
            status: None,
            words: words.into(),
            answer: String::new(),
        }
    }

    fn refused(words: impl Into<String>) -> Self {
        Self::new(Outcome::Refused, words)
    }

    fn again(words: impl Into<String>) -> Self {
        Self::new(Outcome::TryAgain { not_before_s: None }, words)
    }
}

impl Telling {
    /// Tells until the process stops.
    pub(crate) fn start(
        store: Store,
        clock: Clock,
        settings: TellingSettings,
        base: String,
        every: Duration,
        tasks: &TaskTracker,
        stopping: CancellationToken,
    ) -> Result<Self, NoRandomness> {
        let telling = Self(Arc::new(Inner {
            store,
            clock,
            settings,
            base,
            holder: random::identifier()?,
            every,
            news: Notify::new(),
            stopping,
        }));
        tasks.spawn(telling.clone().tell());
        Ok(telling)
    }

    /// Has what was written just now sent without waiting for the next round.
    pub(crate) fn hurry(&self) {
        self.0.news.notify_one();
    }

    /// Whether e-mail is sent at all.
    pub(crate) fn sends_email(&self) -> bool {
        self.0.settings.email.is_some()
    }

    /// Which addresses webhooks may lead to.
    pub(crate) fn ranges(&self) -> &Ranges {
        &self.0.settings.ranges
    }

    /// Sends somebody the code by which they show that an address is theirs.
    pub(crate) async fn send_code(
        &self,
        user: &str,
        address: &str,
        code: &str,
    ) -> Result<(), EmailError> {
        let inner = &self.0;
        let settings = inner.settings.email.as_ref().ok_or(EmailError::NotSet)?;
        let letter = message::code(user, code, &inner.base);
        email::send(settings, address, &letter, inner.clock.now_ms()).await
    }

    async fn tell(self) {
        let inner = &self.0;
        let mut rounds: u32 = 0;
        // What is slow to take its news has nobody else wait.
        let mut sending = JoinSet::new();
        while !inner.stopping.is_cancelled() {
            if let Err(error) = self.round(rounds, &mut sending).await {
                tracing::warn!(error = ?error, "news wait for the database");
            }
            rounds = rounds.wrapping_add(1);
            tokio::select! {
                () = inner.stopping.cancelled() => {}
                () = inner.news.notified() => {}
                Some(ended) = sending.join_next() => note(ended),
                () = inner.clock.sleep(inner.every) => {}
            }
        }
        while let Some(ended) = sending.join_next().await {
            note(ended);
        }
    }

    /// Hands out what there is, and begins to send it.
    async fn round(&self, rounds: u32, sending: &mut JoinSet<Ended>) -> Result<(), StoreError> {
        let inner = &self.0;
        while inner.store.hand_out_news(inner.clock.now_ms()).await? > 0 {}
        if rounds.is_multiple_of(FORGETS_EVERY) {
            self.forget().await?;
        }
        while sending.len() < RECIPIENTS {
            let now_ms = inner.clock.now_ms();
            let held = inner
                .store
                .hold_deliveries(&inner.holder, now_ms, now_ms + HELD_MS, AT_ONCE)
                .await?;
            if held.is_empty() {
                return Ok(());
            }
            for held in by_recipient(held) {
                sending.spawn(self.clone().send_all(held));
            }
        }
        Ok(())
    }

    /// Forgets what nobody asks for any more: what was told long ago, and plans that came to nothing.
    async fn forget(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        let now_ms = inner.clock.now_ms();
        inner.store.forget_old_news(now_ms).await?;
        while !inner.stopping.is_cancelled() && inner.store.forget_unused_plans(now_ms).await? > 0 {
        }
        Ok(())
    }

    /// Sends what is for one recipient, one after the other, so that it comes in its order. What
    /// fails does not hold up the rest.
    async fn send_all(self, held: Vec<HeldDelivery>) -> Ended {
        for held in &held {
            self.send(held).await?;
        }
        Ok(())
    }

    /// Sends a delivery, and writes down what came of it.
    async fn send(&self, held: &HeldDelivery) -> Result<(), StoreError> {
        let inner = &self.0;
        let at_ms = inner.clock.now_ms();
        let sent = match &held.recipient {
            Recipient::Webhook(id) => match inner.store.webhook_target(id, at_ms).await? {
                Some(target) if target.enabled => {
                    let ranges = &inner.settings.ranges;
                    webhook::send(ranges, &target, held, &inner.base, at_ms).await
                }
                _ => Sent::refused("The webhook was turned off before this was sent."),
            },
            Recipient::Email(user) => {
                let address = inner.store.address_for(user, &held.news).await?;
                self.send_email(held, address, at_ms).await
            }
        };
        let ended_ms = inner.clock.now_ms();
        let (state, due_at_ms) = what_next(sent.outcome, held.failures, ended_ms);
        match state {
            DeliveryState::Delivered => {
                tracing::info!(delivery.id = held.id, news = held.news.id, "delivered");
            }
            DeliveryState::Waiting | DeliveryState::GivenUp => {
                tracing::warn!(
                    delivery.id = held.id,
                    news = held.news.id,
                    words = sent.words,
                    given_up = state == DeliveryState::GivenUp,
                    "not delivered"
                );
            }
        }
        let end = DeliveryEnd {
            attempt: DeliveryAttempt {
                at_ms,
                took_ms: ended_ms - at_ms,
                status: sent.status,
                words: sent.words,
                answer: sent.answer,
            },
            state,
            due_at_ms,
        };
        inner.store.end_delivery(held, &end).await
    }

    async fn send_email(&self, held: &HeldDelivery, address: Option<String>, at_ms: i64) -> Sent {
        let inner = &self.0;
        let Some(settings) = &inner.settings.email else {
            return Sent::refused("Longshore sends no e-mail any more.");
        };
        let Some(address) = address else {
            return Sent::refused(
                "The person may not read this any more, or has no address that is confirmed.",
            );
        };
        let letter = message::news(held, &inner.base);
        match email::send(settings, &address, &letter, at_ms).await {
            Ok(()) => Sent::new(Outcome::Taken, "Taken."),
            Err(error) if error.is_retryable() => Sent::again(error.words()),
            Err(error) => Sent::refused(error.words()),
        }
    }
}

fn note(ended: Result<Ended, JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = ?error, "news wait for the database"),
        Err(error) => tracing::error!(error = ?error, "sending news ended early"),
    }
}

/// Deliveries by whom they are for, in their order.
fn by_recipient(held: Vec<HeldDelivery>) -> Vec<Vec<HeldDelivery>> {
    let mut each: Vec<Vec<HeldDelivery>> = Vec::new();
    for held in held {
        let known = each.iter_mut().find(|known| {
            known
                .first()
                .is_some_and(|first| first.recipient == held.recipient)
        });
        match known {
            Some(known) => known.push(held),
            None => each.push(vec![held]),
        }
    }
    each
}

/// Where a delivery is after it was sent once more, and when it is sent again.
fn what_next(outcome: Outcome, failures: i64, now_ms: i64) -> (DeliveryState, i64) {
    let pause = usize::try_from(failures)
        .ok()
        .and_then(|failures| PAUSES_S.get(failures));
    match (outcome, pause) {
        (Outcome::Taken, _) => (DeliveryState::Delivered, now_ms),
        (Outcome::TryAgain { not_before_s }, Some(pause_s)) => {
            let longest = PAUSES_S.last().copied().unwrap_or(0);
            let wanted = not_before_s.unwrap_or(0).clamp(0, longest);
            (DeliveryState::Waiting, now_ms + wanted.max(*pause_s) * 1000)
        }
        (Outcome::TryAgain { .. }, None) | (Outcome::Refused, _) => {
            (DeliveryState::GivenUp, now_ms)
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::wire::DeliveryState;

    use super::{Outcome, what_next};

    #[test]
    fn what_may_be_taken_later_is_tried_for_hours_and_then_given_up() {
        let again = Outcome::TryAgain { not_before_s: None };
        let (mut now_ms, mut failures) = (0, 0);
        loop {
            let (state, due_at_ms) = what_next(again, failures, now_ms);
            if state == DeliveryState::GivenUp {
                break;
            }
            assert!(due_at_ms > now_ms);
            (now_ms, failures) = (due_at_ms, failures + 1);
        }
        assert_eq!(failures, 8);
        assert_eq!(now_ms / 1000 / 60, 642);
    }

    #[test]
    fn the_other_side_may_ask_for_more_time_but_not_for_ever() {
        let asks = |not_before_s| Outcome::TryAgain { not_before_s };
        assert_eq!(what_next(asks(Some(60)), 0, 0).1, 60_000);
        assert_eq!(what_next(asks(Some(1)), 0, 0).1, 10_000);
        assert_eq!(what_next(asks(Some(i64::MAX)), 0, 0).1, 21_600_000);
        assert_eq!(what_next(Outcome::Refused, 0, 0).0, DeliveryState::GivenUp);
    }
}
