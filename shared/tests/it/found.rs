//! What the fuzz targets found: the smallest text of each, and the property that it broke.

use shared::diff::{apply, diff};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json;
use shared::normal::normal;
use shared::plan::{Extent, Observed, Wanted, make};

fn document(kind: DocumentKind, text: &str) -> Document {
    Document::new(kind, json::parse(text).unwrap())
}

#[test]
fn normal_form_is_idempotent() {
    use DocumentKind::Service;
    for (kind, text) in [
        (Service, r#"{"deploymentController": {"a": 1}}"#),
        (
            Service,
            r#"{"deploymentConfiguration": {"canaryConfiguration": {}, "linearConfiguration": {"a": 1}}}"#,
        ),
        (
            Service,
            r#"{"deploymentConfiguration": {"canaryConfiguration": {"a": 1}}}"#,
        ),
    ] {
        let once = normal(&document(kind, text));
        assert_eq!(normal(&once), once, "{text}");
        assert_eq!(diff(&document(kind, text), &once), [], "{text}");
    }
}

#[test]
fn a_diff_says_everything() {
    use DocumentKind::Service;
    for (kind, before, after) in [(
        Service,
        r#"{"deploymentConfiguration": {"canaryConfiguration": {"canaryPercent": 7}}}"#,
        r#"{"deploymentConfiguration": {"canaryConfiguration": {"a": 1}}}"#,
    )] {
        let (before, after) = (document(kind, before), document(kind, after));
        for (before, after) in [(&before, &after), (&after, &before)] {
            let changes = diff(before, after);
            assert_eq!(apply(&changes, before), normal(after));
        }
    }
}

#[test]
fn nothing_is_sent_that_is_no_json() {
    for (text, place) in [
        (
            r#"{"serviceName": "a", "taskDefinition": "a:1", "desiredCount": 1, "new": {{ .Values.a }}}"#,
            "/new",
        ),
        (
            r#"{"serviceName": "a", "taskDefinition": "a:1", "desiredCount": 1, "new": [{"a": %B%}]}"#,
            "/new/0/a",
        ),
        (
            r#"{"serviceName": "a", "taskDefinition": "a:1", "new": "echo $N b", "desiredCount": $N}"#,
            "/desiredCount",
        ),
    ] {
        let service = document(DocumentKind::Service, text);
        let wanted = Wanted {
            task_definition: None,
            service: &service,
            extent: Extent::Partial,
            gate: None,
        };
        let issues = make("p", &wanted, &Observed::default()).unwrap_err();
        let refused = issues.iter().any(|issue| {
            issue.code == "placeholder-without-value" && issue.pointer.as_str() == place
        });
        assert!(refused, "{issues:#?}");
    }
}
