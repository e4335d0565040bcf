//! CloudFormation's `AWS::ECS::TaskDefinition` and `AWS::ECS::Service`: a template, a resource or
//! bare properties, in JSON or YAML. Reading and writing go through one table of names.

mod condition;
mod function;
mod names;
mod properties;
mod read;
mod template;
mod write;

pub(super) use read::{is_one, read};
pub(super) use write::write;

use crate::issue::DocumentKind;

/// The type of the resource that a kind of document is; tasks that are run once are none.
const fn resource_type(kind: DocumentKind) -> Option<&'static str> {
    match kind {
        DocumentKind::TaskDefinition => Some("AWS::ECS::TaskDefinition"),
        DocumentKind::Service => Some("AWS::ECS::Service"),
        DocumentKind::RunTask => None,
    }
}

/// The parameter that stands for a revision which is not in the template.
const REVISION_PARAMETER: &str = "TaskDefinitionArn";
