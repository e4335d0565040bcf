//! The rules about several members, in one array. A new rule is one function, one line here, and
//! its test.

mod advice;
mod capacity;
mod containers;
mod dependencies;
mod fargate;
mod health;
mod load_balancing;
mod logs;
mod network;
mod ports;
mod resources;
mod rollout;
mod run_task;
mod secrets;
mod service;
mod size;
mod volumes;

use super::context::{Context, Findings};

/// One rule.
pub struct Rule {
    /// Its stable name, the code of the issues that it finds.
    pub code: &'static str,
    /// What it demands, in one sentence, for the documentation.
    pub demands: &'static str,
    pub(super) check: fn(&Context<'_>, &mut Findings),
}

const fn rule(
    code: &'static str,
    check: fn(&Context<'_>, &mut Findings),
    demands: &'static str,
) -> Rule {
    Rule {
        code,
        demands,
        check,
    }
}

/// Every rule.
pub static RULES: &[Rule] = &[
    rule(
        "no-essential-container",
        containers::essential,
        "At least one container is essential.",
    ),
    rule(
        "image-invalid",
        containers::image,
        "An image has a name that registries know, and a digest of 64 hexadecimal digits.",
    ),
    rule(
        "image-tag-latest",
        containers::latest,
        "An image has a tag of its own, so that a rollback finds the old one.",
    ),
    rule(
        "definition-too-large",
        size::definition,
        "A task definition has at most 64 KiB.",
    ),
    rule(
        "reserved-tag",
        containers::reserved_tag,
        "Tags that start with aws: belong to AWS.",
    ),
    rule(
        "container-memory-missing",
        resources::memory_missing,
        "Without task memory each container has its own.",
    ),
    rule(
        "memory-reservation-above-limit",
        resources::reservation_above_limit,
        "A container reserves at most its limit.",
    ),
    rule(
        "memory-above-task",
        resources::memory_above_task,
        "A container has at most the task's memory.",
    ),
    rule(
        "cpu-above-task",
        resources::cpu_above_task,
        "The containers together have at most the task's CPU.",
    ),
    rule(
        "fargate-size",
        fargate::size,
        "Fargate has fixed pairs of CPU and memory.",
    ),
    rule(
        "fargate-network-mode",
        fargate::network_mode,
        "Fargate runs tasks in awsvpc mode only.",
    ),
    rule(
        "not-on-platform",
        fargate::not_on_platform,
        "Some members are not for Fargate, Windows or awsvpc.",
    ),
    rule(
        "fargate-log-driver",
        fargate::log_driver,
        "Fargate has the log drivers awslogs, splunk and awsfirelens.",
    ),
    rule(
        "fargate-timeout",
        fargate::timeout,
        "On Fargate containers start and stop within 2 to 120 seconds.",
    ),
    rule(
        "fargate-process-namespace",
        fargate::process_namespace,
        "On Fargate containers share only the task's process namespace.",
    ),
    rule(
        "fargate-capability",
        fargate::capability,
        "Fargate lets containers have SYS_PTRACE and no other more capability.",
    ),
    rule("fargate-gpu", fargate::gpu, "Fargate has no GPUs."),
    rule(
        "host-port-differs",
        ports::host_port_differs,
        "With awsvpc and host a host port is the container port.",
    ),
    rule(
        "host-port-twice",
        ports::host_port_twice,
        "A host port is mapped once in a task.",
    ),
    rule(
        "container-port-twice",
        ports::container_port_twice,
        "With awsvpc and host a port is used once in a task.",
    ),
    rule(
        "port-missing",
        ports::missing,
        "A mapping has a container port or a range, and not both.",
    ),
    rule(
        "port-name-twice",
        ports::name_twice,
        "A port's name is used once in a task.",
    ),
    rule(
        "ports-without-network",
        ports::without_network,
        "Without a network there are no ports.",
    ),
    rule(
        "dependency-unknown",
        dependencies::unknown,
        "A container depends on containers of its task.",
    ),
    rule(
        "dependency-unhealthy",
        dependencies::healthy_without_check,
        "Only a container with a health check can be waited for until it is healthy.",
    ),
    rule(
        "dependency-essential",
        dependencies::complete_on_essential,
        "A container that is to end is not essential.",
    ),
    rule(
        "dependency-cycle",
        dependencies::cycle,
        "Containers do not wait for each other in a circle.",
    ),
    rule(
        "health-command",
        health::command,
        "A health check starts with CMD or CMD-SHELL.",
    ),
    rule(
        "health-overlap",
        health::overlap,
        "A health check ends before the next one begins.",
    ),
    rule(
        "grace-period-short",
        health::grace_period,
        "The grace period covers the start period.",
    ),
    rule(
        "log-options",
        logs::awslogs_options,
        "awslogs needs a group, a region and on Fargate a stream prefix.",
    ),
    rule(
        "log-options-splunk",
        logs::splunk_options,
        "splunk needs an address and a token.",
    ),
    rule(
        "log-router-missing",
        logs::router_missing,
        "awsfirelens needs a container that routes the logs.",
    ),
    rule(
        "log-router-unused",
        logs::router_unused,
        "A log router needs a container that sends to it.",
    ),
    rule(
        "execution-role-missing",
        secrets::execution_role,
        "Reading secrets, and on Fargate ECR images and awslogs, needs an execution role.",
    ),
    rule(
        "secret-also-variable",
        secrets::also_variable,
        "A name is either a variable or a secret.",
    ),
    rule(
        "secret-source",
        secrets::source,
        "A secret comes from Secrets Manager or Parameter Store.",
    ),
    rule(
        "secret-in-environment",
        secrets::in_environment,
        "Secrets do not stand in the environment.",
    ),
    rule(
        "volume-unknown",
        volumes::unknown,
        "A container mounts volumes of its task.",
    ),
    rule("volume-kinds", volumes::kinds, "A volume is of one kind."),
    rule(
        "efs-encryption",
        volumes::efs_encryption,
        "EFS access points and IAM need encryption in transit.",
    ),
    rule(
        "efs-root-directory",
        volumes::efs_root_directory,
        "With an access point the directory is the access point's.",
    ),
    rule(
        "ulimit-soft-above-hard",
        resources::ulimits,
        "A soft limit is at most the hard one.",
    ),
    rule(
        "percent-deadlock",
        rollout::deadlock,
        "Minimum and maximum percent leave room to replace a task.",
    ),
    rule(
        "daemon-desired-count",
        service::daemon_desired_count,
        "A daemon service has no desired count.",
    ),
    rule(
        "desired-count-missing",
        service::desired_count_missing,
        "A new replica service has a desired count.",
    ),
    rule(
        "daemon-maximum-percent",
        service::daemon_maximum,
        "A daemon service replaces tasks in place.",
    ),
    rule(
        "daemon-on-fargate",
        service::daemon_on_fargate,
        "Fargate has no instances to run daemons on.",
    ),
    rule(
        "launch-type-and-providers",
        capacity::both,
        "A service has a launch type or capacity providers.",
    ),
    rule(
        "provider-base",
        capacity::base,
        "One capacity provider has a base.",
    ),
    rule(
        "provider-weight",
        capacity::weight,
        "One capacity provider has a weight.",
    ),
    rule(
        "platform-version-without-fargate",
        capacity::platform_version,
        "Only Fargate has platform versions.",
    ),
    rule(
        "placement-on-fargate",
        capacity::placement,
        "Fargate places tasks by itself.",
    ),
    rule(
        "launch-type-unsupported",
        capacity::unsupported,
        "The task definition supports the service's launch type.",
    ),
    rule(
        "cluster-unknown",
        capacity::cluster_unknown,
        "The cluster exists.",
    ),
    rule(
        "no-instances",
        capacity::no_instances,
        "The cluster has a place for the tasks.",
    ),
    rule(
        "network-missing",
        network::missing,
        "Tasks with awsvpc need subnets.",
    ),
    rule(
        "network-superfluous",
        network::superfluous,
        "Only tasks with awsvpc have subnets of their own.",
    ),
    rule(
        "public-address-without-fargate",
        network::public_address,
        "Only Fargate gives tasks public addresses.",
    ),
    rule(
        "role-refused",
        service::role,
        "A role for the load balancer is for one target group of tasks without awsvpc.",
    ),
    rule(
        "load-balancer-kind",
        load_balancing::kind,
        "A load balancer is a target group or a classic one.",
    ),
    rule(
        "classic-on-fargate",
        load_balancing::classic_on_fargate,
        "Fargate works with target groups.",
    ),
    rule(
        "load-balancer-container",
        load_balancing::container,
        "A load balancer sends to a container of the task.",
    ),
    rule(
        "load-balancer-port",
        load_balancing::port,
        "A load balancer sends to a port that the container maps once.",
    ),
    rule(
        "target-group-unknown",
        load_balancing::unknown,
        "The target group exists.",
    ),
    rule(
        "target-group-type",
        load_balancing::target_type,
        "The target group takes what the network mode registers.",
    ),
    rule(
        "target-group-unattached",
        load_balancing::unattached,
        "A load balancer sends to the target group.",
    ),
    rule(
        "service-connect-port",
        network::service_connect_port,
        "Service Connect names a port of the task definition.",
    ),
    rule(
        "circuit-breaker-missing",
        rollout::no_circuit_breaker,
        "A circuit breaker ends deployments that cannot succeed.",
    ),
    rule(
        "outage-possible",
        rollout::outage,
        "Some tasks run on while a deployment replaces others.",
    ),
    rule(
        "run-task-overrides-too-long",
        run_task::overrides_size,
        "The overrides of a run-task request have at most 8192 characters.",
    ),
    rule(
        "run-task-container-unknown",
        run_task::override_container,
        "An override is for a container of the task definition.",
    ),
    rule(
        "run-task-launch-type-and-providers",
        run_task::launch_type_and_providers,
        "A run-task request has a launch type or capacity providers.",
    ),
    rule(
        "run-task-tags-of-service",
        run_task::propagated_tags,
        "Tasks without a service take no tags from one.",
    ),
    rule(
        "run-task-network",
        run_task::network,
        "Tasks with awsvpc, and only these, have subnets of their own.",
    ),
    rule(
        "run-task-exec-role",
        run_task::exec_role,
        "ECS Exec needs a task role.",
    ),
    rule(
        "run-task-constraints",
        run_task::constraints,
        "A task has at most ten placement constraints with its task definition's.",
    ),
    rule(
        "single-task",
        advice::single_task,
        "More than one task survives the loss of one.",
    ),
    rule(
        "single-subnet",
        advice::single_subnet,
        "More than one zone survives the loss of one.",
    ),
    rule(
        "logs-missing",
        advice::logs_missing,
        "Every container's output goes somewhere.",
    ),
    rule(
        "privileged-container",
        advice::privileged,
        "Containers do without root's powers on the instance.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RULES;

    #[test]
    fn every_rule_has_its_own_code_and_says_what_it_demands() {
        let codes: BTreeSet<_> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), RULES.len());
        for rule in RULES {
            assert!(rule.demands.ends_with('.'), "{}", rule.code);
        }
    }
}
