//! Who gets which share of the traffic, as numbers with bars, and how many tasks each revision has.

use leptos::prelude::*;
use shared::deployment::{Rollout, RolloutRevision};

use crate::ui::{Meter, Part, Tone};

/// Thousandths in a whole.
const WHOLE: i64 = 1_000;

/// One revision with its shares.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Side {
    name: String,
    is_new: bool,
    tasks: String,
    production: Option<u32>,
    test: Option<u32>,
}

/// The revisions of a rollout, the new one first.
fn sides(rollout: &Rollout) -> Vec<Side> {
    let side = |is_new: bool, revision: &RolloutRevision| {
        let id = revision.arn.rsplit('/').next().unwrap_or(&revision.arn);
        let word = if is_new { "New" } else { "Old" };
        Side {
            name: format!("{word} revision {}", crate::format::shorten(id, 10)),
            is_new,
            tasks: tasks_words(revision),
            production: revision.production_traffic_permille,
            test: revision.test_traffic_permille,
        }
    };
    let target = rollout.target.iter().map(|revision| side(true, revision));
    let sources = rollout.sources.iter().map(|revision| side(false, revision));
    target.chain(sources).collect()
}

fn tasks_words(revision: &RolloutRevision) -> String {
    let RolloutRevision {
        requested,
        running,
        pending,
        ..
    } = revision;
    let starting = if *pending > 0 {
        format!(", {pending} starting")
    } else {
        String::new()
    };
    format!("{running} of {requested} tasks run{starting}")
}

/// Thousandths as percent, such as `12.5 %`.
fn percent(permille: u32) -> String {
    let (whole, tenths) = (permille / 10, permille % 10);
    if tenths == 0 {
        format!("{whole} %")
    } else {
        format!("{whole}.{tenths} %")
    }
}

/// The revisions with their tasks and their shares.
#[component]
pub(super) fn Traffic(rollout: Signal<Rollout>) -> impl IntoView {
    let sides = Memo::new(move |_| rollout.with(sides));
    view! {
        <ul class="cards">{move || sides.get().into_iter().map(card).collect_view()}</ul>
    }
}

fn card(side: Side) -> AnyView {
    let Side {
        name,
        is_new,
        tasks,
        production,
        test,
    } = side;
    let tone = if is_new { Tone::Good } else { Tone::Idle };
    let shares = [("Production traffic", production), ("Test traffic", test)]
        .into_iter()
        .filter_map(|(what, share)| Some((what, share?)))
        .map(|(what, share)| {
            let parts = vec![Part {
                tone,
                amount: i64::from(share),
            }];
            view! {
                <div class="share">
                    <p class="share__words">
                        <span>{what}</span>
                        <strong>{percent(share)}</strong>
                    </p>
                    <Meter parts whole=WHOLE />
                </div>
            }
        })
        .collect_view();
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{name}</strong>
            </div>
            <p class="quiet">{tasks}</p>
            {shares}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{RolloutRevision, percent, tasks_words};

    #[test]
    fn a_share_is_said_in_percent() {
        assert_eq!(percent(1_000), "100 %");
        assert_eq!(percent(125), "12.5 %");
        assert_eq!(percent(0), "0 %");
    }

    #[test]
    fn says_how_many_tasks_a_revision_has() {
        let revision = RolloutRevision {
            arn: String::new(),
            requested: 4,
            running: 1,
            pending: 2,
            production_traffic_permille: None,
            test_traffic_permille: None,
        };
        assert_eq!(tasks_words(&revision), "1 of 4 tasks run, 2 starting");
    }
}
