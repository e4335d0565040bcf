//! A task definition that is to be registered, seen by its checks.

use serde_json::Value;

use crate::{
    ecs::{object::Object, task_definition::NetworkMode},
    input,
};

/// What the checks look at.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) body: &'a Object,
    pub(super) containers: &'a [Value],
    pub(super) mode: NetworkMode,
    pub(super) is_fargate: bool,
    pub(super) is_windows: bool,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(body: &'a Object) -> Self {
        let containers = body
            .get("containerDefinitions")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        Self {
            body,
            containers,
            mode: NetworkMode::of(body),
            is_fargate: requires(body, "FARGATE"),
            is_windows: body
                .get("runtimePlatform")
                .and_then(|platform| input::text(platform, "operatingSystemFamily"))
                .is_some_and(|family| family.starts_with("WINDOWS")),
        }
    }

    pub(super) fn requires(&self, compatibility: &str) -> bool {
        requires(self.body, compatibility)
    }

    pub(super) fn text(&self, member: &str) -> Option<&'a str> {
        self.body.get(member).and_then(Value::as_str)
    }

    pub(super) fn list(&self, member: &str) -> &'a [Value] {
        self.body
            .get(member)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// A number that is written as text, after units were taken off.
    pub(super) fn number(&self, member: &str) -> Option<i64> {
        self.text(member)?.parse().ok()
    }

    pub(super) fn container(&self, name: &str) -> Option<&'a Value> {
        self.containers
            .iter()
            .find(|container| input::text(container, "name") == Some(name))
    }

    pub(super) fn has_execution_role(&self) -> bool {
        self.text("executionRoleArn")
            .is_some_and(|role| !role.is_empty())
    }
}

fn requires(body: &Object, compatibility: &str) -> bool {
    body.get("requiresCompatibilities")
        .and_then(Value::as_array)
        .is_some_and(|list| list.iter().any(|item| item == compatibility))
}

/// The name of a container, for a message.
pub(super) fn name_of(container: &Value) -> &str {
    input::text(container, "name").unwrap_or_default()
}

/// Whether a container is essential; it is when nothing is said.
pub(super) fn is_essential(container: &Value) -> bool {
    container
        .get("essential")
        .and_then(Value::as_bool)
        .unwrap_or(true)
}
