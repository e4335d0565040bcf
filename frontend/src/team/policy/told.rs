//! The policy in words, for those who only read it.

use leptos::prelude::*;
use shared::policy::{Freeze, Policy, WeeklyFreeze};

use crate::team::words::{counted, names};
use crate::ui::Clock;

#[component]
pub(super) fn Told(policy: Signal<Policy>) -> impl IntoView {
    let clock = Clock::expect();
    // Words that change with the time do so when a window begins, not each second.
    let all = Memo::new(move |_| policy.with(|policy| facts(policy, clock.now_ms())));
    let rows = move || {
        all.get()
            .into_iter()
            .map(|(what, words)| {
                view! {
                    <div class="facts__fact">
                        <dt>{what}</dt>
                        <dd>{words}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! { <dl class="facts facts--wide">{rows}</dl> }
}

fn facts(policy: &Policy, now_ms: i64) -> Vec<(&'static str, String)> {
    let Policy {
        review,
        rollback_without_approval,
        freezes,
        weekly_freezes,
        break_glass,
        confirm_identity,
        deadline_minutes,
        roll_back_when_late,
        expires_after_days,
    } = policy;
    let yes = |holds: bool, yes: &str, no: &str| if holds { yes } else { no }.to_owned();
    let approvals = usize::try_from(review.approvals).unwrap_or(usize::MAX);
    vec![
        (
            "Approvals",
            match approvals {
                0 => "None are needed; people deploy without a change, too.".to_owned(),
                some => format!(
                    "{} before a change is deployed.",
                    counted(some, "approval", "approvals")
                ),
            },
        ),
        (
            "Approvers",
            if review.approvers.is_empty() {
                "Everybody who may review, but never who wrote the change.".to_owned()
            } else {
                format!(
                    "{}, but never who wrote the change.",
                    names(&review.approvers)
                )
            },
        ),
        (
            "Authors",
            yes(
                review.author_may_deploy,
                "Who wrote a change may deploy it once it is approved.",
                "Who wrote a change leaves its deployment to others.",
            ),
        ),
        (
            "Roll-back",
            yes(
                *rollback_without_approval,
                "Going back to what ran before needs no approval.",
                "Going back to what ran before needs approvals, too.",
            ),
        ),
        ("Freezes", freezes_words(freezes, weekly_freezes, now_ms)),
        (
            "Emergency",
            if break_glass.is_empty() {
                "Nobody may deploy without approvals.".to_owned()
            } else {
                format!("{} may deploy without approvals.", names(break_glass))
            },
        ),
        (
            "Identity",
            yes(
                *confirm_identity,
                "Approving and deploying ask for the password again when that was long ago.",
                "Approving and deploying do not ask for the password again.",
            ),
        ),
        (
            "Deadline",
            deadline_minutes.map_or_else(
                || "As Longshore was started with.".to_owned(),
                |minutes| format!("A rollout may go on for {minutes} min."),
            ),
        ),
        (
            "Past the deadline",
            yes(
                *roll_back_when_late,
                "A rollout that still goes on is taken back.",
                "A rollout that still goes on is called stuck, and left to ECS.",
            ),
        ),
        (
            "Expiry",
            format!(
                "A change to which nothing happens for {} expires.",
                counted(
                    usize::try_from(*expires_after_days).unwrap_or(usize::MAX),
                    "day",
                    "days"
                )
            ),
        ),
    ]
}

fn freezes_words(freezes: &[Freeze], weekly: &[WeeklyFreeze], now_ms: i64) -> String {
    let weekly = weekly
        .iter()
        .map(|freeze| format!("{}: {}.", freeze.name, freeze.words_at(now_ms)));
    let mut all: Vec<String> = freezes.iter().map(freeze_words).chain(weekly).collect();
    if all.is_empty() {
        all.push("None.".to_owned());
    }
    all.join(" ")
}

fn freeze_words(freeze: &Freeze) -> String {
    format!(
        "{}: from {} until {} ({}).",
        freeze.name,
        freeze.from.replace('T', " "),
        freeze.until.replace('T', " "),
        freeze.time_zone
    )
}

#[cfg(test)]
mod tests {
    use shared::policy::calendar::Weekday;

    use super::{Policy, WeeklyFreeze, facts};

    #[test]
    fn what_holds_before_anybody_set_anything_is_told() {
        let told = facts(&Policy::default(), 0);
        let of = |what: &str| {
            let fact = told.iter().find(|(known, _)| *known == what);
            fact.map(|(_, words)| words.clone()).unwrap_or_default()
        };
        assert!(of("Approvals").starts_with("None are needed"));
        assert_eq!(
            of("Expiry"),
            "A change to which nothing happens for 14 days expires."
        );
        assert_eq!(of("Freezes"), "None.");
    }

    #[test]
    fn a_window_of_each_week_is_told_with_the_next() {
        let policy = Policy {
            weekly_freezes: vec![WeeklyFreeze {
                name: "Weekend".to_owned(),
                time_zone: "Europe/Berlin".to_owned(),
                from_day: Weekday::Friday,
                from_time: "16:00".to_owned(),
                until_day: Weekday::Monday,
                until_time: "08:00".to_owned(),
                first_date: None,
                last_date: None,
                next: None,
            }],
            ..Policy::default()
        };
        let told = facts(&policy, 0);
        let freezes = told.iter().find(|(what, _)| *what == "Freezes");
        assert_eq!(
            freezes.unwrap().1,
            "Weekend: each Friday 16:00 to Monday 08:00 (Europe/Berlin), no more to come."
        );
    }
}
