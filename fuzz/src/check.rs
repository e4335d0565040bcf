//! Checks: every issue points to something, and its fix can be applied.

use shared::check::{Documents, Known, report};
use shared::document::Document;
use shared::issue::{DocumentKind, Issue};
use shared::json::Json;
use shared::pointer::Pointer;

/// Checks a task definition, a service and a run-task request together.
pub fn run(text: &str) {
    let [first, second, third] = crate::texts(text);
    let task_definition = crate::document_of(DocumentKind::TaskDefinition, first);
    let service = crate::document_of(DocumentKind::Service, second);
    let run_task = crate::document_of(DocumentKind::RunTask, third);
    let documents = Documents {
        task_definition: task_definition.as_ref(),
        service: service.as_ref(),
        run_task: run_task.as_ref(),
    };
    let found = report(&documents, &Known::default());
    assert!(found.issues.is_sorted_by_key(|issue| issue.severity));
    for issue in &found.issues {
        assert!(!issue.message.is_empty(), "{}", issue.code);
        let about = match issue.document {
            DocumentKind::TaskDefinition => &task_definition,
            DocumentKind::Service => &service,
            DocumentKind::RunTask => &run_task,
        };
        let about = about
            .as_ref()
            .unwrap_or_else(|| panic!("{} is about nothing", issue.code));
        assert!(
            is_there(about, &issue.pointer, &found.issues),
            "{} at {}",
            issue.code,
            issue.pointer
        );
        if let Some(fix) = &issue.fix {
            assert!(!fix.label.is_empty(), "{}", issue.code);
            let mut fixed = about.clone();
            fixed.apply(fix);
            assert_ne!(
                fixed, *about,
                "the fix of {} at {} does nothing",
                issue.code, issue.pointer
            );
        }
    }
    // One after the other, as a person presses the buttons.
    let mut all = [task_definition.clone(), service.clone(), run_task.clone()];
    for issue in &found.issues {
        let about = all
            .iter_mut()
            .flatten()
            .find(|one| one.kind() == issue.document);
        if let (Some(document), Some(fix)) = (about, &issue.fix) {
            document.apply(fix);
        }
    }
    let [task_definition, service, run_task] = &all;
    drop(report(
        &Documents {
            task_definition: task_definition.as_ref(),
            service: service.as_ref(),
            run_task: run_task.as_ref(),
        },
        &Known::default(),
    ));
}

/// Whether a pointer points to something, to what its parent lacks, to members of members that
/// could be made, or into what has an issue of its own, such as a text in the place of an object.
fn is_there(document: &Document, pointer: &Pointer, issues: &[Issue]) -> bool {
    let json = document.json();
    let parent = pointer.parent();
    let nearest = std::iter::successors(parent.clone(), Pointer::parent)
        .find_map(|above| Some((json.at(&above)?, above)));
    json.at(pointer).is_some()
        || parent.is_some_and(|parent| json.at(&parent).is_some())
        || nearest.is_some_and(|(found, above)| {
            matches!(found, Json::Object(_) | Json::Null)
                || issues.iter().any(|issue| issue.pointer == above)
        })
}
