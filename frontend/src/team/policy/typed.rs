//! A policy as it is typed, and what is wrong with it, by field. Pure.

use serde::{Deserialize, Serialize};
use shared::policy::{Freeze, Policy, PolicyFault, ReviewRules};

use super::typed_weekly::TypedWeekly;
use super::window::TypedWindow;

/// A window as it is typed, with a name of its own in the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TypedFreeze {
    pub(super) id: usize,
    pub(super) name: String,
    pub(super) time_zone: String,
    pub(super) from: String,
    pub(super) until: String,
}

impl TypedWindow for TypedFreeze {
    const KEY: &str = "freeze";
    const WORDS: &str = "window";
    const EXAMPLE: &str = "Christmas";

    fn all(typed: &Typed) -> &Vec<Self> {
        &typed.freezes
    }

    fn all_mut(typed: &mut Typed) -> &mut Vec<Self> {
        &mut typed.freezes
    }

    fn id(&self) -> usize {
        self.id
    }

    fn name(&mut self) -> &mut String {
        &mut self.name
    }

    fn time_zone(&mut self) -> &mut String {
        &mut self.time_zone
    }
}

/// Everything that is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each of them is a tick of the form, and they have nothing to do with each other"
)]
pub(super) struct Typed {
    pub(super) approvals: String,
    pub(super) approvers: String,
    pub(super) author_may_deploy: bool,
    pub(super) rollback_without_approval: bool,
    pub(super) freezes: Vec<TypedFreeze>,
    pub(super) weekly: Vec<TypedWeekly>,
    pub(super) break_glass: String,
    pub(super) confirm_identity: bool,
    pub(super) deadline_minutes: String,
    pub(super) roll_back_when_late: bool,
    pub(super) expires_after_days: String,
}

impl Typed {
    pub(super) fn of(policy: &Policy) -> Self {
        Self {
            approvals: policy.review.approvals.to_string(),
            approvers: policy.review.approvers.join(", "),
            author_may_deploy: policy.review.author_may_deploy,
            rollback_without_approval: policy.rollback_without_approval,
            freezes: policy
                .freezes
                .iter()
                .enumerate()
                .map(|(id, freeze)| TypedFreeze {
                    id,
                    name: freeze.name.clone(),
                    time_zone: freeze.time_zone.clone(),
                    from: freeze.from.clone(),
                    until: freeze.until.clone(),
                })
                .collect(),
            weekly: policy
                .weekly_freezes
                .iter()
                .enumerate()
                .map(|(id, freeze)| TypedWeekly::of(id, freeze))
                .collect(),
            break_glass: policy.break_glass.join(", "),
            confirm_identity: policy.confirm_identity,
            deadline_minutes: policy
                .deadline_minutes
                .map_or_else(String::new, |minutes| minutes.to_string()),
            roll_back_when_late: policy.roll_back_when_late,
            expires_after_days: policy.expires_after_days.to_string(),
        }
    }

    /// The policy, or what is wrong, by member.
    pub(super) fn read(&self) -> Result<Policy, Vec<PolicyFault>> {
        let mut faults = Vec::new();
        let mut number = |member, text: &str| {
            text.trim().parse::<u32>().unwrap_or_else(|_| {
                faults.push(PolicyFault {
                    member,
                    message: "type a whole number".to_owned(),
                });
                1
            })
        };
        let approvals = number("approvals", &self.approvals);
        let expires_after_days = number("expires_after_days", &self.expires_after_days);
        let deadline_minutes = Some(self.deadline_minutes.trim())
            .filter(|text| !text.is_empty())
            .map(|text| number("deadline_minutes", text));
        let policy = Policy {
            review: ReviewRules {
                approvals,
                approvers: people(&self.approvers),
                author_may_deploy: self.author_may_deploy,
            },
            rollback_without_approval: self.rollback_without_approval,
            freezes: self.freezes.iter().map(window).collect(),
            weekly_freezes: self.weekly.iter().map(TypedWeekly::read).collect(),
            break_glass: people(&self.break_glass),
            confirm_identity: self.confirm_identity,
            deadline_minutes,
            roll_back_when_late: self.roll_back_when_late,
            expires_after_days,
        };
        faults.extend(
            policy
                .faults()
                .into_iter()
                .filter(|fault| faults.iter().all(|known| known.member != fault.member))
                .collect::<Vec<_>>(),
        );
        if faults.is_empty() {
            Ok(policy)
        } else {
            Err(faults)
        }
    }
}

/// The names of a line, each once.
fn people(text: &str) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for name in text.split([',', ' ', '\n']).filter(|name| !name.is_empty()) {
        if !people.iter().any(|known| known == name) {
            people.push(name.to_owned());
        }
    }
    people
}

/// The window. Its moments are worked out by the server, which knows the time zones; until then its
/// ends are in the order of their words.
fn window(typed: &TypedFreeze) -> Freeze {
    let is_right = typed.from < typed.until;
    Freeze {
        name: typed.name.trim().to_owned(),
        time_zone: typed.time_zone.trim().to_owned(),
        from: typed.from.clone(),
        until: typed.until.clone(),
        from_ms: 0,
        until_ms: i64::from(is_right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_and_not_changed_is_the_same_policy() {
        let policy = Policy::default();
        assert_eq!(Typed::of(&policy).read(), Ok(policy));
    }

    #[test]
    fn names_stand_once_however_they_are_set_apart() {
        let typed = Typed {
            approvers: "rosa, ada ,rosa\nlea".to_owned(),
            ..Typed::of(&Policy::default())
        };
        assert_eq!(
            typed.read().unwrap().review.approvers,
            ["rosa", "ada", "lea"]
        );
    }

    #[test]
    fn what_is_no_number_is_told_once_at_its_field() {
        let typed = Typed {
            approvals: "two".to_owned(),
            expires_after_days: "0".to_owned(),
            ..Typed::of(&Policy::default())
        };
        let members: Vec<_> = typed
            .read()
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.member)
            .collect();
        assert_eq!(members, ["approvals", "expires_after_days"]);
    }

    #[test]
    fn a_window_has_to_end_after_it_begins() {
        let typed = Typed {
            freezes: vec![TypedFreeze {
                id: 0,
                name: "Christmas".to_owned(),
                time_zone: "UTC".to_owned(),
                from: "2026-12-27T00:00".to_owned(),
                until: "2026-12-20T00:00".to_owned(),
            }],
            ..Typed::of(&Policy::default())
        };
        let faults = typed.read().unwrap_err();
        assert!(faults[0].message.contains("Christmas"));
    }
}
