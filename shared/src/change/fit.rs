//! Whether what somebody gives a change fits: its words, its plans, its time.

use std::collections::HashSet;

use super::{Refused, TEXT_ROOM, TITLE_ROOM, VersionPlan, When};
use crate::plan::{PlanKind, Target};
use crate::text::{is_one_line, is_plain, is_seen};

/// So far ahead may something be planned: a year.
const FARTHEST_MS: i64 = 366 * 24 * 3_600 * 1_000;

pub(super) fn unfit(words: &str) -> Refused {
    Refused::Unfit(words.to_owned())
}

pub(super) fn fit_words(title: &str, reason: &str) -> Result<(), Refused> {
    let length = title.trim().chars().count();
    if !(1..=TITLE_ROOM).contains(&length) || !is_one_line(title) {
        return Err(Refused::Unfit(format!(
            "Give it a title of 1 to {TITLE_ROOM} characters in one line, without invisible ones."
        )));
    }
    fit_text("reason", reason, true)
}

pub(super) fn fit_text(what: &str, text: &str, needed: bool) -> Result<(), Refused> {
    if needed && !is_seen(text) {
        return Err(Refused::Unfit(format!(
            "Write a {what}, so that others know why."
        )));
    }
    if text.chars().count() > TEXT_ROOM {
        return Err(Refused::Unfit(format!(
            "The {what} has more than {TEXT_ROOM} characters; make it shorter."
        )));
    }
    if !is_plain(text) {
        return Err(Refused::Unfit(format!(
            "The {what} has characters that cannot be seen or turn the text around; take them out."
        )));
    }
    Ok(())
}

pub(super) fn fit_plans(plans: &[VersionPlan]) -> Result<(), Refused> {
    if plans.is_empty() {
        return Err(unfit("A change has at least one plan."));
    }
    if plans.iter().any(|plan| plan.kind == PlanKind::Nothing) {
        return Err(unfit(
            "What was asked for is already so, and nothing is left to deploy. Plan something else, or withdraw the change where there is one.",
        ));
    }
    let mut targets = HashSet::new();
    for plan in plans {
        if !targets.insert(&plan.target) {
            let Target { cluster, service } = &plan.target;
            return Err(Refused::Unfit(if service.is_empty() {
                format!(
                    "The cluster {cluster} is to run two tasks in one change. Propose each in a change of its own."
                )
            } else {
                format!("Two plans are about {service}. Make one of them.")
            }));
        }
    }
    Ok(())
}

pub(super) fn fit_when(when: When, now_ms: i64) -> Result<(), Refused> {
    match when {
        When::At { at_ms } if at_ms <= now_ms => {
            Err(unfit("That time is past. Choose a later one."))
        }
        When::At { at_ms } if at_ms.saturating_sub(now_ms) > FARTHEST_MS => Err(unfit(
            "That time is more than a year away. Choose an earlier one.",
        )),
        When::At { .. } | When::ByHand | When::WhenApproved => Ok(()),
    }
}
