//! Holds XML answers of the query protocols against a shape.

use roxmltree::{Document, Node};

use super::model::{Model, Operation, Protocol, Shape};
use super::query::check_text;
use super::report::Report;

/// Holds the whole body of an answer against the operation's output.
pub(super) fn check(model: &Model, operation: &Operation, raw: &str, report: &mut Report) {
    let document = match Document::parse(raw) {
        Ok(document) => document,
        Err(error) => {
            report.here(&format!("is not XML: {error}"));
            return;
        }
    };
    let root = document.root_element();
    let expected = format!("{}Response", operation.name);
    if root.tag_name().name() != expected {
        report.here(&format!(
            "is <{}>, and AWS answers <{expected}>",
            root.tag_name().name()
        ));
        return;
    }
    if model.protocol() == Protocol::Ec2 {
        check_ec2(model, operation, root, report);
        return;
    }
    let wrapper = operation
        .output
        .as_ref()
        .and_then(|output| output.result_wrapper.as_deref());
    for child in elements(root) {
        let name = child.tag_name().name();
        match &operation.output {
            _ if name == "ResponseMetadata" => {}
            Some(output) if Some(name) == wrapper => {
                check_element(model, &output.shape, child, report);
            }
            // AWS closes answers without output with an empty result, too.
            None if name == format!("{}Result", operation.name) && !child.has_children() => {}
            _ => report.within(name, |report| report.here("is not in the model")),
        }
    }
    if let Some(wrapper) = wrapper
        && !elements(root).any(|child| child.tag_name().name() == wrapper)
    {
        report.within(wrapper, |report| report.here("is missing"));
    }
}

/// EC2 writes the members beside the request's id, without an element around them.
fn check_ec2(model: &Model, operation: &Operation, root: Node<'_, '_>, report: &mut Report) {
    let empty = Shape::default();
    let shape = operation
        .output
        .as_ref()
        .and_then(|output| model.shape(&output.shape))
        .unwrap_or(&empty);
    let members = elements(root).filter(|child| child.tag_name().name() != "requestId");
    check_members(model, shape, members, report);
}

fn check_element(model: &Model, shape_name: &str, node: Node<'_, '_>, report: &mut Report) {
    let Some(shape) = model.shape(shape_name) else {
        report.here(&format!(
            "has the shape {shape_name}, which is not in the model"
        ));
        return;
    };
    match shape.kind.as_str() {
        "structure" => check_members(model, shape, elements(node), report),
        "list" => {
            let Some(member) = &shape.member else {
                return;
            };
            let wanted = member.location_name.as_deref().unwrap_or("member");
            for child in elements(node) {
                let name = child.tag_name().name();
                report.within("[]", |report| {
                    if name == wanted {
                        check_element(model, &member.shape, child, report);
                    } else {
                        report.here(&format!("is <{name}>, and AWS writes <{wanted}>"));
                    }
                });
            }
            check_no_text(node, report);
        }
        "map" => {
            for entry in elements(node) {
                report.within("{}", |report| check_entry(model, shape, entry, report));
            }
        }
        _ if elements(node).next().is_some() => {
            report.here(&format!("has parts, and the model says {}", shape.kind));
        }
        _ => check_text(shape, node.text().unwrap_or_default(), report),
    }
}

fn check_members<'a, 'input: 'a>(
    model: &Model,
    shape: &Shape,
    children: impl Iterator<Item = Node<'a, 'input>>,
    report: &mut Report,
) {
    let mut seen = Vec::new();
    for child in children {
        let name = child.tag_name().name();
        let found = shape
            .members
            .iter()
            .find(|(own_name, member)| Model::element_name(own_name, member) == name);
        report.within(name, |report| {
            let Some((_, member)) = found else {
                report.here("is not in the model");
                return;
            };
            let target = model.shape(&member.shape);
            let flat = member.flattened || target.is_some_and(|target| target.flattened);
            if let Some(element) = target
                .filter(|target| flat && target.kind == "list")
                .and_then(|target| target.member.as_ref())
            {
                check_element(model, &element.shape, child, report);
            } else {
                if seen.contains(&name) {
                    report.here("stands there twice");
                }
                check_element(model, &member.shape, child, report);
            }
        });
        seen.push(name);
    }
    for name in &shape.required {
        let on_wire = shape
            .members
            .get(name)
            .map_or(name.as_str(), |member| Model::element_name(name, member));
        let is_list = shape
            .members
            .get(name)
            .and_then(|member| model.shape(&member.shape))
            .is_some_and(|target| matches!(target.kind.as_str(), "list" | "map"));
        // An empty list may stand for nothing.
        if !is_list && !seen.contains(&on_wire) {
            report.within(on_wire, |report| report.here("is required and missing"));
        }
    }
}

fn check_entry(model: &Model, shape: &Shape, entry: Node<'_, '_>, report: &mut Report) {
    for (member, usual) in [(&shape.key, "key"), (&shape.value, "value")] {
        let Some(member) = member else {
            continue;
        };
        let wanted = member.location_name.as_deref().unwrap_or(usual);
        match elements(entry).find(|child| child.tag_name().name() == wanted) {
            Some(child) => check_element(model, &member.shape, child, report),
            None => report.here(&format!("has no <{wanted}>")),
        }
    }
}

fn check_no_text(node: Node<'_, '_>, report: &mut Report) {
    if node.text().is_some_and(|text| !text.trim().is_empty()) {
        report.here("is a text, and the model says list");
    }
}

fn elements<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}
