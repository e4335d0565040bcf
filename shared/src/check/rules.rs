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
mod exec;
mod fargate;
mod grace;
mod health;
mod hooks;
mod load_balancing;
mod logs;
mod monitoring;
mod named_ports;
mod network;
mod placement;
mod platform;
mod ports;
mod propagation;
mod rebalancing;
mod registries;
mod resources;
mod rollout;
mod run_task;
mod secrets;
mod service;
mod service_connect;
mod service_volumes;
mod size;
mod strategy;
mod target_groups;
mod volumes;

use super::rule::Rule;

/// The topics' tables, in the order in which their findings stand.
const TOPICS: &[(&str, &[Rule])] = &[
    ("Containers", containers::RULES),
    ("Size", size::RULES),
    ("CPU and memory", resources::RULES),
    ("Fargate and Windows", fargate::RULES),
    ("Ports", ports::RULES),
    ("Dependencies", dependencies::RULES),
    ("Health checks", health::RULES),
    ("Logs", logs::RULES),
    ("Secrets", secrets::RULES),
    ("Volumes", volumes::RULES),
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
