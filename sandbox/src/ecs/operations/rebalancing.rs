//! Availability Zone rebalancing of a new service whose request says nothing of it: AWS turns it on
//! where it goes with the rest, and leaves it off where the developer guide says that it does not.

use serde_json::Value;

use crate::{ecs::object::Object, input};

const ZONE: &str = "attribute:ecs.availability-zone";

/// `ENABLED` or `DISABLED`.
pub(super) fn default_of(service: &Object) -> &'static str {
    let is = |member: &str, value: &str| service.get(member).and_then(Value::as_str) == Some(value);
    let is_unsupported = is("schedulingStrategy", "DAEMON")
        || is("launchType", "EXTERNAL")
        || has_no_room(service)
        || list(service, "loadBalancers")
            .iter()
            .any(|balancer| balancer.get("loadBalancerName").is_some())
        || list(service, "placementConstraints")
            .iter()
            .filter_map(|constraint| input::text(constraint, "expression"))
            .any(|expression| expression.contains(ZONE))
        || !spreads_over_zones_first(service);
    if is_unsupported {
        "DISABLED"
    } else {
        "ENABLED"
    }
}

/// A new task could start only after an old one has stopped.
fn has_no_room(service: &Object) -> bool {
    service
        .get("deploymentConfiguration")
        .and_then(|configuration| input::number(configuration, "maximumPercent"))
        .is_some_and(|percent| percent <= 100)
}

/// Without a placement strategy tasks are spread over zones as well.
fn spreads_over_zones_first(service: &Object) -> bool {
    list(service, "placementStrategy")
        .first()
        .is_none_or(|first| {
            input::text(first, "type") == Some("spread")
                && input::text(first, "field") == Some(ZONE)
        })
}

fn list<'a>(service: &'a Object, member: &str) -> &'a [Value] {
    service
        .get(member)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::default_of;
    use crate::ecs::object::members;

    #[test]
    fn it_is_on_where_it_goes_with_the_rest() {
        for (service, expected) in [
            (json!({}), "ENABLED"),
            (
                json!({"placementStrategy": [
                    {"type": "spread", "field": "attribute:ecs.availability-zone"},
                    {"type": "binpack", "field": "cpu"},
                ]}),
                "ENABLED",
            ),
            (
                json!({"placementStrategy": [{"type": "binpack", "field": "cpu"}]}),
                "DISABLED",
            ),
            (
                json!({"placementStrategy": [{"type": "spread", "field": "instanceId"}]}),
                "DISABLED",
            ),
            (json!({"schedulingStrategy": "DAEMON"}), "DISABLED"),
            (json!({"launchType": "EXTERNAL"}), "DISABLED"),
            (
                json!({"deploymentConfiguration": {"maximumPercent": 100}}),
                "DISABLED",
            ),
            (
                json!({"loadBalancers": [{"loadBalancerName": "classic"}]}),
                "DISABLED",
            ),
            (
                json!({"placementConstraints": [{
                    "type": "memberOf",
                    "expression": "attribute:ecs.availability-zone == eu-central-1a",
                }]}),
                "DISABLED",
            ),
        ] {
            assert_eq!(default_of(&members(&service)), expected, "{service}");
        }
    }
}
