//! Alarms that are to watch over the rollout: whether they are there, and whether one rings already.
//!
//! Where one does as a rollout begins, ECS watches none of them until it is over, so that what made
//! them ring can be mended (Amazon ECS Developer Guide, "How CloudWatch alarms detect Amazon ECS
//! deployment failures").

use shared::json::Json;
use shared::plan::{Plan, PlanKind};
use shared::preflight::Line;

use super::line::Look;
use super::subject::{Subject, texts};
use crate::aws::Aws;

const CODE: &str = "alarm-quiet";

pub(super) async fn look(aws: &Aws, plan: &Plan, subject: &Subject) -> Vec<Line> {
    let names = names(plan, subject);
    if names.is_empty() {
        return Vec::new();
    }
    let states = match aws.alarm_states(&names).await {
        Ok(states) => states,
        Err(error) => {
            let look = Look::at(CODE, names.join(", "));
            return vec![look.unread("Whether it rings", &error)];
        }
    };
    names
        .iter()
        .map(|name| {
            let look = Look::at(CODE, name.clone());
            match states.get(name).map(String::as_str) {
                Some("ALARM") => look.unknown(
                    "It rings already. ECS then watches no alarm until the rollout is over, so that what rings can be mended: this rollout will not be taken back by an alarm. Unless it is the repair, deploy when the alarm is OK again.",
                    None,
                ),
                Some(_) => look.fine("It does not ring."),
                None => look.unknown(
                    "There is no such alarm in this account and region, so that nothing watches over the rollout by it: make it, or take it out of the service's alarms.",
                    None,
                ),
            }
        })
        .collect()
}

/// The alarms that are switched on, where something rolls.
fn names(plan: &Plan, subject: &Subject) -> Vec<String> {
    if subject.starts.is_empty() || plan.kind == PlanKind::Scaling {
        return Vec::new();
    }
    let alarms = subject
        .service
        .as_ref()
        .and_then(|service| service.get("deploymentConfiguration")?.get("alarms"))
        .filter(|alarms| alarms.get("enable").and_then(Json::as_bool) == Some(true));
    alarms.map_or_else(Vec::new, |alarms| texts(alarms, "alarmNames"))
}
