//! Health checks.

use super::container::Container;
use super::text::texts;
use super::units;
use crate::dialect::coerce;
use crate::dialect::members::{last_of_each, texts as list};
use crate::dialect::place::Place;
use crate::json::Json;
use crate::schema::Value;

/// The health check of the container.
pub(super) fn read(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let off = json
        .get("disable")
        .is_some_and(|value| coerce::scalar(&Value::Flag, value.clone()) == Json::from(true));
    let command = match json.get("test") {
        Some(Json::String(text)) => Some(vec!["CMD-SHELL".to_owned(), text.clone()]),
        Some(other) => texts(other),
        None => None,
    };
    let none = command
        .as_ref()
        .is_some_and(|words| words.first().is_some_and(|first| first == "NONE"));
    if off || none {
        container.left(
            place,
            "ECS has no check unless one is given; an image's own check is not used",
        );
        return;
    }
    match command {
        Some(words) if !words.is_empty() => container.set("/healthCheck/command", list(words)),
        _ => {
            container.left(
                place,
                "ECS does not read the image's own check; give its command in `test`",
            );
            return;
        }
    }
    for (name, value) in last_of_each(json.as_object().unwrap_or_default()) {
        let place = place.member(name);
        let pointer = match name.as_str() {
            "test" | "disable" => continue,
            "interval" => "/healthCheck/interval",
            "timeout" => "/healthCheck/timeout",
            "start_period" => "/healthCheck/startPeriod",
            "retries" => {
                container.number("/healthCheck/retries", value, &place);
                continue;
            }
            _ => {
                container.left(&place, "ECS has no such setting for health checks");
                continue;
            }
        };
        match units::seconds(value) {
            Some(seconds) => container.set(pointer, Json::from(seconds)),
            None => container.open(pointer, value, &place),
        }
    }
}
