//! The rules about several members, a file for each topic. A new rule is one function, one line in
//! its topic's table, and its test.

mod advice;
mod availability;
mod capacity;
mod circuit_breaker;
mod cluster;
mod containers;
mod controller;
mod dependencies;
mod early_success;
mod ebs;
mod elements;
mod environment;
mod exec;
mod exposure;
mod fargate;
mod fargate_size;
mod file_systems;
mod firelens;
mod gpu;
mod grace;
mod health;
mod hooks;
mod kernel_parameters;
mod links;
mod linux;
mod load_balancing;
mod logs;
mod monitoring;
mod named_ports;
mod network;
mod placement;
mod platform;
mod port_limits;
mod ports;
mod privileges;
mod propagation;
mod proxy;
mod rebalancing;
mod references;
mod registries;
mod resilience;
mod resources;
mod roles;
mod rollout;
mod run_task;
mod secrets;
mod service;
mod service_connect;
mod service_volumes;
mod size;
mod strategy;
mod tags;
mod target_groups;
mod task_constraints;
mod task_platform;
mod volumes;

use super::rule::Rule;

/// The topics' tables, in the order in which their findings stand.
const TOPICS: &[(&str, &[Rule])] = &[
    ("Containers", containers::RULES),
    ("Elements", elements::RULES),
    ("Size", size::RULES),
    ("Tags", tags::RULES),
    ("CPU and memory", resources::RULES),
    ("Fargate's sizes", fargate_size::RULES),
    ("Fargate and Windows", fargate::RULES),
    ("Platforms", task_platform::RULES),
    ("GPUs", gpu::RULES),
    ("Linux", linux::RULES),
    ("Kernel parameters", kernel_parameters::RULES),
    ("Placement of tasks", task_constraints::RULES),
    ("Ports", ports::RULES),
    ("Port ranges and reserved ports", port_limits::RULES),
    ("Links", links::RULES),
    ("App Mesh proxy", proxy::RULES),
    ("Dependencies", dependencies::RULES),
    ("Health checks", health::RULES),
    ("Logs", logs::RULES),
    ("Log router", firelens::RULES),
    ("Environment", environment::RULES),
    ("Secrets", secrets::RULES),
    ("Roles", roles::RULES),
    ("Secrets and parameters in AWS", references::RULES),
    ("Volumes", volumes::RULES),
    ("File systems", file_systems::RULES),
    ("Service", service::RULES),
    ("Deployment controller", controller::RULES),
    ("Capacity", capacity::RULES),
    ("Cluster", cluster::RULES),
    ("Platform version", platform::RULES),
    ("Placement", placement::RULES),
    ("Zone rebalancing", rebalancing::RULES),
    ("Network", network::RULES),
    ("Load balancing", load_balancing::RULES),
    ("Target groups", target_groups::RULES),
    ("Grace period", grace::RULES),
    ("Rollout", rollout::RULES),
    ("Shifting traffic", strategy::RULES),
    ("Hooks", hooks::RULES),
    ("Early success", early_success::RULES),
    ("Circuit breaker and alarms", circuit_breaker::RULES),
    ("Service discovery", registries::RULES),
    ("Service Connect", service_connect::RULES),
    ("Named ports", named_ports::RULES),
    ("Volumes of the service", service_volumes::RULES),
    ("EBS volumes", ebs::RULES),
    ("ECS Exec", exec::RULES),
    ("Monitoring", monitoring::RULES),
    ("Tags of tasks", propagation::RULES),
    ("Availability", availability::RULES),
    ("Run-task requests", run_task::RULES),
    ("Advice", advice::RULES),
    ("Resilience", resilience::RULES),
    ("Privileges", privileges::RULES),
    ("Exposure", exposure::RULES),
];

/// Every rule with its topic.
pub fn rules() -> impl Iterator<Item = (&'static str, &'static Rule)> {
    TOPICS
        .iter()
        .flat_map(|(topic, rules)| rules.iter().map(move |rule| (*topic, rule)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::rules;

    #[test]
    fn every_rule_has_its_own_code_and_says_what_it_demands() {
        let codes: BTreeSet<_> = rules().map(|(_, rule)| rule.code).collect();
        assert_eq!(codes.len(), rules().count());
        for (_, rule) in rules() {
            assert!(rule.demands.ends_with('.'), "{}", rule.code);
        }
    }
}
