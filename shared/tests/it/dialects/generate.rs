//! Documents with every member that the schema has, of the types that it says.

use proptest::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{Json, Number};
use shared::schema::{self, Element, List, Range, Structure, Text, Value};

/// Texts that formats like to take for something else.
const TRICKY: &[&str] = &[
    "web",
    "yes",
    "No",
    "null",
    "~",
    "80",
    "0644",
    "1e3",
    ".5",
    "-",
    "- a",
    "a: b",
    "a #b",
    "#",
    "'",
    "it's",
    "\"",
    "\\",
    "${IMAGE}",
    "$${X}",
    "%{if}",
    "%%{",
    "$",
    "{{ must_env `A` }}",
    "{a}",
    "[a]",
    "*a",
    "&a",
    "!a",
    "| ",
    "> x",
    "@@IMAGE@@",
    "`b`",
    " lead",
    "trail ",
    "two\nlines\n",
    "tab\there",
    "\u{1}",
    "\u{85}\u{2028}",
    "\u{feff}",
    "é☃𝄞",
    "",
    "a:",
    "=",
    "<<",
    "true",
    "arn:aws:iam::123456789012:role/r",
    "a,b",
    "%",
    "?",
    "? a",
    "--- a",
    "...",
    "\r\n",
    "x\u{7f}",
];

fn text(text: &Text) -> BoxedStrategy<Json> {
    if text.one_of.is_empty() {
        prop_oneof![
            prop::sample::select(TRICKY).prop_map(Json::from),
            "[a-z]{1,5}".prop_map(Json::from),
            "\\PC{0,8}".prop_map(Json::from),
        ]
        .boxed()
    } else {
        prop::sample::select(text.one_of)
            .prop_map(Json::from)
            .boxed()
    }
}

fn whole(range: Range) -> BoxedStrategy<Json> {
    let least = range.least.unwrap_or(-5);
    let most = range.most.unwrap_or(70_000).max(least);
    (least..=most).prop_map(Json::from).boxed()
}

fn map() -> BoxedStrategy<Json> {
    let name = prop_oneof![
        "[a-z.-]{1,6}",
        Just("Upper".to_owned()),
        Just("yes".to_owned()),
        Just("a b:".to_owned()),
        Just("for".to_owned())
    ];
    prop::collection::btree_map(name, text(&Text::ANY), 0..4)
        .prop_map(|members| Json::Object(members.into_iter().collect()))
        .boxed()
}

fn value(value: &'static Value) -> BoxedStrategy<Json> {
    match value {
        Value::Text(inner) => text(inner),
        Value::Whole(range) => whole(*range),
        Value::Decimal(_) => prop::sample::select(&["3.0", "12.5", "10", "0.1"][..])
            .prop_map(|number| Json::from(Number::parse(number).unwrap()))
            .boxed(),
        Value::Flag => any::<bool>().prop_map(Json::from).boxed(),
        Value::Object(inner) => structure(inner),
        Value::List(inner) => list(inner),
        Value::Map => map(),
        Value::Any => prop_oneof![map(), text(&Text::ANY)].boxed(),
    }
}

fn list(list: &'static List) -> BoxedStrategy<Json> {
    let element = match &list.element {
        Element::Text(inner) => text(inner),
        Element::Whole(range) => whole(*range),
        Element::Object(inner) => structure(inner),
    };
    prop::collection::vec(element, 0..3)
        .prop_map(Json::Array)
        .boxed()
}

fn structure(structure: &'static Structure) -> BoxedStrategy<Json> {
    let members: Vec<BoxedStrategy<Option<(String, Json)>>> = structure
        .members
        .iter()
        .map(|member| {
            let value = value(&member.value);
            let value = if member.required {
                value.prop_map(Some).boxed()
            } else {
                prop::option::weighted(0.3, value).boxed()
            };
            value
                .prop_map(|value| value.map(|value| (member.name.to_owned(), value)))
                .boxed()
        })
        .collect();
    members
        .prop_map(|members| Json::Object(members.into_iter().flatten().collect()))
        .boxed()
}

/// A document of a kind in which every type is right.
pub(super) fn document(kind: DocumentKind) -> BoxedStrategy<Document> {
    structure(schema::root(kind))
        .prop_map(move |json| Document::new(kind, json))
        .boxed()
}
