//! One deployment, live: what was asked, what AWS answered, how the rollout goes, how it ended.

mod evidence;
mod steps;
mod timeline;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::{Deployment, DeploymentState, JournalEntry, JournalEvent, Verdict};
use shared::plan::Plan;
use shared::wire::DeploymentDetail;

use crate::api::{self, Connection, Live, Loader};
use crate::format;
use crate::kept::{self, Life, draft_name};
use crate::page::{Heading, plan_path, service_path};
use crate::parts::{ConnectionNote, StateChip, kind_words};
use crate::ui::{AsyncView, Clock, Name, Skeleton, TimeAgo};
use evidence::{SaidList, StoppedList};
use steps::{Rollout, Steps};
use timeline::Timeline;
use verdict::VerdictBanner;

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
            <a href="/deployments">"Deployments"</a>
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

#[component]
fn DeploymentView(detail: DeploymentDetail) -> impl IntoView {
    let DeploymentDetail {
        deployment,
        plan,
        journal,
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
        release: _,
        wait: _,
        state: known_state,
    } = deployment;
    let entries = RwSignal::new(by_sequence(journal));
    let connection = follow(&id, entries);
    let n_steps = plan.steps.len();
    let timeline = Memo::new(move |_| entries.with(|entries| timeline::read(n_steps, entries)));
    let state = Signal::derive(move || timeline.with(|timeline| state_of(timeline, &known_state)));
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
    view! {
        <div class="page-head">
            <Heading title=format!("{} in {}", target.service, target.cluster) tab=format!("Deployment of {}", target.service) />
            <StateChip state />
            {connection.map(|connection| view! { <ConnectionNote connection /> })}
        </div>
        <p class="headline__words">{summary}</p>
        <p class="quiet">
            {kind_words(kind)} " by " {started_by} " · " <TimeAgo at_ms=created_at_ms /> " · "
            {took}
        </p>
        <VerdictBanner timeline target=target.clone() kind />
        <Steps timeline names=steps />
        <Rollout timeline />
        <StoppedList timeline />
        <SaidList timeline />
        <section class="section" aria-labelledby="about">
            <h2 id="about">"What was approved"</h2>
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
                <div class="facts__fact">
                    <dt>"Service"</dt>
                    <dd>
                        <a href=service>{target.service.clone()}</a>
                    </dd>
                </div>
            </dl>
            <PlanChanges plan />
        </section>
    }
}

#[component]
fn PlanChanges(plan: Plan) -> impl IntoView {
    let rows = plan
        .changes
        .into_iter()
        .map(|change| {
            view! {
                <li>
                    <span class="quiet">{change.group} ": "</span>
                    {change.words}
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
        None if timeline
            .steps
            .iter()
            .any(|step| step.started_at_ms.is_some()) =>
        {
            DeploymentState::Running
        }
        None => known.clone(),
    }
}

const fn step_words(step: &shared::plan::Step) -> &'static str {
    use shared::plan::Step;
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
