//! Roles: whether they are there, and whether ECS tasks may act as them.

use std::collections::BTreeSet;

use shared::check::Trust;
use shared::json::Json;
use shared::preflight::Line;

use super::line::Look;
use super::subject::{Started, Subject};
use crate::aws::Aws;

const CODE: &str = "role-trusts-tasks";

pub(super) async fn look(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let wanted: BTreeSet<String> = subject.starts.iter().flat_map(of_tasks).collect();
    let account = aws.account().await;
    let mut lines = Vec::new();
    for role in wanted {
        let look = Look::at(CODE, role.clone());
        if role.split(':').nth(4) != account.as_deref() {
            lines.push(look.unknown(
                "Whether it exists could not be told: it is of another account, or named without its ARN.",
                None,
            ));
            continue;
        }
        lines.push(match aws.role_trust(&role).await {
            Ok(Some(Trust::Tasks)) => look.fine("It exists, and ECS tasks may act as it."),
            Ok(Some(Trust::Others)) => look.wrong(
                "ECS tasks may not act as it, so none could be started: let ecs-tasks.amazonaws.com assume it in its trust policy.",
            ),
            Ok(None) => look.wrong("There is no such role: create it, or choose another."),
            Err(error) => look.unread("Whether ECS tasks may act as it", &error),
        });
    }
    lines
}

/// The roles of the tasks, with what a one-off task puts in their place.
pub(super) fn of_tasks(started: &Started) -> BTreeSet<String> {
    let overrides = started.request.get("overrides").unwrap_or(&Json::Null);
    ["taskRoleArn", "executionRoleArn"]
        .into_iter()
        .filter_map(|member| {
            let role = overrides.get(member).and_then(Json::as_str);
            role.or_else(|| started.text(member)).map(str::to_owned)
        })
        .collect()
}
