//! What an environment asks for before something is deployed to it.

pub mod calendar;
mod gaps;
mod weekly;

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::text::is_one_line;

pub use gaps::{Gap, Known};
pub use weekly::{Edge, Occurrence, WeeklyFreeze};

/// The most approvals that may be asked for.
pub const MOST_APPROVALS: u32 = 10;
/// The most windows in which nothing is deployed, of each kind.
pub const MOST_FREEZES: usize = 100;
/// The longest that a change may wait before it expires, in days.
pub const LONGEST_DAYS: u32 = 365;

/// What an environment asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Policy {
    /// Who has to have seen a change.
    pub review: ReviewRules,
    /// Whether a service may go back to what it ran before without approvals; a reason is asked
    /// for all the same.
    pub rollback_without_approval: bool,
    /// When nothing is deployed, but for a reason that is told.
    pub freezes: Vec<Freeze>,
    /// When nothing is deployed each week, but for such a reason.
    pub weekly_freezes: Vec<WeeklyFreeze>,
    /// Who may deploy a change that lacks approvals, in an emergency, by name.
    pub break_glass: Vec<String>,
    /// Whether approving and deploying ask for the password again when that was long ago.
    pub confirm_identity: bool,
    /// Minutes until a rollout that goes on is called stuck; nothing for what the process was
    /// started with.
    pub deadline_minutes: Option<u32>,
    /// Whether a rollout that goes on past the deadline is taken back, instead of being called
    /// stuck and left to ECS.
    pub roll_back_when_late: bool,
    /// Days after which a change that was not deployed expires.
    pub expires_after_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            review: ReviewRules::default(),
            rollback_without_approval: true,
            freezes: Vec::new(),
            weekly_freezes: Vec::new(),
            break_glass: Vec::new(),
            confirm_identity: false,
            deadline_minutes: None,
            roll_back_when_late: false,
            expires_after_days: 14,
        }
    }
}

/// Who has to have seen a change. An approval is bound to these rules: when they change, it has to
/// be given again, so that nothing that waits is let through by a rule that nobody saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ReviewRules {
    /// How many approvals a change needs; with 0 people deploy without a change, too.
    pub approvals: u32,
    /// Whose approvals count, by name; empty for everybody who may review.
    pub approvers: Vec<String>,
    /// Whether who wrote a change may deploy it once it is approved.
    pub author_may_deploy: bool,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self {
            approvals: 0,
            approvers: Vec::new(),
            author_may_deploy: true,
        }
    }
}

impl ReviewRules {
    /// SHA-256, in hex, over the rules' canonical JSON; what an approval is bound to.
    pub fn fingerprint(&self) -> String {
        digest::of(self)
    }
}

/// A window in which nothing is deployed, once. What runs when it begins goes on to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Freeze {
    /// What people call it, such as `Christmas`.
    pub name: String,
    /// The time zone of both ends, such as `Europe/Berlin`.
    pub time_zone: String,
    /// When it begins, as a clock in that zone shows it, such as `2026-12-20T18:00`.
    pub from: String,
    /// When it ends, as a clock in that zone shows it.
    pub until: String,
    /// When it begins, milliseconds since the epoch; worked out from the words when they are saved.
    #[serde(default)]
    pub from_ms: i64,
    /// When it ends, milliseconds since the epoch; worked out likewise.
    #[serde(default)]
    pub until_ms: i64,
}

/// That nothing is deployed at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// What people call the window.
    pub name: String,
    /// When it ends, as a clock in the time zone shows it, such as `2026-11-30T08:00`.
    pub until: String,
    /// The time zone.
    pub time_zone: String,
}

/// What is wrong with a policy, by the member that it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{member}: {message}")]
pub struct PolicyFault {
    /// The member, such as `approvals`.
    pub member: &'static str,
    /// What to do, in the imperative.
    pub message: String,
}

impl Policy {
    /// The window that a moment lies in, of several the one that ends last. Of the weekly ones that
    /// is told which was worked out when the policy was read, so the moment is not to be later than
    /// that by much.
    pub fn freeze_at(&self, now_ms: i64) -> Option<Frozen> {
        let once = self.freezes.iter().map(|freeze| {
            let Freeze {
                name,
                time_zone,
                until,
                from_ms,
                until_ms,
                ..
            } = freeze;
            (*from_ms..*until_ms, name, until, time_zone)
        });
        let weekly = self.weekly_freezes.iter().filter_map(|freeze| {
            let next = freeze.next.as_ref()?;
            Some((
                next.from_ms..next.until_ms,
                &freeze.name,
                &next.until,
                &freeze.time_zone,
            ))
        });
        once.chain(weekly)
            .filter(|(window, ..)| window.contains(&now_ms))
            .max_by_key(|(window, ..)| window.end)
            .map(|(_, name, until, time_zone)| Frozen {
                name: name.clone(),
                until: until.clone(),
                time_zone: time_zone.clone(),
            })
    }

    /// Whether somebody may deploy what lacks approvals, in an emergency.
    pub fn may_break_glass(&self, name: &str) -> bool {
        self.break_glass.iter().any(|known| known == name)
    }

    /// What is wrong with it.
    pub fn faults(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        let mut fault = |member, message: String| faults.push(PolicyFault { member, message });
        let ReviewRules {
            approvals,
            approvers,
            author_may_deploy: _,
        } = &self.review;
        if *approvals > MOST_APPROVALS {
            fault(
                "approvals",
                format!("ask for at most {MOST_APPROVALS} approvals"),
            );
        }
        let named = u32::try_from(approvers.len()).unwrap_or(u32::MAX);
        if named > 0 && *approvals > named {
            fault(
                "approvers",
                format!(
                    "name at least {approvals} people, or ask for fewer approvals: only {named} could give them"
                ),
            );
        }
        let lists = [
            ("approvers", &self.review.approvers),
            ("break_glass", &self.break_glass),
        ];
        for (member, listed) in lists {
            if !listed.iter().all(|name| is_one_line(name)) {
                fault(
                    member,
                    "write each name in one line, without invisible characters".to_owned(),
                );
            }
        }
        if !(1..=LONGEST_DAYS).contains(&self.expires_after_days) {
            fault(
                "expires_after_days",
                format!("choose from 1 to {LONGEST_DAYS} days"),
            );
        }
        if self
            .deadline_minutes
            .is_some_and(|minutes| !(1..=1440).contains(&minutes))
        {
            fault(
                "deadline_minutes",
                "choose from 1 to 1440 minutes".to_owned(),
            );
        }
        if self.freezes.len() > MOST_FREEZES {
            fault("freezes", format!("keep at most {MOST_FREEZES} windows"));
        }
        for freeze in &self.freezes {
            if freeze.name.trim().is_empty() {
                fault("freezes", "give each window a name".to_owned());
            } else if !is_one_line(&freeze.name) {
                fault(
                    "freezes",
                    "name each window in one line, without invisible characters".to_owned(),
                );
            }
            if freeze.until_ms <= freeze.from_ms {
                fault(
                    "freezes",
                    format!(
                        "let the window {} end after it begins; a time that is left out where the clocks go forward is the moment after it",
                        freeze.name
                    ),
                );
            }
        }
        if self.weekly_freezes.len() > MOST_FREEZES {
            fault(
                "weekly_freezes",
                format!("keep at most {MOST_FREEZES} windows"),
            );
        }
        for wrong in self.weekly_freezes.iter().filter_map(WeeklyFreeze::fault) {
            fault("weekly_freezes", wrong);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::{Freeze, Policy, ReviewRules};

    #[test]
    fn an_approval_is_bound_to_the_rules_of_review_and_to_nothing_else() {
        let one = ReviewRules {
            approvals: 1,
            ..ReviewRules::default()
        };
        let two = ReviewRules {
            approvals: 2,
            ..ReviewRules::default()
        };
        assert_ne!(one.fingerprint(), two.fingerprint());
        let policy = Policy {
            review: one.clone(),
            expires_after_days: 3,
            ..Policy::default()
        };
        assert_eq!(policy.review.fingerprint(), one.fingerprint());
    }

    #[test]
    fn a_moment_lies_in_the_window_that_ends_last() {
        let freeze = |name: &str, from_ms, until_ms| Freeze {
            name: name.to_owned(),
            time_zone: "UTC".to_owned(),
            from: String::new(),
            until: String::new(),
            from_ms,
            until_ms,
        };
        let policy = Policy {
            freezes: vec![freeze("short", 10, 20), freeze("long", 15, 40)],
            ..Policy::default()
        };
        let at = |ms| policy.freeze_at(ms).map(|frozen| frozen.name);
        assert_eq!(at(9), None);
        assert_eq!(at(10).as_deref(), Some("short"));
        assert_eq!(at(16).as_deref(), Some("long"));
        assert_eq!(at(40), None);
    }

    #[test]
    fn a_policy_that_nobody_could_fulfil_is_refused() {
        let policy = Policy {
            review: ReviewRules {
                approvals: 2,
                approvers: vec!["rosa".to_owned()],
                author_may_deploy: false,
            },
            expires_after_days: 0,
            ..Policy::default()
        };
        let members: Vec<_> = policy.faults().iter().map(|fault| fault.member).collect();
        assert_eq!(members, ["approvers", "expires_after_days"]);
        assert_eq!(Policy::default().faults(), []);
    }
}
