//! Terraform: `aws_ecs_task_definition` and `aws_ecs_service` of the provider `hashicorp/aws`.
//! Written only; what the provider has no argument for is told and stands in a comment.

mod blocks;
mod names;

use super::hcl::{self, Body};
use super::note::Notes;
use super::place::Place;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;

/// The resources of documents.
pub(super) fn write(documents: &[Document], notes: &mut Notes) -> String {
    let labels = labels(documents);
    let revision = documents
        .iter()
        .zip(&labels)
        .find(|(document, _)| document.kind() == DocumentKind::TaskDefinition)
        .map(|(_, label)| format!("aws_ecs_task_definition.{label}.arn"));
    let mut writer = blocks::Writer {
        notes,
        revision: revision.as_deref().unwrap_or("var.task_definition_arn"),
        waits: false,
    };
    let mut resources = format!(
        "# For the provider hashicorp/aws {} and later.\n",
        names::PROVIDER
    );
    for (document, label) in documents.iter().zip(&labels) {
        let kind = match document.kind() {
            DocumentKind::TaskDefinition => "aws_ecs_task_definition",
            DocumentKind::Service => "aws_ecs_service",
            DocumentKind::RunTask => continue,
        };
        let body = writer.resource(document);
        resources.push('\n');
        body.write(
            &format!("resource \"{kind}\" \"{label}\""),
            0,
            &mut resources,
        );
    }
    if writer.waits && revision.is_none() {
        notes.assumed(
            &Place::named("taskDefinition"),
            "the revision is not part of the file; give its ARN as the variable task_definition_arn",
        );
        let variable = Body {
            arguments: vec![("type".to_owned(), "string".to_owned())],
            ..Body::default()
        };
        resources.push('\n');
        variable.write("variable \"task_definition_arn\"", 0, &mut resources);
    }
    resources
}

/// A label for each document, made of its name; numbered where two would be the same.
fn labels(documents: &[Document]) -> Vec<String> {
    let mut taken = std::collections::BTreeMap::new();
    documents
        .iter()
        .map(|document| {
            let json = document.json();
            let name = ["family", "serviceName", "service"]
                .iter()
                .find_map(|name| json.get(name).and_then(Json::as_str))
                .unwrap_or("this");
            let label = hcl::label(name);
            let count: &mut usize = taken.entry((document.kind(), label.clone())).or_default();
            *count += 1;
            if *count > 1 {
                format!("{label}_{count}")
            } else {
                label
            }
        })
        .collect()
}
