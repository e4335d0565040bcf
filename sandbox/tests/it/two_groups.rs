//! A load balancer with what a blue/green service needs: two target groups and two listener rules.

use serde_json::{Value, json};

use crate::account::Account;

const VERSION: &str = "2015-12-01";

/// The parts, by ARN.
pub(crate) struct TwoGroups {
    pub(crate) main: String,
    pub(crate) alternate: String,
    pub(crate) production: String,
    pub(crate) test: String,
}

impl TwoGroups {
    /// Makes them in the seeded world, around its free target group `nginx`.
    pub(crate) async fn make(account: &Account) -> Self {
        let main = account.target_group("nginx").await;
        let described = account
            .query(
                VERSION,
                "DescribeTargetGroups",
                &[("Names.member.1", "nginx")],
            )
            .await;
        let vpc = text(&described, "VpcId");
        let made = account
            .query(
                VERSION,
                "CreateTargetGroup",
                &[
                    ("Name", "nginx-green"),
                    ("Protocol", "HTTP"),
                    ("Port", "80"),
                    ("VpcId", &vpc),
                    ("TargetType", "instance"),
                    ("HealthCheckIntervalSeconds", "10"),
                ],
            )
            .await;
        let alternate = text(&made, "TargetGroupArn");
        let listeners = account
            .query(
                VERSION,
                "DescribeLoadBalancers",
                &[("Names.member.1", "test-public")],
            )
            .await;
        let balancer = text(&listeners, "LoadBalancerArn");
        let listeners = account
            .query(
                VERSION,
                "DescribeListeners",
                &[("LoadBalancerArn", &balancer)],
            )
            .await;
        let listener = text(&listeners, "ListenerArn");
        let rules = account
            .query(VERSION, "DescribeRules", &[("ListenerArn", &listener)])
            .await;
        let production = rules
            .split("<member>")
            .find(|rule| rule.contains("<RuleArn>") && rule.contains("<Priority>10</Priority>"))
            .map(|rule| text(rule, "RuleArn"))
            .unwrap();
        let made = account
            .query(
                VERSION,
                "CreateRule",
                &[
                    ("ListenerArn", &listener),
                    ("Priority", "30"),
                    ("Conditions.member.1.Field", "host-header"),
                    (
                        "Conditions.member.1.HostHeaderConfig.Values.member.1",
                        "next.example.com",
                    ),
                    ("Actions.member.1.Type", "forward"),
                    ("Actions.member.1.TargetGroupArn", &main),
                ],
            )
            .await;
        let test = text(&made, "RuleArn");
        Self {
            main,
            alternate,
            production,
            test,
        }
    }

    /// `loadBalancers` of a service that uses them.
    pub(crate) fn members(&self) -> Value {
        json!([{
            "targetGroupArn": self.main, "containerName": "web", "containerPort": 80,
            "advancedConfiguration": {
                "alternateTargetGroupArn": self.alternate,
                "productionListenerRule": self.production,
                "testListenerRule": self.test,
                "roleArn": "arn:aws:iam::123456789012:role/ecsInfrastructureRole",
            },
        }])
    }

    /// The weights of the main and of the alternate group in a rule.
    pub(crate) async fn weights(&self, account: &Account, rule: &str) -> (u32, u32) {
        let xml = account
            .query(VERSION, "DescribeRules", &[("RuleArns.member.1", rule)])
            .await;
        let of = |group: &str| {
            xml.split("<member>")
                .find(|part| part.contains(group) && part.contains("<Weight>"))
                .map_or(0, |part| text(part, "Weight").parse().unwrap())
        };
        (of(&self.main), of(&self.alternate))
    }

    /// How many targets of a group are registered and not on their way out.
    pub(crate) async fn targets(&self, account: &Account, group: &str) -> usize {
        let xml = account
            .query(
                VERSION,
                "DescribeTargetHealth",
                &[("TargetGroupArn", group)],
            )
            .await;
        let registered = xml.matches("<State>").count();
        registered - xml.matches("<State>draining</State>").count()
    }
}

/// The text of the first element of a name.
fn text(xml: &str, name: &str) -> String {
    let Some((_, rest)) = xml.split_once(&format!("<{name}>")) else {
        panic!("there is no {name} in {xml}");
    };
    rest.split('<').next().unwrap().to_owned()
}
