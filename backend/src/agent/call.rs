//! Calls that change something: written down before and after, and never repeated blindly.

use std::time::Duration;

use shared::deployment::{JournalEntry, JournalEvent, Shown, Verdict};
use shared::plan::Step;

use super::job::{Halt, Job};
use super::outlook::Outlook;
use super::patience::Patience;
use crate::aws::{Answer, Aws, AwsError};
use crate::random;
use crate::store::StoreError;

/// Stands at the end of the outcome of a call whose answer was lost.
const FOUND: &str = ", found by looking";
/// A call is tried so often.
const TRIES: u32 = 6;
/// A turn that is so far off is told.
const WORTH_TELLING: Duration = Duration::from_secs(3);
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// A call that changes something.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) step: usize,
    pub(super) operation: &'static str,
    pub(super) body: &'a str,
    /// Whether it is not begun any more once somebody has told the deployment to stop or to give
    /// way, though that was not taken up yet.
    pub(super) yields: bool,
    pub(super) repeat: Repeat,
}

/// Whether a call may be made again when it is not known what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// To make it twice is the same as once.
    Harmless,
    /// The same, and what came of it cannot be seen.
    Blind,
    /// As harmless, and whether it is still to be made is decided anew before each time.
    Anew,
    /// Only when looking has not found its effect for a while: AWS shows effects late.
    AfterLooking,
}

/// Whether a call may have reached AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// It may have: what it asks for may be its effect.
    Perhaps,
    /// It has not, or AWS refused it: what is found is somebody else's.
    No,
}

/// What looking for the effect of a call found.
#[derive(Debug)]
pub(super) enum Found<T> {
    /// It is there.
    Effect(T),
    /// Nothing that shows it.
    Nothing,
    /// Something else took its place, as told here; to make the call now would undo that.
    Overtaken(String),
}

impl<T> From<Option<T>> for Found<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Nothing, Self::Effect)
    }
}

/// What came of a call that AWS answered.
#[derive(Debug)]
pub(super) struct Outcome {
    /// In words.
    pub(super) words: String,
    /// What is to be kept of it.
    pub(super) shown: Shown,
}

impl Outcome {
    /// Of a call that made what an ARN names.
    pub(super) fn of(words: String, arn: &str) -> Self {
        Self {
            words,
            shown: Shown {
                arn: Some(arn.to_owned()),
                ..Shown::default()
            },
        }
    }
}

impl From<String> for Outcome {
    fn from(words: String) -> Self {
        Self {
            words,
            shown: Shown::default(),
        }
    }
}

impl Job<'_> {
    /// Reads from AWS, again and again within bounds while it may help.
    pub(super) async fn look<T, F>(&self, read: impl FnMut(Aws) -> F) -> Result<T, Halt>
    where
        F: Future<Output = Result<T, AwsError>>,
    {
        self.try_look(read).await?.map_err(|error| {
            let reason = format!(
                "Longshore could not look at AWS to go on. {} {} Look at the service before you deploy again.",
                error.words(),
                self.standing()
            );
            Halt::Over(Verdict::Failed, reason)
        })
    }

    /// The same, and leaves it to the caller what AWS's refusal means.
    pub(super) async fn try_look<T, F>(
        &self,
        mut read: impl FnMut(Aws) -> F,
    ) -> Result<Result<T, AwsError>, Halt>
    where
        F: Future<Output = Result<T, AwsError>>,
    {
        let mut tries = 0;
        loop {
            match read(self.aws.clone()).await {
                Err(error) if error.is_retryable() && tries + 1 < TRIES => {
                    self.pause(self.backoff(tries)).await?;
                    tries += 1;
                }
                answer => return Ok(answer),
            }
        }
    }

    /// Makes a call; a refusal ends the deployment.
    pub(super) async fn call<T, C, F, S, O>(
        &mut self,
        call: &Call<'_>,
        make: impl Fn(Aws) -> C,
        find: impl Fn(Aws, Sent) -> F,
        outcome: impl Fn(&T) -> O,
    ) -> Result<T, Halt>
    where
        O: Into<Outcome>,
        C: Future<Output = Result<Answer<T>, AwsError>>,
        F: Future<Output = Result<S, AwsError>>,
        S: Into<Found<T>>,
    {
        match self.try_call(call, make, find, outcome).await? {
            Ok(value) => Ok(value),
            Err(error) if error.is_outcome_unknown() && call.repeat == Repeat::Blind => {
                Err(self.unknown(call, &error))
            }
            Err(error) => {
                let standing = if error.is_of_others() {
                    self.standing_beside_others()
                } else {
                    self.standing()
                };
                let reason = format!("{} {standing}", error.words());
                Err(Halt::Over(Verdict::Failed, reason.trim_end().to_owned()))
            }
        }
    }

    /// The end of a deployment of which it is not known whether AWS did what it was asked.
    fn unknown(&self, call: &Call<'_>, error: &AwsError) -> Halt {
        Halt::Over(
            Verdict::Stuck,
            format!(
                "It is not known whether AWS carried out {}: no answer came, and AWS has not told since. {} Without it: {} Look at the service before you deploy again; what AWS has begun goes on by itself.",
                call.operation,
                error.words(),
                self.standing()
            ),
        )
    }

    /// Makes a call: writes down that it is about to be made, makes it, and writes down what came
    /// of it. An answer that is lost is looked for with `find`.
    pub(super) async fn try_call<T, C, F, S, O>(
        &mut self,
        call: &Call<'_>,
        make: impl Fn(Aws) -> C,
        find: impl Fn(Aws, Sent) -> F,
        outcome: impl Fn(&T) -> O,
    ) -> Result<Result<T, AwsError>, Halt>
    where
        O: Into<Outcome>,
        C: Future<Output = Result<Answer<T>, AwsError>>,
        F: Future<Output = Result<S, AwsError>>,
        S: Into<Found<T>>,
    {
        let answered = |value: &T, request_id: Option<String>, how: &str| {
            let Outcome { words, shown } = outcome(value).into();
            JournalEvent::CallAnswered {
                step: call.step,
                operation: call.operation.to_owned(),
                request_id,
                outcome: format!("{words}{how}"),
                shown: (!shown.is_empty()).then(|| Box::new(shown)),
            }
        };
        let is_open = self.is_open(call);
        let mut sent = if is_open && !self.was_only_turned_away(call.step, call.operation) {
            Sent::Perhaps
        } else {
            Sent::No
        };
        if is_open && let Some(value) = self.find(call, call.repeat, sent, &find).await? {
            self.note(answered(&value, None, FOUND)).await?;
            return Ok(Ok(value));
        }
        let mut tries = 0;
        loop {
            self.wait_for_turn(call).await?;
            let intended = JournalEvent::CallIntended {
                step: call.step,
                operation: call.operation.to_owned(),
                body_sha256: random::sha256(call.body),
            };
            if !call.yields {
                self.note(intended).await?;
            } else if let Err(end) = self.note_unless_told(intended).await {
                // Where it may have been sent already, looking tells whether there is something to stop.
                if sent == Sent::No || !matches!(end, Halt::Over(..)) {
                    return Err(end);
                }
                let Some(value) = self.find(call, Repeat::AfterLooking, sent, &find).await? else {
                    self.note_without_trace(call).await?;
                    return Err(end);
                };
                self.note(answered(&value, None, FOUND)).await?;
                return Ok(Ok(value));
            }
            let error = match make(self.aws.clone()).await {
                Ok(answer) => {
                    self.note(answered(&answer.value, answer.request_id, ""))
                        .await?;
                    return Ok(Ok(answer.value));
                }
                // What was not sent has no outcome; the intent stays open and is looked into.
                Err(AwsError::Held { .. }) => return Err(Halt::Held),
                Err(error) => error,
            };
            let is_again = tries + 1 < TRIES && call.repeat != Repeat::Anew;
            let retried = error.is_retryable() && is_again;
            let failed = JournalEvent::CallFailed {
                step: call.step,
                operation: call.operation.to_owned(),
                code: error.code().map(str::to_owned),
                message: error.words(),
                retried,
            };
            self.note(failed).await?;
            // Before it is given up, what came of it has to be known as surely as it can be.
            let repeat = match call.repeat {
                Repeat::Harmless | Repeat::Anew if !retried => Repeat::AfterLooking,
                other => other,
            };
            if error.is_outcome_unknown() {
                sent = Sent::Perhaps;
            }
            if error.is_outcome_unknown()
                && let Some(value) = self.find(call, repeat, sent, &find).await?
            {
                self.note(answered(&value, None, FOUND)).await?;
                return Ok(Ok(value));
            }
            if !retried {
                return Ok(Err(error));
            }
            self.pause(self.backoff(tries)).await?;
            tries += 1;
            // Much may have happened meanwhile.
            if let Some(value) = self.find(call, Repeat::Harmless, sent, &find).await? {
                self.note(answered(&value, None, FOUND)).await?;
                return Ok(Ok(value));
            }
        }
    }

    /// Gives a call its end in the journal that was written down, is not made again, and of which AWS
    /// shows nothing: it may never have been sent.
    async fn note_without_trace(&mut self, call: &Call<'_>) -> Result<(), StoreError> {
        if !self.is_pending(call.step, call.operation) {
            return Ok(());
        }
        self.note(JournalEvent::CallFailed {
            step: call.step,
            operation: call.operation.to_owned(),
            code: None,
            message: "No answer to the call was written down, and AWS shows nothing of it."
                .to_owned(),
            retried: false,
        })
        .await
    }

    /// Waits, before anything is looked at for it, until a step's call may be made, unless somebody
    /// stops the deployment meanwhile. Says whether that took a while.
    pub(super) async fn line_up_for(
        &mut self,
        step: usize,
        operation: &'static str,
    ) -> Result<bool, Halt> {
        let wait = self.take_turn(step, operation).await?;
        self.turn = Some(operation);
        if wait.is_zero() {
            return Ok(false);
        }
        self.hear_stop(wait).await?;
        self.obey().await?;
        Ok(wait >= WORTH_TELLING)
    }

    /// Waits, before anything is looked at for it, until a step's call may be made that nobody stops.
    pub(super) async fn wait_in_line(
        &mut self,
        step: usize,
        operation: &'static str,
    ) -> Result<(), Halt> {
        let wait = self.take_turn(step, operation).await?;
        self.turn = Some(operation);
        if !wait.is_zero() {
            self.pause(wait).await?;
        }
        Ok(())
    }

    /// Waits until a call may be made, where it was not lined up for. It is waited for before the call
    /// is written down: what is written down may have been sent at that very moment.
    async fn wait_for_turn(&mut self, call: &Call<'_>) -> Result<(), Halt> {
        if self.turn.take() == Some(call.operation) {
            return Ok(());
        }
        let wait = self.take_turn(call.step, call.operation).await?;
        if wait.is_zero() {
            return Ok(());
        }
        self.pause(wait).await
    }

    /// Takes a call's turn, and tells how long it is until then.
    async fn take_turn(
        &mut self,
        step: usize,
        operation: &'static str,
    ) -> Result<Duration, StoreError> {
        let wait = self.aws.turn(operation);
        if wait >= WORTH_TELLING {
            self.note(JournalEvent::CallWaits {
                step,
                operation: operation.to_owned(),
                seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX),
            })
            .await?;
        }
        Ok(wait)
    }

    /// Looks for the effect of a call; where a second call would do harm, for as long as AWS may
    /// take to show it. While AWS does not tell, nothing is known, so that looking goes on. The call
    /// may have reached AWS at the last moment, so that its time counts from now.
    async fn find<T, F, S>(
        &mut self,
        call: &Call<'_>,
        repeat: Repeat,
        sent: Sent,
        find: impl Fn(Aws, Sent) -> F,
    ) -> Result<Option<T>, Halt>
    where
        F: Future<Output = Result<S, AwsError>>,
        S: Into<Found<T>>,
    {
        let settle = i64::try_from(self.pacing.settle.as_millis()).unwrap_or(i64::MAX);
        let patience = Patience::fresh(self);
        let until_ms = self.clock.now_ms().saturating_add(settle);
        let mut outlook = Outlook::of(self);
        let mut failures = 0;
        loop {
            let asked_at_ms = self.clock.now_ms();
            let found = match find(self.aws.clone(), sent).await {
                Ok(found) => found.into(),
                Err(error) if patience.is_over(self) => return Err(self.unknown(call, &error)),
                Err(error) => {
                    outlook.darkens(self, &error).await?;
                    self.pause(self.backoff(failures)).await?;
                    failures += 1;
                    continue;
                }
            };
            outlook.clears(self).await?;
            failures = 0;
            let may_be_old = asked_at_ms < until_ms;
            match found {
                Found::Effect(effect) => return Ok(Some(effect)),
                Found::Nothing if !may_be_old || repeat != Repeat::AfterLooking => return Ok(None),
                Found::Overtaken(words) if !may_be_old => {
                    let reason = format!("{words} {}", self.standing_beside_others());
                    return Err(Halt::Over(
                        Verdict::Superseded,
                        reason.trim_end().to_owned(),
                    ));
                }
                Found::Nothing | Found::Overtaken(_) => {}
            }
            self.pause(self.pacing.retry_after).await?;
        }
    }

    /// Whether AWS took a call so short a time ago that it may not show its effect yet.
    pub(super) fn was_answered_lately(&self, wanted: &str) -> bool {
        let settle = i64::try_from(self.pacing.settle.as_millis()).unwrap_or(i64::MAX);
        let now_ms = self.clock.now_ms();
        self.past.iter().any(|JournalEntry { at_ms, event, .. }| {
            matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == wanted)
                && now_ms.saturating_sub(*at_ms) < settle
        })
    }

    /// Whether the journal says that AWS answered a call of a step.
    pub(super) fn was_answered(&self, wanted_step: usize, wanted: &str) -> bool {
        self.past.iter().any(|entry| {
            matches!(
                &entry.event,
                JournalEvent::CallAnswered { step, operation, .. }
                    if *step == wanted_step && operation == wanted
            )
        })
    }

    /// What the answer to a step's call showed, as the journal has it.
    pub(super) fn shown(&self, wanted_step: usize, wanted: &str) -> Option<&Shown> {
        self.past.iter().find_map(|entry| match &entry.event {
            JournalEvent::CallAnswered {
                step,
                operation,
                shown,
                ..
            } if *step == wanted_step && operation == wanted => shown.as_deref(),
            _ => None,
        })
    }

    /// What was sent to make or change the service before a step, where the answer to that was lost.
    pub(super) fn sent_without_answer(&self, before: usize) -> Option<&str> {
        let (index, body) = self
            .plan
            .steps
            .iter()
            .enumerate()
            .take(before)
            .filter_map(|(index, step)| match step {
                Step::CreateService { body } | Step::UpdateService { body } => {
                    Some((index, body.as_str()))
                }
                _ => None,
            })
            .next_back()?;
        let name = self.plan.steps.get(index)?.name();
        let mut answers = self.past.iter().filter_map(|entry| match &entry.event {
            JournalEvent::CallAnswered {
                step,
                operation,
                outcome,
                ..
            } if *step == index && operation == name => Some(outcome),
            _ => None,
        });
        // What was answered, too, is looked for once more after a crash.
        let first = answers.next()?;
        (first.ends_with(FOUND) && answers.all(|more| more.ends_with(FOUND))).then_some(body)
    }

    /// Whether a call failed before: that took its time.
    pub(super) fn has_failed_before(&self) -> bool {
        let is_failed =
            |entry: &JournalEntry| matches!(entry.event, JournalEvent::CallFailed { .. });
        self.past.iter().any(is_failed)
    }

    /// Whether the journal says that a call of a step was intended.
    pub(super) fn was_intended(&self, wanted_step: usize, wanted: &str) -> bool {
        self.past.iter().any(|entry| {
            matches!(
                &entry.event,
                JournalEvent::CallIntended { step, operation, .. }
                    if *step == wanted_step && operation == wanted
            )
        })
    }

    /// Whether this call, to the byte, was intended in a step that is not done. Neither a failure nor an
    /// answer closes it: after a failure the call may have been made all the same, and after an answer
    /// it was.
    fn is_open(&self, call: &Call<'_>) -> bool {
        let sha256 = random::sha256(call.body);
        self.past.iter().any(|JournalEntry { event, .. }| {
            matches!(
                event,
                JournalEvent::CallIntended { step, operation, body_sha256 }
                    if *step == call.step && operation == call.operation && *body_sha256 == sha256
            )
        })
    }

    /// Whether the journal says of a call of a step that it may have come as far as AWS.
    pub(super) fn may_have_arrived(&self, step: usize, operation: &str) -> bool {
        self.was_intended(step, operation) && !self.was_only_turned_away(step, operation)
    }

    /// Whether more than one try of a step's call may have come as far as AWS, by what the journal says.
    pub(super) fn may_have_arrived_twice(&self, wanted_step: usize, wanted: &str) -> bool {
        let mut tries = 0;
        for entry in &self.past {
            match &entry.event {
                JournalEvent::CallIntended {
                    step, operation, ..
                } if *step == wanted_step && operation == wanted => tries += 1,
                JournalEvent::CallFailed {
                    step,
                    operation,
                    code,
                    ..
                } if *step == wanted_step
                    && operation == wanted
                    && code.as_deref().is_some_and(AwsError::turns_away) =>
                {
                    tries -= 1;
                }
                _ => {}
            }
        }
        tries > 1
    }

    /// Whether the journal says of every try of a step's call that AWS turned it away unseen. A try that
    /// another follows without its end in between was left by a crash.
    fn was_only_turned_away(&self, wanted_step: usize, wanted: &str) -> bool {
        let mut is_open = false;
        let mut is_unknown = false;
        for entry in &self.past {
            match &entry.event {
                JournalEvent::CallIntended {
                    step, operation, ..
                } if *step == wanted_step && operation == wanted => {
                    is_unknown |= is_open;
                    is_open = true;
                }
                JournalEvent::CallFailed {
                    step,
                    operation,
                    code,
                    ..
                } if *step == wanted_step && operation == wanted => {
                    is_open = false;
                    is_unknown |= !code.as_deref().is_some_and(AwsError::turns_away);
                }
                JournalEvent::CallAnswered {
                    step, operation, ..
                } if *step == wanted_step && operation == wanted => is_unknown = true,
                _ => {}
            }
        }
        !is_unknown && !is_open
    }

    /// Whether the journal says nothing of what came of the last try of a step's call.
    fn is_pending(&self, wanted_step: usize, wanted: &str) -> bool {
        let mut latest = self
            .past
            .iter()
            .rev()
            .filter_map(|entry| match &entry.event {
                JournalEvent::CallIntended {
                    step, operation, ..
                } if *step == wanted_step && operation == wanted => Some(true),
                JournalEvent::CallFailed {
                    step, operation, ..
                }
                | JournalEvent::CallAnswered {
                    step, operation, ..
                } if *step == wanted_step && operation == wanted => Some(false),
                _ => None,
            });
        latest.next().unwrap_or_default()
    }

    fn backoff(&self, tries: u32) -> Duration {
        self.pacing
            .retry_after
            .saturating_mul(2_u32.saturating_pow(tries))
            .min(LONGEST_PAUSE)
    }
}
