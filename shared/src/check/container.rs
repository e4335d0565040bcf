//! A container and its port mappings, as rules read them.

use super::context::{ElementAt, filled, list, text};
use super::open::{has_open_element, is_open};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::port_range;

/// A container, its place, and its name where it has one.
pub(super) struct Container<'a> {
    pub(super) json: &'a Json,
    pub(super) at: Pointer,
    pub(super) name: &'a str,
}

/// A port mapping and its place.
pub(super) struct Mapping<'a> {
    pub(super) json: &'a Json,
    pub(super) at: ElementAt,
    pub(super) protocol: &'a str,
}

impl<'a> Container<'a> {
    pub(super) fn essential(&self) -> bool {
        self.json
            .get("essential")
            .and_then(Json::as_bool)
            .unwrap_or(true)
    }

    /// Whether it is one at all: a placeholder may stand for it.
    pub(super) fn is_open(&self) -> bool {
        is_open(self.json)
    }

    /// Whether it is essential and not only perhaps.
    pub(super) fn certainly_essential(&self) -> bool {
        matches!(
            self.json.get("essential"),
            None | Some(Json::Null | Json::Bool(true))
        )
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        filled(self.json, name)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.json.get(name)?.as_i64()
    }

    /// The elements of one of its lists, with their places.
    pub(super) fn elements(
        &self,
        name: &str,
    ) -> impl Iterator<Item = (ElementAt, &'a Json)> + use<'a> {
        list(self.at.member(name), self.json.get(name))
    }

    pub(super) fn mappings(&self) -> impl Iterator<Item = Mapping<'a>> + use<'a> {
        self.elements("portMappings").map(|(at, json)| Mapping {
            json,
            at,
            protocol: text(json, "protocol").unwrap_or("tcp"),
        })
    }

    /// A member of one of its objects.
    pub(super) fn inner(&self, object: &str, name: &str) -> Option<&'a Json> {
        self.json.get(object)?.get(name)
    }

    /// The elements of a list in one of its objects, with their places.
    pub(super) fn inner_elements(
        &self,
        object: &str,
        name: &str,
    ) -> impl Iterator<Item = (ElementAt, &'a Json)> + use<'a> {
        list(self.place(&[object, name]), self.inner(object, name))
    }

    /// The place of a member inside of it.
    pub(super) fn place(&self, path: &[&str]) -> Pointer {
        path.iter()
            .fold(self.at.clone(), |at, name| at.member(name))
    }

    /// How many of its mappings are for a port; nothing where a placeholder may be, or where it is
    /// no port at all.
    pub(super) fn maps_port(&self, port: i64) -> Option<usize> {
        if !(0..=65_535).contains(&port) {
            return None;
        }
        if has_open_element(self.json.get("portMappings")) {
            return None;
        }
        let mut count = 0;
        for mapping in self.mappings() {
            let range = text(mapping.json, "containerPortRange");
            let open = |name: &str| mapping.json.get(name).is_some_and(is_open);
            if open("containerPort") || open("containerPortRange") {
                return None;
            }
            let in_range = range
                .and_then(port_range)
                .is_some_and(|(low, high)| (i64::from(low)..=i64::from(high)).contains(&port));
            count += usize::from(mapping.container_port() == Some(port) || in_range);
        }
        Some(count)
    }

    /// What it is called in a message.
    pub(super) fn words(&self) -> String {
        if self.name.is_empty() {
            "this container".to_owned()
        } else {
            format!("container {}", self.name)
        }
    }
}

impl Mapping<'_> {
    pub(super) fn container_port(&self) -> Option<i64> {
        self.json.get("containerPort")?.as_i64()
    }

    pub(super) fn host_port(&self) -> Option<i64> {
        self.json.get("hostPort")?.as_i64()
    }
}
