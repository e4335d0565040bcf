//! Secrets and parameters: whether they are there, and whether the execution role may read them.

use std::collections::BTreeSet;

use shared::json::Json;
use shared::preflight::Line;

use super::line::Look;
use super::subject::{Started, Subject, list};
use crate::aws::Aws;

const CODE: &str = "secret-readable";

pub(super) async fn look(aws: &Aws, subject: &Subject) -> Vec<Line> {
    let mut lines = Vec::new();
    for started in &subject.starts {
        let references = references(started);
        if references.is_empty() {
            continue;
        }
        let role = Subject::execution_role(started).filter(|role| role.starts_with("arn:"));
        let secrets = aws.secrets(role, &references).await;
        if role.is_none() {
            lines.extend(references.iter().map(|reference| {
                let look = Look::at(CODE, reference.clone());
                match secrets.there.get(reference) {
                    Some(false) => look.wrong(GONE),
                    Some(true) | None => look.unknown(
                        "Whether it may be read could not be told: the task definition names no execution role by its ARN.",
                        None,
                    ),
                }
            }));
            continue;
        }
        for reading in secrets.readability {
            let look = Look::at(CODE, reading.told.value_from);
            lines.push(if reading.is_refused {
                look.wrong(reading.told.words)
            } else if reading.told.readable == Some(true) {
                look.fine(reading.told.words)
            } else if reading.told.readable == Some(false) {
                look.unknown(
                    format!(
                        "{} Unless a policy of the secret or of its key allows it, no task can be started.",
                        reading.told.words
                    ),
                    None,
                )
            } else {
                look.unknown(reading.told.words, reading.missing_action)
            });
        }
    }
    lines.sort_by(|one, other| one.subject.cmp(&other.subject));
    lines.dedup();
    lines
}

const GONE: &str = "There is nothing of this name, or it is marked for deletion: create it, restore it, or choose another.";

/// Every secret and parameter that containers, their log drivers and their registries get.
fn references(started: &Started) -> Vec<String> {
    let mut found = BTreeSet::new();
    for container in started.containers() {
        let logs = container.get("logConfiguration").unwrap_or(&Json::Null);
        let named = list(container, "secrets")
            .iter()
            .chain(list(logs, "secretOptions"))
            .filter_map(|secret| secret.get("valueFrom"));
        let credentials = container
            .get("repositoryCredentials")
            .and_then(|credentials| credentials.get("credentialsParameter"));
        found.extend(
            named
                .chain(credentials)
                .filter_map(|reference| reference.as_str().map(str::to_owned)),
        );
    }
    found.into_iter().collect()
}
