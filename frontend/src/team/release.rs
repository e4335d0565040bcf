//! Several deployments that were asked for as one, live.

use std::sync::Arc;

use leptos::prelude::*;
use shared::deployment::{Deployment, DeploymentState, Verdict};
use shared::wire::{Order, Release};

use crate::api::{self, Loader};
use crate::format;
use crate::parts::DeploymentRows;
use crate::ui::{AsyncView, Chip, Load, Skeleton, TimeAgo, Tone};

const ASK_EVERY_MS: u32 = 2_000;

#[component]
pub(super) fn ReleasePage(
    /// The release's id.
    id: String,
) -> impl IntoView {
    let release = Loader::new(move || {
        let id = id.clone();
        async move { api::find_release(&id).await }
    });
    let goes_on = move || {
        let goes_on = release.state().try_with_untracked(|state| match state {
            Load::Ready(release) => !is_over(&release.deployments),
            Load::Loading | Load::Failed(_) => false,
        });
        goes_on == Some(true)
    };
    api::poll_while(ASK_EVERY_MS, goes_on, move || release.reload());
    let ready = Arc::new(|release: Memo<Release>| view! { <ReleaseView release /> }.into_any());
    view! {
        <AsyncView
            state=release.state()
            retry=move |()| release.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
    }
}

#[component]
fn ReleaseView(release: Memo<Release>) -> impl IntoView {
    let deployments = Memo::new(move |_| release.with(|release| release.deployments.clone()));
    let (by, at_ms, order) =
        release.with_untracked(|one| (one.started_by.clone(), one.created_at_ms, one.order));
    let number = deployments.with_untracked(|all| i64::try_from(all.len()).unwrap_or(i64::MAX));
    let chip = Memo::new(move |_| deployments.with(|all| chip(all)));
    let order_words = match order {
        Order::InOrder => {
            "One after the other. Where one does not succeed, those after it are cancelled; those before it stay as they are."
        }
        Order::SideBySide => "All at once. Where one does not succeed, the others go on.",
    };
    view! {
        <div class="review__head">
            <h2 class="review__title">{format::count(number, "service", "services")}</h2>
            <Chip
                tone=Signal::derive(move || chip.get().0)
                word=Signal::derive(move || chip.get().1.to_owned())
            />
        </div>
        <p class="quiet">"By " {by} " · " <TimeAgo at_ms /></p>
        <p class="section__gloss">{order_words}</p>
        <p class="section__gloss" role="status">{move || deployments.with(|all| progress_words(all))}</p>
        {move || {
            deployments
                .with(|all| is_over(all) && !all.iter().all(ended_well))
                .then(|| {
                    view! {
                        <p class="section__gloss">
                            "Open one that did not succeed: its page says why, and what can be done."
                        </p>
                    }
                })
        }}
        <DeploymentRows deployments names_service=true in_release=true />
    }
}

fn is_over(all: &[Deployment]) -> bool {
    all.iter()
        .all(|one| matches!(one.state, DeploymentState::Finished { .. }))
}

fn ended_well(one: &Deployment) -> bool {
    matches!(
        one.state,
        DeploymentState::Finished {
            verdict: Verdict::Succeeded,
            ..
        }
    )
}

fn chip(all: &[Deployment]) -> (Tone, &'static str) {
    if !is_over(all) {
        return (Tone::Busy, "Under way");
    }
    match all.iter().filter(|one| ended_well(one)).count() {
        well if well == all.len() => (Tone::Good, "Succeeded"),
        0 => (Tone::Bad, "None succeeded"),
        _ => (Tone::Warn, "Some did not succeed"),
    }
}

fn progress_words(all: &[Deployment]) -> String {
    let well = all.iter().filter(|one| ended_well(one)).count();
    let others = all
        .iter()
        .filter(|one| matches!(one.state, DeploymentState::Finished { .. }) && !ended_well(one))
        .count();
    let whole = format!("{well} of {} succeeded", all.len());
    match others {
        0 => format!("{whole}."),
        others => format!("{whole}, {others} did not."),
    }
}

#[cfg(test)]
mod tests {
    use shared::plan::{PlanKind, Target};

    use super::{Deployment, DeploymentState, Tone, Verdict, chip, progress_words};

    fn deployment(state: DeploymentState) -> Deployment {
        Deployment {
            id: "d".to_owned(),
            target: Target {
                cluster: "shop".to_owned(),
                service: "web".to_owned(),
            },
            kind: PlanKind::Restart,
            plan_hash: String::new(),
            started_by: "dana".to_owned(),
            created_at_ms: 0,
            summary: String::new(),
            release: None,
            change: None,
            wait: None,
            state,
        }
    }

    fn ended(verdict: Verdict) -> Deployment {
        deployment(DeploymentState::Finished {
            verdict,
            reason: String::new(),
            finished_at_ms: 1,
        })
    }

    #[test]
    fn a_release_is_under_way_until_all_are_over() {
        let all = [
            ended(Verdict::Succeeded),
            deployment(DeploymentState::Queued),
        ];
        assert_eq!(chip(&all), (Tone::Busy, "Under way"));
        assert_eq!(progress_words(&all), "1 of 2 succeeded.");
    }

    #[test]
    fn a_release_has_succeeded_only_with_all() {
        let all = [ended(Verdict::Succeeded), ended(Verdict::Cancelled)];
        assert_eq!(chip(&all), (Tone::Warn, "Some did not succeed"));
        assert_eq!(progress_words(&all), "1 of 2 succeeded, 1 did not.");
        assert_eq!(chip(&[ended(Verdict::Succeeded)]).0, Tone::Good);
        assert_eq!(chip(&[ended(Verdict::Failed)]).0, Tone::Bad);
    }
}
