//! Alarms of production, one in each state.

use serde_json::json;

use super::planting::Planting;
use crate::{arn, cloudwatch::Alarm, elbv2};

pub(super) fn plant(planting: &mut Planting<'_>) {
    let balancer = balancer(planting, "production-internal");
    let world = planting.world();
    let topic = arn::regional(world, "sns", "on-call");
    let alarm = |name: &str, (description, state, reason): (&str, &str, &str)| Alarm {
        name: name.to_owned(),
        description: description.to_owned(),
        state: state.to_owned(),
        reason: reason.to_owned(),
        metric: (String::new(), String::new()),
        statistic: "Average".to_owned(),
        dimensions: Vec::new(),
        comparison: "GreaterThanThreshold".to_owned(),
        threshold: 0.0,
        actions: vec![topic.clone()],
        changed_ms: world.now_ms,
    };
    let mail = Alarm {
        metric: metric("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        statistic: "Maximum".to_owned(),
        dimensions: dimensions(&[("QueueName", "outgoing-mail")]),
        threshold: 300.0,
        ..alarm(
            "production-mail-worker-queue-age",
            (
                "Mail waits for longer than five minutes",
                "INSUFFICIENT_DATA",
                "Insufficient Data: 5 datapoints were unknown.",
            ),
        )
    };
    let orders = Alarm {
        metric: metric("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
        statistic: "Sum".to_owned(),
        dimensions: dimensions(&[("LoadBalancer", &balancer)]),
        threshold: 10.0,
        ..alarm(
            "production-orders-api-errors",
            (
                "The orders API answers with errors",
                "ALARM",
                "Threshold Crossed: 3 out of the last 5 datapoints were greater than the \
                 threshold (10.0).",
            ),
        )
    };
    let shop = Alarm {
        metric: metric("AWS/ECS", "CPUUtilization"),
        dimensions: dimensions(&[("ClusterName", "production"), ("ServiceName", "shop-web")]),
        threshold: 85.0,
        ..alarm(
            "production-shop-web-cpu",
            (
                "The shop runs hot",
                "OK",
                "Threshold Crossed: 5 datapoints were not greater than the threshold (85.0).",
            ),
        )
    };
    world.cloudwatch.alarms = vec![mail, orders, shop];
}

fn metric(namespace: &str, name: &str) -> (String, String) {
    (namespace.to_owned(), name.to_owned())
}

fn dimensions(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// A load balancer as metrics name it: the end of its ARN.
fn balancer(planting: &mut Planting<'_>, name: &str) -> String {
    let input = json!({ "Names": [name] });
    let pointer = "/LoadBalancers/0/LoadBalancerArn";
    let arn = planting.call_for(elbv2::call, "DescribeLoadBalancers", &input, pointer);
    let end = arn.split_once(":loadbalancer/");
    end.map(|(_, end)| end.to_owned()).unwrap_or_default()
}
