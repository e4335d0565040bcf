//! What is wrong with one document by the schema alone: types, bounds, patterns, required and
//! unknown members, duplicates.

#[cfg(not(target_family = "wasm"))]
mod codes;
mod last;
mod masked;
mod near;
mod repeats;
mod scope;
mod text;
mod value;

#[cfg(not(target_family = "wasm"))]
pub(super) use self::codes::CODES;

use self::last::Last;
use self::value::as_text;
use super::findings::{remove, set};
use super::limit::Told;
use super::open::is_open;
use super::path::Path;
use crate::clip::clip;
use crate::issue::{DocumentKind, Edit, Fix, Issue, Severity};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::schema::{self, Element, List, Member, Order, Structure, Value};

pub(super) fn check(kind: DocumentKind, json: &Json, told: &mut Told) {
    let mut checker = Checker { kind, told };
    let at = Path::root();
    checker.masked(json, &at);
    match json {
        Json::Object(members) => checker.structure(schema::root(kind), members, &at),
        other => checker.error(
            "wrong-type",
            &at,
            format!(
                "Give a {} as an object in braces, not {}",
                kind.words(),
                other.kind_words()
            ),
            None,
        ),
    }
}

fn remove_at(at: &Path<'_>) -> Fix {
    remove(&at.pointer())
}

struct Checker<'a> {
    kind: DocumentKind,
    told: &'a mut Told,
}

impl Checker<'_> {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: &Path<'_>,
        message: String,
        fix: Option<Fix>,
    ) {
        let issue = Issue {
            document: self.kind,
            severity,
            code: code.into(),
            pointer: at.pointer(),
            message,
            fix,
        };
        self.told.push(code, issue);
    }

    fn error(&mut self, code: &'static str, at: &Path<'_>, message: String, fix: Option<Fix>) {
        self.add(Severity::Error, code, at, message, fix);
    }

    fn structure(
        &mut self,
        structure: &'static Structure,
        members: &[(String, Json)],
        at: &Path<'_>,
    ) {
        let last = Last::of(members);
        for (index, (name, value)) in members.iter().enumerate() {
            let here = at.member(name);
            if !last.is(name, index) {
                self.member_twice(name, &here);
                continue;
            }
            match structure.member(name) {
                Some(member) => self.known_member(structure, member, value, &here),
                None => self.unknown_member(structure, name, &here),
            }
        }
        self.nulls(structure, members, &last, at);
        if structure.union {
            self.union(structure, &last, at);
        }
        let is_root = std::ptr::eq(structure, schema::root(self.kind));
        for member in structure.members.iter().filter(|member| member.required) {
            let absent = !last.has(member.name) && !has_capitalized(member.name, members);
            if absent && !(is_root && self.kind == DocumentKind::Service) {
                let severity = if is_off(structure, members) {
                    Severity::Warning
                } else {
                    Severity::Error
                };
                self.add(
                    severity,
                    "member-missing",
                    &at.member(member.name),
                    format!("Give {}: {}", member.name, member.help),
                    None,
                );
            }
        }
        if is_root && self.kind == DocumentKind::Service {
            self.scope(&last, at);
        }
    }

    fn member_twice(&mut self, name: &str, at: &Path<'_>) {
        self.add(
            Severity::Warning,
            "member-twice",
            at,
            format!(
                "Keep one {}: it appears twice here, and only the last one counts",
                clip(name)
            ),
            None,
        );
    }

    /// Exactly one member of a tagged union is given.
    fn union(&mut self, structure: &'static Structure, last: &Last<'_>, at: &Path<'_>) {
        let names = structure.members.iter().map(|member| member.name);
        let given = names.clone().filter(|name| last.has(name)).count();
        if given != 1 {
            let names: Vec<&str> = names.collect();
            let message = format!(
                "Give exactly one of {} here: there are {given}",
                names.join(", ")
            );
            self.error("not-one-member", at, message, None);
        }
    }

    /// Members that are null and need not be there: one issue for all, as dumps have dozens.
    fn nulls(
        &mut self,
        structure: &'static Structure,
        members: &[(String, Json)],
        last: &Last<'_>,
        at: &Path<'_>,
    ) {
        let optional = |name: &str| {
            structure
                .member(name)
                .is_some_and(|member| !member.required)
        };
        let nulls: Vec<&str> = members
            .iter()
            .enumerate()
            .filter(|(index, (name, value))| {
                value.is_null() && optional(name) && last.is(name, *index)
            })
            .map(|(_, (name, _))| name.as_str())
            .collect();
        let Some(first) = nulls.first() else {
            return;
        };
        let edits = nulls.iter().map(|name| Edit::Remove {
            pointer: at.member(name).pointer(),
        });
        let fix = Fix {
            label: "Remove what is null".to_owned(),
            edits: edits.collect(),
        };
        let message = format!(
            "Remove what is null ({}): ECS takes it as absent, many tools refuse it",
            nulls.join(", ")
        );
        self.add(
            Severity::Warning,
            "null-member",
            &at.member(first),
            message,
            Some(fix),
        );
    }

    fn unknown_member(&mut self, structure: &'static Structure, name: &str, at: &Path<'_>) {
        if structure.is_read_only(name) {
            self.add(
                Severity::Warning,
                "read-only-member",
                at,
                format!("Remove {name}: AWS reports it and does not take it"),
                Some(remove_at(at)),
            );
            return;
        }
        if let Some(member) = capitalized(structure, name) {
            let fix = Fix {
                label: format!("Rename to {}", member.name),
                edits: vec![Edit::Rename {
                    pointer: at.pointer(),
                    name: member.name.to_owned(),
                }],
            };
            let message = format!(
                "Rename {name} to {}: it is written as in CloudFormation, and the ECS API starts its members with a small letter",
                member.name
            );
            self.error("member-capitalized", at, message, Some(fix));
            return;
        }
        let names = structure.members.iter().map(|member| member.name);
        let nearest = near::nearest(name, names);
        let message = match nearest {
            Some(known) => format!(
                "Did you mean {known}? Longshore does not know {name} and sends it as it is"
            ),
            None => format!(
                "Check {}: Longshore does not know it and sends it as it is; AWS may refuse it",
                clip(name)
            ),
        };
        let fix = nearest.map(|known| Fix {
            label: format!("Rename to {known}"),
            edits: vec![Edit::Rename {
                pointer: at.pointer(),
                name: known.to_owned(),
            }],
        });
        self.add(Severity::Warning, "unknown-member", at, message, fix);
    }

    fn known_member(
        &mut self,
        structure: &'static Structure,
        member: &'static Member,
        value: &Json,
        at: &Path<'_>,
    ) {
        if value.is_null() {
            if member.required {
                let message = format!("Give {}: it is null", member.name);
                self.error("null-member", at, message, None);
            }
            return;
        }
        if let Json::Bare(token) = value {
            self.bare(member.name, token, at);
            return;
        }
        if let Json::String(text) = value
            && looks_unfilled(text)
            && !matches!(member.value, Value::Any)
        {
            // A rule that would have to read what is not filled in knows nothing.
            self.unfilled(structure, member, text, at);
            return;
        }
        self.value(member, value, at);
    }

    /// A placeholder where a value will stand: of what kind that will be, nobody knows.
    fn bare(&mut self, name: &str, token: &str, at: &Path<'_>) {
        self.add(
            Severity::Warning,
            "placeholder-unfilled",
            at,
            format!("Fill in {name}: {token} stands for it"),
            None,
        );
    }

    fn unfilled(
        &mut self,
        structure: &'static Structure,
        member: &'static Member,
        text: &str,
        at: &Path<'_>,
    ) {
        // What a variable is set to is the program's business.
        let free = structure.name == "KeyValuePair" && member.name == "value";
        let certain = text.contains("@@") || text.contains("{{");
        let late = text == crate::plan::TASK_DEFINITION_ARN;
        if (late && matches!(member.value, Value::Text(_))) || (free && !certain) {
            return;
        }
        if matches!(&member.value, Value::Text(kind) if kind.shape.is_none() && kind.one_of.is_empty())
            && !certain
            && member.name != "image"
        {
            return;
        }
        // A template is right as it is, and whoever deploys it is asked for the value. In the
        // place of a number or a list it stays a text, though, even when it is filled in.
        let severity = match member.value {
            Value::Text(_) => Severity::Advice,
            _ => Severity::Warning,
        };
        self.add(
            severity,
            "placeholder-unfilled",
            at,
            format!("Fill in {}: it still holds a placeholder", member.name),
            None,
        );
    }

    fn value(&mut self, member: &'static Member, value: &Json, at: &Path<'_>) {
        match (&member.value, value) {
            (Value::Text(kind), Json::String(text)) => {
                let required = member.required;
                if let Some((code, message, fix)) =
                    text::check(kind, member.name, text, at, required)
                {
                    let severity = match code {
                        "not-listed" if kind.takes_others => Severity::Warning,
                        _ => Severity::Error,
                    };
                    self.add(severity, code, at, message, fix);
                }
            }
            (Value::Whole(range), Json::Number(number)) => self.whole(member, *range, number, at),
            (Value::Decimal(range), Json::Number(number)) => {
                self.decimal(member, *range, number, at);
            }
            (Value::Flag, Json::Bool(_)) | (Value::Any, _) => {}
            (Value::Object(structure), Json::Object(members)) => {
                self.structure(structure, members, at);
            }
            (Value::Map, Json::Object(members)) => self.map(members, at),
            (Value::List(list), Json::Array(elements)) => self.list(member, list, elements, at),
            (wanted, found) => self.wrong_type(member, wanted, found, at),
        }
    }

    fn map(&mut self, members: &[(String, Json)], at: &Path<'_>) {
        let last = Last::of(members);
        for (index, (name, value)) in members.iter().enumerate() {
            let here = at.member(name);
            if !last.is(name, index) {
                self.member_twice(name, &here);
            } else if let Json::Bare(token) = value {
                self.bare(name, token, &here);
            } else if value.as_str().is_none() {
                let fix = as_text(value).map(|text| set("Make it a text", &here.pointer(), &text));
                let message = format!(
                    "Give {} as a text in double quotes, not {}",
                    clip(name),
                    value.kind_words()
                );
                self.error("wrong-type", &here, message, fix);
            }
        }
    }

    fn list(&mut self, member: &'static Member, list: &List, elements: &[Json], at: &Path<'_>) {
        if elements.len() < list.least {
            self.error(
                "too-few",
                at,
                format!("Give at least {} of {}", list.least, member.name),
                None,
            );
        }
        if let Some(most) = list.most
            && elements.len() > most
        {
            self.error(
                "too-many",
                at,
                format!(
                    "Keep at most {most} of {}: there are {}",
                    member.name,
                    elements.len()
                ),
                None,
            );
        }
        for (index, element) in elements.iter().enumerate() {
            let here = at.index(index);
            match (&list.element, element) {
                (Element::Object(structure), Json::Object(members)) => {
                    self.structure(structure, members, &here);
                }
                (_, Json::Bare(token)) => self.bare(member.name, token, &here),
                (Element::Text(_), Json::String(text)) if looks_unfilled(text) => {}
                (_, Json::String(text)) if looks_unfilled(text) => self.add(
                    Severity::Warning,
                    "placeholder-unfilled",
                    &here,
                    format!(
                        "Fill in this element of {}: it still is a placeholder",
                        member.name
                    ),
                    None,
                ),
                (Element::Text(kind), Json::String(text)) => {
                    if let Some((code, message, fix)) =
                        text::check(kind, member.name, text, &here, false)
                    {
                        self.error(code, &here, message, fix);
                    }
                }
                (Element::Whole(range), Json::Number(number)) => {
                    self.whole(member, *range, number, &here);
                }
                (wanted, found) => self.wrong_element(member, wanted, found, &here),
            }
        }
        if let Order::Set(keys) = list.order {
            self.repeats(member, list.repeats, keys, elements, at);
        }
    }
}

/// Whether alarms are off, or may be: AWS's own tools refuse them without names all the same, and AWS reports
/// them so.
fn is_off(structure: &Structure, members: &[(String, Json)]) -> bool {
    let off = |(name, value): &(String, Json)| {
        name == "enable" && (value.as_bool() == Some(false) || is_open(value))
    };
    structure.name == "DeploymentAlarms" && members.iter().any(off)
}

/// The member that a name in CloudFormation's spelling means, such as `ContainerDefinitions`.
fn capitalized(structure: &'static Structure, name: &str) -> Option<&'static Member> {
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    structure
        .members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(name))
}

/// Whether a member is there in CloudFormation's spelling.
fn has_capitalized(name: &str, members: &[(String, Json)]) -> bool {
    members
        .iter()
        .any(|(given, _)| given.eq_ignore_ascii_case(name))
}
