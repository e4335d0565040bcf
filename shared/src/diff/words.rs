//! Changes in words, for people, snapshots and notifications. Secret-looking values never appear.

mod group;
mod noun;

use super::secret::{MASK, looks_secret, mask};
use super::{Change, Place};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::ChangeInWords;
use crate::schema::{self, Member, Value};
use crate::text::is_hidden;

/// The longest value that is written out.
const LONGEST_VALUE: usize = 120;
/// So much of what is alike stands before what is not.
const AROUND: usize = 20;

/// Says changes in words, in groups. Secret-looking values are masked.
pub fn words(changes: &[Change]) -> Vec<ChangeInWords> {
    let mut said: Vec<ChangeInWords> = changes.iter().map(words_of).collect();
    said.sort_by_key(|said| group::order(&said.group));
    said
}

/// Says one change in words.
pub fn words_of(change: &Change) -> ChangeInWords {
    ChangeInWords {
        group: group::of(&members(change)).to_owned(),
        words: sentence(change),
        effect: change.effect,
        document: change.document,
        pointer: change.pointer.clone(),
        place: change.place_text(),
    }
}

/// A place of a document and what stands there, in words. A secret-looking value is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The group in which changes of it stand.
    pub group: &'static str,
    /// What it is, such as `web: image`.
    pub label: String,
    /// What stands there, with its unit.
    pub value: String,
}

/// Where a group stands among the others.
pub fn group_order(group: &str) -> usize {
    group::order(group)
}

/// Says what stands in a place that a document has.
pub fn field(leaf: &Change) -> Field {
    let names = members(leaf);
    let group = group::of(&names);
    let element = match depth_of_containers(leaf.document, &names) {
        Some(depth) => leaf.place.get(depth).zip(leaf.place.get(depth + 1..)),
        None => None,
    };
    let label = match element {
        Some((Place::Element { name, .. }, [])) => format!("container {name}"),
        Some((Place::Element { name, .. }, inner)) => format!("{name}: {}", noun_of(leaf, inner)),
        _ => noun_of(leaf, &leaf.place),
    };
    let member = schema::member(leaf.document, &leaf.pointer);
    let (_, value) = leaf.masked();
    let value = value.unwrap_or_default();
    let text = match (leaf.place.last(), value.as_str()) {
        (Some(Place::Member(name)), Some(from)) if name == "valueFrom" => noun::source(from),
        (_, Some("")) => "(empty)".to_owned(),
        _ => plain(&details(leaf, &value)),
    };
    let unit = match member.and_then(|member| member.unit).unwrap_or_default() {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    Field {
        group,
        label,
        value: format!("{text}{unit}"),
    }
}

/// What a place is called; a variable and a secret by their names.
fn noun_of(leaf: &Change, place: &[Place]) -> String {
    match place {
        [
            Place::Member(list),
            Place::Element { name, .. },
            Place::Member(member),
        ] => match (list.as_str(), member.as_str()) {
            ("environment", "value") => format!("variable {name}"),
            ("secrets", "valueFrom") => format!("secret {name}"),
            _ => noun::of(leaf, place),
        },
        _ => noun::of(leaf, place),
    }
}

/// A value as people read it, cut where it is long. Not masked.
pub(crate) fn plain(value: &Json) -> String {
    cut(&uncut(value))
}

/// The same, however long it is.
fn uncut(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Bool(true) => "on".to_owned(),
        Json::Bool(false) => "off".to_owned(),
        Json::Array(elements) => {
            let scalars = elements
                .iter()
                .all(|one| one.as_array().is_none() && one.as_object().is_none());
            let parts: Vec<String> = elements.iter().map(uncut).collect();
            parts.join(if scalars { " " } else { "; " })
        }
        Json::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name} {}", uncut(value)))
                .collect();
            parts.join(", ")
        }
        other => other.to_compact(),
    }
}

/// Two values that differ, so that it is seen: of long ones that begin alike, from where they do not.
pub(crate) fn pair(before: &Json, after: &Json) -> (String, String) {
    let (before, after) = (uncut(before), uncut(after));
    let (short_before, short_after) = (cut(&before), cut(&after));
    if short_before != short_after || before == after {
        return (short_before, short_after);
    }
    let alike = before
        .chars()
        .zip(after.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let from = |text: &str| {
        let rest: String = text.chars().skip(alike.saturating_sub(AROUND)).collect();
        format!("…{}", cut(&rest))
    };
    (from(&before), from(&after))
}

/// A value in one line, with what nobody would see by its number.
fn cut(text: &str) -> String {
    let mut before = ' ';
    let flat: String = text
        .chars()
        .flat_map(|character| {
            // What joins the parts of an emoji joins nothing in a plain word.
            let joins_nothing = matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
                && before.is_ascii()
                && !matches!(before, '#' | '*' | '0'..='9');
            before = character;
            let shown = match character {
                '\n' => "⏎".to_owned(),
                '\t' => "⇥".to_owned(),
                hidden if hidden.is_control() || is_hidden(hidden) || joins_nothing => {
                    format!("⟨U+{:04X}⟩", u32::from(hidden))
                }
                seen => seen.to_string(),
            };
            shown.chars().collect::<Vec<char>>()
        })
        .take(LONGEST_VALUE + 1)
        .collect();
    if flat.chars().count() <= LONGEST_VALUE {
        return flat;
    }
    flat.chars().take(LONGEST_VALUE).chain(['…']).collect()
}

/// The names of the members on the way, without the elements.
fn members(change: &Change) -> Vec<&str> {
    change
        .place
        .iter()
        .filter_map(|place| match place {
            Place::Member(name) => Some(name.as_str()),
            Place::Element { .. } => None,
        })
        .collect()
}

fn sentence(change: &Change) -> String {
    let names = members(change);
    let Some(depth) = depth_of_containers(change.document, &names) else {
        return special(change, &names, &change.place)
            .unwrap_or_else(|| generic(change, &change.place));
    };
    let place = change.place.get(depth).zip(change.place.get(depth + 1..));
    let Some((Place::Element { name, .. }, inner)) = place else {
        return generic(change, &change.place);
    };
    match (inner, change.document) {
        ([], DocumentKind::TaskDefinition) => return whole_container(change, name),
        ([], _) => return generic(change, change.place.get(depth - 1..).unwrap_or_default()),
        _ => {}
    }
    let words = special(change, names.get(depth..).unwrap_or_default(), inner)
        .unwrap_or_else(|| generic(change, inner));
    format!("{name}: {words}")
}

/// How many members lead to the container that a change is in.
fn depth_of_containers(document: DocumentKind, names: &[&str]) -> Option<usize> {
    match (document, names) {
        (DocumentKind::TaskDefinition, ["containerDefinitions", ..]) => Some(1),
        (DocumentKind::RunTask, ["overrides", "containerOverrides", ..]) => Some(2),
        _ => None,
    }
}

fn whole_container(change: &Change, name: &str) -> String {
    let image = |container: &Json| {
        container.get("image").map_or_else(
            || "no image".to_owned(),
            |image| format!("image {}", plain(image)),
        )
    };
    match (&change.before, &change.after) {
        (None, Some(after)) => format!("adds container {name} with {}", image(after)),
        (Some(before), _) => format!("removes container {name} with {}", image(before)),
        (None, None) => format!("container {name}"),
    }
}

/// What has words of its own.
fn special(change: &Change, names: &[&str], place: &[Place]) -> Option<String> {
    let element = place.iter().find_map(|place| match place {
        Place::Element { name, .. } => Some(name.as_str()),
        Place::Member(_) => None,
    });
    let side = |value: &Option<Json>, member: &str| -> Option<Json> {
        let value = value.as_ref()?;
        value
            .get(member)
            .cloned()
            .or_else(|| value.as_str().map(Json::from))
    };
    let before = |member| side(&change.before, member);
    let after = |member| side(&change.after, member);
    match names {
        ["environment"] | ["environment", "value"] => {
            let name = element?;
            Some(variable(
                name,
                before("value").as_ref(),
                after("value").as_ref(),
            ))
        }
        ["secrets"] | ["secrets", "valueFrom"] => {
            let name = element?;
            let from =
                |value: Option<Json>| value.as_ref().and_then(Json::as_str).map(noun::source);
            Some(
                match (from(before("valueFrom")), from(after("valueFrom"))) {
                    (None, Some(after)) => format!("adds secret {name} from {after}"),
                    (Some(before), None) => format!("removes secret {name} from {before}"),
                    (Some(before), Some(after)) => {
                        format!("secret {name} from {before} → from {after}")
                    }
                    (None, None) => format!("secret {name}"),
                },
            )
        }
        ["loadBalancers"] => {
            let said = |verb: &str, value: &Json| {
                let part = |name: &str| value.get(name).map_or_else(|| "?".to_owned(), plain);
                format!(
                    "{verb} {} ({} port {})",
                    noun::balancer(value),
                    part("containerName"),
                    part("containerPort")
                )
            };
            match (&change.before, &change.after) {
                (None, Some(after)) => Some(said("adds", after)),
                (Some(before), None) => Some(said("removes", before)),
                _ => None,
            }
        }
        ["desiredCount"] => Some(changed("desired count", change, "")),
        ["taskDefinition"] => Some(changed("revision", change, "")),
        _ => None,
    }
}

fn variable(name: &str, before: Option<&Json>, after: Option<&Json>) -> String {
    let secret = [before, after]
        .into_iter()
        .flatten()
        .any(|value| value.as_str().is_some_and(|text| looks_secret(name, text)));
    let show = |value: &Json| {
        if secret {
            MASK.to_owned()
        } else if value.as_str() == Some("") {
            "(empty)".to_owned()
        } else {
            plain(value)
        }
    };
    match (before, after) {
        (None, Some(after)) => format!("adds variable {name} = {}", show(after)),
        (Some(_), None) => format!("removes variable {name}"),
        (Some(_), Some(_)) if secret => format!("variable {name} changes ({MASK})"),
        (Some(before), Some(after)) => {
            let (shown_before, shown_after) = match (before.as_str(), after.as_str()) {
                (Some(""), _) | (_, Some("")) => (show(before), show(after)),
                _ => pair(before, after),
            };
            format!("variable {name} {shown_before} → {shown_after}")
        }
        (None, None) => format!("variable {name}"),
    }
}

fn generic(change: &Change, place: &[Place]) -> String {
    let member = schema::member(change.document, &change.pointer);
    let noun = noun::of(change, place);
    if let (Some(Json::Bool(on)), true) = (&change.after, is_flag(member)) {
        return format!("turns {noun} {}", if *on { "on" } else { "off" });
    }
    let unit = member.and_then(|member| member.unit).unwrap_or_default();
    changed(&noun, change, unit)
}

fn is_flag(member: Option<&'static Member>) -> bool {
    matches!(member.map(|member| &member.value), Some(Value::Flag))
}

fn changed(noun: &str, change: &Change, unit: &str) -> String {
    let name = members(change).last().copied().unwrap_or_default();
    let masked = |value: &Json| match value {
        Json::String(text) if looks_secret(name, text) => Json::from(MASK),
        other => mask(&details(change, other)),
    };
    let show = |value: &Json| plain(&masked(value));
    let unit = match unit {
        "" => String::new(),
        "%" => " %".to_owned(),
        unit => format!(" {unit}"),
    };
    // The name of an element says all that there is to say of a plain one.
    let is_element = matches!(change.place.last(), Some(Place::Element { .. }));
    let said = |value: &Json| {
        is_element && (value.as_object().is_none() || details(change, value) == Json::object())
    };
    match (&change.before, &change.after) {
        (None, Some(after)) if said(after) => format!("adds {noun}"),
        (Some(before), None) if said(before) => format!("removes {noun}"),
        (None, Some(after)) => format!("adds {noun} {}{unit}", show(after)),
        (Some(before), None) => format!("removes {noun} {}{unit}", show(before)),
        (Some(before), Some(after)) => {
            let (before, after) = pair(&masked(before), &masked(after));
            if before == after {
                format!("{noun} changes ({MASK})")
            } else {
                format!("{noun} {before} → {after}{unit}")
            }
        }
        (None, None) => noun.to_owned(),
    }
}

/// What the name of an element does not say already, without what is as usual.
fn details(change: &Change, value: &Json) -> Json {
    let (Some(Place::Element { keys, .. }), Json::Object(members)) = (change.place.last(), value)
    else {
        return value.clone();
    };
    let telling = members.iter().filter(|(name, value)| {
        !keys.contains(&name.as_str())
            && value.as_i64() != Some(0)
            && value.as_bool() != Some(false)
    });
    Json::Object(telling.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::{Json, pair, plain};

    #[test]
    fn what_nobody_sees_is_told_by_its_number() {
        assert_eq!(plain(&Json::from("a\u{202e}b\nc")), "a⟨U+202E⟩b⏎c");
        assert_eq!(plain(&Json::from("ex\u{200d}am")), "ex⟨U+200D⟩am");
        assert_eq!(plain(&Json::from("👩\u{200d}🚀")), "👩\u{200d}🚀");
    }

    #[test]
    fn long_values_are_told_apart_where_they_differ() {
        let long = "x".repeat(200);
        let (one, other) = (format!("{long}1"), format!("{long}2"));
        let (before, after) = pair(&Json::from(one.as_str()), &Json::from(other.as_str()));
        assert!(
            before.ends_with('1') && after.ends_with('2'),
            "{before} {after}"
        );
        assert!(before.starts_with('…') && before.chars().count() < 40);
        let list = |last: &str| Json::from(vec![Json::from(long.as_str()), Json::from(last)]);
        let (before, after) = pair(&list("on"), &list("off"));
        assert!(
            before.ends_with(" on") && after.ends_with(" off"),
            "{before} {after}"
        );
    }
}
