//! Types and bounds: what is wrong with a single value, and the value that was probably meant.

use super::super::context::set;
use super::Checker;
use crate::check::path::Path;
use crate::clip::clip;
use crate::json::{Json, Number};
use crate::schema::{Element, List, Member, Range, Value};

/// The whole numbers of AWS's models have 32 bits.
const SMALLEST: i64 = i32::MIN as i64;
const LARGEST: i64 = i32::MAX as i64;

impl Checker<'_> {
    pub(super) fn whole(
        &mut self,
        member: &'static Member,
        range: Range,
        number: &Number,
        at: &Path<'_>,
    ) {
        let Some(value) = number.as_i64() else {
            let rounded = number.as_f64();
            let fix = (rounded.fract() == 0.0 && rounded.abs() < 1e15)
                .then(|| Number::parse(&format!("{rounded:.0}")))
                .flatten()
                .map(|number| {
                    set(
                        format!("Write {}", number.as_str()),
                        &at.pointer(),
                        &Json::from(number),
                    )
                });
            let message = format!(
                "Give {} as a whole number, not {}",
                member.name,
                clip(number.as_str())
            );
            self.error("wrong-type", at, message, fix);
            return;
        };
        let bounded = Range {
            least: range.least.or(Some(SMALLEST)),
            most: range.most.or(Some(LARGEST)),
        };
        let low = bounded.least.is_some_and(|least| value < least);
        let high = bounded.most.is_some_and(|most| value > most);
        if low || high {
            // A bound that nobody has in mind is said only where it is met.
            let shown = Range {
                least: range.least.or(bounded.least.filter(|_| low)),
                most: range.most.or(bounded.most.filter(|_| high)),
            };
            self.out_of_range(member, shown, number, at);
        }
    }

    pub(super) fn decimal(
        &mut self,
        member: &'static Member,
        range: Range,
        number: &Number,
        at: &Path<'_>,
    ) {
        let value = number.as_f64();
        let bound = |text: i64| text.to_string().parse::<f64>().unwrap_or(f64::NAN);
        let low = range.least.is_some_and(|least| value < bound(least));
        let high = range.most.is_some_and(|most| value > bound(most));
        if low || high {
            self.out_of_range(member, range, number, at);
        }
    }

    pub(super) fn out_of_range(
        &mut self,
        member: &Member,
        range: Range,
        number: &Number,
        at: &Path<'_>,
    ) {
        let unit = member
            .unit
            .map(|unit| format!(" {unit}"))
            .unwrap_or_default();
        let bounds = match (range.least, range.most) {
            (Some(least), Some(most)) => format!("from {least} to {most}{unit}"),
            (Some(least), None) => format!("of at least {least}{unit}"),
            (None, Some(most)) => format!("of at most {most}{unit}"),
            (None, None) => String::new(),
        };
        let message = format!(
            "Set {} to a value {bounds}, not {}",
            member.name,
            clip(number.as_str())
        );
        self.error("out-of-range", at, message, None);
    }

    pub(super) fn wrong_type(
        &mut self,
        member: &'static Member,
        wanted: &Value,
        found: &Json,
        at: &Path<'_>,
    ) {
        let (words, fix): (&str, Option<Json>) = match wanted {
            Value::Text(_) => ("a text in double quotes", as_text(found)),
            Value::Whole(_) => ("a whole number without quotes", as_whole(found)),
            Value::Decimal(_) => ("a number without quotes", as_number(found)),
            Value::Flag => ("true or false without quotes", as_flag(found)),
            Value::Object(_) | Value::Map => ("an object in braces", None),
            Value::List(list) => ("a list in brackets", as_list(member, list, found)),
            Value::Any => return,
        };
        let message = format!(
            "Give {} as {words}, not {}",
            member.name,
            found.kind_words()
        );
        // What stands in a value may be a secret.
        let label = |value: &Json| match member.name {
            "value" => "Write it so".to_owned(),
            _ => format!("Write {}", short(value)),
        };
        let fix = fix.map(|value| set(label(&value), &at.pointer(), &value));
        self.error("wrong-type", at, message, fix);
    }

    pub(super) fn wrong_element(
        &mut self,
        member: &Member,
        wanted: &Element,
        found: &Json,
        at: &Path<'_>,
    ) {
        let (words, fix) = match wanted {
            Element::Text(_) => ("texts in double quotes", as_text(found)),
            Element::Whole(_) => ("whole numbers", as_whole(found)),
            Element::Object(_) => ("objects in braces", None),
        };
        let message = format!(
            "Give the elements of {} as {words}, not {}",
            member.name,
            found.kind_words()
        );
        let fix = fix.map(|value| set(format!("Write {}", short(&value)), &at.pointer(), &value));
        self.error("wrong-type", at, message, fix);
    }
}

/// A value for the text of a button; never a long one.
fn short(value: &Json) -> String {
    let text = value.to_compact();
    if text.chars().count() <= 30 {
        text
    } else {
        "it so".to_owned()
    }
}

pub(super) fn as_text(found: &Json) -> Option<Json> {
    match found {
        Json::Number(number) => Some(Json::from(number.as_str())),
        Json::Bool(true) => Some(Json::from("true")),
        Json::Bool(false) => Some(Json::from("false")),
        _ => None,
    }
}

fn as_number(found: &Json) -> Option<Json> {
    Number::parse(found.as_str()?).map(Json::from)
}

fn as_whole(found: &Json) -> Option<Json> {
    as_number(found).filter(|value| value.as_i64().is_some())
}

fn as_flag(found: &Json) -> Option<Json> {
    match found.as_str()?.to_ascii_lowercase().as_str() {
        "true" => Some(Json::Bool(true)),
        "false" => Some(Json::Bool(false)),
        _ => None,
    }
}

/// One element where a list of one was meant; a command line word by word, unless it is quoted.
fn as_list(member: &Member, list: &List, found: &Json) -> Option<Json> {
    match (&list.element, found) {
        (Element::Text(_), Json::String(line))
            if matches!(member.name, "command" | "entryPoint") =>
        {
            if line.contains(['"', '\'', '\\']) {
                return None;
            }
            Some(Json::Array(
                line.split_whitespace().map(Json::from).collect(),
            ))
        }
        (Element::Text(_), Json::String(_)) | (Element::Object(_), Json::Object(_)) => {
            Some(Json::Array(vec![found.clone()]))
        }
        _ => None,
    }
}
