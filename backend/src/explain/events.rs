//! What ECS says of a service, where it means trouble.

use super::reasons::{NO_ADDRESS, NO_CAPACITY, NO_CPU, NO_INSTANCE, NO_MEMORY, NO_PORT, QUOTA};

/// What must all stand in an event, and what it then means. The first that fits counts.
const EVENTS: &[(&[&str], &str)] = &[
    (&["unable to place", "Capacity is unavailable"], NO_CAPACITY),
    (&["unable to place", "reached the limit"], QUOTA),
    (&["unable to place", "above your limit"], QUOTA),
    (
        &["unable to place", "provisioning capacity limit"],
        "More tasks than AWS allows are being prepared in the cluster. ECS goes on when some of them run; start fewer at once.",
    ),
    (&["unable to place", "insufficient memory"], NO_MEMORY),
    (&["unable to place", "RESOURCE:MEMORY"], NO_MEMORY),
    (&["unable to place", "insufficient CPU"], NO_CPU),
    (&["unable to place", "RESOURCE:CPU"], NO_CPU),
    (&["unable to place", "already using a port"], NO_PORT),
    (&["unable to place", "RESOURCE:PORTS"], NO_PORT),
    (
        &["unable to place", "RESOURCE:ENI"],
        "No network interface could be had for a task. Use larger instances or more of them, switch on awsvpcTrunking, or on Fargate add a subnet with free addresses.",
    ),
    (&["unable to place", "addresses"], NO_ADDRESS),
    (
        &["unable to place", "missing an attribute"],
        "No instance has an attribute that the task needs. Add instances that have it, or change what asks for it: placement constraints, the log driver, the network mode or the subnets.",
    ),
    (
        &["unable to place", "encountered error \"AGENT\""],
        "The agent of the nearest instance is not connected. Restart it there, or replace the instance.",
    ),
    (&["No Container Instances were found"], NO_INSTANCE),
    (
        &["unable to place", "Internal error"],
        "A task could not be placed because of an error inside AWS; often a subnet is in a zone where Fargate is not offered. Take the subnets of other zones.",
    ),
    (
        &["unable to place"],
        "No instance meets everything that the task needs: CPU, memory, ports, attributes or network interfaces. Add instances, or ask for less.",
    ),
    (
        &["could not launch"],
        "Some tasks of the rollout found no place to run. Add capacity, or ask for less.",
    ),
    (
        &["unable to consistently start tasks successfully"],
        "Tasks fail again and again, so ECS waits longer before each try. Look at why the last of them stopped.",
    ),
    (
        &["operations are being throttled"],
        "AWS lets ECS make no more calls for now; it goes on by itself. Many rollouts at once bring that about.",
    ),
    (
        &["unable to stop or start tasks", "deployment configuration"],
        "With these percentages ECS may neither start a new task nor stop an old one. Raise maximumPercent, or lower minimumHealthyPercent.",
    ),
    (
        &["number of protected tasks"],
        "More tasks are protected from scale-in than are wanted. Wait until their protection ends, or lift it.",
    ),
    (
        &["TARGET GROUP IS NOT FOUND"],
        "The target group of the service is gone. Give the service another one.",
    ),
    (
        &["TARGET IS NOT FOUND"],
        "A task is not among the targets of its target group. Look at who else changes the target group.",
    ),
    (
        &["is unhealthy in (elb"],
        "The load balancer's health check fails. Check the port and the path that it asks, and that it may reach the instance.",
    ),
    (
        &["failed container health checks"],
        "The container's own health check failed, so ECS replaces the task. Run its command in the container, and give it time with startPeriod.",
    ),
    (
        &["deployment failed: alarm detected"],
        "An alarm that watches over the rollout went off. Look at the alarm's metric.",
    ),
    (
        &["deployment failed: tasks failed to start"],
        "So many tasks failed in a row that ECS gave the rollout up. Look at why the last of them stopped.",
    ),
    (
        &["rolling back to deployment"],
        "ECS brings back what ran before.",
    ),
    (
        &["trust relationship"],
        "ECS may not act as a role of the service any more. Restore the role's trust policy.",
    ),
    (
        &["permissions policies", "misconfigured"],
        "A role of the service lacks permissions that it had. Restore its policies.",
    ),
    (
        &["ECS Agent to start"],
        "The agent of an instance is not connected. Restart it there, or replace the instance.",
    ),
    (
        &["has begun draining connections"],
        "Old tasks finish the requests that they have; how long that may take is the target group's deregistration delay.",
    ),
];

/// Explains an event; nothing where it means no trouble.
pub(crate) fn event(message: &str) -> Option<String> {
    let is_unhealthy = message.contains("is unhealthy in (target-group")
        || message.contains("is not healthy in (target-group");
    if let Some(codes) = codes(message).filter(|_| is_unhealthy) {
        return Some(format!(
            "The load balancer's health check got {codes}. Let its path answer with a code that counts as healthy, or change the health check; look at the container's log for why it answers so."
        ));
    }
    let found = EVENTS
        .iter()
        .find(|(marks, _)| marks.iter().all(|mark| message.contains(mark)));
    if let Some((_, words)) = found {
        return Some((*words).to_owned());
    }
    if !is_unhealthy {
        return None;
    }
    let words = if message.contains("timed out") {
        "The load balancer's health check gets no answer in time. Check the port, that the container listens on all addresses, and that its security group lets the load balancer in."
    } else {
        "The load balancer's health check fails. Check its path and port, that the container answers there in time, and that its security group lets the load balancer in."
    };
    Some(words.to_owned())
}

/// The codes that a health check got, such as `503`.
pub(super) fn codes(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("with these codes: [")?;
    after.split_once(']').map(|(codes, _)| codes)
}
