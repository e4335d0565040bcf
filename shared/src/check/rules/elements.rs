//! Rules about elements that do not say what they are about. AWS's model lets these members be left
//! out, and without them there is nothing that an element could do.

use crate::check::context::{Context, ElementAt, Findings, Spot, in_service, in_task, is_given};
use crate::check::rule::{PRACTICE, Rule, warning};
use crate::issue::DocumentKind;
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[warning(
    "element-incomplete",
    incomplete,
    "An element says what it mounts, sets or places.",
    PRACTICE,
)];

/// Lists of a container, and what their elements do nothing without.
const OF_CONTAINERS: [(&str, &[&str]); 3] = [
    ("mountPoints", &["sourceVolume"]),
    ("volumesFrom", &["sourceContainer"]),
    ("systemControls", &["namespace", "value"]),
];

/// The same of lists at the top.
const AT_TOP: [(DocumentKind, &str); 3] = [
    (DocumentKind::TaskDefinition, "/placementConstraints"),
    (DocumentKind::Service, "/placementConstraints"),
    (DocumentKind::Service, "/placementStrategy"),
];

fn incomplete(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (list, members) in OF_CONTAINERS {
            for (at, element) in container.elements(list) {
                missing(element, &at, members, in_task, found);
            }
        }
    }
    for (kind, list) in AT_TOP {
        if kind == DocumentKind::Service {
            for (at, element) in context.service_elements(list) {
                missing(element, &at, &["type"], in_service, found);
            }
        } else {
            for (at, element) in context.task_elements(list) {
                missing(element, &at, &["type"], in_task, found);
            }
        }
    }
}

fn missing(
    element: &Json,
    at: &ElementAt,
    members: &[&str],
    place: fn(crate::pointer::Pointer) -> Spot,
    found: &mut Findings,
) {
    for member in members {
        // An empty type is none of its list.
        let given = is_given(element, member) || element.get(member).is_some() && *member == "type";
        if element.as_object().is_some() && !given {
            found.add(
                place(at.member(member)),
                format!("Give {member}: without it this element does nothing"),
            );
        }
    }
}
