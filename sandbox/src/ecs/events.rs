//! The texts of service events and of task and rollout reasons, in AWS's words.

use crate::elbv2::Target;

const SEE_TROUBLESHOOTING: &str =
    "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

pub(super) fn started(service: &str, tasks: &[String], replaced_unhealthy: usize) -> String {
    let list: Vec<String> = tasks.iter().map(|id| format!("(task {id})")).collect();
    let replaced = if replaced_unhealthy > 0 {
        format!(" Amazon ECS replaced {replaced_unhealthy} tasks due to an unhealthy status.")
    } else {
        String::new()
    };
    format!(
        "(service {service}) has started {} tasks: {}.{replaced}",
        tasks.len(),
        list.join(" ")
    )
}

pub(super) fn stopped(service: &str, tasks: &[String]) -> String {
    let list: Vec<String> = tasks.iter().map(|id| format!("(task {id})")).collect();
    format!(
        "(service {service}) has stopped {} running tasks: {}.",
        tasks.len(),
        list.join(" ")
    )
}

pub(super) fn registered(service: &str, count: usize, target_group: &str) -> String {
    format!("(service {service}) registered {count} targets in (target-group {target_group})")
}

pub(super) fn deregistered(service: &str, count: usize, target_group: &str) -> String {
    format!("(service {service}) deregistered {count} targets in (target-group {target_group})")
}

pub(super) fn draining(service: &str, count: usize) -> String {
    format!("(service {service}) has begun draining connections on {count} tasks.")
}

pub(super) fn failed_container_health(service: &str, task: &str) -> String {
    format!("(service {service}) (task {task}) failed container health checks.")
}

pub(super) fn unhealthy_target(
    service: &str,
    task: &str,
    target: &Target,
    target_group: &str,
    reason: &str,
) -> String {
    format!(
        "(service {service}) (task {task}) (port {}) is unhealthy in (target-group {target_group}) \
         due to (reason {reason})",
        target.port
    )
}

pub(super) fn steady_state(service: &str) -> String {
    format!("(service {service}) has reached a steady state.")
}

pub(super) fn deployment_completed(service: &str, deployment: &str) -> String {
    format!("(service {service}) (deployment {deployment}) deployment completed.")
}

pub(super) fn deployment_failed(service: &str, deployment: &str, why: &str) -> String {
    format!("(service {service}) (deployment {deployment}) deployment failed: {why}.")
}

pub(super) fn rolling_back(service: &str, to: &str) -> String {
    format!("(service {service}) rolling back to deployment {to}.")
}

pub(super) fn cannot_start_consistently(service: &str) -> String {
    format!(
        "(service {service}) is unable to consistently start tasks successfully. For more \
         information, see the Troubleshooting section."
    )
}

pub(super) fn blocked_by_configuration(service: &str) -> String {
    format!(
        "(service {service}) was unable to stop or start tasks during a deployment because of the \
         service deployment configuration. Update the minimumHealthyPercent or maximumPercent \
         value and try again."
    )
}

pub(super) fn no_instances(service: &str) -> String {
    format!(
        "(service {service}) was unable to place a task because no container instance met all of \
         its requirements. Reason: No Container Instances were found in your cluster. \
         {SEE_TROUBLESHOOTING}"
    )
}

pub(super) fn no_room(service: &str, closest: &str, lack: &str) -> String {
    format!(
        "(service {service}) was unable to place a task because no container instance met all of \
         its requirements. The closest matching (container-instance {closest}) {lack}. \
         {SEE_TROUBLESHOOTING}"
    )
}

pub(super) fn unplaced(service: &str, reason: &str) -> String {
    format!("(service {service}) was unable to place a task. Reason: {reason}")
}

pub(super) fn rollout_in_progress(deployment: &str) -> String {
    format!("ECS deployment {deployment} in progress.")
}

pub(super) fn rollout_completed(deployment: &str) -> String {
    format!("ECS deployment {deployment} completed.")
}

pub(super) const BREAKER_TRIPPED: &str = "ECS deployment circuit breaker: tasks failed to start.";

/// Not seen in any log of AWS: worded after the one of the circuit breaker.
pub(super) const ALARM_DETECTED: &str = "ECS deployment alarms: alarm detected.";
/// The same, of lifecycle hooks.
pub(super) const HOOK_FAILED: &str =
    "ECS deployment lifecycle hooks: hook execution failure(s) detected.";
/// The same, of a stage that takes too long.
pub(super) const STAGE_TOO_LONG: &str = "ECS deployment timed out: tasks failed to start.";

pub(super) fn rollout_rolls_back(reason: &str, to: &str) -> String {
    format!("{reason} rolling back to deploymentId {to}.")
}

pub(super) fn scaling_activity(deployment: &str) -> String {
    format!("Scaling activity initiated by (deployment {deployment})")
}

pub(super) fn failed_elb_checks(target_group: &str) -> String {
    format!("Task failed ELB health checks in (target-group {target_group})")
}

pub(super) const FAILED_CONTAINER_CHECKS: &str = "Task failed container health checks";
pub(super) const ESSENTIAL_EXITED: &str = "Essential container in task exited";
pub(super) const OUT_OF_MEMORY: &str = "OutOfMemoryError: Container killed due to memory usage";
