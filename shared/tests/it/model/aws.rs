//! AWS's model of ECS, as botocore ships it.

use std::collections::BTreeSet;

use shared::json::Json;

pub(super) struct Model(Json);

/// A shape: a structure, a list, a map or a scalar.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) name: &'a str,
    json: &'a Json,
}

/// A member of a structure and the shape that it has.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) shape: Shape<'a>,
    json: &'a Json,
}

impl Model {
    pub(super) fn new(json: Json) -> Self {
        Self(json)
    }

    pub(super) fn shape(&self, name: &str) -> Shape<'_> {
        let shapes = self.0.get("shapes").and_then(Json::as_object).unwrap();
        let (name, json) = shapes.iter().find(|(known, _)| known == name).unwrap();
        Shape { name, json }
    }

    /// What an operation takes.
    pub(super) fn input(&self, operation: &str) -> Shape<'_> {
        let operation = self.0.get("operations").unwrap().get(operation).unwrap();
        self.shape(target(operation.get("input").unwrap()))
    }

    /// The members of a structure, in their order.
    pub(super) fn members<'a>(&'a self, structure: &Shape<'a>) -> Vec<Member<'a>> {
        let members = structure.json.get("members").and_then(Json::as_object);
        members
            .unwrap_or_default()
            .iter()
            .map(|(name, json)| Member {
                name,
                shape: self.shape(target(json)),
                json,
            })
            .collect()
    }

    /// The shape of a list's elements, or of a map's keys and values.
    pub(super) fn inner<'a>(&'a self, shape: &Shape<'a>, part: &str) -> Shape<'a> {
        self.shape(target(shape.json.get(part).unwrap()))
    }
}

fn target(reference: &Json) -> &str {
    reference.get("shape").and_then(Json::as_str).unwrap()
}

impl<'a> Shape<'a> {
    pub(super) fn kind(&self) -> &'a str {
        self.json.get("type").and_then(Json::as_str).unwrap()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.json.get(name).and_then(Json::as_i64)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.json.get(name).and_then(Json::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.json.get(name).and_then(Json::as_bool) == Some(true)
    }

    /// A list of texts of the shape: `enum` or `required`.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        let list = self.json.get(name).and_then(Json::as_array);
        list.unwrap_or_default()
            .iter()
            .filter_map(Json::as_str)
            .collect()
    }
}

impl Member<'_> {
    /// Whether ECS begins a deployment for it, by its description; nothing where that does not say.
    pub(super) fn begins_deployment(&self) -> Option<bool> {
        let text = self.json.get("documentation").and_then(Json::as_str)?;
        if text.contains("This parameter doesn't trigger a new service deployment.") {
            Some(false)
        } else {
            text.contains("This parameter triggers a new service deployment.")
                .then_some(true)
        }
    }

    /// The numbers that its description names, such as those of `between 5 and 300 seconds`.
    pub(super) fn described(&self) -> BTreeSet<i64> {
        let text = [self.json, self.shape.json]
            .map(|json| json.get("documentation").and_then(Json::as_str))
            .map(Option::unwrap_or_default)
            .join(" ");
        text.replace(',', "")
            .split(|character: char| !character.is_ascii_digit() && character != '.')
            .filter_map(|word| word.trim_matches('.').parse::<f64>().ok())
            .filter(|number| number.fract() == 0.0)
            .filter_map(|number| format!("{number:.0}").parse().ok())
            .collect()
    }
}
