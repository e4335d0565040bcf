//! Listener rules in words.

use aws_sdk_elasticloadbalancingv2::types::{Action, Rule, RuleCondition};

/// The conditions of a rule, such as `host shop.example.com and path /api/*`.
pub(super) fn words(rule: &Rule) -> String {
    if rule.is_default() == Some(true) {
        return "everything else".to_owned();
    }
    let conditions: Vec<String> = rule.conditions().iter().map(condition).collect();
    if conditions.is_empty() {
        "everything".to_owned()
    } else {
        conditions.join(" and ")
    }
}

/// The target groups that a rule forwards to, each once.
pub(super) fn target_groups(rule: &Rule) -> Vec<String> {
    let mut arns: Vec<String> = rule.actions().iter().flat_map(forwards).collect();
    arns.sort();
    arns.dedup();
    arns
}

fn forwards(action: &Action) -> Vec<String> {
    let weighted = action
        .forward_config()
        .map(|forward| {
            forward
                .target_groups()
                .iter()
                .filter_map(|group| group.target_group_arn().map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    action
        .target_group_arn()
        .map(str::to_owned)
        .into_iter()
        .chain(weighted)
        .collect()
}

fn condition(condition: &RuleCondition) -> String {
    let field = condition.field().unwrap_or("condition");
    match field {
        "host-header" => format!(
            "host {}",
            any(condition
                .host_header_config()
                .map_or(condition.values(), |config| config.values()))
        ),
        "path-pattern" => format!(
            "path {}",
            any(condition
                .path_pattern_config()
                .map_or(condition.values(), |config| config.values()))
        ),
        "http-request-method" => format!(
            "method {}",
            any(condition
                .http_request_method_config()
                .map_or(condition.values(), |config| config.values()))
        ),
        "source-ip" => format!(
            "from {}",
            any(condition
                .source_ip_config()
                .map_or(condition.values(), |config| config.values()))
        ),
        "http-header" => condition.http_header_config().map_or_else(
            || "a header".to_owned(),
            |config| {
                format!(
                    "header {} {}",
                    config.http_header_name().unwrap_or_default(),
                    any(config.values())
                )
            },
        ),
        "query-string" => condition.query_string_config().map_or_else(
            || "a query".to_owned(),
            |config| {
                let pairs: Vec<String> = config
                    .values()
                    .iter()
                    .map(|pair| match pair.key() {
                        Some(key) => format!("{key}={}", pair.value().unwrap_or_default()),
                        None => pair.value().unwrap_or_default().to_owned(),
                    })
                    .collect();
                format!("query {}", any(&pairs))
            },
        ),
        other => format!("{other} {}", any(condition.values())),
    }
}

fn any(values: &[String]) -> String {
    values.join(" or ")
}

#[cfg(test)]
mod tests {
    use aws_sdk_elasticloadbalancingv2::types::{HostHeaderConditionConfig, Rule, RuleCondition};

    #[test]
    fn says_conditions_and_the_default_in_words() {
        let host = RuleCondition::builder()
            .field("host-header")
            .host_header_config(
                HostHeaderConditionConfig::builder()
                    .values("a.example.com")
                    .values("b.example.com")
                    .build(),
            )
            .build();
        let path = RuleCondition::builder()
            .field("path-pattern")
            .values("/api/*")
            .build();
        let rule = Rule::builder().conditions(host).conditions(path).build();
        assert_eq!(
            super::words(&rule),
            "host a.example.com or b.example.com and path /api/*"
        );
        let default = Rule::builder().is_default(true).build();
        assert_eq!(super::words(&default), "everything else");
    }
}
