//! The rules about several members, a file for each topic. A new rule is one function, one line in
//! its topic's table, and its test.

mod advice;
mod capacity;
mod containers;
mod dependencies;
mod environment;
mod exposure;
mod fargate;
mod fargate_size;
mod file_systems;
mod firelens;
mod gpu;
mod health;
mod kernel_parameters;
mod links;
mod linux;
mod load_balancing;
mod logs;
mod network;
mod port_limits;
mod ports;
mod privileges;
mod proxy;
mod references;
mod resilience;
mod resources;
mod roles;
mod rollout;
mod run_task;
mod secrets;
mod service;
mod size;
mod tags;
mod task_constraints;
mod task_platform;
mod volumes;

use super::rule::Rule;

/// The topics' tables, in the order in which their findings stand.
const TOPICS: &[(&str, &[Rule])] = &[
    ("Containers", containers::RULES),
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
    ("Capacity and placement", capacity::RULES),
    ("Network", network::RULES),
    ("Load balancing", load_balancing::RULES),
    ("Rollout", rollout::RULES),
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
