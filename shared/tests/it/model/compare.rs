//! One structure of the schema beside one of the model.

use std::collections::{BTreeMap, BTreeSet};

use shared::schema::{Element, Member, Range, Shape as Form, Structure, Text, Value};

use super::aws::{self, Model, Shape};

/// The differences, by place and aspect, in words.
#[derive(Default)]
pub(super) struct Differences(BTreeMap<(String, &'static str), String>);

impl Differences {
    pub(super) fn add(
        &mut self,
        structure: &str,
        member: &str,
        aspect: &'static str,
        words: String,
    ) {
        let place = if member.is_empty() {
            structure.to_owned()
        } else {
            format!("{structure}.{member}")
        };
        self.0.insert((place, aspect), words);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&(String, &'static str), &String)> {
        self.0.iter()
    }

    pub(super) fn contains(&self, place: &str, aspect: &str) -> bool {
        self.0
            .keys()
            .any(|known| known.0 == place && known.1 == aspect)
    }
}

/// The patterns of the model that the schema has a form for.
const PATTERNS: &[(&str, Form)] = &[(r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", Form::TagText)];

pub(super) struct Compared<'a> {
    pub(super) model: &'a Model,
    pub(super) structure: &'static Structure,
}

/// A member of the schema, what the model has for it, and where the differences go.
struct At<'a> {
    structure: &'static str,
    theirs: &'a aws::Member<'a>,
    /// The numbers that describe it, here or in another request.
    described: BTreeSet<i64>,
    found: &'a mut Differences,
}

impl At<'_> {
    fn add(&mut self, aspect: &'static str, words: String) {
        self.found
            .add(self.structure, self.theirs.name, aspect, words);
    }

    /// Bounds that the model has, or else its description. `least` of zero is none for a length.
    fn bounds(&mut self, shape: &Shape<'_>, least: Option<i64>, most: Option<i64>) {
        for (aspect, ours, theirs) in [
            ("least", least, shape.number("min")),
            ("most", most, shape.number("max")),
        ] {
            let sourced = match (ours, theirs) {
                (Some(ours), None) => self.described.contains(&ours),
                (ours, theirs) => ours == theirs,
            };
            if !sourced {
                self.add(
                    aspect,
                    format!("the model has {theirs:?}, its description does not name {ours:?}"),
                );
            }
        }
    }
}

impl Compared<'_> {
    /// A structure that a member holds.
    pub(super) fn inner(&self, shape: &Shape<'_>, found: &mut Differences) {
        for theirs in self.model.members(shape) {
            match self.structure.member(theirs.name) {
                Some(ours) => self.member(shape, &theirs, theirs.described(), ours, found),
                None => found.add(shape.name, theirs.name, "members", "is missing".to_owned()),
            }
        }
        self.order(shape, found);
        if self.structure.union != shape.flag("union") {
            found.add(
                shape.name,
                "",
                "union",
                "only one of both is one".to_owned(),
            );
        }
        if !self.structure.read_only.is_empty() {
            found.add(
                shape.name,
                "",
                "read-only",
                "is only for the outermost".to_owned(),
            );
        }
    }

    /// Members stand in the model's order; a member that the model does not have is a difference.
    pub(super) fn order(&self, shape: &Shape<'_>, found: &mut Differences) {
        let theirs: Vec<&str> = self
            .model
            .members(shape)
            .iter()
            .map(|one| one.name)
            .collect();
        let ours: Vec<&str> = self
            .structure
            .members
            .iter()
            .filter(|one| one.scope != shared::schema::Scope::Update)
            .map(|one| one.name)
            .collect();
        for name in ours.iter().filter(|name| !theirs.contains(name)) {
            found.add(
                self.structure.name,
                name,
                "members",
                "is not in the model".to_owned(),
            );
        }
        let known: Vec<&str> = ours
            .into_iter()
            .filter(|name| theirs.contains(name))
            .collect();
        let wanted: Vec<&str> = theirs
            .into_iter()
            .filter(|name| known.contains(name))
            .collect();
        if known != wanted {
            found.add(
                self.structure.name,
                "",
                "order",
                format!("the model has {wanted:?}"),
            );
        }
    }

    pub(super) fn member(
        &self,
        shape: &Shape<'_>,
        theirs: &aws::Member<'_>,
        described: BTreeSet<i64>,
        ours: &'static Member,
        found: &mut Differences,
    ) {
        let required = shape.texts("required").contains(&theirs.name);
        let mut at = At {
            structure: self.structure.name,
            theirs,
            described,
            found,
        };
        if required != ours.required {
            at.add("required", format!("{required} in the model"));
        }
        self.value(&theirs.shape, &ours.value, &mut at);
    }

    fn value(&self, shape: &Shape<'_>, ours: &Value, at: &mut At<'_>) {
        match (shape.kind(), ours) {
            ("string", Value::Text(text)) => text_of(shape, text, at),
            ("integer" | "long", Value::Whole(range))
            | ("double" | "float", Value::Decimal(range)) => {
                number_of(shape, *range, at);
            }
            ("boolean", Value::Flag) => {}
            ("structure", Value::Any) if shape.flag("document") => {}
            ("structure", Value::Object(structure)) => same_structure(shape, structure, at),
            ("map", Value::Map) => {
                for part in ["key", "value"] {
                    self.value(&self.model.inner(shape, part), &Value::Text(Text::ANY), at);
                }
            }
            ("list", Value::List(list)) => {
                let length = |count: usize| i64::try_from(count).unwrap();
                let least = bound_of_length(shape, list.least);
                at.bounds(shape, least, list.most.map(length));
                let element = self.model.inner(shape, "member");
                match (element.kind(), &list.element) {
                    ("string", Element::Text(text)) => text_of(&element, text, at),
                    ("integer", Element::Whole(range)) => number_of(&element, *range, at),
                    ("structure", Element::Object(structure)) => {
                        same_structure(&element, structure, at);
                    }
                    (kind, ours) => {
                        at.add("type", format!("a list of {kind} in the model, {ours:?}"));
                    }
                }
            }
            (kind, ours) => at.add("type", format!("{kind} in the model, {ours:?}")),
        }
    }
}

fn same_structure(shape: &Shape<'_>, structure: &Structure, at: &mut At<'_>) {
    if shape.name != structure.name {
        at.add(
            "structure",
            format!("{} in the model, {}", shape.name, structure.name),
        );
    }
}

/// A least length of zero is none, unless the model says it.
fn bound_of_length(shape: &Shape<'_>, least: usize) -> Option<i64> {
    let least = i64::try_from(least).unwrap();
    (least > 0 || shape.number("min").is_some()).then_some(least)
}

fn number_of(shape: &Shape<'_>, range: Range, at: &mut At<'_>) {
    at.bounds(shape, range.least, range.most);
}

fn text_of(shape: &Shape<'_>, text: &Text, at: &mut At<'_>) {
    if shape.texts("enum") != text.one_of {
        at.add(
            "values",
            format!("{:?} in the model, {:?}", shape.texts("enum"), text.one_of),
        );
    }
    let most = text.most.map(|most| i64::try_from(most).unwrap());
    at.bounds(shape, bound_of_length(shape, text.least), most);
    let pattern = shape.text("pattern");
    let form = pattern.map(|pattern| {
        PATTERNS
            .iter()
            .find(|(known, _)| *known == pattern)
            .map(|(_, form)| *form)
    });
    if let Some(form) = form
        && (form.is_none() || form != text.shape)
    {
        at.add(
            "pattern",
            format!("{pattern:?} in the model, {:?}", text.shape),
        );
    }
}
