//! What a service that goes on as it is still needs of the revision that it is moved to.

use crate::check::{Documents, Known, check};
use crate::document::Document;
use crate::issue::{DocumentKind, Issue};

/// The rules by which a service names something of its tasks: ECS refuses a revision that lacks it.
const CONNECTED: [&str; 6] = [
    "load-balancer-container",
    "load-balancer-port",
    "registry-container-unknown",
    "service-connect-port",
    "lattice-port",
    "gateway-port",
];

/// What the service as it will be names of its tasks, and the revision that it will run does not
/// have. What is found already is left out. A document that speaks for a part of the service shows
/// nothing of it, nor does one that names a revision.
pub(super) fn missing(
    after: &Document,
    runs: Option<&Document>,
    known: &Known,
    found: &[Issue],
) -> Vec<Issue> {
    let Some(runs) = runs else {
        return Vec::new();
    };
    let documents = Documents {
        task_definition: Some(runs),
        service: Some(after),
        run_task: None,
    };
    let is_found = |issue: &Issue| {
        found
            .iter()
            .any(|other| other.code == issue.code && other.pointer == issue.pointer)
    };
    check(&documents, known)
        .into_iter()
        .filter(|issue| issue.document == DocumentKind::Service)
        .filter(|issue| CONNECTED.contains(&issue.code.as_ref()))
        .filter(|issue| !is_found(issue))
        .map(|issue| {
            let member = issue.pointer.tokens().next().unwrap_or_default();
            Issue {
                message: format!("{}. The service's {member} need it", issue.message),
                // It would change a document that need not hold the place.
                fix: None,
                ..issue
            }
        })
        .collect()
}
