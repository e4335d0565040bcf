//! CloudFormation's functions: what a template itself tells is put in their place, and the rest
//! becomes placeholders.

use super::condition;
use super::template::Template;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::Json;

/// The function that an object is, and its argument.
pub(super) fn of(value: &Json) -> Option<(&str, &Json)> {
    match value.as_object()? {
        [(name, argument)] if name == "Ref" || name.starts_with("Fn::") => Some((name, argument)),
        _ => None,
    }
}

/// What a function gives; nothing for `AWS::NoValue`.
pub(super) fn resolve(
    template: &Template<'_>,
    name: &str,
    argument: &Json,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Option<Json> {
    let mut call = Call {
        template,
        place,
        notes,
    };
    let given = match name {
        "Ref" => match argument.as_str() {
            Some("AWS::NoValue") => return None,
            Some(name) => Some(call.reference(name)),
            None => None,
        },
        "Fn::GetAtt" => call.attribute(argument).map(Json::String),
        "Fn::Sub" => call.substitute(argument).map(Json::String),
        "Fn::Join" => call.join(argument).map(Json::String),
        "Fn::Select" => call.select(argument),
        "Fn::Split" => call.split(argument),
        "Fn::FindInMap" => call.find_in_map(argument),
        "Fn::If" => return call.choose(argument),
        "Fn::ImportValue" => call
            .text(argument)
            .map(|name| Json::String(call.placeholder(&name))),
        _ => None,
    };
    Some(given.unwrap_or_else(|| {
        let name = name.strip_prefix("Fn::").unwrap_or(name);
        Json::String(call.placeholder(name))
    }))
}

struct Call<'a, 'n> {
    template: &'a Template<'a>,
    place: &'a Place<'a>,
    notes: &'n mut Notes,
}

impl Call<'_, '_> {
    fn text(&mut self, value: &Json) -> Option<String> {
        self.template.text(value, self.place, self.notes)
    }

    fn value(&mut self, value: &Json) -> Option<Json> {
        self.template.look(value, self.place, self.notes)
    }

    fn placeholder(&mut self, name: &str) -> String {
        self.template.placeholder(name, self.place, self.notes)
    }

    fn reference(&mut self, name: &str) -> Json {
        self.template
            .reference(name, self.place, self.notes)
            .unwrap_or_else(|| Json::String(self.placeholder(name)))
    }

    fn attribute(&mut self, argument: &Json) -> Option<String> {
        let name = match argument {
            Json::Array(parts) => {
                let parts: Option<Vec<String>> = parts.iter().map(|part| self.text(part)).collect();
                parts?.join(".")
            }
            other => self.text(other)?,
        };
        Some(match self.template.attribute(&name) {
            Some(known) => known.to_owned(),
            None => self.placeholder(&name),
        })
    }

    fn substitute(&mut self, argument: &Json) -> Option<String> {
        let (text, own) = match argument {
            Json::Array(parts) => (parts.first()?.as_str()?, parts.get(1)),
            other => (other.as_str()?, None),
        };
        let mut made = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let (before, behind) = rest.split_at(start);
            self.push(&mut made, before);
            let Some(end) = behind.find('}') else {
                rest = behind;
                break;
            };
            let (inside, after) = behind.split_at(end);
            rest = after.strip_prefix('}').unwrap_or(after);
            let name = inside.strip_prefix("${").unwrap_or(inside).trim();
            if let Some(literal) = name.strip_prefix('!') {
                self.push(&mut made, &format!("${{{literal}}}"));
                continue;
            }
            let value = match own.and_then(|own| own.get(name)) {
                Some(value) => self.text(value),
                None => match self.reference(name) {
                    Json::String(text) => Some(text),
                    Json::Array(parts) => Some(joined(&parts, ",")),
                    _ => None,
                },
            };
            let value = value.unwrap_or_else(|| self.placeholder(name));
            self.push(&mut made, &value);
        }
        self.push(&mut made, rest);
        Some(made)
    }

    /// Adds to a text what the bounds allow.
    fn push(&mut self, made: &mut String, text: &str) {
        if self.template.spend(text.len()) {
            made.push_str(text);
        } else {
            self.notes.left(
                self.place,
                "the functions here give too much text; write it out",
            );
        }
    }

    fn join(&mut self, argument: &Json) -> Option<String> {
        let [separator, list] = argument.as_array()? else {
            return None;
        };
        let separator = self.text(separator)?;
        let parts = match self.value(list)? {
            Json::Array(parts) => parts,
            // A list that only CloudFormation knows.
            Json::String(text) => return Some(text),
            _ => return None,
        };
        let mut made = String::new();
        for (at, part) in parts.iter().enumerate() {
            let text = match self.value(part) {
                Some(Json::Array(inner)) => joined(&inner, &separator),
                Some(other) => match crate::dialect::coerce::text(other) {
                    Json::String(text) => text,
                    _ => return None,
                },
                None => continue,
            };
            if at > 0 {
                self.push(&mut made, &separator);
            }
            self.push(&mut made, &text);
        }
        Some(made)
    }

    fn select(&mut self, argument: &Json) -> Option<Json> {
        let [index, list] = argument.as_array()? else {
            return None;
        };
        let index: usize = self.text(index)?.parse().ok()?;
        match self.value(list)? {
            Json::Array(mut parts) if index < parts.len() => self.value(&parts.swap_remove(index)),
            Json::String(text) => {
                let name = format!("{text}.{index}");
                Some(Json::String(self.placeholder(&name)))
            }
            _ => None,
        }
    }

    fn split(&mut self, argument: &Json) -> Option<Json> {
        let [separator, text] = argument.as_array()? else {
            return None;
        };
        let (separator, text) = (self.text(separator)?, self.text(text)?);
        if separator.is_empty() {
            return None;
        }
        let parts = text.split(separator.as_str()).map(Json::from).collect();
        Some(Json::Array(parts))
    }

    fn find_in_map(&mut self, argument: &Json) -> Option<Json> {
        let keys: Option<Vec<String>> = argument
            .as_array()?
            .iter()
            .take(3)
            .map(|key| self.text(key))
            .collect();
        let keys = keys?;
        let found = self.template.mapped(&keys);
        Some(found.unwrap_or_else(|| Json::String(self.placeholder(&keys.join(".")))))
    }

    fn choose(&mut self, argument: &Json) -> Option<Json> {
        let Some([Json::String(name), yes, no]) = argument.as_array() else {
            return Some(Json::String(self.placeholder("If")));
        };
        let shown = crate::clip::clip(name);
        if let Some(holds) = condition::holds(self.template, name, self.place, self.notes) {
            let (words, taken) = if holds {
                ("holds", yes)
            } else {
                ("does not hold", no)
            };
            self.notes.assumed(
                self.place,
                format!("the condition {shown} {words} with the template's defaults, and that case is taken over"),
            );
            return self.value(taken);
        }
        // Where one case is nothing, the other one says more.
        let (case, taken) = if is_nothing(yes) {
            ("second", no)
        } else {
            ("first", yes)
        };
        self.notes.assumed(
            self.place,
            format!("only CloudFormation knows whether {shown} holds; the {case} case is taken over, check it"),
        );
        self.value(taken)
    }
}

fn is_nothing(value: &Json) -> bool {
    matches!(of(value), Some(("Ref", name)) if name.as_str() == Some("AWS::NoValue"))
}

fn joined(parts: &[Json], separator: &str) -> String {
    let texts: Vec<String> = parts
        .iter()
        .map(|part| match crate::dialect::coerce::text(part.clone()) {
            Json::String(text) => text,
            other => other.to_compact(),
        })
        .collect();
    texts.join(separator)
}
