//! HCL as `terraform fmt` lays it out: blocks, arguments and exact text escapes. Knows nothing of
//! ECS.

use super::members::last_of_each;
use crate::json::Json;

/// A block's content.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Remarks above everything else, one line each.
    pub(super) comments: Vec<String>,
    /// Names and expressions.
    pub(super) arguments: Vec<(String, String)>,
    /// Names and contents.
    pub(super) blocks: Vec<(String, Body)>,
}

impl Body {
    /// Whether nothing would be written.
    pub(super) const fn is_empty(&self) -> bool {
        self.comments.is_empty() && self.arguments.is_empty() && self.blocks.is_empty()
    }

    /// Takes over what another one has.
    pub(super) fn append(&mut self, other: Self) {
        self.comments.extend(other.comments);
        self.arguments.extend(other.arguments);
        self.blocks.extend(other.blocks);
    }

    /// Writes the block with its header, such as `resource "aws_ecs_service" "web"`.
    pub(super) fn write(&self, header: &str, depth: usize, text: &mut String) {
        indent(depth, text);
        text.push_str(header);
        text.push_str(" {\n");
        for comment in &self.comments {
            indent(depth + 1, text);
            text.push_str("# ");
            text.push_str(comment);
            text.push('\n');
        }
        let (short, long): (Vec<_>, Vec<_>) = self
            .arguments
            .iter()
            .partition(|(_, expression)| !expression.contains('\n'));
        let mut first = true;
        aligned(&short, depth + 1, text);
        first &= short.is_empty();
        for (name, expression) in long {
            if !first {
                text.push('\n');
            }
            first = false;
            indent(depth + 1, text);
            text.push_str(name);
            text.push_str(" = ");
            text.push_str(&expression.replace('\n', &format!("\n{}", "  ".repeat(depth + 1))));
            text.push('\n');
        }
        for (name, body) in &self.blocks {
            if !first {
                text.push('\n');
            }
            first = false;
            body.write(name, depth + 1, text);
        }
        indent(depth, text);
        text.push_str("}\n");
    }
}

fn aligned(arguments: &[&(String, String)], depth: usize, text: &mut String) {
    let width = arguments.iter().map(|(name, _)| name.chars().count()).max();
    for (name, expression) in arguments {
        indent(depth, text);
        text.push_str(name);
        let gap = width
            .unwrap_or_default()
            .saturating_sub(name.chars().count());
        text.push_str(&" ".repeat(gap));
        text.push_str(" = ");
        text.push_str(expression);
        text.push('\n');
    }
}

fn indent(depth: usize, text: &mut String) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// An expression for a tree. Texts hold no line break, so that the lines of the expression can be
/// moved to the right.
pub(super) fn expression(json: &Json) -> String {
    let mut text = String::new();
    value(json, 0, &mut text);
    text
}

fn value(json: &Json, depth: usize, text: &mut String) {
    match json {
        Json::Array(elements) if elements.is_empty() => text.push_str("[]"),
        Json::Array(elements) if elements.iter().all(is_scalar) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                value(element, depth, text);
            }
            text.push(']');
        }
        Json::Array(elements) => {
            text.push_str("[\n");
            for element in elements {
                indent(depth + 1, text);
                value(element, depth + 1, text);
                text.push_str(",\n");
            }
            indent(depth, text);
            text.push(']');
        }
        Json::Object(members) if members.is_empty() => text.push_str("{}"),
        Json::Object(members) => {
            text.push_str("{\n");
            let members: Vec<(String, &Json)> = last_of_each(members)
                .into_iter()
                .map(|(name, value)| (key(name), value))
                .collect();
            object(&members, depth + 1, text);
            indent(depth, text);
            text.push('}');
        }
        Json::String(string) => text.push_str(&quote(string)),
        other => text.push_str(&other.to_compact()),
    }
}

/// Runs of members that each take one line are aligned, as `terraform fmt` does.
fn object(members: &[(String, &Json)], depth: usize, text: &mut String) {
    let mut rest = members;
    while let Some((first, _)) = rest.first() {
        let run = rest.iter().take_while(|(_, value)| is_short(value)).count();
        let (lines, behind) = rest.split_at(run);
        let width = lines.iter().map(|(name, _)| name.chars().count()).max();
        for (name, inner) in lines {
            indent(depth, text);
            text.push_str(name);
            let gap = width
                .unwrap_or_default()
                .saturating_sub(name.chars().count());
            text.push_str(&" ".repeat(gap));
            text.push_str(" = ");
            value(inner, depth, text);
            text.push('\n');
        }
        rest = behind;
        if run == 0 {
            indent(depth, text);
            text.push_str(first);
            text.push_str(" = ");
            if let Some((_, inner)) = rest.first() {
                value(inner, depth, text);
            }
            text.push('\n');
            rest = rest.get(1..).unwrap_or_default();
        }
    }
}

fn is_short(json: &Json) -> bool {
    match json {
        Json::Array(elements) => elements.iter().all(is_scalar),
        Json::Object(members) => members.is_empty(),
        _ => true,
    }
}

const fn is_scalar(json: &Json) -> bool {
    !matches!(json, Json::Array(_) | Json::Object(_))
}

/// Words that mean something where a name stands.
const TAKEN: [&str; 6] = ["for", "if", "in", "null", "true", "false"];

fn key(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !TAKEN.contains(&name);
    if plain { name.to_owned() } else { quote(name) }
}

/// A text in quotes, without anything that HCL would evaluate.
pub(super) fn quote(string: &str) -> String {
    let mut text = String::with_capacity(string.len() + 2);
    text.push('"');
    let mut characters = string.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // A sign before a brace begins a template; doubled it does not.
            '$' | '%' if characters.peek() == Some(&'{') => {
                text.push(character);
                text.push(character);
            }
            control if u32::from(control) < 0x20 || u32::from(control) == 0x7F => {
                let code = format!("\\u{:04x}", u32::from(control));
                text.push_str(&code);
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
    text
}

/// A label that an address can hold.
pub(super) fn label(name: &str) -> String {
    let mut label: String = name
        .chars()
        .map(|one| {
            if one.is_ascii_alphanumeric() || one == '-' || one == '_' {
                one
            } else {
                '_'
            }
        })
        .collect();
    if !label.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        label.insert(0, '_');
    }
    label
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn nothing_in_a_text_is_evaluated() {
        for (text, quoted) in [
            ("${a}", r#""$${a}""#),
            ("$${a}", r#""$$${a}""#),
            ("%{if}%", r#""%%{if}%""#),
            ("$ { $", r#""$ { $""#),
            ("a\"b\\\n\u{1}", r#""a\"b\\\n\u0001""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }
}
