//! What a policy asks for that nobody could give, as people are.

use serde::{Deserialize, Serialize};

use super::Policy;
use crate::permission::{Grants, Operation};

/// Something that a policy asks for and that nobody, or not enough people, could give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// The member of the policy that it is about, such as `approvals`.
    pub member: String,
    /// What lacks and the way out, in sentences.
    pub message: String,
}

/// Somebody whose account is open.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The name.
    pub name: &'a str,
    /// What they may do, and where.
    pub grants: &'a Grants,
}

impl Policy {
    /// What it asks for in an environment that those who have an account could not give. Such a
    /// policy is kept all the same, since people may be yet to come.
    pub fn gaps(&self, environment: &str, people: &[Known<'_>]) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut gap = |member: &str, message: String| {
            gaps.push(Gap {
                member: member.to_owned(),
                message,
            });
        };
        let may = |person: &Known<'_>, operation| person.grants.can(operation, environment).is_ok();
        let review = &self.review;
        for (member, names, operation, what, role) in [
            (
                "approvers",
                &review.approvers,
                Operation::Review,
                "review",
                "a reviewer",
            ),
            (
                "break_glass",
                &self.break_glass,
                Operation::Deploy,
                "deploy",
                "a deployer",
            ),
        ] {
            for name in names {
                match people.iter().find(|person| person.name == name) {
                    None => gap(
                        member,
                        format!(
                            "Nobody with an open account is called {name}. Look for a slip, or add them under People."
                        ),
                    ),
                    Some(person) if !may(person, operation) => gap(
                        member,
                        format!(
                            "{name} may not {what} in {environment}. Make them {role} there, or take the name out."
                        ),
                    ),
                    Some(_) => {}
                }
            }
        }
        let reviewers: Vec<&str> = people
            .iter()
            .filter(|person| may(person, Operation::Review))
            .map(|person| person.name)
            .filter(|name| {
                review.approvers.is_empty() || review.approvers.iter().any(|known| known == name)
            })
            .collect();
        let needed = usize::try_from(review.approvals).unwrap_or(usize::MAX);
        if needed > reviewers.len() {
            let there_are = match reviewers.as_slice() {
                [] => "nobody can give one".to_owned(),
                [one] => format!("only {one} can give one"),
                some => format!("only {} can give them", some.join(", ")),
            };
            let asked = match needed {
                1 => "1 approval is".to_owned(),
                some => format!("{some} approvals are"),
            };
            gap(
                "approvals",
                format!(
                    "{asked} asked for, and {there_are}: no change could be deployed. Make more people reviewers in {environment}, or ask for fewer."
                ),
            );
        } else if needed == reviewers.len() {
            // Nobody approves what they wrote.
            let writers: Vec<&str> = people
                .iter()
                .filter(|person| {
                    may(person, Operation::Propose) && reviewers.contains(&person.name)
                })
                .map(|person| person.name)
                .collect();
            if !writers.is_empty() {
                gap(
                    "approvals",
                    format!(
                        "What {} should write could not be approved: nobody approves their own, and there is nobody to spare. Make one more person a reviewer in {environment}.",
                        writers.join(" or ")
                    ),
                );
            }
        }
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Policy};
    use crate::permission::{Grant, Grants, Role};

    fn told(change: impl FnOnce(&mut Policy), people: &[(&str, Role)]) -> Vec<(String, String)> {
        let mut policy = Policy::default();
        change(&mut policy);
        let grants: Vec<(&str, Grants)> = people
            .iter()
            .map(|(name, role)| (*name, Grants(vec![Grant::everywhere(*role)])))
            .collect();
        let known: Vec<Known<'_>> = grants
            .iter()
            .map(|(name, grants)| Known { name, grants })
            .collect();
        policy
            .gaps("live", &known)
            .into_iter()
            .map(|gap| (gap.member, gap.message))
            .collect()
    }

    #[test]
    fn a_policy_that_asks_for_nothing_has_no_gap() {
        assert_eq!(told(|_| (), &[]), []);
    }

    #[test]
    fn more_approvals_than_reviewers_are_told_with_who_there_is() {
        let people = [("rosa", Role::Reviewer), ("eli", Role::Editor)];
        let all = told(|policy| policy.review.approvals = 2, &people);
        let [(member, words)] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!(member, "approvals");
        assert!(
            words.contains("2 approvals are asked for, and only rosa"),
            "{words}"
        );
        assert_eq!(told(|policy| policy.review.approvals = 1, &people), []);
    }

    #[test]
    fn who_writes_and_reviews_leaves_nobody_to_approve() {
        let people = [("ada", Role::Administrator)];
        let all = told(|policy| policy.review.approvals = 1, &people);
        assert!(all[0].1.contains("What ada should write"), "{all:?}");
        let more = [("ada", Role::Administrator), ("rosa", Role::Reviewer)];
        assert_eq!(told(|policy| policy.review.approvals = 1, &more), []);
    }

    #[test]
    fn names_that_nobody_has_and_those_who_may_not_are_told_at_their_member() {
        let people = [("rosa", Role::Reviewer), ("vera", Role::Viewer)];
        let all = told(
            |policy| {
                policy.review.approvals = 1;
                policy.review.approvers = vec!["rosa".to_owned(), "rossa".to_owned()];
                policy.break_glass = vec!["vera".to_owned()];
            },
            &people,
        );
        let members: Vec<&str> = all.iter().map(|(member, _)| member.as_str()).collect();
        assert_eq!(members, ["approvers", "break_glass"]);
        assert!(all[0].1.contains("called rossa"), "{all:?}");
        assert!(all[1].1.contains("vera may not deploy in live"), "{all:?}");
    }
}
