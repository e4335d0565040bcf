//! ECS's own members in JSON or YAML: what commands take and what they print.

use super::note::Notes;
use super::place::Place;
use super::{Dialect, ImportError, Imported};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::marks::Marks;

/// Reads one definition, or several in a list.
pub(super) fn read(
    json: Json,
    wanted: Option<DocumentKind>,
    notes: &mut Notes,
) -> Result<(Dialect, Vec<Imported>), ImportError> {
    let (wrapped, parts) = parts(json);
    let mut documents = Vec::new();
    let several = parts.len() > 1;
    for json in parts {
        // Of several, those of the other kind are left out later.
        let kind = wanted.filter(|_| !several);
        documents.push(Document::from_json(json, kind).map_err(ImportError::Read)?);
    }
    let dialect = dialect(wrapped, &documents);
    let documents: Vec<Imported> = documents
        .into_iter()
        .map(|document| {
            tell_aside(&document, notes);
            Imported {
                name: name(&document),
                document,
            }
        })
        .collect();
    Ok((dialect, documents))
}

/// The definitions that stand in a list; and whether a command printed them.
fn parts(json: Json) -> (bool, Vec<Json>) {
    let are_objects = |list: &[Json]| {
        !list.is_empty() && list.iter().all(|element| element.as_object().is_some())
    };
    match json {
        Json::Array(list) if are_objects(&list) => (false, list),
        Json::Object(mut members) => {
            let services = members
                .iter()
                .position(|(name, value)| {
                    name == "services" && value.as_array().is_some_and(are_objects)
                })
                .map(|at| members.swap_remove(at).1);
            match services {
                Some(Json::Array(services)) => (true, services),
                _ => (is_wrapped(&members), vec![Json::Object(members)]),
            }
        }
        other => (false, vec![other]),
    }
}

fn is_wrapped(members: &[(String, Json)]) -> bool {
    members.iter().any(|(name, value)| {
        (name == "taskDefinition" || name == "service") && value.as_object().is_some()
    })
}

fn dialect(wrapped: bool, documents: &[Document]) -> Dialect {
    let reported = documents.iter().any(|document| {
        let told = |name: &str| document.aside().iter().any(|(member, _)| member == name);
        told("taskDefinitionArn") || told("serviceArn")
    });
    if wrapped || reported {
        Dialect::Described
    } else if documents.iter().any(of_ecspresso) {
        Dialect::Ecspresso
    } else {
        Dialect::Cli
    }
}

/// Whether it is written for ecspresso: a service that its configuration names, or a template
/// function of its own.
fn of_ecspresso(document: &Document) -> bool {
    let json = document.json();
    let unnamed = document.kind() == DocumentKind::Service
        && json.get("serviceName").is_none()
        && json.get("service").is_none();
    unnamed || uses_functions(json)
}

/// The functions of ecspresso's templates.
static FUNCTIONS: Marks<4> = Marks::new(["must_env", "env ", "tfstate", "ssm "]);

fn uses_functions(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains("{{") && FUNCTIONS.are_in(text),
        Json::Array(elements) => elements.iter().any(uses_functions),
        Json::Object(members) => members.iter().any(|(_, value)| uses_functions(value)),
        _ => false,
    }
}

fn tell_aside(document: &Document, notes: &mut Notes) {
    let names: Vec<&str> = document
        .aside()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    if !names.is_empty() {
        notes.left(
            &Place::ROOT,
            format!(
                "AWS only reports {}; set aside, as no command takes them",
                names.join(", ")
            ),
        );
    }
}

fn name(document: &Document) -> Option<String> {
    ["family", "serviceName", "service"]
        .iter()
        .find_map(|name| document.json().get(name).and_then(Json::as_str))
        .map(str::to_owned)
}
