//! Names and ARNs of ECS's resources, and finding the one in the other. Long ARNs only.

use crate::{arn, world::World};

pub(super) fn cluster(world: &World, name: &str) -> String {
    arn::regional(world, "ecs", &format!("cluster/{name}"))
}

pub(super) fn service(world: &World, cluster: &str, name: &str) -> String {
    arn::regional(world, "ecs", &format!("service/{cluster}/{name}"))
}

/// The ARN of a service, by the ARN of any other in the account.
pub(super) fn service_beside(other: &str, cluster: &str, name: &str) -> Option<String> {
    let (account, _) = other.split_once(":service/")?;
    Some(format!("{account}:service/{cluster}/{name}"))
}

pub(super) fn task(world: &World, cluster: &str, id: &str) -> String {
    arn::regional(world, "ecs", &format!("task/{cluster}/{id}"))
}

pub(super) fn container_instance(world: &World, cluster: &str, id: &str) -> String {
    arn::regional(world, "ecs", &format!("container-instance/{cluster}/{id}"))
}

pub(super) fn container(world: &World, cluster: &str, task: &str, id: &str) -> String {
    arn::regional(world, "ecs", &format!("container/{cluster}/{task}/{id}"))
}

pub(super) fn task_definition(world: &World, family: &str, revision: u32) -> String {
    arn::regional(
        world,
        "ecs",
        &format!("task-definition/{family}:{revision}"),
    )
}

pub(super) fn service_deployment(world: &World, cluster: &str, service: &str, id: &str) -> String {
    arn::regional(
        world,
        "ecs",
        &format!("service-deployment/{cluster}/{service}/{id}"),
    )
}

pub(super) fn service_revision(world: &World, cluster: &str, service: &str, id: &str) -> String {
    arn::regional(
        world,
        "ecs",
        &format!("service-revision/{cluster}/{service}/{id}"),
    )
}

/// The last part of an ARN or of a path: `x` of `…:cluster/x`, `x` of `x`.
pub(super) fn last_part(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

/// The parts after the kind in a resource ARN: `["c", "s"]` of `…:service/c/s`; none when the ARN
/// is of another kind or no ARN of ECS.
pub(super) fn parts<'a>(arn: &'a str, kind: &str) -> Option<Vec<&'a str>> {
    arn::resource(arn, "ecs")?
        .strip_prefix(kind)?
        .strip_prefix('/')
        .map(|rest| rest.split('/').collect())
}

/// Whether a text is an ARN at all.
pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn takes_an_arn_apart_by_kind() {
        let arn = "arn:aws:ecs:eu-central-1:123456789012:service/c/s";
        assert_eq!(parts(arn, "service"), Some(vec!["c", "s"]));
        assert_eq!(parts(arn, "task"), None);
        assert_eq!(parts("s", "service"), None);
    }
}
