//! The account's quotas: of tasks in a service, and of what runs on Fargate at the same time.
//!
//! Source of both: "Amazon ECS endpoints and quotas" in the AWS General Reference.

use shared::json::Json;
use shared::plan::Plan;
use shared::preflight::Line;
use shared::schema::vcpu;

use super::line::Look;
use super::subject::{Started, Subject, list};
use crate::aws::{Aws, FargateUse, Quota};

/// AWS's default quota of tasks in a service; an account may have another.
const TASKS_OF_SERVICE: u64 = 5000;
/// What Service Quotas counts and we cannot see.
const NOT_COUNTED: &str =
    "Tasks of clusters that are not looked after here and pods of EKS are not counted.";

/// The tasks that a service wants, against the quota of them, which is of the desired count.
pub(super) async fn of_service(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let Some((desired, _)) = subject.tasks.filter(|_| subject.service.is_some()) else {
        return Vec::new();
    };
    let look = Look::at("tasks-quota", format!("{desired} tasks"));
    let fits_by_default = desired <= TASKS_OF_SERVICE;
    vec![match aws.quota(Quota::TasksOfService).await {
        Ok(Some(quota)) if number(desired) > quota => look.wrong(format!(
            "A service of this account may want {quota} tasks: want fewer, or ask AWS for more in Service Quotas."
        )),
        Ok(Some(quota)) => look.fine(format!("A service of this account may want {quota} tasks.")),
        Ok(None) if fits_by_default => look.fine(format!(
            "AWS's default quota is {TASKS_OF_SERVICE} tasks in a service, and Service Quotas has no other for this account."
        )),
        Ok(None) => look.unknown(
            format!(
                "Service Quotas tells nothing of this account, and AWS's default is {TASKS_OF_SERVICE} tasks in a service."
            ),
            None,
        ),
        Err(error) => look.unread_but(
            "How many tasks a service of this account may want",
            &error,
            &format!("AWS's default is {TASKS_OF_SERVICE}."),
        ),
    }]
}

/// What the tasks that are started need of Fargate, against what the account may use of it at the
/// same time.
pub(super) async fn of_fargate(aws: &Aws, plan: &Plan, subject: &Subject) -> Vec<Line> {
    let mut lines = Vec::new();
    for started in &subject.starts {
        let quotas = quotas(started);
        let Some(size) = size(started).filter(|_| !quotas.is_empty()) else {
            continue;
        };
        let used = aws.fargate_use().await;
        for quota in &quotas {
            let look = Look::at("fargate-quota", quota.name());
            let account = match aws.quota(*quota).await {
                Ok(Some(account)) => account,
                Ok(None) => {
                    lines.push(look.unknown(
                        "Service Quotas tells nothing of this account: look there whether it is enough.",
                        None,
                    ));
                    continue;
                }
                Err(error) => {
                    let what = "How many vCPU the account may use";
                    lines.push(look.unread(what, &error));
                    continue;
                }
            };
            let wanted = wanted(started, subject) * size;
            if wanted > account {
                let words = format!(
                    "The account may use {account} vCPU, and all tasks that are wanted need {wanted}: want fewer or smaller tasks, or ask AWS for more in Service Quotas."
                );
                // Where there is a choice of two, the other may take them.
                lines.push(if quotas.len() == 1 {
                    look.wrong(words)
                } else {
                    look.unknown(words, None)
                });
                continue;
            }
            lines.push(match &used {
                Ok(used) => beside_others(look, account, used, &need(started, plan, subject, used, *quota, size)),
                Err(error) => look.unread_but(
                    "What other tasks use",
                    error,
                    &format!("The account may use {account} vCPU, and all tasks that are wanted need {wanted}."),
                ),
            });
        }
    }
    lines
}

/// What is needed at the same time, in vCPU.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Need {
    /// By the tasks that a plan is about, at the peak.
    peak: f64,
    /// By all other tasks.
    others: f64,
}

fn need(
    started: &Started,
    plan: &Plan,
    subject: &Subject,
    used: &FargateUse,
    quota: Quota,
    size: f64,
) -> Need {
    let of = |used: crate::aws::Used| match quota {
        Quota::FargateSpot => used.spot,
        Quota::Fargate | Quota::TasksOfService => used.on_demand,
    };
    let wanted = wanted(started, subject) * size;
    if started.is_one_off {
        return Need {
            peak: wanted,
            others: of(used.total),
        };
    }
    let own = used.of_service(&plan.target.cluster, &plan.target.service);
    let most = subject.tasks.map_or(0, |(_, most)| most);
    // The tasks that run now give way one by one, so it is the most either at the beginning, with
    // all of them and as many new ones as may be beside them, or at the end.
    let first = of(own) + number(most.saturating_sub(own.tasks)) * size;
    Need {
        peak: first.max(wanted),
        others: of(used.total) - of(own),
    }
}

fn beside_others(look: Look, account: f64, used: &FargateUse, need: &Need) -> Line {
    let Need { peak, others } = need;
    let counted = format!(
        "{peak} vCPU are needed at the peak, and other tasks use {others} of the {account} that the account may use."
    );
    if peak + others > account {
        return look.unknown(
            format!(
                "{counted} Tasks have to wait until others end: ask AWS for more in Service Quotas. {NOT_COUNTED}"
            ),
            None,
        );
    }
    if used.is_cut {
        return look.unknown(
            format!("{counted} More tasks run than were counted. {NOT_COUNTED}"),
            None,
        );
    }
    look.fine(format!("{counted} {NOT_COUNTED}"))
}

/// Which quotas tasks may count against; none where they do not run on Fargate for certain.
fn quotas(started: &Started) -> Vec<Quota> {
    if started.on_fargate() != Some(true) {
        return Vec::new();
    }
    let names = |name: &str| {
        list(&started.request, "capacityProviderStrategy")
            .iter()
            .any(|item| item.get("capacityProvider").and_then(Json::as_str) == Some(name))
    };
    let (on_demand, spot) = (names("FARGATE"), names("FARGATE_SPOT"));
    let mut quotas = Vec::new();
    if on_demand || !spot {
        quotas.push(Quota::Fargate);
    }
    if spot {
        quotas.push(Quota::FargateSpot);
    }
    quotas
}

/// The vCPU of one task.
fn size(started: &Started) -> Option<f64> {
    let overrides = started.request.get("overrides");
    overrides
        .and_then(|overrides| overrides.get("cpu"))
        .and_then(Json::as_str)
        .or_else(|| started.text("cpu"))
        .and_then(vcpu)
}

/// How many tasks are wanted when all is done.
fn wanted(started: &Started, subject: &Subject) -> f64 {
    if started.is_one_off {
        let count = started.request.get("count").and_then(Json::as_i64);
        return number(
            count
                .and_then(|count| u64::try_from(count).ok())
                .unwrap_or(1),
        );
    }
    number(subject.tasks.map_or(0, |(desired, _)| desired))
}

/// A count as what it is multiplied and compared with; more tasks than this are wanted nowhere.
fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
