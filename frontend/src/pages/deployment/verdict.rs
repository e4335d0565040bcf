//! How a deployment ended, in words that are true, with the next step.

use leptos::prelude::*;
use shared::deployment::{Command, Verdict};
use shared::plan::PlanKind;

use super::About;
use super::again::{Again, again_words};
use super::timeline::{StepState, Timeline};
use super::way_back::WayBack;
use crate::environment::here;
use crate::page::{new_version_path, roll_back_path, service_path};
use crate::parts::verdict_chip;
use crate::session::SessionContext;
use crate::ui::{Banner, ButtonLink, Look};

/// The verdict, once there is one. Its place is there before, so that it is announced.
#[component]
pub(super) fn VerdictBanner(
    timeline: Memo<Timeline>,
    about: About,
    /// What is said to have been changed, in the plan's order.
    changes: Vec<String>,
) -> impl IntoView {
    let end = Memo::new(move |_| timeline.with(|timeline| timeline.end.clone()));
    let kind = about.kind;
    view! {
        <div role="status">
            {move || {
                let about = about.clone();
                let changes = changes.clone();
                end.get()
                    .map(|end| {
                        let (tone, _) = verdict_chip(end.verdict);
                        let (has_begun, is_touched, was_stopped, at_gate) = timeline
                            .with_untracked(|timeline| {
                                let has_begun = timeline
                                    .steps
                                    .iter()
                                    .any(|step| step.started_at_ms.is_some());
                                let was_stopped = timeline
                                    .told
                                    .iter()
                                    .any(|told| told.command == Command::BackOut);
                                let is_touched = timeline.is_service_touched();
                                let wait = about.gate.and_then(|at| timeline.steps.get(at));
                                let at_gate = wait
                                    .is_some_and(|wait| matches!(wait.state, StepState::Ended(_)));
                                (has_begun, is_touched, was_stopped, at_gate)
                            });
                        let title = if was_stopped && end.verdict == Verdict::RolledBack {
                            "Stopped, and rolled back: the service is safe"
                        } else {
                            title(end.verdict, kind, has_begun, at_gate)
                        };
                        view! {
                            <Banner tone title>
                                <p>{crate::text::sentence(&end.reason)}</p>
                                <ProbableCause timeline changes />
                                {meaning(end.verdict, kind, at_gate).map(|words| view! { <p>{words}</p> })}
                                <NextStep verdict=end.verdict about is_touched />
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

/// Which change it probably was, with the way to it.
#[component]
fn ProbableCause(timeline: Memo<Timeline>, changes: Vec<String>) -> impl IntoView {
    let cause = Memo::new(move |_| timeline.with(|timeline| timeline.cause.clone()));
    move || {
        cause.get().map(|cause| {
            let change = cause
                .change
                .and_then(|at| Some((at, changes.get(at)?.clone())));
            view! {
                <p class="cause">
                    <strong>"Cause: "</strong>
                    {crate::text::sentence(&cause.words)}
                    {change
                        .map(|(at, words)| {
                            view! {
                                " See the change: "
                                <button
                                    type="button"
                                    class="link"
                                    on:click=move |_| {
                                        crate::dom::focus(&change_id(at));
                                    }
                                >
                                    {words}
                                </button>
                            }
                        })}
                </p>
            }
        })
    }
}

/// The id of a change in the list of what was approved.
pub(super) fn change_id(at: usize) -> String {
    format!("change-{at}")
}

#[component]
fn NextStep(
    verdict: Verdict,
    about: About,
    /// Whether the service is, or may be, another one than before.
    is_touched: bool,
) -> impl IntoView {
    let session = SessionContext::expect();
    let service = service_path(&about.target.cluster, &about.target.service);
    let earlier = roll_back_path(&about.target.cluster, &about.target.service);
    let new_version = new_version_path(&about.target.cluster, &about.target.service);
    let kind = about.kind;
    let has_service = !about.target.service.is_empty();
    let has_way_back = is_touched
        && matches!(
            kind,
            PlanKind::NewRevision | PlanKind::Rollback | PlanKind::ServiceChange
        )
        && matches!(
            verdict,
            Verdict::Succeeded | Verdict::Failed | Verdict::Stuck
        );
    let denied = Signal::derive(move || session.plan_denial());
    let way_back = {
        let about = about.clone();
        move |look| has_way_back.then(|| view! { <WayBack about look denied /> })
    };
    let again = move |look| view! { <Again about look denied /> };
    let words = again_words(kind).filter(|_| verdict != Verdict::Succeeded);
    let to_service = move |look| {
        view! {
            <ButtonLink look href=service>
                "Back to the service"
            </ButtonLink>
        }
    };
    let links = match (verdict, kind) {
        (Verdict::Succeeded, PlanKind::Deletion) => view! {
            <ButtonLink look=Look::Primary href=here("/")>
                "Back to the services"
            </ButtonLink>
        }
        .into_any(),
        (Verdict::Succeeded, PlanKind::OneOffTask) if has_service => {
            view! { {to_service(Look::Primary)} {again(Look::Plain)} }.into_any()
        }
        (_, PlanKind::OneOffTask) if has_service => {
            view! { {again(Look::Primary)} {to_service(Look::Plain)} }.into_any()
        }
        (_, PlanKind::OneOffTask) => view! {
            {again(Look::Primary)}
            <ButtonLink href=here("/deployments")>"Back to the deployments"</ButtonLink>
        }
        .into_any(),
        (Verdict::Succeeded, _) => {
            view! { {to_service(Look::Primary)} {way_back(Look::Plain)} }.into_any()
        }
        // There is no service where it was not touched.
        (_, PlanKind::FirstDeploy) => {
            view! { {again(Look::Primary)} {is_touched.then(|| to_service(Look::Plain))} }
                .into_any()
        }
        (_, PlanKind::NewRevision | PlanKind::ServiceChange) if has_way_back => {
            view! { {way_back(Look::Primary)} {again(Look::Plain)} {to_service(Look::Plain)} }
                .into_any()
        }
        (_, PlanKind::NewRevision | PlanKind::ServiceChange) => view! {
            {again(Look::Primary)}
            // What ECS brought back may have kept settings of this deployment.
            {(verdict == Verdict::RolledBack)
                .then(|| view! { <ButtonLink href=earlier>"What it ran before"</ButtonLink> })}
            {to_service(Look::Plain)}
        }
        .into_any(),
        (Verdict::Failed | Verdict::Stuck | Verdict::RolledBack, PlanKind::Rollback) => {
            let look = if has_way_back {
                Look::Plain
            } else {
                Look::Primary
            };
            view! {
                {way_back(Look::Primary)}
                <ButtonLink look href=new_version>
                    "New version"
                </ButtonLink>
                {to_service(Look::Plain)}
            }
            .into_any()
        }
        (_, _) => to_service(Look::Primary).into_any(),
    };
    view! {
        {words.map(|words| view! { <p>{words}</p> })}
        <div class="actions">{links}</div>
    }
}

const fn title(
    verdict: Verdict,
    kind: PlanKind,
    has_begun: bool,
    // Whether it ended at the task that runs before the service is touched.
    at_gate: bool,
) -> &'static str {
    match (verdict, kind) {
        (Verdict::Succeeded, PlanKind::Deletion) => "Succeeded: the service is gone",
        (Verdict::Succeeded, PlanKind::OneOffTask) => "Succeeded: the task ended with exit code 0",
        (Verdict::Succeeded, PlanKind::Scaling) => {
            "Succeeded: the service has the tasks it is to have"
        }
        (Verdict::Succeeded, PlanKind::Restart) => "Succeeded: every task was replaced",
        (Verdict::Succeeded, PlanKind::TagChange) => "Succeeded: the tags are as they are to be",
        (Verdict::Succeeded, PlanKind::ScalableTargetChange) => {
            "Succeeded: auto scaling has its new bounds"
        }
        (Verdict::Succeeded, _) => "Succeeded: the service runs what was sent",
        (Verdict::RolledBack, PlanKind::OneOffTask) => "Stopped",
        (Verdict::RolledBack, _) => "Failed, and rolled back: the service is safe",
        (Verdict::Failed, PlanKind::Deletion) => "Failed: the service is still there",
        (Verdict::Failed, PlanKind::OneOffTask) => "Failed: the task did not end well",
        (Verdict::Failed, _) if at_gate => "Failed: the service was not changed",
        (Verdict::Failed, _) => "Failed",
        (Verdict::Stuck, PlanKind::OneOffTask) => "Stuck: the task did not end in time",
        (Verdict::Stuck, PlanKind::Deletion) => "Stuck: the service is not gone in time",
        (Verdict::Stuck, _) if at_gate => "Stuck: the task before it did not end in time",
        (Verdict::Stuck, _) => "Stuck: not steady in time",
        (Verdict::Superseded, _) => "Superseded: something else came in between",
        (Verdict::Cancelled, PlanKind::OneOffTask) if has_begun => {
            "Cancelled: the task was stopped"
        }
        (Verdict::Cancelled, _) if has_begun => "Cancelled: the service was not changed",
        (Verdict::Cancelled, _) => "Cancelled: nothing was done",
    }
}

const fn meaning(verdict: Verdict, kind: PlanKind, at_gate: bool) -> Option<&'static str> {
    match (verdict, kind) {
        // The service runs what it ran.
        _ if at_gate => None,
        // Whether a deployment, a count or ECS itself came in between, the reason says.
        (Verdict::Succeeded | Verdict::Failed | Verdict::Superseded | Verdict::Cancelled, _)
        | (_, PlanKind::OneOffTask | PlanKind::Deletion) => None,
        (Verdict::RolledBack, PlanKind::NewRevision) => Some(
            "The service runs an earlier version again. The new revision is registered but not in use.",
        ),
        (Verdict::RolledBack, _) => Some("The service runs an earlier version again."),
        (Verdict::Stuck, _) => Some(
            "Longshore has stopped waiting; what ECS has begun goes on until something changes. The tasks below, where there are any, say what is in the way.",
        ),
    }
}
