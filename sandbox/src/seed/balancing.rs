//! Load balancers of test and production, public and internal, and their target groups.

use serde_json::{Value, json};

use super::{network::Network, planting::Planting};
use crate::elbv2;

/// The target groups that services of the seed use.
#[derive(Debug)]
pub(super) struct Balancing {
    pub(super) shop_web: String,
    pub(super) orders_api: String,
    pub(super) status_page: String,
}

pub(super) fn plant(planting: &mut Planting<'_>, network: &Network) -> Balancing {
    let shop_web = target_group(planting, network, "shop-web", ("ip", 8080, "/health"));
    let orders_api = target_group(
        planting,
        network,
        "orders-api",
        ("ip", 8080, "/orders/health"),
    );
    let status_page = target_group(planting, network, "status-page", ("instance", 80, "/"));
    // These two are free, for a first deploy.
    let nginx = target_group(planting, network, "nginx", ("instance", 80, "/"));
    let nginx_internal = target_group(planting, network, "nginx-internal", ("instance", 80, "/"));

    let public = load_balancer(planting, network, "production-public", "internet-facing");
    rule(planting, &public, 10, &host("shop.example.com"), &shop_web);
    let internal = load_balancer(planting, network, "production-internal", "internal");
    rule(planting, &internal, 10, &path("/orders/*"), &orders_api);
    let public = load_balancer(planting, network, "test-public", "internet-facing");
    rule(
        planting,
        &public,
        10,
        &host("nginx.test.example.com"),
        &nginx,
    );
    rule(
        planting,
        &public,
        20,
        &host("status.test.example.com"),
        &status_page,
    );
    let internal = load_balancer(planting, network, "test-internal", "internal");
    rule(planting, &internal, 10, &path("/nginx/*"), &nginx_internal);
    Balancing {
        shop_web,
        orders_api,
        status_page,
    }
}

fn target_group(
    planting: &mut Planting<'_>,
    network: &Network,
    name: &str,
    (target_type, port, path): (&str, u16, &str),
) -> String {
    let input = json!({
        "Name": name,
        "Protocol": "HTTP",
        "Port": port,
        "VpcId": network.vpc_id,
        "TargetType": target_type,
        "HealthCheckPath": path,
        "HealthCheckIntervalSeconds": 10,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 3,
        "Matcher": { "HttpCode": "200-299" },
    });
    let pointer = "/TargetGroups/0/TargetGroupArn";
    let arn = planting.call_for(elbv2::call, "CreateTargetGroup", &input, pointer);
    let input = json!({
        "TargetGroupArn": arn,
        "Attributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "30" }],
    });
    planting.call(elbv2::call, "ModifyTargetGroupAttributes", &input);
    arn
}

/// Makes a load balancer with a listener on port 80 that knows nothing; answers the listener.
fn load_balancer(
    planting: &mut Planting<'_>,
    network: &Network,
    name: &str,
    scheme: &str,
) -> String {
    let (subnets, group) = if scheme == "internal" {
        (&network.private_subnets, &network.internal_balancer_group)
    } else {
        (&network.public_subnets, &network.public_balancer_group)
    };
    let environment = name.split('-').next().unwrap_or_default();
    let input = json!({
        "Name": name,
        "Subnets": subnets,
        "SecurityGroups": [group],
        "Scheme": scheme,
        "Tags": [{ "Key": "environment", "Value": environment }],
    });
    let pointer = "/LoadBalancers/0/LoadBalancerArn";
    let arn = planting.call_for(elbv2::call, "CreateLoadBalancer", &input, pointer);
    let input = json!({
        "LoadBalancerArn": arn,
        "Port": 80,
        "Protocol": "HTTP",
        "DefaultActions": [{
            "Type": "fixed-response",
            "FixedResponseConfig": {
                "StatusCode": "404", "ContentType": "text/plain", "MessageBody": "Not found",
            },
        }],
    });
    planting.call_for(
        elbv2::call,
        "CreateListener",
        &input,
        "/Listeners/0/ListenerArn",
    )
}

fn host(name: &str) -> Value {
    json!({ "Field": "host-header", "HostHeaderConfig": { "Values": [name] } })
}

fn path(pattern: &str) -> Value {
    json!({ "Field": "path-pattern", "PathPatternConfig": { "Values": [pattern] } })
}

fn rule(
    planting: &mut Planting<'_>,
    listener: &str,
    priority: u32,
    condition: &Value,
    target_group: &str,
) {
    let input = json!({
        "ListenerArn": listener,
        "Priority": priority,
        "Conditions": [condition],
        "Actions": [{ "Type": "forward", "TargetGroupArn": target_group }],
    });
    planting.call(elbv2::call, "CreateRule", &input);
}
