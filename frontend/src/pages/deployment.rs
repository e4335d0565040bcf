//! One deployment, live: what was asked, what AWS answered, how the rollout goes, how it ended.

mod again;
mod backing_out;
mod controls;
mod evidence;
mod one_off;
mod standing;
mod steps;
mod timeline;
mod verdict;
mod way_back;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::{Deployment, DeploymentState, JournalEntry, JournalEvent, Verdict};
use shared::plan::{Plan, PlanKind, Step, Target};
use shared::wire::DeploymentDetail;

use crate::api::{self, Connection, Live, Loader};
use crate::environment::here;
use crate::format;
use crate::kept::{self, Life, draft_name};
use crate::page::{Heading, change_path, plan_path, release_path, service_path};
use crate::parts::{ConnectionNote, Looks, StateChip, kind_words, looks_words};
use crate::ui::{AsyncView, Chip, Clock, Name, Skeleton, TimeAgo, Tone};
use controls::{Controls, Dark, Heard, Questions, Waiting};
use evidence::{SaidList, StoppedList};
use one_off::OneOffTask;
use standing::Standing;
use steps::{Rollout, Steps};
use timeline::Timeline;
use verdict::{VerdictBanner, change_id};

#[component]
pub(crate) fn DeploymentPage(
    /// The deployment's id.
    id: String,
) -> impl IntoView {
    let detail = {
        let id = id.clone();
        Loader::new(move || {
            let id = id.clone();
            async move { api::find_deployment(&id).await }
        })
    };
    let ready = Arc::new(move |detail: Memo<DeploymentDetail>| {
        view! { <DeploymentView detail=detail.get_untracked() /> }.into_any()
    });
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/deployments")>"Deployments"</a>
            <span aria-hidden="true">"/"</span>
            <span class="mono">{format::shorten(&id, 13)}</span>
        </nav>
        <AsyncView
            state=detail.state()
            retry=move |()| detail.reload()
            loading=|| {
                view! {
                    <Heading title="Deployment" />
                    <Skeleton lines=10 />
                }
            }
            ready
        />
    }
}

/// What the parts of the page have to know of the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct About {
    id: String,
    target: Target,
    kind: PlanKind,
    plan_hash: String,
    /// The place of the wait for the task that runs before the service is touched.
    gate: Option<usize>,
    /// The revision that ran before, such as `web:4`.
    old_revision: Option<String>,
}

#[component]
fn DeploymentView(detail: DeploymentDetail) -> impl IntoView {
    let entries = RwSignal::new(by_sequence(detail.journal.clone()));
    let is_over_now = move || entries.try_with_untracked(is_over) == Some(true);
    let standing = Standing::follow(&detail, is_over_now);
    let DeploymentDetail {
        deployment,
        plan,
        journal: _,
        commands: _,
    } = detail;
    let Deployment {
        id,
        target,
        kind,
        plan_hash,
        started_by,
        created_at_ms,
        summary,
        release,
        change,
        wait: _,
        state: _,
    } = deployment;
    let connection = follow(&id, entries);
    let n_steps = plan.steps.len();
    let timeline = Memo::new(move |_| entries.with(|entries| timeline::read(n_steps, entries)));
    let state = Memo::new(move |_| {
        timeline.with(|timeline| standing.state.with(|known| state_of(timeline, known)))
    });
    let clock = Clock::expect();
    let end_ms =
        Memo::new(move |_| timeline.with(|timeline| timeline.end.as_ref().map(|end| end.at_ms)));
    let took = move || {
        let until = end_ms.get().unwrap_or_else(|| clock.now_ms());
        let word = if end_ms.get().is_some() {
            "took"
        } else {
            "for"
        };
        format!("{word} {}", format::elapsed(until - created_at_ms))
    };
    let service = service_path(&target.cluster, &target.service);
    let steps: Vec<&'static str> = plan.steps.iter().map(step_words).collect();
    let runs = |wanted: fn(&Step) -> bool| plan.steps.iter().any(wanted);
    let rolls = runs(|step| matches!(step, Step::WaitForSteadyState));
    let runs_task = runs(|step| matches!(step, Step::RunTask { .. }));
    let about = About {
        id,
        target: target.clone(),
        kind,
        plan_hash: plan_hash.clone(),
        gate: plan
            .steps
            .iter()
            .position(|step| matches!(step, Step::WaitForTask))
            .filter(|_| kind != PlanKind::OneOffTask),
        old_revision: backing_out::old_revision(&plan),
    };
    let changes = plan
        .changes
        .iter()
        .map(|change| change.words.clone())
        .collect::<Vec<_>>();
    let plan = Arc::new(plan);
    // A task may run beside no service.
    let has_service = !target.service.is_empty();
    let (title, tab) = if has_service {
        (
            format!("{} in {}", target.service, target.cluster),
            format!("Deployment of {}", target.service),
        )
    } else {
        (
            format!("A task in {}", target.cluster),
            format!("A task in {}", target.cluster),
        )
    };
    // There is no rollout to tell of.
    let ended_before = Memo::new(move |_| {
        timeline.with(|timeline| timeline.end.is_some() && !timeline.is_service_touched())
    });
    let despite_freeze =
        Memo::new(move |_| timeline.with(|timeline| timeline.despite_freeze.clone()));
    let broken_glass = Memo::new(move |_| timeline.with(|timeline| timeline.broken_glass.clone()));
    view! {
        <div class="page-head">
            <Heading title tab />
            <StateChip state />
            {connection.map(|connection| view! { <ConnectionNote connection /> })}
        </div>
        <p class="headline__words">{summary}</p>
        <p class="quiet">
            {kind_words(kind)} " by " {started_by} " · " <TimeAgo at_ms=created_at_ms /> " · "
            {took}
            {release
                .map(|release| {
                    view! {
                        " · part of "
                        <a href=release_path(&release)>"a release"</a>
                    }
                })}
            {change
                .map(|change| {
                    view! {
                        " · "
                        <a href=change_path(change)>{format!("change {change}")}</a>
                    }
                })}
        </p>
        {move || why("In an emergency, past what the policy asks for: ", broken_glass.get())}
        {move || {
            // In an emergency one reason is given for both.
            let reason = despite_freeze.get().filter(|reason| Some(reason) != broken_glass.get().as_ref());
            why("In spite of a freeze: ", reason)
        }}
        <Heard standing timeline state />
        <Waiting standing state />
        <Dark timeline />
        <Questions standing timeline state />
        <Controls standing state timeline plan=plan.clone() />
        <VerdictBanner timeline about changes />
        <Looked timeline />
        <Steps timeline names=steps />
        {runs_task
            .then(|| view! { <OneOffTask timeline is_gate=kind != PlanKind::OneOffTask /> })}
        {move || (rolls && !ended_before.get()).then(|| view! { <Rollout timeline /> })}
        <StoppedList timeline />
        {move || {
            (kind != PlanKind::OneOffTask && !ended_before.get())
                .then(|| view! { <SaidList timeline /> })
        }}
        <section class="section" aria-labelledby="about">
            <h2 id="about">"What it carries out"</h2>
            <dl class="facts">
                <div class="facts__fact">
                    <dt>"Plan"</dt>
                    <dd>
                        <a href=plan_path(&plan_hash)>"Read the plan with every byte"</a>
                    </dd>
                </div>
                <div class="facts__fact">
                    <dt>"Hash"</dt>
                    <dd>
                        <Name text=plan_hash room=24 what="the hash of the plan" />
                    </dd>
                </div>
                {has_service
                    .then(|| {
                        view! {
                            <div class="facts__fact">
                                <dt>"Service"</dt>
                                <dd>
                                    <a href=service>{target.service.clone()}</a>
                                </dd>
                            </div>
                        }
                    })}
            </dl>
            <PlanChanges plan timeline />
        </section>
    }
}

/// Why it was deployed although something spoke against it.
fn why(what: &'static str, reason: Option<String>) -> Option<AnyView> {
    reason.map(|reason| {
        view! {
            <p>
                <strong>{what}</strong>
                {crate::text::sentence(&reason)}
            </p>
        }
        .into_any()
    })
}

/// What was looked at before the first call, once it was.
#[component]
fn Looked(timeline: Memo<Timeline>) -> impl IntoView {
    let lines = Memo::new(move |_| timeline.with(|timeline| timeline.preflight.clone()));
    move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            view! {
                <section class="section" aria-labelledby="looked">
                    <h2 id="looked">"Looked at before the first call"</h2>
                    <p>{looks_words(&lines)}</p>
                    <Looks lines />
                </section>
            }
        })
    }
}

/// What differs, with a mark at what a failure probably comes from.
#[component]
fn PlanChanges(plan: Arc<Plan>, timeline: Memo<Timeline>) -> impl IntoView {
    let suspect = Memo::new(move |_| {
        timeline.with(|timeline| timeline.cause.as_ref().and_then(|cause| cause.change))
    });
    let rows = plan
        .changes
        .iter()
        .enumerate()
        .map(|(at, change)| {
            view! {
                <li id=change_id(at) tabindex="-1">
                    <span class="quiet">{change.group.clone()} ": "</span>
                    {change.words.clone()}
                    {move || {
                        (suspect.get() == Some(at))
                            .then(|| view! { " " <Chip tone=Tone::Bad word="Probable cause" /> })
                    }}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain-list">{rows}</ul> }
}

/// Opens the stream of a deployment that is not over.
fn follow(
    id: &str,
    entries: RwSignal<BTreeMap<i64, JournalEntry>>,
) -> Option<RwSignal<Connection>> {
    if entries.with_untracked(is_over) {
        return None;
    }
    let handle = StoredValue::new(None::<Live>);
    let deployment = id.to_owned();
    let live = Live::open(
        &api::deployment_stream(id),
        "journal",
        move |entry: JournalEntry| {
            // The stream begins at the first line, and most are known already.
            let is_known =
                entries.try_with_untracked(|entries| entries.contains_key(&entry.sequence));
            if is_known != Some(false) {
                return;
            }
            let over = matches!(entry.event, JournalEvent::Finished { .. });
            if let JournalEvent::Finished {
                verdict: Verdict::Succeeded,
                ..
            } = entry.event
            {
                forget_draft(&deployment);
            }
            entries.try_update(|entries| entries.insert(entry.sequence, entry));
            if over && let Some(live) = handle.try_get_value().flatten() {
                live.close();
            }
        },
    );
    handle.set_value(Some(live));
    Some(live.connection())
}

/// Deletes what was typed to get here, which has served its purpose.
fn forget_draft(deployment: &str) {
    let name = draft_name(deployment);
    let Some(draft) = kept::find::<String>(Life::Tab, &name) else {
        return;
    };
    kept::forget(Life::Tab, &name);
    spawn_local(async move {
        // A draft that stays can be deleted by hand.
        drop(api::delete_draft(&draft).await);
    });
}

fn by_sequence(journal: Vec<JournalEntry>) -> BTreeMap<i64, JournalEntry> {
    journal
        .into_iter()
        .map(|entry| (entry.sequence, entry))
        .collect()
}

fn is_over(entries: &BTreeMap<i64, JournalEntry>) -> bool {
    entries
        .values()
        .any(|entry| matches!(entry.event, JournalEvent::Finished { .. }))
}

/// Where it is: as the journal has it, which is newer than what was loaded with the page.
fn state_of(timeline: &Timeline, known: &DeploymentState) -> DeploymentState {
    match &timeline.end {
        Some(end) => DeploymentState::Finished {
            verdict: end.verdict,
            reason: end.reason.clone(),
            finished_at_ms: end.at_ms,
        },
        None if !timeline.agents.is_empty()
            || timeline
                .steps
                .iter()
                .any(|step| step.started_at_ms.is_some()) =>
        {
            DeploymentState::Running
        }
        None => known.clone(),
    }
}

const fn step_words(step: &Step) -> &'static str {
    match step {
        Step::RegisterTaskDefinition { .. } => "Register the task definition",
        Step::CreateService { .. } => "Create the service",
        Step::UpdateService { .. } => "Update the service",
        Step::TagResource { .. } => "Put tags on the service",
        Step::UntagResource { .. } => "Take tags off the service",
        Step::WaitForSteadyState => "Wait for the steady state",
        Step::RunTask { .. } => "Run the task",
        Step::WaitForTask => "Wait for the task's end",
        Step::WaitForNoTasks => "Wait until no task runs",
        Step::DeleteService { .. } => "Delete the service",
        Step::WaitForDeletion => "Wait until the service is gone",
        Step::RegisterScalableTarget { .. } => "Set the bounds of auto scaling",
    }
}
