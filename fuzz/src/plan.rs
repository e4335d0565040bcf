//! Plans: any documents give one or the reasons against it, and the same ones give the same.

use shared::issue::{DocumentKind, Severity};
use shared::json;
use shared::plan::{self, Extent, Observed, Plan, Wanted, make};

/// Plans a task definition and a service, with and without a service that is there, whose revision
/// the task definition may be of.
pub fn run(text: &str) {
    let [first, second, third, fourth] = crate::texts(text);
    let Some(service) = crate::document_of(DocumentKind::Service, second) else {
        return;
    };
    let task_definition = crate::document_of(DocumentKind::TaskDefinition, first);
    let observed = Observed {
        service: crate::document_of(DocumentKind::Service, third),
        task_definition: crate::document_of(DocumentKind::TaskDefinition, fourth),
        ..Observed::default()
    };
    let itself = Observed {
        service: Some(service.clone()),
        ..Observed::default()
    };
    let new = Observed::default();
    let named = None;
    for (task_definition, extent, observed) in [
        (task_definition.as_ref(), Extent::Partial, &new),
        (task_definition.as_ref(), Extent::Partial, &observed),
        (task_definition.as_ref(), Extent::Whole, &observed),
        (task_definition.as_ref(), Extent::Revision, &observed),
        (named, Extent::Whole, &itself),
        (named, Extent::Partial, &observed),
    ] {
        let wanted = Wanted {
            task_definition,
            service: &service,
            extent,
            gate: None,
        };
        holds(&wanted, observed);
    }
}

fn holds(wanted: &Wanted<'_>, observed: &Observed) {
    let preview = match make("p", wanted, observed) {
        Ok(preview) => preview,
        Err(issues) => {
            return assert!(issues.iter().any(|issue| issue.severity == Severity::Error));
        }
    };
    assert!(
        preview
            .issues
            .iter()
            .all(|issue| issue.severity != Severity::Error)
    );
    assert_eq!(make("p", wanted, observed).as_ref(), Ok(&preview));
    assert_eq!(plan::hash(&preview.plan), preview.hash);
    for body in preview.plan.steps.iter().filter_map(|step| step.body()) {
        // It goes to AWS, so it is JSON to everybody and not only to us.
        assert!(json::parse(body).is_ok(), "{body}");
        assert!(
            serde_json::from_str::<serde_json::Value>(body).is_ok(),
            "{body}"
        );
    }
    // It is kept and fetched again as text.
    let text = serde_json::to_string(&preview.plan).unwrap();
    let fetched: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(plan::hash(&fetched), preview.hash);
}
