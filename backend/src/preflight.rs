//! What is looked at in AWS before a plan's first call, so that what would fail is known before
//! anything was changed.
//!
//! A line says *wrong* only where AWS would certainly refuse, tasks would certainly fail, or other
//! bytes would run than were planned: a wrong line holds the deployment up. What cannot be looked at, or may go either way, is
//! *unknown*, with the reason, and holds nothing up.

mod alarms;
mod balancing;
mod cluster;
mod credentials;
mod images;
mod instances;
mod line;
mod logs;
mod need;
mod network;
mod permissions;
mod quotas;
mod roles;
mod secrets;
mod subject;

use std::pin::Pin;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use shared::plan::Plan;
use shared::preflight::{Line, Preflight};
use tokio::time::Instant;

use crate::aws::Aws;
use line::Look;
use subject::Subject;

/// So long may it all take. What AWS has not answered by then is unknown.
const PATIENCE: Duration = Duration::from_secs(9);
/// So many looks are taken at the same time.
const AT_ONCE: usize = 6;

/// The lines of one kind of look.
type Looking<'a> = Pin<Box<dyn Future<Output = Vec<Line>> + Send + 'a>>;

/// Looks at everything that a plan needs in AWS. Nothing changes there, and nothing of this fails:
/// what cannot be looked at becomes a line that says so.
pub async fn run(aws: &Aws, plan: &Plan, now_ms: i64) -> Preflight {
    run_within(aws, plan, now_ms, PATIENCE).await
}

/// The same with another patience.
pub async fn run_within(aws: &Aws, plan: &Plan, now_ms: i64, patience: Duration) -> Preflight {
    let until = Instant::now() + patience;
    let steps = tokio::time::timeout_at(until, Subject::of(aws, plan)).await;
    let lines = match steps {
        Ok((subject, unread)) => {
            let mut lines = unread;
            lines.extend(look(aws, plan, &subject, until).await);
            lines
        }
        Err(_) => vec![Look::at("task-definition", plan.target.service.clone()).late()],
    };
    Preflight {
        as_of_ms: now_ms,
        lines: sorted(lines),
    }
}

async fn look(aws: &Aws, plan: &Plan, subject: &Subject, until: Instant) -> Vec<Line> {
    let looks: [(&'static str, Looking<'_>); 12] = [
        ("credentials", Box::pin(credentials::look(aws, plan))),
        (
            "cluster-active",
            Box::pin(cluster::look(aws, plan, subject)),
        ),
        ("image-exists", Box::pin(images::look(aws, plan, subject))),
        ("secret-readable", Box::pin(secrets::look(aws, subject))),
        ("role-trusts-tasks", Box::pin(roles::look(aws, subject))),
        ("log-group-exists", Box::pin(logs::look(aws, subject))),
        ("target-group-fits", Box::pin(balancing::look(aws, subject))),
        ("alarm-quiet", Box::pin(alarms::look(aws, plan, subject))),
        (
            "instance-room",
            Box::pin(instances::look(aws, plan, subject)),
        ),
        ("subnet-addresses", Box::pin(network::look(aws, subject))),
        ("tasks-quota", Box::pin(quotas::of_service(aws, subject))),
        (
            "fargate-quota",
            Box::pin(quotas::of_fargate(aws, plan, subject)),
        ),
    ];
    let mut timed: Vec<Looking<'_>> = Vec::new();
    for (code, look) in looks {
        let target = plan.target.service.clone();
        timed.push(Box::pin(async move {
            match tokio::time::timeout_at(until, look).await {
                Ok(lines) => lines,
                Err(_) => vec![Look::at(code, target).late()],
            }
        }));
    }
    together(timed, AT_ONCE).await
}

/// Takes looks, so many at the same time; their lines in order.
async fn together(looks: Vec<Looking<'_>>, at_once: usize) -> Vec<Line> {
    stream::iter(looks).buffered(at_once).concat().await
}

/// What is wrong first, then what is not known; within these by kind and by what was looked at.
fn sorted(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|one, other| {
        (one.finding, &one.code, &one.subject).cmp(&(other.finding, &other.code, &other.subject))
    });
    lines
}
