//! Holds the parts of a form against a shape. The sandbox records a form as nested objects and
//! lists whose scalars are all texts.

use serde_json::Value;

use super::json::check_enum;
use super::model::{Model, Shape};
use super::report::Report;

/// Walks through a whole form and reports what does not fit the operation's input.
pub(super) fn check_form(model: &Model, shape_name: &str, form: &Value, report: &mut Report) {
    let mut form = form.clone();
    if let Some(parts) = form.as_object_mut() {
        // These name the operation and belong to no model.
        parts.remove("Action");
        parts.remove("Version");
    }
    check(model, shape_name, &form, report);
}

/// Walks through the parts of a form and reports what does not fit the shape.
fn check(model: &Model, shape_name: &str, value: &Value, report: &mut Report) {
    let Some(shape) = model.shape(shape_name) else {
        report.here(&format!(
            "has the shape {shape_name}, which is not in the model"
        ));
        return;
    };
    match (shape.kind.as_str(), value) {
        ("structure", Value::Object(members)) => {
            for (name, value) in members {
                let found = shape
                    .members
                    .iter()
                    .find(|(own_name, member)| model.form_name(own_name, member) == *name);
                report.within(name, |report| match found {
                    Some((_, member)) => check(model, &member.shape, value, report),
                    None => report.here("is not in the model"),
                });
            }
            for name in &shape.required {
                let on_wire = shape
                    .members
                    .get(name)
                    .map_or_else(|| name.clone(), |member| model.form_name(name, member));
                if !members.contains_key(&on_wire) {
                    report.within(&on_wire, |report| report.here("is required and missing"));
                }
            }
        }
        // An empty list is written as `Name=`.
        ("list", Value::String(text)) if text.is_empty() => {}
        ("list", Value::Array(elements)) => {
            if let Some(member) = &shape.member {
                for element in elements {
                    report.within("[]", |report| check(model, &member.shape, element, report));
                }
            }
        }
        // Forms of maps occur in no operation that is simulated.
        ("map", Value::Object(_)) => {}
        ("structure" | "list" | "map", _) => {
            report.here(&format!("is no {} on the wire", shape.kind));
        }
        (_, Value::String(text)) => check_text(shape, text, report),
        (kind, _) => report.here(&format!("has parts, and the model says {kind}")),
    }
}

/// A scalar written as text, in a form or in XML.
pub(super) fn check_text(shape: &Shape, text: &str, report: &mut Report) {
    let fits = match shape.kind.as_str() {
        "string" => {
            check_enum(shape, text, report);
            true
        }
        "integer" | "long" => text.parse::<i64>().is_ok(),
        "float" | "double" => text.parse::<f64>().is_ok(),
        "boolean" => matches!(text, "true" | "false"),
        "timestamp" => is_timestamp(text),
        "blob" => true,
        _ => false,
    };
    if !fits {
        report.here(&format!("is {text:?}, and the model says {}", shape.kind));
    }
}

/// `2026-01-01T00:00:00Z`, perhaps with fractions of a second.
fn is_timestamp(text: &str) -> bool {
    let pattern = "0000-00-00T00:00:00";
    let Some((moment, rest)) = text.split_at_checked(pattern.len()) else {
        return false;
    };
    let fits = moment.chars().zip(pattern.chars()).all(|(own, wanted)| {
        if wanted == '0' {
            own.is_ascii_digit()
        } else {
            own == wanted
        }
    });
    let zone = rest.trim_start_matches(|letter: char| letter == '.' || letter.is_ascii_digit());
    fits && matches!(zone, "Z" | "+00:00")
}
