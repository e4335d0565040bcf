//! Log groups: whether they are there, or will be made.

use std::collections::BTreeMap;

use shared::json::Json;
use shared::preflight::Line;

use super::line::Look;
use super::subject::Subject;
use crate::aws::{Action, Aws, Decision, last_part, partition};

const CODE: &str = "log-group-exists";

/// How a log group is used.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    /// Whether the log driver is to make it.
    is_made: bool,
    /// The role that writes it, where that is known: on instances it is that of the instance.
    role: Option<String>,
}

pub(super) async fn look(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, group) in groups(subject, aws.region()) {
        let look = Look::at(CODE, name.clone());
        lines.push(match aws.has_log_group(&name).await {
            Ok(true) => look.fine("It exists."),
            Ok(false) if group.is_made => made(aws, look, &name, group.role.as_deref()).await,
            Ok(false) => look.wrong(
                "There is no such log group, so no container could be started: create it, or set the option awslogs-create-group to true.",
            ),
            Err(error) => look.unread("Whether it exists", &error),
        });
    }
    lines
}

async fn made(aws: &Aws, look: Look, name: &str, role: Option<&str>) -> Line {
    const WHAT: &str = "There is no such log group yet, and whether the role may create it";
    let (Some(role), Some(account)) = (role, aws.account().await) else {
        return look.unknown(
            format!("{WHAT} could not be told: on instances the role of the instance creates it."),
            None,
        );
    };
    let action = Action {
        name: "logs:CreateLogGroup",
        context: Vec::new(),
    };
    let region = aws.region();
    let partition = partition(region);
    let resource = format!("arn:{partition}:logs:{region}:{account}:log-group:{name}:*");
    let named = last_part(role);
    match aws.may(role, &action, &resource).await {
        Ok(Some(Decision::Allowed)) => {
            look.fine("There is no such log group yet; the first container creates it.")
        }
        Ok(Some(Decision::NotAllowed | Decision::Denied)) => look.wrong(format!(
            "There is no such log group, and the role {named} may not create it: allow logs:CreateLogGroup to it, or create the group."
        )),
        Ok(Some(Decision::DependsOn(keys))) => look.unknown(
            format!("{WHAT} depends on {}.", keys.join(", ")),
            None,
        ),
        Ok(None) => look.unknown(format!("{WHAT} could not be told: IAM said nothing."), None),
        Err(error) => look.unread(WHAT, &error),
    }
}

/// The groups of this region that containers log to.
fn groups(subject: &Subject, region: &str) -> BTreeMap<String, Group> {
    let mut groups = BTreeMap::new();
    for started in &subject.starts {
        let on_fargate = started.on_fargate() == Some(true);
        for container in started.containers() {
            let Some(logs) = container.get("logConfiguration") else {
                continue;
            };
            let option = |name: &str| logs.get("options")?.get(name)?.as_str();
            let is_ours = logs.get("logDriver").and_then(Json::as_str) == Some("awslogs")
                && option("awslogs-region").is_none_or(|other| other == region);
            if let Some(name) = option("awslogs-group").filter(|_| is_ours) {
                let role = Subject::execution_role(started).filter(|_| on_fargate);
                let group = Group {
                    is_made: option("awslogs-create-group") == Some("true"),
                    role: role.map(str::to_owned),
                };
                groups.insert(name.to_owned(), group);
            }
        }
    }
    groups
}
