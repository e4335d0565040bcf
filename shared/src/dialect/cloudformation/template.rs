//! What a template knows beside its resources: parameters, mappings, conditions; and the bounds of
//! resolving its functions.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::{REVISION_PARAMETER, function};
use crate::dialect::coerce;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::{Json, MAX_BYTES};
use crate::plan::TASK_DEFINITION_ARN;

/// So many functions are resolved in one template; what is beyond becomes placeholders.
const MOST_STEPS: usize = 200_000;

/// Functions nest no deeper than this.
const DEEPEST: usize = 60;

/// The parts of a template that functions refer to.
#[derive(Debug, Default)]
pub(super) struct Template<'a> {
    parameters: BTreeMap<&'a str, &'a Json>,
    resources: BTreeMap<&'a str, &'a Json>,
    mappings: Option<&'a Json>,
    pub(super) conditions: BTreeMap<&'a str, &'a Json>,
    pub(super) known: RefCell<BTreeMap<String, Option<bool>>>,
    names: RefCell<BTreeMap<String, Option<String>>>,
    told: RefCell<BTreeSet<String>>,
    steps: Cell<usize>,
    bytes: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> Template<'a> {
    pub(super) fn new(json: &'a Json) -> Self {
        let section = |name: &str| {
            let members = json.get(name).and_then(Json::as_object).unwrap_or_default();
            members
                .iter()
                .map(|(name, value)| (name.as_str(), value))
                .collect()
        };
        Self {
            parameters: section("Parameters"),
            resources: section("Resources"),
            mappings: json.get("Mappings"),
            conditions: section("Conditions"),
            ..Self::default()
        }
    }

    /// What a value stands for, with its outermost function resolved; nothing for `AWS::NoValue`.
    pub(super) fn resolve(
        &self,
        value: Json,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Option<Json> {
        match function::of(&value) {
            Some((name, argument)) => self.call(name, argument, place, notes),
            None => Some(value),
        }
    }

    /// The same for a value that must be left in its place.
    pub(super) fn look(&self, value: &Json, place: &Place<'_>, notes: &mut Notes) -> Option<Json> {
        match function::of(value) {
            Some((name, argument)) => self.call(name, argument, place, notes),
            None => Some(value.clone()),
        }
    }

    fn call(
        &self,
        name: &str,
        argument: &Json,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Option<Json> {
        if !self.enter() {
            return Some(Json::String(self.placeholder(name, place, notes)));
        }
        let resolved = function::resolve(self, name, argument, place, notes);
        self.depth.set(self.depth.get() - 1);
        resolved
    }

    /// The text that a value stands for, where it is one.
    pub(super) fn text(
        &self,
        value: &Json,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Option<String> {
        match coerce::text(self.look(value, place, notes)?) {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    fn enter(&self) -> bool {
        let (steps, depth) = (self.steps.get() + 1, self.depth.get() + 1);
        if steps > MOST_STEPS || depth > DEEPEST {
            return false;
        }
        self.steps.set(steps);
        self.depth.set(depth);
        true
    }

    /// Whether so many bytes may still be copied into the result. Once they may not, nothing more
    /// is, so that what is refused costs no time again and again.
    pub(super) fn spend(&self, bytes: usize) -> bool {
        let spent = self.bytes.get().saturating_add(bytes);
        let fits = spent <= MAX_BYTES;
        self.bytes.set(if fits { spent } else { MAX_BYTES });
        fits
    }

    const fn is_spent(&self) -> bool {
        self.bytes.get() >= MAX_BYTES
    }

    /// What `Ref` of a name is, where the template tells.
    pub(super) fn reference(
        &self,
        name: &str,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Option<Json> {
        if let Some(parameter) = self.parameters.get(name) {
            return self.parameter(name, parameter);
        }
        let resource = self.resources.get(name)?;
        let kind = resource.get("Type").and_then(Json::as_str)?;
        if kind == "AWS::ECS::TaskDefinition" {
            return Some(Json::from(TASK_DEFINITION_ARN));
        }
        let (_, property) = NAMED_BY.iter().find(|(named, _)| *named == kind)?;
        let value = resource.get("Properties")?.get(property)?;
        self.named(name, value, place, notes)
            .filter(|text| self.spend(text.len()))
            .map(Json::String)
    }

    /// The name of a resource, resolved once; one that refers to itself has none.
    fn named(
        &self,
        name: &str,
        value: &Json,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Option<String> {
        if let Some(known) = self.names.borrow().get(name) {
            return known.clone().filter(|_| !self.is_spent());
        }
        self.names.borrow_mut().insert(name.to_owned(), None);
        let text = self.text(value, place, notes);
        self.names
            .borrow_mut()
            .insert(name.to_owned(), text.clone());
        text
    }

    fn parameter(&self, name: &str, parameter: &Json) -> Option<Json> {
        let default = parameter.get("Default");
        if default.is_none() && name == REVISION_PARAMETER {
            return Some(Json::from(TASK_DEFINITION_ARN));
        }
        let kind = parameter
            .get("Type")
            .and_then(Json::as_str)
            .unwrap_or_default();
        // Their defaults are names of values, and values that must not be shown.
        let hidden = parameter
            .get("NoEcho")
            .is_some_and(|value| coerce::text(value.clone()) == Json::from("true"));
        if kind.starts_with("AWS::SSM::Parameter::Value") || hidden {
            return None;
        }
        // What is long is not copied to be thrown away.
        if !self.spend(default?.as_str().map_or(0, str::len)) {
            return None;
        }
        let Json::String(text) = coerce::text(default?.clone()) else {
            return None;
        };
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        Some(if is_list {
            Json::Array(text.split(',').map(|one| Json::from(one.trim())).collect())
        } else {
            Json::String(text)
        })
    }

    /// What stands in a mapping.
    pub(super) fn mapped(&self, keys: &[String]) -> Option<Json> {
        let found = keys
            .iter()
            .try_fold(self.mappings?, |value, key| value.get(key))?;
        if self.is_spent() {
            return None;
        }
        self.spend(found.to_compact().len()).then(|| found.clone())
    }

    /// What an attribute of a resource is, where the template tells.
    pub(super) fn attribute(&self, name: &str) -> Option<&'static str> {
        let (resource, attribute) = name.split_once('.')?;
        let kind = self.resources.get(resource)?.get("Type")?.as_str()?;
        (kind == "AWS::ECS::TaskDefinition" && attribute == "TaskDefinitionArn")
            .then_some(TASK_DEFINITION_ARN)
    }

    /// A placeholder of a name, and a note the first time.
    pub(super) fn placeholder(&self, name: &str, place: &Place<'_>, notes: &mut Notes) -> String {
        let placeholder = format!("${{{}}}", placeholder_name(name));
        if self.told.borrow_mut().insert(placeholder.clone()) {
            notes.assumed(
                place,
                format!("only CloudFormation knows this value; {placeholder} stands for it, fill it in before a deploy"),
            );
        }
        placeholder
    }
}

/// Resources whose `Ref` is their name, and the property that gives it.
const NAMED_BY: [(&str, &str); 6] = [
    ("AWS::ECS::Cluster", "ClusterName"),
    ("AWS::ECS::CapacityProvider", "Name"),
    ("AWS::ECR::Repository", "RepositoryName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
];

/// A name that a placeholder can have.
fn placeholder_name(name: &str) -> String {
    let name = match name.strip_prefix("AWS::") {
        Some(pseudo) => format!("AWS_{}", words(pseudo)),
        None => name.replace("::", "_"),
    };
    let mut made: String = name
        .chars()
        .filter(|one| !"${}".contains(*one))
        .take(100)
        .map(|one| {
            if one.is_ascii_alphanumeric() || "_-.".contains(one) {
                one
            } else {
                '_'
            }
        })
        .collect();
    if !made.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        made.insert(0, '_');
    }
    made
}

/// The name of a pseudo parameter as that of a variable: `ACCOUNT_ID` of `AccountId`.
fn words(name: &str) -> String {
    let mut made = String::new();
    let mut small = false;
    for one in name.chars() {
        if small && one.is_ascii_uppercase() {
            made.push('_');
        }
        small = one.is_ascii_lowercase();
        made.push(one.to_ascii_uppercase());
    }
    made
}
