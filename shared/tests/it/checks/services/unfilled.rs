//! Where a rule would have to read what is not filled in, it says nothing wrong.

use shared::check::Known;

use super::{Base, look, words};

/// Changes of both documents with placeholders where rules look.
const UNFILLED: &[[&str; 2]] = &[
    ["", r#"{"deploymentController": {"type": "${CONTROLLER}"}}"#],
    [
        "",
        r#"{"deploymentConfiguration": {"strategy": "${STRATEGY}", "canaryConfiguration": {"canaryPercent": 5.0}}}"#,
    ],
    [
        "",
        r#"{"deploymentConfiguration": {"maximumPercent": "${MAXIMUM}"}}"#,
    ],
    [
        "",
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": "@@MINIMUM@@", "maximumPercent": 100}}"#,
    ],
    ["", r#"{"desiredCount": "{{ must_env `COUNT` }}"}"#],
    ["", r#"{"schedulingStrategy": "${SCHEDULING}"}"#],
    [
        "",
        r#"{"deploymentConfiguration": {"alarms": {"enable": "${WATCH}", "rollback": false, "alarmNames": []}}}"#,
    ],
    ["", r#"{"taskDefinition": "<TASK_DEFINITION>:1"}"#],
    [
        "",
        r#"{"placementStrategy": [{"type": "${TYPE}", "field": "${FIELD}"}, {"type": "spread", "field": "${FIELD}"}]}"#,
    ],
    [
        "",
        r#"{"placementConstraints": [{"type": "memberOf", "expression": "${EXPRESSION}"}]}"#,
    ],
    [
        "",
        r#"{"availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "spread", "field": "${FIELD}"}]}"#,
    ],
    [
        "",
        r#"{"capacityProviderStrategy": [{"capacityProvider": "${PROVIDER}", "weight": "${WEIGHT}"}]}"#,
    ],
    [
        "",
        r#"{"loadBalancers": [{"targetGroupArn": "${GROUP}", "containerName": "${CONTAINER}", "containerPort": "${PORT}"}]}"#,
    ],
    [
        "",
        r#"{"serviceRegistries": [{"registryArn": "${REGISTRY}", "containerName": "${CONTAINER}", "containerPort": "${PORT}"}]}"#,
    ],
    [
        "",
        r#"{"serviceConnectConfiguration": {"enabled": "${ENABLED}", "namespace": "${NAMESPACE}", "services": [{"portName": "${PORT}", "clientAliases": [{"port": "${PORT}"}]}]}}"#,
    ],
    [
        "",
        r#"{"healthCheckGracePeriodSeconds": "${GRACE}", "loadBalancers": [{"targetGroupArn": "${GROUP}", "containerName": "web", "containerPort": 80}]}"#,
    ],
    [
        r#"{"containerDefinitions": [{"name": "${NAME}", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80, "name": "${PORT_NAME}"}]}]}"#,
        r#"{"loadBalancers": [{"targetGroupArn": "${GROUP}", "containerName": "web", "containerPort": 80}], "gatewayConnectors": [{"portName": "http"}]}"#,
    ],
    [
        r#"{"networkMode": "${MODE}"}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "namespace": "n"}}"#,
    ],
    [r#"{"family": "${FAMILY}"}"#, r#"{"taskDefinition": "web"}"#],
];

#[test]
fn a_placeholder_is_no_error() {
    for changes in UNFILLED {
        let issues = look(Base::Ec2, *changes, &Known::default()).issues;
        let wrong: Vec<String> = issues
            .iter()
            .filter(|issue| issue.code != "placeholder-unfilled")
            .map(words)
            .filter(|issue| !issue.starts_with("advice"))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "{changes:?}");
    }
}
