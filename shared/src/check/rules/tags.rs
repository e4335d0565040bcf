//! Rules about the tags of both documents.

use crate::check::context::{Context, ElementAt, Findings, in_service, in_task, text};
use crate::check::rule::{Rule, api, error};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error("tag-unnamed", unnamed, "A tag has a key.", api("Tag")),
    error(
        "reserved-tag",
        reserved,
        "Tags that start with aws: belong to AWS.",
        api("Tag"),
    ),
];

fn unnamed(context: &Context<'_>, found: &mut Findings) {
    let is_unnamed =
        |tag: &Json| tag.as_object().is_some() && tag.get("key").is_none_or(Json::is_null);
    each_tag(context, found, |tag, at| {
        is_unnamed(tag).then(|| (at.member("key"), "Give the tag a key, such as team"))
    });
}

fn reserved(context: &Context<'_>, found: &mut Findings) {
    let reserved = |tag: &Json| {
        ["key", "value"].into_iter().find(|member| {
            text(tag, member)
                .and_then(|value| value.get(..4))
                .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
        })
    };
    let message = "Choose another tag: names and values that start with aws: belong to AWS";
    each_tag(context, found, |tag, at| {
        reserved(tag).map(|member| (at.member(member), message))
    });
}

/// Looks at the tags of both documents.
fn each_tag(
    context: &Context<'_>,
    found: &mut Findings,
    wrong: impl Fn(&Json, &ElementAt) -> Option<(Pointer, &'static str)>,
) {
    for (at, tag) in context.task_elements("/tags") {
        if let Some((place, message)) = wrong(tag, &at) {
            found.add(in_task(place), message);
        }
    }
    for (at, tag) in context.service_elements("/tags") {
        if let Some((place, message)) = wrong(tag, &at) {
            found.add(in_service(place), message);
        }
    }
}
