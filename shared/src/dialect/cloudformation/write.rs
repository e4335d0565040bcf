//! Documents written as a template.

use super::{REVISION_PARAMETER, names, resource_type};
use crate::dialect::members::last_of_each;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::schema::{self, Element, List, Structure, Value};

/// The template of documents.
pub(in crate::dialect) fn write(documents: &[Document], notes: &mut Notes) -> Json {
    let first = |kind| documents.iter().find(|one| one.kind() == kind);
    let registers = first(DocumentKind::TaskDefinition).is_some();
    let mut writer = Writer {
        notes,
        revision: if registers {
            "TaskDefinition"
        } else {
            REVISION_PARAMETER
        },
        waits: false,
    };
    let mut resources = Vec::new();
    let mut counts = [0, 0];
    for document in documents {
        let (at, id) = match document.kind() {
            DocumentKind::TaskDefinition => (0, "TaskDefinition"),
            DocumentKind::Service => (1, "Service"),
            DocumentKind::RunTask => continue,
        };
        let count = counts.get_mut(at).map_or(0, |count| {
            *count += 1;
            *count
        });
        let id = if count > 1 {
            format!("{id}{count}")
        } else {
            id.to_owned()
        };
        resources.push((id, writer.resource(document)));
    }
    let mut template = vec![(
        "AWSTemplateFormatVersion".to_owned(),
        Json::from("2010-09-09"),
    )];
    if writer.waits && !registers {
        let parameter = vec![("Type".to_owned(), Json::from("String"))];
        template.push((
            "Parameters".to_owned(),
            Json::Object(vec![(
                REVISION_PARAMETER.to_owned(),
                Json::Object(parameter),
            )]),
        ));
        writer.notes.assumed(
            &Place::named("taskDefinition"),
            format!("the revision is not part of the template; give its ARN as the parameter {REVISION_PARAMETER}"),
        );
    }
    template.push(("Resources".to_owned(), Json::Object(resources)));
    Json::Object(template)
}

struct Writer<'n> {
    notes: &'n mut Notes,
    /// What a service that waits for its revision refers to.
    revision: &'static str,
    waits: bool,
}

impl Writer<'_> {
    fn resource(&mut self, document: &Document) -> Json {
        let root = schema::root(document.kind());
        let properties = match document.json() {
            Json::Object(members) => self.structure(root, members, &Place::ROOT),
            other => other.clone(),
        };
        Json::Object(vec![
            (
                "Type".to_owned(),
                Json::from(resource_type(document.kind()).unwrap_or_default()),
            ),
            ("Properties".to_owned(), properties),
        ])
    }

    fn structure(
        &mut self,
        structure: &'static Structure,
        members: &[(String, Json)],
        place: &Place<'_>,
    ) -> Json {
        let mut written = Vec::with_capacity(members.len());
        for (name, value) in last_of_each(members) {
            let place = place.member(name);
            // CloudFormation has no null, and AWS takes it for absent.
            if value.is_null() || structure.is_read_only(name) {
                continue;
            }
            // To ECS an empty list is none; CloudFormation looks at whether it is there.
            let needed = structure.member(name).is_none_or(|member| member.required);
            if !needed && is_empty(value) {
                continue;
            }
            let theirs = names::to_theirs(structure, name);
            let Some(member) = structure.member(name) else {
                self.tell_unknown(&place);
                written.push((theirs, unknown(value)));
                continue;
            };
            if !names::is_known(structure, name) {
                self.tell_unknown(&place);
            }
            match name.as_str() {
                "clientToken" => {
                    self.notes.left(
                        &place,
                        "CloudFormation makes its requests safe to repeat by itself",
                    );
                    continue;
                }
                "forceNewDeployment" if value.as_bool().is_some() => {
                    let inner = vec![("EnableForceNewDeployment".to_owned(), value.clone())];
                    written.push((theirs, Json::Object(inner)));
                    continue;
                }
                // CloudFormation says so by leaving it out.
                "propagateTags" if value.as_str() == Some("NONE") => continue,
                "service" if members.iter().any(|(name, _)| name == "serviceName") => continue,
                "taskDefinition" if value.as_str() == Some(TASK_DEFINITION_ARN) => {
                    self.waits = true;
                    let reference = vec![("Ref".to_owned(), Json::from(self.revision))];
                    written.push((theirs, Json::Object(reference)));
                    continue;
                }
                _ => {}
            }
            written.push((theirs, self.value(&member.value, value, &place)));
        }
        if structure.name == "DeploymentAlarms"
            && !written.iter().any(|(name, _)| name == "AlarmNames")
        {
            written.push(("AlarmNames".to_owned(), Json::Array(Vec::new())));
        }
        Json::Object(written)
    }

    fn tell_unknown(&mut self, place: &Place<'_>) {
        self.notes.assumed(
            place,
            "CloudFormation's published schema does not have this; it is written with a capital, check that your Region takes it",
        );
    }

    fn value(&mut self, value: &Value, json: &Json, place: &Place<'_>) -> Json {
        match (value, json) {
            (Value::Object(structure), Json::Object(members)) => {
                self.structure(structure, members, place)
            }
            (
                Value::List(List {
                    element: Element::Object(structure),
                    ..
                }),
                Json::Array(elements),
            ) => Json::Array(
                elements
                    .iter()
                    .enumerate()
                    .filter(|(_, element)| !element.is_null())
                    .map(|(at, element)| match element {
                        Json::Object(members) => {
                            self.structure(structure, members, &place.index(at))
                        }
                        other => other.clone(),
                    })
                    .collect(),
            ),
            (Value::Map, Json::Object(members)) => Json::Object(
                last_of_each(members)
                    .into_iter()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            ),
            (_, other) => other.clone(),
        }
    }
}

fn is_empty(json: &Json) -> bool {
    json.as_array().is_some_and(<[Json]>::is_empty)
}

/// What the schema does not know is most often a structure that AWS added.
fn unknown(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::Array(elements.iter().map(unknown).collect()),
        Json::Object(members) => Json::Object(
            last_of_each(members)
                .into_iter()
                .map(|(name, value)| (names::capital(name), unknown(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}
