//! The cluster.

use shared::json::Json;
use shared::plan::Plan;
use shared::preflight::Line;

use super::line::Look;
use super::subject::Subject;
use crate::aws::{Aws, last_part};

pub(super) async fn look(aws: &Aws, plan: &Plan, subject: &Subject) -> Vec<Line> {
    if plan.steps.is_empty() {
        return Vec::new();
    }
    let name = last_part(&plan.target.cluster);
    let look = Look::at("cluster-active", name);
    let cluster = match aws.cluster(name).await {
        Ok(Some(cluster)) => cluster,
        Ok(None) => {
            return vec![look.wrong("There is no such cluster: create it, or choose another.")];
        }
        Err(error) => return vec![look.unread("Whether it exists", &error)],
    };
    vec![match cluster.status.as_str() {
        "ACTIVE" if cluster.container_instances == 0 && needs_instances(subject) => look.unknown(
            "It is active, but no container instance is registered in it: tasks wait until there is one.",
            None,
        ),
        "ACTIVE" => look.fine("It is active."),
        "INACTIVE" => look.wrong("It was deleted: create it, or choose another."),
        other => look.unknown(format!("Its status is {other}; ECS may refuse until it is active."), None),
    }]
}

/// Whether tasks only run on instances that are registered already.
fn needs_instances(subject: &Subject) -> bool {
    subject
        .starts
        .iter()
        .any(|started| started.request.get("launchType").and_then(Json::as_str) == Some("EC2"))
}
