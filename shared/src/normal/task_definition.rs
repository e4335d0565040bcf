//! The normal form of what depends on a task definition as a whole: the network mode and the host
//! ports that follow from it.

use super::view::{Members, Node, View};
use crate::json::Json;
use crate::pointer::Pointer;

/// Which host port a mapping has that names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostPorts {
    /// It is not known, or it is no task definition.
    Unknown,
    /// The container's, as with awsvpc and host.
    AsInside,
    /// A free one, which is written as 0.
    Free,
}

impl HostPorts {
    pub(super) fn of_task_definition(json: &Json) -> Self {
        match json.get("networkMode") {
            Some(Json::String(mode)) if matches!(mode.as_str(), "awsvpc" | "host") => {
                Self::AsInside
            }
            Some(Json::String(_)) => Self::Free,
            Some(mode) if !is_nothing(mode) => Self::Unknown,
            // The default of Windows gives free ports, too.
            _ => Self::Free,
        }
    }

    /// The host port of a mapping with this container port.
    pub(super) fn of(self, container_port: Node<'_>) -> Option<Json> {
        match self {
            Self::Unknown => None,
            Self::AsInside => Some(container_port.to_json()),
            Self::Free => Some(Json::from(0)),
        }
    }
}

/// Fills the network mode in.
pub(super) fn normalize<'a>(json: &'a Json, members: &mut Members<'a>) {
    let absent = json.get("networkMode").is_none_or(is_nothing);
    // Windows has a default network mode of its own that cannot be written.
    if absent && !is_for_windows(json) {
        members.push(("networkMode", View::Made(Json::from("bridge"))));
    }
}

fn is_for_windows(json: &Json) -> bool {
    json.at(&Pointer::parse("/runtimePlatform/operatingSystemFamily"))
        .and_then(Json::as_str)
        .is_some_and(|family| family.starts_with("WINDOWS"))
}

fn is_nothing(value: &Json) -> bool {
    value.is_null() || Node::Json(value).is_empty()
}
