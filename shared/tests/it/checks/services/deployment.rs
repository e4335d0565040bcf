//! Percentages, circuit breaker, alarms and early success.

use super::{Base, Case, on_ec2, pair};

const FIXED_PORT: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 80}]}]}"#;
const DAEMON_HALF: &str = r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "deploymentConfiguration": {"minimumHealthyPercent": 50}}"#;

pub(super) const CASES: &[Case] = &[
    // Alarms that are off come without names from other tools.
    on_ec2(
        r#"{"deploymentConfiguration": {"alarms": {"enable": true, "rollback": false}}}"#,
        r#"{"deploymentConfiguration": {"alarms": {"enable": true, "rollback": false, "alarmNames": ["a"]}}}"#,
        "error member-missing /deploymentConfiguration/alarms/alarmNames",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"alarms": {"enable": false, "rollback": false}}}"#,
        r#"{"deploymentConfiguration": {"alarms": {"enable": false, "rollback": false, "alarmNames": []}}}"#,
        "warning member-missing /deploymentConfiguration/alarms/alarmNames",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 101}}"#,
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 100}}"#,
        "error out-of-range /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": -1}}"#,
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 0}}"#,
        "error out-of-range /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"maximumPercent": 99}}"#,
        r#"{"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 50}}"#,
        "error out-of-range /deploymentConfiguration/maximumPercent",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}}"#,
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200}}"#,
        "error percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    // The default minimum of a new service is 100.
    on_ec2(
        r#"{"deploymentConfiguration": {"maximumPercent": 100}}"#,
        r#"{"serviceName": null, "service": "web", "deploymentConfiguration": {"maximumPercent": 100}}"#,
        "error percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    on_ec2(
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}}"#,
        DAEMON_HALF,
        "error percent-deadlock /deploymentConfiguration/minimumHealthyPercent",
    ),
    // Two instances, and 75 % of two are two.
    on_ec2(
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "deploymentConfiguration": {"minimumHealthyPercent": 75}}"#,
        DAEMON_HALF,
        "warning percent-deadlock /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        r#"{"desiredCount": 1, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 150}}"#,
        r#"{"desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}}"#,
        "warning percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    on_ec2(
        r#"{"desiredCount": 3, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 125}}"#,
        r#"{"desiredCount": 4, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 125}}"#,
        "warning percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    // Two instances: each has the port once.
    pair(
        Base::Ec2,
        [FIXED_PORT, ""],
        ["", ""],
        "warning no-free-instance /deploymentConfiguration/minimumHealthyPercent",
    ),
    pair(
        Base::Ec2,
        [
            FIXED_PORT,
            r#"{"deploymentConfiguration": {"minimumHealthyPercent": 75}}"#,
        ],
        [
            FIXED_PORT,
            r#"{"deploymentConfiguration": {"minimumHealthyPercent": 50}}"#,
        ],
        "warning no-free-instance /deploymentConfiguration/minimumHealthyPercent",
    ),
    pair(
        Base::Ec2,
        [FIXED_PORT, ""],
        [FIXED_PORT, r#"{"desiredCount": 1}"#],
        "warning no-free-instance /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        r#"{"placementConstraints": [{"type": "distinctInstance"}]}"#,
        r#"{"placementConstraints": [{"type": "distinctInstance"}], "serviceName": null, "service": "web"}"#,
        "warning no-free-instance /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        r#"{"placementConstraints": [{"type": "distinctInstance"}], "desiredCount": 3}"#,
        r#"{"desiredCount": 3}"#,
        "warning too-few-instances /desiredCount",
    ),
    pair(
        Base::Ec2,
        [FIXED_PORT, r#"{"desiredCount": 3}"#],
        [FIXED_PORT, r#"{"desiredCount": 2}"#],
        "warning too-few-instances /desiredCount",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        "error member-missing /deploymentConfiguration/deploymentCircuitBreaker/rollback",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": false, "rollback": true}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": false, "rollback": false}}}"#,
        "warning rollback-without-breaker /deploymentConfiguration/deploymentCircuitBreaker/rollback",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true, "thresholdConfiguration": {"type": "BOUNDED_PERCENT", "value": 101}}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true, "thresholdConfiguration": {"type": "UNBOUNDED_PERCENT", "value": 101}}}}"#,
        "error breaker-threshold /deploymentConfiguration/deploymentCircuitBreaker/thresholdConfiguration/value",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true, "thresholdConfiguration": {"type": "COUNT", "value": 0}}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true, "thresholdConfiguration": {"type": "COUNT", "value": 1}}}}"#,
        "error out-of-range /deploymentConfiguration/deploymentCircuitBreaker/thresholdConfiguration/value",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"alarms": {"alarmNames": [], "enable": true, "rollback": false}}}"#,
        r#"{"deploymentConfiguration": {"alarms": {"alarmNames": ["a"], "enable": true, "rollback": false}}}"#,
        "error alarms-unnamed /deploymentConfiguration/alarms/alarmNames",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "healthyPercent": 100}}}"#,
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"}}}"#,
        "error early-success-incomplete /deploymentConfiguration/earlySuccessCriteria/sourceServiceRevisionCleanup",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "sourceServiceRevisionCleanup": "DEFERRED"}}}"#,
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": false}}}"#,
        "error early-success-incomplete /deploymentConfiguration/earlySuccessCriteria/healthyPercent",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5, "earlySuccessCriteria": {"enable": true, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "ROLLING", "earlySuccessCriteria": {"enable": true, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"}}}"#,
        "error early-success-strategy /deploymentConfiguration/earlySuccessCriteria",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 80, "earlySuccessCriteria": {"enable": true, "healthyPercent": 79, "sourceServiceRevisionCleanup": "BLOCKING"}}}"#,
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 80, "earlySuccessCriteria": {"enable": true, "healthyPercent": 80, "sourceServiceRevisionCleanup": "BLOCKING"}}}"#,
        "error early-success-percent /deploymentConfiguration/earlySuccessCriteria/healthyPercent",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "healthyPercent": 101, "sourceServiceRevisionCleanup": "BLOCKING"}}}"#,
        r#"{"deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "healthyPercent": 100, "sourceServiceRevisionCleanup": "BLOCKING"}}}"#,
        "error out-of-range /deploymentConfiguration/earlySuccessCriteria/healthyPercent",
    ),
];
