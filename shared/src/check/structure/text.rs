//! Whether a text is one that a member may have.

use super::super::context::{remove, set};
use super::near;
use crate::check::path::Path;
use crate::issue::Fix;
use crate::json::Json;
use crate::schema::Text;

/// The code, the message and perhaps a fix of what is wrong with a text.
pub(super) fn check(
    kind: &Text,
    name: &str,
    text: &str,
    at: &Path<'_>,
    required: bool,
) -> Option<(&'static str, String, Option<Fix>)> {
    let limited = kind.shape.is_some() || !kind.one_of.is_empty() || kind.least > 0;
    if text.is_empty() && (limited || required) {
        let optional_fix = (!required).then(|| remove(&at.pointer()));
        let words = if required { "Give" } else { "Remove or give" };
        return Some((
            "empty-text",
            format!("{words} {name}: it is empty"),
            optional_fix,
        ))
        .filter(|_| !may_be_empty(kind));
    }
    if !kind.one_of.is_empty() {
        return listed(kind, name, text, at);
    }
    let length = text.chars().count();
    if let Some(most) = kind.most
        && length > most
    {
        let message = format!("Shorten {name} to at most {most} characters: it has {length}");
        return Some(("too-long", message, None));
    }
    let shape = kind.shape.filter(|shape| !shape.matches(text))?;
    if is_written_large(text) {
        return None;
    }
    let message = format!("Write {name} as {}", shape.words());
    Some(("wrong-form", message, None))
}

/// `SUBNET_ID1` and the like stand for a value that somebody has yet to put there.
fn is_written_large(text: &str) -> bool {
    text.contains('_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A tag's value may be empty although it has a form.
fn may_be_empty(kind: &Text) -> bool {
    kind.least == 0 && kind.shape.is_some_and(|shape| shape.matches(""))
}

fn listed(
    kind: &Text,
    name: &str,
    text: &str,
    at: &Path<'_>,
) -> Option<(&'static str, String, Option<Fix>)> {
    let one_of = kind.one_of;
    if one_of.contains(&text) {
        return None;
    }
    let nearest = near::nearest(text, one_of.iter().copied());
    let fix = nearest.map(|known| set(format!("Write {known}"), &at.pointer(), &Json::from(known)));
    let choices = one_of.join(", ");
    let message = if kind.takes_others {
        format!("Check that the instances have it, or set {name} to one of {choices}")
    } else {
        format!("Set {name} to one of {choices}; this is none of them")
    };
    Some(("not-listed", message, fix))
}
