//! What the account has of load balancing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    actions,
    health::{Registration, TargetAnswer},
};
use crate::tags::Tags;

/// All load balancing resources of the account, by ARN.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Elbv2 {
    pub(super) load_balancers: BTreeMap<String, LoadBalancer>,
    pub(super) listeners: BTreeMap<String, Listener>,
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) target_groups: BTreeMap<String, TargetGroup>,
}

/// An application or network load balancer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoadBalancer {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) dns_name: String,
    pub(super) created_ms: i64,
    /// `internet-facing` or `internal`.
    pub(super) scheme: String,
    /// `application` or `network`.
    pub(super) kind: String,
    pub(super) vpc_id: String,
    pub(super) subnets: Vec<String>,
    pub(super) security_groups: Vec<String>,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) tags: Tags,
}

/// A listener; its default actions make up its default rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Listener {
    pub(super) arn: String,
    pub(super) load_balancer_arn: String,
    pub(super) port: u16,
    pub(super) protocol: String,
    pub(super) certificates: Vec<Value>,
    pub(super) ssl_policy: Option<String>,
    pub(super) default_actions: Vec<Value>,
    pub(super) default_rule_arn: String,
    pub(super) tags: Tags,
}

/// A rule of a listener other than its default rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) arn: String,
    pub(super) listener_arn: String,
    pub(super) priority: u32,
    pub(super) conditions: Vec<Value>,
    pub(super) actions: Vec<Value>,
    pub(super) tags: Tags,
}

/// A target group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub(crate) arn: String,
    pub(crate) name: String,
    /// `instance`, `ip`, `lambda` or `alb`.
    pub(crate) target_type: String,
    pub(crate) port: Option<u16>,
    pub(crate) protocol: Option<String>,
    pub(crate) vpc_id: Option<String>,
    /// The load balancers whose listeners or rules forward to it.
    pub(crate) load_balancer_arns: Vec<String>,
    pub(super) protocol_version: Option<String>,
    pub(super) check: HealthCheck,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) registrations: Vec<Registration>,
    /// What health checks get, by target as `id:port`; targets that are not here answer well.
    pub(super) answers: BTreeMap<String, TargetAnswer>,
    pub(super) tags: Tags,
}

/// How a target group checks its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HealthCheck {
    pub(super) enabled: bool,
    pub(super) protocol: String,
    /// A number or `traffic-port`.
    pub(super) port: String,
    pub(super) path: Option<String>,
    pub(super) interval_s: i64,
    pub(super) timeout_s: i64,
    pub(super) healthy_threshold: i64,
    pub(super) unhealthy_threshold: i64,
    /// Such as `200` or `200-299,301`; none for TCP.
    pub(super) matcher: Option<String>,
}

impl Elbv2 {
    /// Works out anew which load balancers forward to each target group.
    pub(super) fn relink(&mut self) {
        let mut links: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let of_listeners = self
            .listeners
            .values()
            .map(|listener| (&listener.load_balancer_arn, &listener.default_actions));
        let of_rules = self.rules.values().filter_map(|rule| {
            let listener = self.listeners.get(&rule.listener_arn)?;
            Some((&listener.load_balancer_arn, &rule.actions))
        });
        for (load_balancer, its_actions) in of_listeners.chain(of_rules) {
            for target_group in actions::target_groups(its_actions) {
                let linked = links.entry(target_group).or_default();
                if !linked.contains(load_balancer) {
                    linked.push(load_balancer.clone());
                }
            }
        }
        for (arn, target_group) in &mut self.target_groups {
            target_group.load_balancer_arns = links.remove(arn).unwrap_or_default();
        }
    }
}
