//! What a person can tell a deployment, with what happens then, and what it was told so far.

use std::sync::Arc;

use leptos::prelude::*;
use shared::deployment::{Command, DeploymentState, HookAction, Meanwhile};
use shared::permission::Operation;
use shared::plan::{Plan, PlanKind};

use super::backing_out;
use super::standing::Standing;
use super::timeline::{Agent, OutOfSight, Replaced, Timeline, Told};
use crate::environment::here;
use crate::page::deployment_path;
use crate::parts::{FailureBanner, Pauses};
use crate::session::SessionContext;
use crate::ui::{Banner, ConfirmDialog, Look, TimeAgo, Tone};

/// Cancel while it waits, stop and go back while it runs, nothing once it is over.
#[component]
pub(super) fn Controls(
    standing: Standing,
    state: Memo<DeploymentState>,
    timeline: Memo<Timeline>,
    plan: Arc<Plan>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let kind = plan.kind;
    // Before the service is touched there is nothing to go back from.
    let only_ends = {
        let plan = plan.clone();
        Memo::new(move |_| timeline.with(|timeline| backing_out::only_ends(&plan, timeline)))
    };
    // What would happen changes while it goes on, and the window that says it may be open.
    let outcome = Memo::new(move |_| timeline.with(|timeline| backing_out::words(&plan, timeline)));
    let denied = Signal::derive(move || session.denial(Operation::Deploy));
    let back_out_denied = Signal::derive(move || {
        denied
            .get()
            .or_else(|| outcome.with(|outcome| outcome.as_ref().err().map(|why| (*why).to_owned())))
    });
    let text = Signal::derive(move || {
        outcome.with(|outcome| match outcome {
            Ok(words) => words.clone(),
            Err(why) => (*why).to_owned(),
        })
    });
    let phase = Memo::new(move |_| state.with(Phase::of));
    let pending = Signal::derive(move || {
        standing.pending.get()
            || standing.given.with(|given| {
                given
                    .iter()
                    .any(|one| matches!(one, Command::Cancel | Command::BackOut))
            })
    });
    let trigger = Signal::derive(move || {
        match kind {
            PlanKind::OneOffTask => "Stop the task",
            // There is nothing to go back to.
            PlanKind::FirstDeploy => "Stop",
            _ if only_ends.get() => "Stop",
            _ => "Stop and go back",
        }
        .to_owned()
    });
    view! {
        <FailureBanner failure=standing.failure />
        {move || match phase.get() {
            Phase::Waits => {
                view! {
                    <div class="actions">
                        <ConfirmDialog
                            trigger="Cancel this deployment"
                            look=Look::Plain
                            pending
                            denied
                            title="Cancel this deployment?"
                            text="It leaves the queue. Nothing was done in AWS, and nothing will be."
                            confirm="Cancel it"
                            keep="Let it wait"
                            on_confirm=move |()| standing.tell(Command::Cancel)
                        />
                    </div>
                }
                    .into_any()
            }
            Phase::Runs => {
                view! {
                    <div class="actions">
                        <ConfirmDialog
                            trigger
                            look=Look::Plain
                            pending
                            denied=back_out_denied
                            title=Signal::derive(move || format!("{}?", trigger.get()))
                            text
                            confirm="Stop it"
                            keep="Let it go on"
                            on_confirm=move |()| standing.tell(Command::BackOut)
                        />
                    </div>
                }
                    .into_any()
            }
            Phase::Over => ().into_any(),
        }}
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waits,
    Runs,
    Over,
}

impl Phase {
    const fn of(state: &DeploymentState) -> Self {
        match state {
            DeploymentState::Queued => Self::Waits,
            DeploymentState::Running => Self::Runs,
            DeploymentState::Finished { .. } => Self::Over,
        }
    }
}

/// What the rollout asks a person.
#[component]
pub(super) fn Questions(
    standing: Standing,
    timeline: Memo<Timeline>,
    state: Memo<DeploymentState>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let hooks = Memo::new(move |_| {
        let is_over = state.with(|state| matches!(state, DeploymentState::Finished { .. }));
        timeline.with(|timeline| {
            let rollout = timeline.rollout.as_ref().filter(|_| !is_over);
            rollout.map_or_else(Vec::new, |rollout| rollout.hooks.clone())
        })
    });
    let answered = Signal::derive(move || {
        standing.given.with(|given| {
            let answers = given.iter().filter_map(|command| match command {
                Command::AnswerHook { hook_id, action } => Some((hook_id.clone(), *action)),
                Command::Cancel | Command::BackOut | Command::GiveWay { .. } => None,
            });
            answers.collect::<Vec<_>>()
        })
    });
    let answer = Callback::new(move |(hook_id, action)| {
        standing.tell(Command::AnswerHook { hook_id, action });
    });
    let denied = Signal::derive(move || session.denial(Operation::Deploy));
    view! { <Pauses hooks answer denied answered /> }
}

/// Where it stands in the queue, and what it waits for.
#[component]
pub(super) fn Waiting(standing: Standing, state: Memo<DeploymentState>) -> impl IntoView {
    let is_queued = Memo::new(move |_| state.with(|state| *state == DeploymentState::Queued));
    view! {
        <div role="status">
            {move || {
                is_queued
                    .get()
                    .then(|| {
                        let wait = standing.wait.get();
                        let (title, reason, behind) = match wait {
                            Some(wait) => {
                                (
                                    format!("Waits for its turn: number {} in line", wait.position),
                                    crate::text::sentence(&wait.reason),
                                    wait.behind,
                                )
                            }
                            None => {
                                (
                                    "Waits for its turn".to_owned(),
                                    "An agent takes it up within seconds.".to_owned(),
                                    None,
                                )
                            }
                        };
                        view! {
                            <Banner tone=Tone::Info title>
                                <p>
                                    {reason}
                                    {behind
                                        .map(|id| {
                                            view! {
                                                " "
                                                <a href=deployment_path(
                                                    &id,
                                                )>"See the deployment that it waits for"</a>
                                            }
                                        })}
                                </p>
                                <p>
                                    "Nothing has been done in AWS. It begins by itself; "
                                    <a href=here("/queue")>"the queue"</a> " shows all that waits."
                                </p>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

/// That AWS does not tell how it goes, while it does not. Its place is there before, so that it is
/// announced.
#[component]
pub(super) fn Dark(timeline: Memo<Timeline>) -> impl IntoView {
    let dark = Memo::new(move |_| timeline.with(|timeline| timeline.out_of_sight.clone()));
    view! {
        <div role="status">
            {move || {
                dark.get()
                    .map(|OutOfSight { since_ms, words }| {
                        view! {
                            <Banner tone=Tone::Warn title="AWS does not tell how it goes">
                                <p>{words}</p>
                                <p>
                                    "Since " <TimeAgo at_ms=since_ms />
                                    ". What ECS has begun goes on; Longshore looks again and again until AWS tells, or until its patience is over."
                                </p>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

/// Which agent works on it, and what it was told.
#[component]
pub(super) fn Heard(
    standing: Standing,
    timeline: Memo<Timeline>,
    state: Memo<DeploymentState>,
) -> impl IntoView {
    let agents = Memo::new(move |_| timeline.with(|timeline| timeline.agents.clone()));
    let told = Memo::new(move |_| timeline.with(|timeline| timeline.told.clone()));
    let replaced = Memo::new(move |_| timeline.with(|timeline| timeline.replaced.clone()));
    let meanwhile = Memo::new(move |_| timeline.with(|timeline| timeline.meanwhile.clone()));
    let is_over =
        Memo::new(move |_| state.with(|state| matches!(state, DeploymentState::Finished { .. })));
    let given = move || {
        let given = if is_over.get() {
            Vec::new()
        } else {
            standing.given.get()
        };
        given
            .into_iter()
            .map(|command| {
                view! {
                    <p>
                        "It was told " {command_words(&command)}
                        ", and has not taken it up yet. An agent does within seconds."
                    </p>
                }
            })
            .collect_view()
    };
    // The words of its end say it, too.
    let meanwhile_rows = move || {
        let meanwhile = if is_over.get() {
            Vec::new()
        } else {
            meanwhile.get()
        };
        meanwhile.into_iter().map(meanwhile_row).collect_view()
    };
    let takeovers = move || {
        let agents = agents.get();
        agents
            .iter()
            .skip(1)
            .map(|agent| {
                let words = format!(
                    "Another Longshore ({}) took over after the one before stopped answering; it goes on where that one was, ",
                    agent.name
                );
                let at_ms = agent.at_ms;
                view! { <p>{words} <TimeAgo at_ms /> "."</p> }
            })
            .collect_view()
    };
    view! {
        <p class="quiet">{move || works_words(&agents.read(), is_over.get())}</p>
        <div class="plain-list" role="status">
            {takeovers}
            {move || replaced.get().map(replaced_row)}
            {meanwhile_rows}
            {move || told.get().into_iter().map(told_row).collect_view()}
            {given}
        </div>
    }
}

fn works_words(agents: &[Agent], is_over: bool) -> String {
    match agents.last() {
        None => String::new(),
        Some(agent) if is_over => format!("Carried out by {}.", agent.name),
        Some(agent) => format!("{} works on it.", agent.name),
    }
}

fn replaced_row(replaced: Replaced) -> AnyView {
    let Replaced {
        at_ms,
        ecs_deployment_id,
        revision,
    } = replaced;
    view! {
        <p>
            "Another rollout was under way when this one began, of " {revision} " ("
            <span class="mono">{ecs_deployment_id}</span> "): ECS gave it up for this one, "
            <TimeAgo at_ms /> "."
        </p>
    }
    .into_any()
}

fn meanwhile_row((at_ms, meanwhile): (i64, Meanwhile)) -> AnyView {
    view! {
        <p>{meanwhile.words()} " It was noticed " <TimeAgo at_ms /> "."</p>
    }
    .into_any()
}

fn told_row(told: Told) -> AnyView {
    let Told { at_ms, by, command } = told;
    let words = command_words(&command);
    let link = match command {
        Command::GiveWay { to } => Some(deployment_path(&to)),
        Command::Cancel | Command::BackOut | Command::AnswerHook { .. } => None,
    };
    view! {
        <p>
            {format!("{by} asked {words}, ")} <TimeAgo at_ms /> "."
            {link.map(|href| view! { " " <a href=href>"See that deployment"</a> })}
        </p>
    }
    .into_any()
}

/// What a command asks, after "asked" or "was told".
const fn command_words(command: &Command) -> &'static str {
    match command {
        Command::Cancel => "not to begin",
        Command::BackOut => "to stop and go back",
        Command::GiveWay { .. } => "to make way for another deployment",
        Command::AnswerHook {
            action: HookAction::Continue,
            ..
        } => "to go on after the pause",
        Command::AnswerHook {
            action: HookAction::RollBack,
            ..
        } => "to roll back at the pause",
    }
}
