//! Templates, resources and bare properties read into documents.

use super::template::Template;
use super::{names, properties, resource_type};
use crate::clip::clip;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::dialect::{ImportError, Imported};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema;

const KINDS: [DocumentKind; 2] = [DocumentKind::TaskDefinition, DocumentKind::Service];

/// Whether a tree is a template, a resource or the properties of one.
pub(in crate::dialect) fn is_one(json: &Json) -> bool {
    is_template(json) || is_resource(json) || bare_kind(json, None).is_some()
}

fn is_template(json: &Json) -> bool {
    json.get("AWSTemplateFormatVersion").is_some()
        || json.get("Resources").is_some_and(|resources| {
            resources.as_object().is_some_and(|resources| {
                !resources.is_empty()
                    && resources
                        .iter()
                        .all(|(name, one)| one.get("Type").is_some() || name.starts_with("Fn::"))
            })
        })
}

fn is_resource(json: &Json) -> bool {
    json.get("Properties").is_some()
        && json
            .get("Type")
            .and_then(Json::as_str)
            .is_some_and(|kind| kind.starts_with("AWS::"))
}

/// The kind whose properties these are: names with a capital that one of the two has. Where both
/// have as many, the one that is asked for.
fn bare_kind(json: &Json, wanted: Option<DocumentKind>) -> Option<DocumentKind> {
    let members = json.as_object()?;
    // Beside ECS's own names one with a capital is a slip of the pen.
    let is_ours = |name: &str| {
        KINDS
            .iter()
            .any(|kind| schema::root(*kind).member(name).is_some())
    };
    if members.iter().any(|(name, _)| is_ours(name)) {
        return None;
    }
    let count = |kind: DocumentKind| {
        let known = members.iter().filter(|(name, _)| {
            name.starts_with(|first: char| first.is_ascii_uppercase())
                && names::to_ours(schema::root(kind), name).is_some()
        });
        known.count()
    };
    let (task_definition, service) = (
        count(DocumentKind::TaskDefinition),
        count(DocumentKind::Service),
    );
    if json.get("ContainerDefinitions").is_some() || task_definition > service {
        Some(DocumentKind::TaskDefinition)
    } else if service > task_definition {
        Some(DocumentKind::Service)
    } else if service > 0 {
        wanted.or(Some(DocumentKind::Service))
    } else {
        None
    }
}

/// Reads every task definition and every service.
pub(in crate::dialect) fn read(
    json: Json,
    wanted: Option<DocumentKind>,
    notes: &mut Notes,
) -> Result<Vec<Imported>, ImportError> {
    let mut documents = Vec::new();
    for part in match json {
        Json::Array(list) => list,
        other => vec![other],
    } {
        if is_template(&part) {
            template(&part, notes, &mut documents);
        } else if is_resource(&part) {
            let alone = Template::default();
            match kind_of(&part) {
                Some(kind) => {
                    documents.push(resource(kind, None, &part, &alone, &Place::ROOT, notes));
                }
                None => left_type(&part, notes),
            }
        } else if let Some(kind) = bare_kind(&part, wanted) {
            let alone = Template::default();
            let document = properties::read(kind, &part, &alone, &Place::ROOT, notes);
            documents.push(imported(None, document));
        }
    }
    if documents.is_empty() {
        return Err(ImportError::NoResource);
    }
    Ok(documents)
}

fn template(json: &Json, notes: &mut Notes, documents: &mut Vec<Imported>) {
    let context = Template::new(json);
    let outer = Place::named("Resources");
    let mut others: Vec<&str> = Vec::new();
    let resources = json.get("Resources").and_then(Json::as_object);
    for (id, one) in resources.unwrap_or_default() {
        let place = outer.member(id);
        match kind_of(one) {
            Some(kind) => {
                documents.push(resource(kind, Some(id), one, &context, &place, notes));
            }
            None => others.push(one.get("Type").and_then(Json::as_str).unwrap_or(id)),
        }
    }
    others.sort_unstable();
    others.dedup();
    if !others.is_empty() {
        let shown: Vec<String> = others.iter().take(10).map(|name| clip(name)).collect();
        let more = if others.len() > shown.len() {
            " and others"
        } else {
            ""
        };
        notes.left(
            &outer,
            format!(
                "only task definitions and services are taken over, not {}{more}",
                shown.join(", ")
            ),
        );
    }
}

fn kind_of(resource: &Json) -> Option<DocumentKind> {
    let found = resource.get("Type")?.as_str()?;
    KINDS
        .into_iter()
        .find(|kind| resource_type(*kind) == Some(found))
}

fn left_type(resource: &Json, notes: &mut Notes) {
    let found = resource
        .get("Type")
        .and_then(Json::as_str)
        .unwrap_or_default();
    notes.left(
        &Place::ROOT,
        format!("{} is neither a task definition nor a service", clip(found)),
    );
}

fn resource(
    kind: DocumentKind,
    id: Option<&str>,
    json: &Json,
    context: &Template<'_>,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Imported {
    for (name, _) in json.as_object().unwrap_or_default() {
        if !matches!(name.as_str(), "Type" | "Properties" | "Metadata") {
            notes.left(
                &place.member(name),
                "this steers CloudFormation and has no counterpart in a definition",
            );
        }
    }
    let empty = Json::object();
    let properties = json.get("Properties").unwrap_or(&empty);
    let within = place.member("Properties");
    let document = properties::read(kind, properties, context, &within, notes);
    tell_unnamed(&document, place, notes);
    imported(id, document)
}

fn tell_unnamed(document: &Document, place: &Place<'_>, notes: &mut Notes) {
    let (member, words) = match document.kind() {
        DocumentKind::TaskDefinition => ("family", "Family"),
        DocumentKind::Service => ("serviceName", "ServiceName"),
        DocumentKind::RunTask => return,
    };
    if document
        .json()
        .at(&Pointer::root().member(member))
        .is_none()
    {
        notes.assumed(
            place,
            format!("CloudFormation makes up the name where {words} is left out; give {member} before a deploy"),
        );
    }
}

fn imported(id: Option<&str>, document: Document) -> Imported {
    Imported {
        name: id.map(str::to_owned),
        document,
    }
}
