//! Properties turned into members through the schema: names, types, and nothing lost.

use super::names;
use super::template::Template;
use crate::dialect::coerce;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::{Json, MAX_DEPTH};
use crate::schema::{self, Element, List, Structure, Value};

/// Reads the properties of a resource.
pub(super) fn read(
    kind: DocumentKind,
    properties: &Json,
    template: &Template<'_>,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Document {
    let mut reader = Reader {
        template,
        notes,
        depth: 0,
    };
    let json = match reader.resolve(properties.clone(), place) {
        Some(Json::Object(members)) => reader.structure(schema::root(kind), members, place),
        other => other.unwrap_or_default(),
    };
    if has_dynamic_reference(&json) {
        notes.assumed(
            place,
            "CloudFormation fills in what stands in {{resolve:...}} and ECS does not; write the value, or refer to it in `secrets`",
        );
    }
    Document::reported(kind, json)
}

fn has_dynamic_reference(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains("{{resolve:"),
        Json::Array(elements) => elements.iter().any(has_dynamic_reference),
        Json::Object(members) => members
            .iter()
            .any(|(_, value)| has_dynamic_reference(value)),
        _ => false,
    }
}

struct Reader<'a, 'n> {
    template: &'a Template<'a>,
    notes: &'n mut Notes,
    depth: usize,
}

impl Reader<'_, '_> {
    fn resolve(&mut self, value: Json, place: &Place<'_>) -> Option<Json> {
        self.template.resolve(value, place, self.notes)
    }

    fn structure(
        &mut self,
        structure: &'static Structure,
        members: Vec<(String, Json)>,
        place: &Place<'_>,
    ) -> Json {
        let mut read = Vec::with_capacity(members.len());
        for (theirs, value) in members {
            let place = place.member(&theirs);
            let Some(value) = self.resolve(value, &place) else {
                continue;
            };
            let Some(member) = names::to_ours(structure, &theirs) else {
                let ours = names::small(&theirs);
                if !structure.is_read_only(&ours) {
                    self.notes.assumed(
                        &place,
                        format!(
                            "this is not known to Longshore; it is kept as `{}`, check its name",
                            crate::clip::clip(&ours)
                        ),
                    );
                }
                let value = self.unknown(value, &place);
                read.push((ours, value));
                continue;
            };
            let value = if member.name == "forceNewDeployment" {
                force(value)
            } else {
                self.value(&member.value, value, &place)
            };
            read.push((member.name.to_owned(), value));
        }
        Json::Object(read)
    }

    fn value(&mut self, value: &Value, json: Json, place: &Place<'_>) -> Json {
        match (value, json) {
            (Value::Object(structure), Json::Object(members)) => {
                self.structure(structure, members, place)
            }
            (Value::List(list), json) => self.list(list, json, place),
            (Value::Map, Json::Object(members)) => self.map(members, place),
            (Value::Any, json) => self.verbatim(json, place),
            (_, json) => coerce::scalar(value, json),
        }
    }

    fn list(&mut self, list: &List, json: Json, place: &Place<'_>) -> Json {
        let elements = match json {
            Json::Array(elements) => elements,
            // A function that gives a list and is not known yet.
            Json::String(text) => vec![Json::String(text)],
            other => return other,
        };
        let mut read = Vec::with_capacity(elements.len());
        for (at, element) in elements.into_iter().enumerate() {
            let place = place.index(at);
            match self.resolve(element, &place) {
                // A parameter that is a list itself.
                Some(Json::Array(inner)) => {
                    for one in inner {
                        read.push(self.element(&list.element, one, &place));
                    }
                }
                Some(one) => read.push(self.element(&list.element, one, &place)),
                None => {}
            }
        }
        Json::Array(read)
    }

    fn element(&mut self, element: &Element, json: Json, place: &Place<'_>) -> Json {
        match (element, json) {
            (Element::Object(structure), Json::Object(members)) => {
                self.structure(structure, members, place)
            }
            (_, json) => coerce::element(element, json),
        }
    }

    /// Names that people choose stay as they are; their values are texts.
    fn map(&mut self, members: Vec<(String, Json)>, place: &Place<'_>) -> Json {
        let mut read = Vec::with_capacity(members.len());
        for (name, value) in members {
            let place = place.member(&name);
            if let Some(value) = self.resolve(value, &place) {
                read.push((name, coerce::text(value)));
            }
        }
        Json::Object(read)
    }

    fn verbatim(&mut self, json: Json, place: &Place<'_>) -> Json {
        self.inner(json, place, &str::to_owned)
    }

    /// What the schema does not know is most often a member that AWS added: names get a small
    /// letter all the way down.
    fn unknown(&mut self, json: Json, place: &Place<'_>) -> Json {
        self.inner(json, place, &names::small)
    }

    fn inner(&mut self, json: Json, place: &Place<'_>, rename: &dyn Fn(&str) -> String) -> Json {
        if self.depth > MAX_DEPTH {
            return json;
        }
        self.depth += 1;
        let read = match json {
            Json::Array(elements) => Json::Array(
                elements
                    .into_iter()
                    .enumerate()
                    .filter_map(|(at, element)| {
                        let place = place.index(at);
                        let element = self.resolve(element, &place)?;
                        Some(self.inner(element, &place, rename))
                    })
                    .collect(),
            ),
            Json::Object(members) => Json::Object(
                members
                    .into_iter()
                    .filter_map(|(name, value)| {
                        let place = place.member(&name);
                        let value = self.resolve(value, &place)?;
                        Some((rename(&name), self.inner(value, &place, rename)))
                    })
                    .collect(),
            ),
            other => other,
        };
        self.depth -= 1;
        read
    }
}

/// CloudFormation has an object where ECS has a switch.
fn force(json: Json) -> Json {
    let enabled = json.get("EnableForceNewDeployment").cloned();
    coerce::scalar(&Value::Flag, enabled.unwrap_or(json))
}
