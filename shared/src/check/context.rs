//! What rules read: the documents, their containers and lists.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::container::Container;
use super::hosting;
use super::open::{has_open_element, is_open};
use super::{Documents, Known};
use crate::document::Document;
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::pointer::Pointer;

/// The documents as rules read them.
pub(super) struct Context<'a> {
    pub(super) task_definition: Option<&'a Json>,
    pub(super) service: Option<&'a Json>,
    pub(super) run_task: Option<&'a Json>,
    pub(super) known: &'a Known,
    pub(super) containers: Vec<Container<'a>>,
    by_name: BTreeMap<&'a str, usize>,
    /// Whether a placeholder stands for a container, or for all of them.
    has_open_containers: bool,
    /// Whether a container's name is not filled in.
    has_unnamed: bool,
}

/// How a task reaches the network; `Unknown` where a placeholder stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NetworkMode {
    Bridge,
    Host,
    Awsvpc,
    None,
    /// Windows' own default.
    Default,
    Unknown,
}

impl<'a> Context<'a> {
    pub(super) fn new(documents: &Documents<'a>, known: &'a Known) -> Self {
        let task_definition = documents.task_definition.map(Document::json);
        let containers: Vec<Container<'a>> = elements(task_definition, "/containerDefinitions")
            .map(|(at, json)| Container {
                json,
                at: at.pointer(),
                name: text(json, "name").unwrap_or_default(),
            })
            .collect();
        let by_name = containers
            .iter()
            .enumerate()
            .map(|(at, container)| (container.name, at))
            .collect();
        let given = task_definition.and_then(|json| json.get("containerDefinitions"));
        let has_open_containers = has_open_element(given);
        let unnamed = |one: &Container<'_>| one.json.get("name").is_some_and(is_open);
        let has_unnamed = has_open_containers || containers.iter().any(unnamed);
        Self {
            by_name,
            has_open_containers,
            has_unnamed,
            task_definition,
            service: documents.service.map(Document::json),
            run_task: documents.run_task.map(Document::json),
            known,
            containers,
        }
    }

    /// A text at the top of the task definition that is not empty and no placeholder.
    pub(super) fn task_text(&self, name: &str) -> Option<&'a str> {
        filled(self.task_definition?, name)
    }

    /// Whether the task definition has a member that is not null or empty.
    pub(super) fn task_has(&self, name: &str) -> bool {
        self.task_definition.is_some_and(|json| is_set(json, name))
    }

    /// A text of the service that is not empty and no placeholder.
    pub(super) fn service_text(&self, pointer: &str) -> Option<&'a str> {
        at(self.service?, pointer)?
            .as_str()
            .filter(|text| !text.is_empty() && !looks_unfilled(text))
    }

    /// A whole number of the service.
    pub(super) fn service_number(&self, pointer: &str) -> Option<i64> {
        at(self.service?, pointer)?.as_i64()
    }

    /// What stands at a place of the service, unless it is null or empty.
    pub(super) fn service_value(&self, pointer: &str) -> Option<&'a Json> {
        at(self.service?, pointer).filter(|value| !is_nothing(value))
    }

    /// Whether the service has a member, be it null or empty.
    pub(super) fn service_has(&self, pointer: &str) -> bool {
        self.service
            .and_then(|json| at(json, pointer))
            .is_some_and(|value| !value.is_null())
    }

    /// Whether a placeholder stands for a list of the service, or for an element of it.
    pub(super) fn service_has_open_elements(&self, pointer: &str) -> bool {
        has_open_element(self.service.and_then(|json| at(json, pointer)))
    }

    /// Whether the service certainly does without a member: what an update leaves out stays as it
    /// is, and only what it gives empty is taken away.
    pub(super) fn service_lacks(&self, pointer: &str) -> bool {
        self.service.is_some()
            && self.service_value(pointer).is_none()
            && (self.service_has(pointer) || !self.is_update())
    }

    /// A flag of the service.
    pub(super) fn service_flag(&self, pointer: &str) -> Option<bool> {
        at(self.service?, pointer)?.as_bool()
    }

    /// The elements of a list of the service, with their places.
    pub(super) fn service_elements(
        &self,
        pointer: &str,
    ) -> impl Iterator<Item = (ElementAt, &'a Json)> + use<'a> {
        elements(self.service, pointer)
    }

    /// The elements of a list of the task definition, with their places.
    pub(super) fn task_elements(
        &self,
        pointer: &str,
    ) -> impl Iterator<Item = (ElementAt, &'a Json)> + use<'a> {
        elements(self.task_definition, pointer)
    }

    /// Whether the task definition is meant for a launch type.
    pub(super) fn requires(&self, compatibility: &str) -> bool {
        elements(self.task_definition, "/requiresCompatibilities")
            .any(|(_, one)| one.as_str() == Some(compatibility))
    }

    /// Whether the tasks certainly run on Fargate.
    pub(super) fn on_fargate(&self) -> bool {
        self.requires("FARGATE") || self.service_on_fargate()
    }

    /// Whether the service certainly starts its tasks on Fargate.
    pub(super) fn service_on_fargate(&self) -> bool {
        if self.service_text("/launchType") == Some("FARGATE") {
            return true;
        }
        let mut providers = elements(self.service, "/capacityProviderStrategy").peekable();
        providers.peek().is_some()
            && providers.all(|(_, item)| {
                text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"))
            })
    }

    /// Whether the containers are for Windows.
    pub(super) fn on_windows(&self) -> bool {
        self.operating_system()
            .is_some_and(|family| family.starts_with("WINDOWS"))
    }

    /// The operating system that the task definition names.
    pub(super) fn operating_system(&self) -> Option<&'a str> {
        let platform = self.task_definition?.get("runtimePlatform")?;
        text(platform, "operatingSystemFamily")
    }

    pub(super) fn network_mode(&self) -> NetworkMode {
        let Some(json) = self.task_definition else {
            return NetworkMode::Unknown;
        };
        match json.get("networkMode") {
            None | Some(Json::Null) if self.on_windows() => NetworkMode::Default,
            None | Some(Json::Null) => NetworkMode::Bridge,
            Some(Json::String(mode)) => match mode.as_str() {
                "bridge" => NetworkMode::Bridge,
                "host" => NetworkMode::Host,
                "awsvpc" => NetworkMode::Awsvpc,
                "none" => NetworkMode::None,
                _ => NetworkMode::Unknown,
            },
            Some(_) => NetworkMode::Unknown,
        }
    }

    pub(super) fn container(&self, name: &str) -> Option<&Container<'a>> {
        self.containers.get(*self.by_name.get(name)?)
    }

    /// Whether a name certainly belongs to no container; never where a name is not filled in.
    pub(super) fn lacks_container(&self, name: &str) -> bool {
        self.container(name).is_none() && !self.has_unnamed
    }

    /// Whether a placeholder stands for a container, or for all of them.
    pub(super) const fn has_open_containers(&self) -> bool {
        self.has_open_containers
    }

    /// Whether a placeholder stands for an element of a list at the top of the task definition, or
    /// for the whole list.
    pub(super) fn has_open_elements(&self, list: &str) -> bool {
        has_open_element(self.task_definition.and_then(|json| json.get(list)))
    }

    pub(super) fn is_daemon(&self) -> bool {
        self.service_text("/schedulingStrategy") == Some("DAEMON")
    }

    /// Who carries the service's deployments out; `unknown` where a placeholder stands for it.
    pub(super) fn controller(&self) -> &'a str {
        let at = "/deploymentController/type";
        let open = self
            .service_value("/deploymentController")
            .is_some_and(is_open);
        let otherwise = if open || self.service_has(at) {
            "unknown"
        } else {
            "ECS"
        };
        self.service_text(at).unwrap_or(otherwise)
    }

    /// How tasks are replaced, where it is certain: what an update leaves out stays as it is.
    pub(super) fn strategy(&self) -> Option<&'a str> {
        let at = "/deploymentConfiguration/strategy";
        let open = self
            .service_value("/deploymentConfiguration")
            .is_some_and(is_open);
        if open || self.service_has(at) {
            self.service_text(at)
        } else {
            (self.service.is_some() && !self.is_update()).then_some("ROLLING")
        }
    }

    /// The strategy, where it starts a second set of tasks and shifts the traffic to it.
    pub(super) fn shifting(&self) -> Option<&'a str> {
        self.strategy()
            .filter(|strategy| matches!(*strategy, "BLUE_GREEN" | "LINEAR" | "CANARY"))
    }

    /// Whether the tasks certainly run on the cluster's own instances.
    pub(super) fn on_instances(&self) -> bool {
        self.service
            .is_some_and(|service| hosting::on_instances(service, self.task_definition, self.known))
    }

    /// Whether the service is as `CreateService` takes it.
    pub(super) fn creates(&self) -> bool {
        self.service
            .is_some_and(|json| json.get("serviceName").is_some())
    }

    /// Whether what the service leaves out stays as it is: it is as `UpdateService` takes it, or it
    /// is known to be there already.
    pub(super) fn is_update(&self) -> bool {
        self.service.is_some_and(|json| {
            json.get("service").is_some() && json.get("serviceName").is_none()
                || self.known.is_there == Some(true)
        })
    }
}

/// A text member.
pub(super) fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

/// A text member that is not empty and no placeholder.
pub(super) fn filled<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    text(json, name).filter(|text| !text.is_empty() && !looks_unfilled(text))
}

/// Whether a member is there and neither null nor empty.
pub(super) fn is_set(json: &Json, name: &str) -> bool {
    json.get(name).is_some_and(|value| !is_nothing(value))
}

/// Whether a member is certainly there and not empty: a placeholder may turn out to be nothing.
pub(super) fn is_surely_set(json: &Json, name: &str) -> bool {
    is_set(json, name) && !json.get(name).is_some_and(is_open)
}

/// Whether a member is there and neither null nor empty, also as a text.
pub(super) fn is_given(json: &Json, name: &str) -> bool {
    is_set(json, name) && text(json, name) != Some("")
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(elements) => elements.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Bare(_) => false,
    }
}

fn elements<'a>(
    json: Option<&'a Json>,
    pointer: &str,
) -> impl Iterator<Item = (ElementAt, &'a Json)> + use<'a> {
    let found = json.and_then(|json| at(json, pointer));
    let place = found.map_or_else(Pointer::root, |_| Pointer::parse(pointer));
    list(place, found)
}

/// What a rule's own pointer points to: one through objects only, with nothing escaped, so that it
/// is followed as it is written. Every rule asks for a few, and most find nothing.
fn at<'a>(json: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(json, |value, name| value.get(name))
}

/// The elements of a list, with their places.
pub(super) fn list(at: Pointer, json: Option<&Json>) -> impl Iterator<Item = (ElementAt, &Json)> {
    let list = Rc::new(at);
    json.and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(move |(index, element)| {
            let list = Rc::clone(&list);
            (ElementAt { list, index }, element)
        })
}

/// The place of an element in a list. Its pointer is made when it is asked for: most elements have
/// nothing wrong.
#[derive(Debug, Clone)]
pub(super) struct ElementAt {
    list: Rc<Pointer>,
    index: usize,
}

impl ElementAt {
    pub(super) fn pointer(&self) -> Pointer {
        self.list.index(self.index)
    }

    pub(super) fn member(&self, name: &str) -> Pointer {
        self.pointer().member(name)
    }
}
