//! What it means to be behind a target group, in words.

use shared::wire::{Route, TargetGroup};

/// One way that leads to a target group.
pub(crate) fn route_words(route: &Route) -> String {
    let reach = if route.internet_facing {
        "internet-facing"
    } else {
        "internal: reached from inside the VPC alone"
    };
    format!(
        "{} ({reach}), listener {}, rule: {}",
        route.load_balancer, route.listener, route.rule
    )
}

/// What a target group is, a line each.
pub(crate) fn target_group_lines(group: &TargetGroup) -> Vec<String> {
    let mut lines: Vec<String> = if group.routes.is_empty() {
        vec!["No listener leads to it yet, so nothing reaches it.".to_owned()]
    } else {
        group.routes.iter().map(route_words).collect()
    };
    let port = group
        .port
        .map_or_else(String::new, |port| format!(":{port}"));
    let takes = match group.target_type.as_str() {
        "ip" => "IP addresses (network mode awsvpc)",
        "instance" => "instances (network mode bridge or host)",
        "lambda" => "a Lambda function",
        "alb" => "a load balancer",
        other => other,
    };
    lines.push(format!("{}{port}, targets are {takes}", group.protocol));
    lines.push(format!("Health check {}", group.health_check));
    lines
}

#[cfg(test)]
mod tests {
    use super::{Route, route_words};

    #[test]
    fn says_who_reaches_an_internal_load_balancer() {
        let route = Route {
            load_balancer: "inner".to_owned(),
            dns_name: "inner.example".to_owned(),
            internet_facing: false,
            listener: "HTTP:80".to_owned(),
            rule: "everything else".to_owned(),
        };
        assert_eq!(
            route_words(&route),
            "inner (internal: reached from inside the VPC alone), listener HTTP:80, rule: everything else"
        );
    }
}
