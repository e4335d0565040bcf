//! Documents turned into blocks and arguments through the schema.

use super::names::{self, Form};
use crate::dialect::hcl::{Body, expression};
use crate::dialect::members::last_of_each;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::schema::{self, Element, Structure, Value};

pub(super) struct Writer<'a> {
    pub(super) notes: &'a mut Notes,
    /// What a service that waits for its revision refers to.
    pub(super) revision: &'a str,
    pub(super) waits: bool,
}

/// What a member becomes: something in its own block, and something in the one around it.
#[derive(Default)]
struct Written {
    body: Body,
    outside: Body,
}

impl Writer<'_> {
    pub(super) fn resource(&mut self, document: &Document) -> Body {
        match document.json() {
            Json::Object(members) => {
                let mut written = Written::default();
                let root = schema::root(document.kind());
                self.structure(root, members, &Place::ROOT, &mut written);
                let name = match document.kind() {
                    DocumentKind::TaskDefinition => "family",
                    DocumentKind::Service | DocumentKind::RunTask => "name",
                };
                if !written
                    .body
                    .arguments
                    .iter()
                    .any(|(argument, _)| argument == name)
                {
                    self.notes.assumed(
                        &Place::ROOT,
                        format!(
                            "the provider asks for `{name}`; give the {} one",
                            document.kind().words()
                        ),
                    );
                }
                written.body
            }
            _ => Body::default(),
        }
    }

    fn structure(
        &mut self,
        structure: &'static Structure,
        members: &[(String, Json)],
        place: &Place<'_>,
        written: &mut Written,
    ) {
        for (name, value) in last_of_each(members) {
            let place = place.member(name);
            // AWS takes null for absent.
            if value.is_null() || structure.is_read_only(name) {
                continue;
            }
            match structure.member(name) {
                Some(member) => {
                    let form = names::form(structure.name, name);
                    let twice = name == "service"
                        && form.is_some()
                        && members.iter().any(|(name, _)| name == "serviceName");
                    if !twice {
                        self.member(&member.value, form, (name, value), &place, written);
                    }
                }
                None => self.nowhere(value, &place, written),
            }
        }
        // The provider asks for it, also where the alarms are off.
        let arguments = &mut written.body.arguments;
        if structure.name == "DeploymentAlarms"
            && !arguments.iter().any(|(name, _)| name == "alarm_names")
        {
            arguments.push(("alarm_names".to_owned(), "[]".to_owned()));
        }
    }

    fn member(
        &mut self,
        kind: &Value,
        form: Option<Form>,
        (name, json): (&str, &Json),
        place: &Place<'_>,
        written: &mut Written,
    ) {
        let regular = || names::snake(name);
        match form {
            Some(Form::Nowhere) => self.nowhere(json, place, written),
            Some(Form::Inline) => match (kind, json) {
                (Value::Object(inner), Json::Object(members)) => {
                    self.structure(inner, members, place, written);
                }
                _ => self.misfit(json, place, written),
            },
            Some(Form::Outside(theirs)) => {
                let mut inner = Written::default();
                self.plain(kind, theirs, json, place, &mut inner);
                written.outside.append(inner.body);
            }
            Some(Form::TextAs(theirs)) => {
                let text = crate::dialect::coerce::text(json.clone());
                argument(theirs, &text, written);
            }
            Some(Form::TagsAs(theirs)) => self.pairs(theirs, ("key", json), place, written),
            Some(Form::PairsAs(theirs)) => self.pairs(theirs, ("name", json), place, written),
            Some(Form::SwitchAs(theirs)) => match json.as_str() {
                Some("ENABLED") => argument(theirs, &Json::from(true), written),
                Some("DISABLED") => argument(theirs, &Json::from(false), written),
                _ => self.misfit(json, place, written),
            },
            Some(Form::JsonAs(theirs)) => {
                let encoded = format!("jsonencode({})", expression(json));
                written.body.arguments.push((theirs.to_owned(), encoded));
            }
            Some(Form::As(theirs)) => self.plain(kind, theirs, json, place, written),
            None if name == "taskDefinition" && json.as_str() == Some(TASK_DEFINITION_ARN) => {
                self.waits = true;
                let revision = self.revision.to_owned();
                written.body.arguments.push((regular(), revision));
            }
            None => self.plain(kind, &regular(), json, place, written),
        }
    }

    fn plain(
        &mut self,
        kind: &Value,
        theirs: &str,
        json: &Json,
        place: &Place<'_>,
        written: &mut Written,
    ) {
        match (kind, json) {
            (Value::Object(inner), Json::Object(members)) => {
                self.block(theirs, inner, members, place, written);
            }
            (Value::List(list), Json::Array(elements)) => match &list.element {
                Element::Object(inner) => {
                    for (at, element) in elements.iter().enumerate() {
                        let place = place.index(at);
                        match element {
                            Json::Object(members) => {
                                self.block(theirs, inner, members, &place, written);
                            }
                            Json::Null => {}
                            other => self.misfit(other, &place, written),
                        }
                    }
                }
                Element::Text(_) | Element::Whole(_) => argument(theirs, json, written),
            },
            (Value::Any, Json::Array(_) | Json::Object(_)) => {
                let encoded = format!("jsonencode({})", expression(json));
                written.body.arguments.push((theirs.to_owned(), encoded));
            }
            (Value::Map, Json::Object(_)) | (Value::Any, _) => argument(theirs, json, written),
            (Value::Object(_) | Value::List(_) | Value::Map, _)
            | (_, Json::Array(_) | Json::Object(_)) => {
                self.misfit(json, place, written);
            }
            _ => argument(theirs, json, written),
        }
    }

    fn block(
        &mut self,
        theirs: &str,
        structure: &'static Structure,
        members: &[(String, Json)],
        place: &Place<'_>,
        written: &mut Written,
    ) {
        let mut inner = Written::default();
        self.structure(structure, members, place, &mut inner);
        written.body.append(inner.outside);
        if !inner.body.is_empty() {
            written.body.blocks.push((theirs.to_owned(), inner.body));
        }
    }

    /// A list of pairs as a map.
    fn pairs(
        &mut self,
        theirs: &str,
        (key, json): (&str, &Json),
        place: &Place<'_>,
        written: &mut Written,
    ) {
        let Some(list) = json.as_array() else {
            self.misfit(json, place, written);
            return;
        };
        let mut map = Vec::new();
        for (at, pair) in list.iter().enumerate() {
            let value = pair.get("value").filter(|value| !value.is_null());
            match (pair.get(key).and_then(Json::as_str), value) {
                (Some(name), Some(value)) => map.push((name.to_owned(), value.clone())),
                (Some(name), None) => map.push((name.to_owned(), Json::from(""))),
                (None, _) if pair.is_null() => {}
                (None, _) => self.misfit(pair, &place.index(at), written),
            }
        }
        if !map.is_empty() {
            argument(theirs, &Json::Object(map), written);
        }
    }

    fn nowhere(&mut self, json: &Json, place: &Place<'_>, written: &mut Written) {
        self.notes.left(
            place,
            format!(
                "the provider hashicorp/aws {} has no argument for this; it stands in a comment",
                names::PROVIDER
            ),
        );
        let comment = format!("{place} has no argument: {}", json.to_compact());
        written.body.comments.push(comment);
    }

    fn misfit(&mut self, json: &Json, place: &Place<'_>, written: &mut Written) {
        self.notes.left(
            place,
            format!(
                "{} does not fit here; it stands in a comment",
                json.kind_words()
            ),
        );
        let comment = format!("{place} does not fit: {}", json.to_compact());
        written.body.comments.push(comment);
    }
}

fn argument(theirs: &str, json: &Json, written: &mut Written) {
    let expression = expression(json);
    written.body.arguments.push((theirs.to_owned(), expression));
}
