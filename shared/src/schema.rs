//! The one description of ECS's definition language: forms, checks, normal form, diff and
//! documentation read it, so that they cannot disagree.
//!
//! A member that AWS adds is one line in the table of its structure, with its label and its help.
//! The tables hold no rules about several members; those are in [`check`](crate::check).

mod builders;
mod container;
mod container_parts;
mod deployment;
mod linux;
mod load_balancing;
mod logging;
mod member;
mod monitoring;
mod network;
mod placement;
mod ruled_out;
mod run_task;
mod service;
mod service_connect;
mod service_volumes;
mod shape;
mod task_definition;
mod volumes;

use crate::issue::DocumentKind;
use crate::pointer::Pointer;

pub use member::{
    Element, List, Member, Order, Platform, Range, Repeats, Scope, Structure, Text, Value,
};
pub use ruled_out::{Network, Setting, Strategy};
pub(crate) use shape::port_range;
pub use shape::{Shape, cpu_units, memory_mib, vcpu};

/// The outermost object of a kind of document. That of a service has the members of both
/// `CreateService` and `UpdateService`; [`Member::scope`] tells them apart.
pub const fn root(kind: DocumentKind) -> &'static Structure {
    match kind {
        DocumentKind::TaskDefinition => &task_definition::TASK_DEFINITION,
        DocumentKind::Service => &service::SERVICE,
        DocumentKind::RunTask => &run_task::RUN_TASK,
    }
}

/// The member that a pointer names; for a place inside of a list or a map of texts the member that
/// holds it.
pub fn member(kind: DocumentKind, pointer: &Pointer) -> Option<&'static Member> {
    let mut structure = root(kind);
    let mut tokens = pointer.tokens();
    let mut found = None;
    while let Some(token) = tokens.next() {
        let member = structure.member(&token)?;
        found = Some(member);
        let inner = match &member.value {
            Value::Object(inner) => Some(*inner),
            Value::List(list) => {
                tokens.next();
                match &list.element {
                    Element::Object(inner) => Some(*inner),
                    Element::Text(_) | Element::Whole(_) => None,
                }
            }
            Value::Text(_)
            | Value::Whole(_)
            | Value::Decimal(_)
            | Value::Flag
            | Value::Map
            | Value::Any => None,
        };
        match inner {
            Some(inner) => structure = inner,
            None => break,
        }
    }
    found
}

/// Visits every member of a kind of document, outer ones first, with the path of names that leads
/// to it, such as `["containerDefinitions", "portMappings", "hostPort"]`, and the structure it is
/// in. This is how documentation is made of the schema and how it is held against AWS's model.
pub fn walk(
    kind: DocumentKind,
    visit: &mut dyn FnMut(&[&'static str], &'static Structure, &'static Member),
) {
    walk_structure(root(kind), &mut Vec::new(), visit);
}

fn walk_structure(
    structure: &'static Structure,
    path: &mut Vec<&'static str>,
    visit: &mut dyn FnMut(&[&'static str], &'static Structure, &'static Member),
) {
    for member in structure.members {
        path.push(member.name);
        visit(path, structure, member);
        match &member.value {
            Value::Object(inner)
            | Value::List(List {
                element: Element::Object(inner),
                ..
            }) => walk_structure(inner, path, visit),
            _ => {}
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{member, walk};
    use crate::issue::DocumentKind;
    use crate::pointer::Pointer;

    #[test]
    fn finds_members_through_lists_and_objects() {
        let find = |pointer| {
            member(DocumentKind::TaskDefinition, &Pointer::parse(pointer)).map(|found| found.label)
        };
        assert_eq!(find("/containerDefinitions/0/image"), Some("Image"));
        assert_eq!(find("/containerDefinitions/0"), Some("Containers"));
        assert_eq!(
            find("/containerDefinitions/0/portMappings/1/containerPort"),
            Some("Container port")
        );
        assert_eq!(
            find("/containerDefinitions/0/dockerLabels/a"),
            Some("Docker labels")
        );
        assert_eq!(find("/containerDefinitions/0/imgae"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn every_member_has_a_label_and_a_whole_sentence_of_help() {
        for kind in DocumentKind::ALL {
            walk(kind, &mut |path, structure, member| {
                assert!(!member.label.is_empty(), "{path:?}");
                assert!(member.help.ends_with('.'), "{path:?}: {}", member.help);
                let names: BTreeSet<_> = structure.members.iter().map(|one| one.name).collect();
                assert_eq!(names.len(), structure.members.len(), "{}", structure.name);
                if let Some(default) = member.default {
                    assert!(crate::json::parse(default).is_ok(), "{path:?}");
                }
            });
        }
    }
}
