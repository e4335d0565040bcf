//! The steps of a deployment with their calls, and the counts of the rollout.

use leptos::prelude::*;
use shared::deployment::Verdict;

use super::timeline::{Call, Outcome, Progress, StepLine, StepState, Timeline, Waits};
use crate::format;
use crate::parts::{Cockpit, verdict_chip};
use crate::ui::{Chip, Clock, Disclosure, Meter, Name, Part, Tone};

/// The steps, in the plan's order.
#[component]
pub(super) fn Steps(
    /// What the journal says.
    timeline: Memo<Timeline>,
    /// What the steps are called.
    names: Vec<&'static str>,
) -> impl IntoView {
    let lines = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let own = Memo::new(move |_| timeline.with(|timeline| timeline.steps.get(at).cloned()));
            move || own.get().map(|line| step_view(name, line))
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="steps">
            <h2 id="steps">"Steps"</h2>
            <ol class="steps">{lines}</ol>
        </section>
    }
}

fn step_view(name: &'static str, line: StepLine) -> AnyView {
    let StepLine {
        state,
        started_at_ms,
        ended_at_ms,
        calls,
        waits,
        ecs_deployment_id,
        task_definition_arn: _,
    } = line;
    let (tone, word) = state_chip(state);
    let clock = Clock::expect();
    let took = move || {
        started_at_ms
            .map(|started| format::elapsed(ended_at_ms.unwrap_or_else(|| clock.now_ms()) - started))
    };
    let last = match waits.filter(|_| state == StepState::Running) {
        Some(waits) => Some(waits_words(&waits)),
        None => calls.last().map(outcome_words),
    };
    let details = (!calls.is_empty()).then(|| {
        let rows = calls.into_iter().map(call_view).collect_view();
        view! {
            <Disclosure label="Calls to AWS">
                <ul class="plain-list">{rows}</ul>
                {ecs_deployment_id
                    .map(|id| {
                        view! {
                            <p class="quiet">"ECS deployment " <span class="mono">{id}</span></p>
                        }
                    })}
            </Disclosure>
        }
    });
    view! {
        <li class="steps__step" data-tone=tone.as_str()>
            <div class="steps__head">
                <span class="steps__name">{name}</span>
                <Chip tone word />
                <span class="quiet steps__took">{took}</span>
            </div>
            {last.map(|words| view! { <p>{words}</p> })}
            {details}
        </li>
    }
    .into_any()
}

fn state_chip(state: StepState) -> (Tone, &'static str) {
    match state {
        StepState::Waiting => (Tone::Idle, "Waiting"),
        StepState::Running => (Tone::Busy, "Running"),
        StepState::Done => (Tone::Good, "Done"),
        StepState::Ended(Verdict::Stuck) => (Tone::Warn, "Not steady in time"),
        StepState::Ended(verdict) => verdict_chip(verdict),
        StepState::NotReached => (Tone::Idle, "Not reached"),
    }
}

fn waits_words(waits: &Waits) -> String {
    let Waits { operation, seconds } = waits;
    format!(
        "Waits about {seconds} s for its turn. Many deployments go at once, and Longshore keeps {operation} below half of the rate that AWS allows, so that it slows nobody else down."
    )
}

fn outcome_words(call: &Call) -> String {
    let words = match &call.outcome {
        Outcome::Pending => format!("{} was sent, AWS has not answered yet", call.operation),
        Outcome::Lost { again } => {
            let again = if *again { " It was made again." } else { "" };
            return format!("No answer to the call was written down.{again}");
        }
        Outcome::Answered { words, .. } => words.clone(),
        Outcome::Failed {
            message, retried, ..
        } => {
            let again = if *retried { " Trying again." } else { "" };
            return format!("{}{again}", crate::text::sentence(message));
        }
    };
    crate::text::sentence(&words)
}

fn call_view(call: Call) -> AnyView {
    let words = outcome_words(&call);
    let Call {
        operation,
        body_sha256,
        outcome,
    } = call;
    let (request_id, code) = match outcome {
        Outcome::Pending | Outcome::Lost { .. } => (None, None),
        Outcome::Answered { request_id, .. } => (request_id, None),
        Outcome::Failed { code, .. } => (None, code),
    };
    view! {
        <li>
            <p>
                <strong class="mono">{operation}</strong>
                {code.map(|code| view! { " · " <span class="mono">{code}</span> })}
                " · "
                {words}
            </p>
            {request_id
                .map(|id| {
                    view! {
                        <p class="quiet">
                            "AWS request " <Name text=id what="the id of the AWS request" />
                        </p>
                    }
                })}
            {(!body_sha256.is_empty())
                .then(|| {
                    view! {
                        <p class="quiet">
                            "SHA-256 of the bytes sent "
                            <Name text=body_sha256 room=24 what="the SHA-256 of the bytes" />
                        </p>
                    }
                })}
        </li>
    }
    .into_any()
}

/// The counts of the rollout, in words and as a bar.
#[component]
pub(super) fn Rollout(timeline: Memo<Timeline>) -> impl IntoView {
    let record = Memo::new(move |_| timeline.with(|timeline| timeline.rollout.clone()));
    let has_record = Memo::new(move |_| record.with(Option::is_some));
    let stage_since_ms = Memo::new(move |_| timeline.with(|timeline| timeline.stage_since_ms));
    let cockpit = move || {
        record.get_untracked().map(|first| {
            let rollout = Signal::derive(move || record.get().unwrap_or_else(|| first.clone()));
            view! { <Cockpit rollout stage_since_ms asks_elsewhere=true /> }
        })
    };
    let progress = Memo::new(move |_| timeline.with(|timeline| timeline.progress.clone()));
    let is_over = Memo::new(move |_| timeline.with(|timeline| timeline.end.is_some()));
    let gone = Memo::new(move |_| {
        timeline.with(|timeline| {
            let verdict = timeline.end.as_ref().map(|end| end.verdict);
            matches!(
                verdict,
                Some(Verdict::RolledBack | Verdict::Failed | Verdict::Superseded)
            )
        })
    });
    let parts = Signal::derive(move || {
        progress.get().map_or_else(Vec::new, |progress| {
            vec![
                Part {
                    tone: Tone::Good,
                    amount: progress.running,
                },
                Part {
                    tone: Tone::Busy,
                    amount: progress.pending,
                },
            ]
        })
    });
    let whole = Signal::derive(move || progress.get().map_or(1, |progress| progress.desired));
    view! {
        <section class="section" aria-labelledby="rollout">
            <h2 id="rollout">"Rollout"</h2>
            <div aria-live="polite">
                <p class="rollout__words">
                    {move || match progress.get() {
                        Some(progress) if gone.get() => {
                            format!("Last seen before it ended: {}", progress_words(&progress))
                        }
                        Some(progress) => progress_words(&progress),
                        None if is_over.get() => "No task of it was seen.".to_owned(),
                        None => "No task of it has been seen yet.".to_owned(),
                    }}
                </p>
            </div>
            // What was counted last is no longer so.
            {move || (!gone.get()).then(|| view! { <Meter parts whole /> })}
            <p class="quiet">
                {move || {
                    progress.get().filter(|_| !gone.get()).map(|progress| progress.rollout_reason)
                }}
            </p>
            {move || has_record.get().then(cockpit)}
        </section>
    }
}

fn progress_words(progress: &Progress) -> String {
    let Progress {
        desired,
        running,
        pending,
        failed,
        old_running,
        rollout_reason: _,
    } = progress;
    let mut words = format!("{running} of {desired} new tasks run");
    if *pending > 0 {
        words.extend([format!(", {pending} starting")]);
    }
    if *failed > 0 {
        words.extend([format!(", {failed} failed in a row")]);
    }
    if *old_running > 0 {
        let old = format::count(
            *old_running,
            "task of the old revision still runs",
            "tasks of the old revision still run",
        );
        words.extend([format!("; {old}")]);
    }
    words.push('.');
    words
}

#[cfg(test)]
mod tests {
    use super::{Progress, progress_words};

    #[test]
    fn says_the_counts_that_matter() {
        let progress = Progress {
            desired: 4,
            running: 1,
            pending: 2,
            failed: 0,
            old_running: 3,
            rollout_reason: String::new(),
        };
        assert_eq!(
            progress_words(&progress),
            "1 of 4 new tasks run, 2 starting; 3 tasks of the old revision still run."
        );
    }
}
