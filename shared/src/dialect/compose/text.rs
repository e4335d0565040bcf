//! Texts of compose files: interpolation as placeholders, names, and splitting around both.

use crate::json::Json;

/// The tree with `$NAME` as the placeholder `${NAME}` and `$$` as the sign that it means.
pub(super) fn interpolated(json: &Json) -> Json {
    match json {
        Json::String(text) => Json::String(placeholders(text)),
        Json::Array(elements) => Json::Array(elements.iter().map(interpolated).collect()),
        Json::Object(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), interpolated(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// A text with its variables as placeholders.
pub(in crate::dialect) fn placeholders(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, behind) = rest.split_at(at);
        made.push_str(before);
        let after = behind.get(1..).unwrap_or_default();
        if let Some(after) = after.strip_prefix('$') {
            made.push('$');
            rest = after;
        } else if let Some(inside) = after.strip_prefix('{') {
            let end = inside.find('}').unwrap_or(inside.len());
            let (inside, after) = inside.split_at(end);
            made.push_str("${");
            made.push_str(&variable(inside));
            rest = after;
        } else {
            let end = after
                .find(|one: char| !(one.is_ascii_alphanumeric() || one == '_'))
                .unwrap_or(after.len());
            let starts = after.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_');
            let (name, after) = after.split_at(if starts { end } else { 0 });
            if name.is_empty() {
                made.push('$');
            } else {
                made.extend(["${", name, "}"]);
            }
            rest = after;
        }
    }
    made.push_str(rest);
    made
}

/// What stands in the braces, as our placeholders have it: a name, perhaps with a default.
fn variable(inside: &str) -> String {
    let end = inside
        .find(|one: char| !(one.is_ascii_alphanumeric() || one == '_'))
        .unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    match rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')) {
        Some(default) => format!("{name}:-{default}"),
        // `:?` asks for a value, as a placeholder without a default does.
        None if rest.starts_with(":?") || rest.starts_with('?') => name.to_owned(),
        None => inside.to_owned(),
    }
}

/// Splits at a character that stands outside of placeholders.
pub(super) fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    let mut characters = text.chars().peekable();
    while let Some(one) = characters.next() {
        match one {
            '$' if characters.peek() == Some(&'{') => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if one == at && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(one);
        }
    }
    parts
}

/// A name that ECS takes.
pub(in crate::dialect) fn name(name: &str) -> String {
    let made: String = name
        .chars()
        .take(255)
        .map(|one| {
            if one.is_ascii_alphanumeric() || one == '-' || one == '_' {
                one
            } else {
                '-'
            }
        })
        .collect();
    if made.is_empty() {
        "app".to_owned()
    } else {
        made
    }
}

/// The words of a command: a list as it is, a text as a shell splits it.
pub(super) fn words(json: &Json) -> Option<Vec<String>> {
    match json {
        Json::String(text) => shlex::split(text),
        Json::Array(elements) => elements.iter().map(scalar).collect(),
        _ => None,
    }
}

/// The text of a scalar.
pub(super) fn scalar(json: &Json) -> Option<String> {
    match crate::dialect::coerce::text(json.clone()) {
        Json::String(text) => Some(text),
        _ => None,
    }
}

/// A list of texts; one text counts as a list of it.
pub(super) fn texts(json: &Json) -> Option<Vec<String>> {
    match json {
        Json::Array(elements) => elements.iter().map(scalar).collect(),
        other => scalar(other).map(|text| vec![text]),
    }
}

#[cfg(test)]
mod tests {
    use super::{placeholders, split};

    #[test]
    fn variables_become_placeholders() {
        for (text, made) in [
            (
                "$A-$$B ${C} ${D-x} ${E:?no} $ $1",
                "${A}-$B ${C} ${D:-x} ${E} $ $1",
            ),
            ("${open", "${open"),
        ] {
            assert_eq!(placeholders(text), made);
        }
    }

    #[test]
    fn placeholders_are_not_split() {
        assert_eq!(split("${P:-80}:80/tcp", ':'), ["${P:-80}", "80/tcp"]);
    }
}
