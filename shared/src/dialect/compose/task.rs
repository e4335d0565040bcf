//! A task while its containers are read: what they have in common.

use std::collections::BTreeMap;

use crate::dialect::members::object;
use crate::json::Json;

/// What containers have in common while they are read.
#[derive(Debug, Default)]
pub(in crate::dialect) struct Task {
    pub(in crate::dialect) containers: Vec<Json>,
    /// The volumes, by name; an object of what each one is.
    pub(super) volumes: Vec<(String, Json)>,
    /// Where volumes stand, by name.
    places: BTreeMap<String, usize>,
    binds: BTreeMap<String, String>,
    /// Names that are taken, with the number that the next one gets.
    taken: BTreeMap<String, usize>,
    pub(in crate::dialect) network_mode: Option<String>,
    pub(in crate::dialect) pid_mode: Option<String>,
    pub(in crate::dialect) ipc_mode: Option<String>,
    pub(in crate::dialect) is_arm: bool,
    pub(in crate::dialect) is_daemon: bool,
    pub(in crate::dialect) replicas: Option<i64>,
}

impl Task {
    /// The name of a volume, which is made where it is not there yet.
    pub(super) fn volume(&mut self, name: &str) -> String {
        self.define(name, None);
        name.to_owned()
    }

    /// The name of the volume of a folder.
    pub(super) fn bind(&mut self, path: &str) -> String {
        if let Some(name) = self.binds.get(path) {
            return name.clone();
        }
        let plain = super::text::name(path.trim_matches(|one: char| !one.is_ascii_alphanumeric()));
        let name = self.unique(&format!("host-{plain}"));
        let host = object([("sourcePath", Json::from(path))]);
        self.define(&name, Some(object([("host", host)])));
        self.binds.insert(path.to_owned(), name.clone());
        name
    }

    /// Says what a volume is.
    pub(super) fn define(&mut self, name: &str, json: Option<Json>) {
        let at = *self.places.entry(name.to_owned()).or_insert_with(|| {
            self.volumes.push((name.to_owned(), Json::object()));
            self.volumes.len() - 1
        });
        if let (Some(json), Some((_, volume))) = (json, self.volumes.get_mut(at)) {
            *volume = json;
        }
    }

    /// A name, with a number where it was given before.
    pub(in crate::dialect) fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        loop {
            let count = self.taken.entry(unique.clone()).or_default();
            *count += 1;
            if *count == 1 {
                return unique;
            }
            unique = format!("{unique}-{count}");
        }
    }
}
