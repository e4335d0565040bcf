//! Our own JSON tree, because a definition must come out as it went in.
//!
//! It keeps the order of members, members that appear twice and the spelling of numbers. It knows
//! nothing of ECS.

mod canonical;
mod locate;
mod parse;
mod write;

use std::collections::BTreeSet;

use crate::pointer::Pointer;

pub use locate::{Lines, line_of};
pub use parse::{MAX_BYTES, MAX_DEPTH, ParseError, parse};
pub(crate) use write::escape_into;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// An object: its members in their order, also those that appear twice.
    Object(Vec<(String, Self)>),
    /// A placeholder that stands where a value will, such as `{{ env "PORT" }}` without quotes.
    /// It is written as it was read.
    Bare(String),
}

/// A number in the spelling that it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads a number as JSON writes it, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        match parse(text.trim()) {
            Ok(Json::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, where it is whole, written without a fraction or exponent, and not huge.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest floating-point number.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl Json {
    /// An object without members.
    pub const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// The member `name`; the last one where it appears twice, as every parser has it.
    pub fn get(&self, member: &str) -> Option<&Self> {
        self.as_object()?
            .iter()
            .rev()
            .find(|(name, _)| name == member)
            .map(|(_, value)| value)
    }

    /// The member `name`, to change.
    pub fn get_mut(&mut self, member: &str) -> Option<&mut Self> {
        match self {
            Self::Object(members) => members
                .iter_mut()
                .rev()
                .find(|(name, _)| name == member)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// What a pointer points to.
    pub fn at(&self, pointer: &Pointer) -> Option<&Self> {
        pointer.tokens().try_fold(self, |value, token| match value {
            Self::Array(elements) => elements.get(index(&token)?),
            other => other.get(&token),
        })
    }

    /// What a pointer points to, to change.
    pub fn at_mut(&mut self, pointer: &Pointer) -> Option<&mut Self> {
        pointer.tokens().try_fold(self, |value, token| match value {
            Self::Array(elements) => elements.get_mut(index(&token)?),
            other => other.get_mut(&token),
        })
    }

    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is a whole one.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Whether it is true, where it is `true` or `false`.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements, where it is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, where it is an object.
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Puts a value at a place and tells whether it could.
    ///
    /// Members and elements on the way are made: a list where the next token is `0` or `-`, an
    /// object elsewhere. An element is appended when its index is the length of the list. A text,
    /// number or boolean on the way is never replaced.
    pub fn set(&mut self, pointer: &Pointer, value: Self) -> bool {
        let tokens: Vec<String> = pointer.tokens().take(MAX_DEPTH + 1).collect();
        tokens.len() <= MAX_DEPTH && self.set_tokens(&tokens, value)
    }

    fn set_tokens(&mut self, tokens: &[String], value: Self) -> bool {
        let Some((token, rest)) = tokens.split_first() else {
            *self = value;
            return true;
        };
        if self.is_null() {
            *self = if token == "0" || token == "-" {
                Self::Array(Vec::new())
            } else {
                Self::object()
            };
        }
        match self {
            Self::Object(members) => {
                let at = members.iter().rposition(|(name, _)| name == token);
                let member = if let Some(at) = at {
                    members.get_mut(at)
                } else {
                    members.push((token.clone(), Self::Null));
                    members.last_mut()
                };
                member.is_some_and(|(_, member)| member.set_tokens(rest, value))
            }
            Self::Array(elements) => {
                let at = if token == "-" {
                    elements.len()
                } else {
                    match index(token) {
                        Some(at) if at <= elements.len() => at,
                        _ => return false,
                    }
                };
                if at == elements.len() {
                    elements.push(Self::Null);
                }
                elements
                    .get_mut(at)
                    .is_some_and(|element| element.set_tokens(rest, value))
            }
            _ => false,
        }
    }

    /// Takes away all but the last of members that appear twice: that one counts.
    pub fn keep_last(&mut self) {
        match self {
            Self::Object(members) => {
                let mut seen = BTreeSet::new();
                let mut kept: Vec<(String, Self)> = std::mem::take(members)
                    .into_iter()
                    .rev()
                    .filter(|(name, _)| seen.insert(name.clone()))
                    .collect();
                kept.reverse();
                *members = kept;
                for (_, value) in members {
                    value.keep_last();
                }
            }
            Self::Array(elements) => elements.iter_mut().for_each(Self::keep_last),
            _ => {}
        }
    }

    /// Takes what a pointer points to away; every one of members that appear twice.
    pub fn remove(&mut self, pointer: &Pointer) -> Option<Self> {
        let last = pointer.tokens().last()?;
        match self.at_mut(&pointer.parent()?)? {
            Self::Array(elements) => {
                let at = index(&last)?;
                (at < elements.len()).then(|| elements.remove(at))
            }
            Self::Object(members) => {
                let mut removed = None;
                members.retain_mut(|(name, value)| {
                    let keep = *name != last;
                    if !keep {
                        removed = Some(std::mem::take(value));
                    }
                    keep
                });
                removed
            }
            _ => None,
        }
    }

    /// Gives a member another name, at its place.
    pub fn rename(&mut self, pointer: &Pointer, name: &str) {
        let (Some(last), Some(parent)) = (pointer.tokens().last(), pointer.parent()) else {
            return;
        };
        if let Some(Self::Object(members)) = self.at_mut(&parent)
            && let Some((member, _)) = members.iter_mut().rev().find(|(member, _)| *member == last)
        {
            name.clone_into(member);
        }
    }

    /// The value in one line without spaces.
    pub fn to_compact(&self) -> String {
        write::compact(self)
    }

    /// How many bytes [`Json::to_compact`] has.
    pub fn compact_length(&self) -> usize {
        write::compact_length(self)
    }

    /// The value over lines, two spaces deep each.
    pub fn to_pretty(&self) -> String {
        write::pretty(self)
    }

    /// The value as RFC 8785 (JSON Canonicalization Scheme) writes it, for hashing.
    pub fn to_canonical(&self) -> String {
        canonical::canonical(self)
    }

    /// What it is, in words, such as `a number`.
    pub const fn kind_words(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::String(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
            Self::Bare(_) => "a placeholder",
        }
    }
}

/// An index as RFC 6901 writes it: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && !token.starts_with('+'));
    if plain { token.parse().ok() } else { None }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(Number(number.to_string()))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Number> for Json {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Vec<Self>> for Json {
    fn from(elements: Vec<Self>) -> Self {
        Self::Array(elements)
    }
}

impl From<Vec<(String, Self)>> for Json {
    fn from(members: Vec<(String, Self)>) -> Self {
        Self::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, parse};
    use crate::pointer::Pointer;

    #[test]
    fn makes_what_is_missing_on_the_way() {
        let mut json = parse("{}").unwrap();
        assert!(json.set(&Pointer::parse("/a/0/b"), Json::from(1)));
        assert!(json.set(&Pointer::parse("/a/1"), Json::from("x")));
        assert!(!json.set(&Pointer::parse("/a/9"), Json::from("x")));
        assert!(!json.set(&Pointer::parse("/a/1/deeper"), Json::from("x")));
        assert_eq!(json.to_compact(), r#"{"a":[{"b":1},"x"]}"#);
    }

    #[test]
    fn the_last_of_two_members_counts_and_both_are_kept() {
        let mut json = parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(json.get("a").and_then(Json::as_i64), Some(3));
        assert_eq!(json.to_compact(), r#"{"a":1,"b":2,"a":3}"#);
        assert_eq!(json.remove(&Pointer::parse("/a")), Some(Json::from(3)));
        assert_eq!(json.to_compact(), r#"{"b":2}"#);
    }
}
