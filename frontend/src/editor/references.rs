//! Asks whether the execution role may read what the containers are given, whenever either changes.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;

use super::editing::Editor;

/// So long typing must rest before AWS is asked.
const REST_MS: u32 = 800;

/// A role, and the references that it is to read.
type Question = (String, Vec<String>);

/// Watches an editor as long as it is open.
pub(super) fn watch(editor: Editor) {
    let question = Memo::new(move |_| question(editor));
    let rest = StoredValue::new_local(None::<Timeout>);
    // Touches the outside world: asks the server.
    Effect::new(move |_| {
        let (role, references) = question.get();
        editor.sources.set_role(&role);
        // A name that is still being typed is no role yet.
        if !role.starts_with("arn:") || references.is_empty() {
            return;
        }
        let wait = Timeout::new(REST_MS, move || {
            editor.sources.ask_readability(&role, references);
        });
        rest.set_value(Some(wait));
    });
}

fn question(editor: Editor) -> Question {
    let kind = DocumentKind::TaskDefinition;
    let role = editor.text_at(kind, "/executionRoleArn");
    let references = editor.reading(kind).with(|reading| {
        let json = reading.as_ref().map(Document::json).ok();
        json.map(references).unwrap_or_default()
    });
    (role, references)
}

/// What the containers and their log drivers are given, each once.
fn references(task_definition: &Json) -> Vec<String> {
    let containers = task_definition.get("containerDefinitions");
    let mut all: Vec<String> = containers
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .flat_map(|container| {
            let of_logs = container
                .get("logConfiguration")
                .and_then(|logs| logs.get("secretOptions"));
            [container.get("secrets"), of_logs]
        })
        .flatten()
        .flat_map(|list| list.as_array().unwrap_or_default())
        .filter_map(|secret| secret.get("valueFrom").and_then(Json::as_str))
        .filter(|reference| !reference.is_empty())
        .map(str::to_owned)
        .collect();
    all.sort();
    all.dedup();
    all
}
