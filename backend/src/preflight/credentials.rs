//! Longshore's own credentials: whether AWS takes them, and whether they may make the plan's
//! calls.

use std::collections::BTreeSet;

use shared::plan::Plan;
use shared::preflight::Line;

use super::line::Look;
use super::permissions::{self, Needed};
use super::{Looking, together};
use crate::aws::{Aws, AwsError, Decision};

const CODE: &str = "action-allowed";
/// So many simulations are asked for at the same time; IAM lets few through.
const AT_ONCE: usize = 3;

pub(super) async fn look(aws: &Aws, plan: &Plan) -> Vec<Line> {
    let look = Look::at("credentials", "AWS credentials");
    let caller = match aws.caller().await {
        Ok(caller) => caller,
        // No policy can forbid this call, so that a refusal means the credentials themselves.
        Err(error @ AwsError::NotAllowed { .. }) => return vec![look.wrong(error.words())],
        Err(error) => return vec![look.unread("Whether AWS takes them", &error)],
    };
    let mut lines = vec![look.fine(format!("Longshore comes as {caller}."))];
    let Some(account) = caller.split(':').nth(4) else {
        return lines;
    };
    let needed = permissions::needed(plan, aws.region(), account);
    let principal = aws.principal(&caller).await;
    let mut looks: Vec<Looking<'_>> = Vec::new();
    for one in needed {
        let principal = &principal;
        looks.push(Box::pin(async move {
            let look = Look::at(CODE, format!("{} on {}", one.action.name, one.resource));
            vec![match principal {
                Ok(Some(principal)) => simulated(aws, look, principal, &one).await,
                Ok(None) => look.unknown(
                    "Whether it is allowed could not be told: IAM does not simulate for the root user and for federated users.",
                    None,
                ),
                Err(error) => look.unread("Whether it is allowed", error),
            }]
        }));
    }
    lines.extend(together(looks, AT_ONCE).await);
    lines
}

async fn simulated(aws: &Aws, look: Look, principal: &str, needed: &Needed) -> Line {
    let mut decisions = Vec::new();
    // A policy may allow an action on everything alone where IAM knows no resource for it.
    for resource in [needed.resource.as_str(), "*"] {
        match aws.may(principal, &needed.action, resource).await {
            Ok(Some(decision @ (Decision::Allowed | Decision::Denied))) => {
                decisions.push(decision);
                break;
            }
            Ok(Some(decision)) => decisions.push(decision),
            Ok(None) => {}
            Err(error) => return look.unread("Whether it is allowed", &error),
        }
    }
    told(look, principal, needed, &decisions)
}

fn told(look: Look, principal: &str, needed: &Needed, decisions: &[Decision]) -> Line {
    let name = needed.action.name;
    if decisions.contains(&Decision::Allowed) {
        return look.fine("It is allowed to Longshore.");
    }
    let keys: BTreeSet<&str> = decisions
        .iter()
        .filter_map(|decision| match decision {
            Decision::DependsOn(keys) => Some(keys),
            Decision::Allowed | Decision::NotAllowed | Decision::Denied => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    if decisions.is_empty() || !keys.is_empty() {
        let why = if keys.is_empty() {
            "IAM said nothing of it".to_owned()
        } else {
            let keys: Vec<&str> = keys.into_iter().collect();
            format!("it depends on {}", keys.join(", "))
        };
        return look.unknown(
            format!("Whether it is allowed could not be told: {why}."),
            None,
        );
    }
    if !needed.is_certain {
        return look.unknown(
            format!(
                "{name} is not allowed to {principal}; where the account setting tagResourceAuthorization is on, AWS refuses."
            ),
            None,
        );
    }
    look.wrong(format!(
        "{name} is not allowed to {principal}, so AWS would refuse: allow it in its IAM policy; `longshore iam-policy` prints what Longshore needs."
    ))
}

#[cfg(test)]
mod tests {
    use shared::preflight::Finding;

    use super::{Look, Needed, told};
    use crate::aws::{Action, Decision};

    fn finding(is_certain: bool, decisions: &[Decision]) -> Finding {
        let needed = Needed {
            action: Action {
                name: "ecs:CreateService",
                context: Vec::new(),
            },
            resource: "*".to_owned(),
            is_certain,
        };
        told(Look::at("action-allowed", "x"), "role", &needed, decisions).finding
    }

    #[test]
    fn only_what_is_certainly_refused_is_wrong() {
        let depends = Decision::DependsOn(vec!["aws:RequestTag/team".to_owned()]);
        for (is_certain, decisions, expected) in [
            (true, vec![Decision::Allowed], Finding::Fine),
            (
                true,
                vec![Decision::NotAllowed, Decision::Allowed],
                Finding::Fine,
            ),
            (
                true,
                vec![Decision::NotAllowed, Decision::NotAllowed],
                Finding::Wrong,
            ),
            (true, vec![Decision::Denied], Finding::Wrong),
            (true, vec![depends, Decision::NotAllowed], Finding::Unknown),
            (false, vec![Decision::Denied], Finding::Unknown),
            (true, vec![], Finding::Unknown),
        ] {
            assert_eq!(finding(is_certain, &decisions), expected, "{decisions:?}");
        }
    }
}
