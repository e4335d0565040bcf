//! What only AWS can tell: found where it is known, and an open question where it is not.

use std::collections::{BTreeMap, BTreeSet};

use shared::check::Known;
use shared::wire::{TargetGroup, TargetHealthCheck};

use super::{Base, look, words};

const REGISTRY: &str = r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#;
const CONNECTED: &str = r#"{"serviceConnectConfiguration": {"enabled": true}}"#;
const UPDATE: &str = r#"{"serviceName": null, "service": "web"}"#;
const BALANCED: &str = r#"{"loadBalancers": BALANCED, "healthCheckGracePeriodSeconds": 60}"#;

/// What is known and is found, without advice.
fn found(base: Base, changes: [&str; 2], known: &Known) -> Vec<String> {
    look(base, changes, known)
        .issues
        .iter()
        .map(words)
        .filter(|issue| !issue.starts_with("advice"))
        .collect()
}

fn asks(base: Base, changes: [&str; 2], known: &Known, code: &str) -> bool {
    look(base, changes, known)
        .unknown
        .iter()
        .any(|question| question.code == code)
}

/// The target group that is known.
fn group(known: &mut Known) -> &mut TargetGroup {
    let groups = known.target_groups.as_mut().unwrap();
    groups.first_mut().unwrap()
}

/// A target group that checks the health of its targets so.
fn checking(port: &str, interval_seconds: i64, healthy_threshold: i64) -> Known {
    let mut known = super::super::known();
    group(&mut known).health = Some(TargetHealthCheck {
        port: port.to_owned(),
        interval_seconds,
        healthy_threshold,
        unhealthy_threshold: 2,
    });
    known
}

#[test]
fn a_namespace_is_missing_where_the_cluster_has_none() {
    let namespaces = |name: Option<&str>| Known {
        default_namespaces: BTreeMap::from([("test".to_owned(), name.map(str::to_owned))]),
        ..super::known()
    };
    let code = "service-connect-namespace";
    let none = found(Base::Fargate, ["", CONNECTED], &namespaces(None));
    assert_eq!(
        none,
        [format!(
            "error {code} /serviceConnectConfiguration/namespace"
        )]
    );
    let some = found(Base::Fargate, ["", CONNECTED], &namespaces(Some("local")));
    assert_eq!(some, Vec::<String>::new());
    assert!(asks(Base::Fargate, ["", CONNECTED], &super::known(), code));
    let given = r#"{"serviceConnectConfiguration": {"enabled": true, "namespace": "local"}}"#;
    assert!(!asks(Base::Fargate, ["", given], &super::known(), code));
}

#[test]
fn a_registry_of_addresses_has_no_port() {
    let records = |types: &[&str]| Known {
        registries: BTreeMap::from([(
            "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a".to_owned(),
            types
                .iter()
                .map(|one| (*one).to_owned())
                .collect::<BTreeSet<_>>(),
        )]),
        ..super::known()
    };
    let code = "registry-port-superfluous";
    let addresses = found(Base::Fargate, ["", REGISTRY], &records(&["A"]));
    assert_eq!(
        addresses,
        [format!("error {code} /serviceRegistries/0/containerPort")]
    );
    let services = found(Base::Fargate, ["", REGISTRY], &records(&["A", "SRV"]));
    assert_eq!(services, Vec::<String>::new());
    assert!(asks(Base::Fargate, ["", REGISTRY], &super::known(), code));
    assert!(!asks(Base::Ec2, ["", REGISTRY], &super::known(), code));
}

#[test]
fn the_controller_of_a_service_that_is_there_may_refuse_a_change() {
    let controlled = |controller: &str| Known {
        controller: Some(controller.to_owned()),
        ..super::known()
    };
    let code = "controller-refuses-change";
    assert_eq!(
        found(Base::Ec2, ["", UPDATE], &controlled("CODE_DEPLOY")),
        [format!("error {code} /taskDefinition")]
    );
    assert_eq!(
        found(Base::Ec2, ["", UPDATE], &controlled("ECS")),
        Vec::<String>::new()
    );
    assert!(asks(Base::Ec2, ["", UPDATE], &super::known(), code));
    assert!(!asks(Base::Ec2, ["", ""], &super::known(), code));
}

#[test]
fn a_service_that_is_there_keeps_what_its_file_leaves_out() {
    let there = Known {
        is_there: Some(true),
        ..super::known()
    };
    let changes = r#"{"desiredCount": null, "taskDefinition": null}"#;
    assert_eq!(
        found(Base::Alone, ["", changes], &there),
        Vec::<String>::new()
    );
    assert_eq!(found(Base::Alone, ["", changes], &super::known()).len(), 2);
}

#[test]
fn a_target_group_takes_longer_than_the_grace_period() {
    let finds = "warning grace-period-short /healthCheckGracePeriodSeconds";
    let slow = found(Base::Ec2, ["", BALANCED], &checking("traffic-port", 30, 3));
    assert_eq!(slow, [finds]);
    let quick = found(Base::Ec2, ["", BALANCED], &checking("traffic-port", 30, 2));
    assert_eq!(quick, Vec::<String>::new());
    // What the containers need to start comes first.
    let starting = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "healthCheck": {"command": ["CMD", "a"], "interval": 5, "timeout": 2, "retries": 1, "startPeriod": 30}}]}"#;
    let both = found(
        Base::Ec2,
        [starting, BALANCED],
        &checking("traffic-port", 20, 2),
    );
    assert_eq!(both, [finds]);
}

#[test]
fn a_health_check_asks_the_port_that_changes() {
    let fixed = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 80}]}]}"#;
    let elsewhere = checking("8080", 10, 2);
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &elsewhere),
        ["error target-group-health-port /loadBalancers/0/targetGroupArn"]
    );
    assert_eq!(
        found(
            Base::Ec2,
            [fixed, r#"{"desiredCount": 1, "loadBalancers": BALANCED}"#],
            &elsewhere
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &checking("traffic-port", 10, 2)),
        Vec::<String>::new()
    );
}

#[test]
fn a_target_group_fits_the_network_and_has_a_load_balancer() {
    let mut known = super::super::known();
    assert_eq!(
        found(Base::Fargate, ["", BALANCED], &known),
        ["error target-group-type /loadBalancers/0/targetGroupArn"]
    );
    group(&mut known).target_type = "ip".to_owned();
    assert_eq!(
        found(Base::Fargate, ["", BALANCED], &known),
        Vec::<String>::new()
    );
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &known),
        ["error target-group-type /loadBalancers/0/targetGroupArn"]
    );
    group(&mut known).routes.clear();
    assert_eq!(
        found(Base::Fargate, ["", BALANCED], &known),
        ["error target-group-unattached /loadBalancers/0/targetGroupArn"]
    );
    let code = "target-group-unknown";
    assert!(asks(Base::Fargate, ["", BALANCED], &super::known(), code));
}

#[test]
fn a_new_service_shares_no_target_group_unawares() {
    let mut known = super::super::known();
    group(&mut known).targets = Some(2);
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &known),
        ["warning target-group-in-use /loadBalancers/0/targetGroupArn"]
    );
    // Of a service that is there, they may be its own.
    known.is_there = Some(true);
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &known),
        Vec::<String>::new()
    );
    known.is_there = Some(false);
    group(&mut known).targets = Some(0);
    assert_eq!(
        found(Base::Ec2, ["", BALANCED], &known),
        Vec::<String>::new()
    );
}

#[test]
fn a_container_may_finish_as_long_as_its_target_group_lets_it() {
    let stops = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "stopTimeout": 60}]}"#;
    let mut known = super::super::known();
    for (delay, short) in [(61, true), (60, false)] {
        group(&mut known).deregistration_delay_seconds = Some(delay);
        let issues = look(Base::Ec2, [stops, BALANCED], &known).issues;
        assert_eq!(
            issues
                .iter()
                .any(|issue| issue.code == "stop-timeout-short"),
            short
        );
    }
}

#[test]
fn whether_a_cluster_has_a_namespace_nobody_tells_without_a_look_at_it() {
    for (connect, expected) in [
        (
            r#"{"serviceConnectConfiguration": {"enabled": true}}"#,
            vec!["warning service-connect-namespace /serviceConnectConfiguration/namespace"],
        ),
        (
            r#"{"serviceConnectConfiguration": {"enabled": true, "namespace": "n"}}"#,
            vec![],
        ),
    ] {
        let found = found(Base::Alone, ["", connect], &Known::default());
        assert_eq!(found, expected, "{connect}");
    }
}

#[test]
fn a_cluster_is_a_name_or_an_arn() {
    let nothing = Known::default();
    for cluster in [r#""""#, r#""my cluster""#, r#""arn:aws:ecs:a:b:service/c""#] {
        let change = format!(r#"{{"cluster": {cluster}}}"#);
        assert_eq!(
            found(Base::Ec2, ["", &change], &nothing),
            ["warning cluster-invalid /cluster"]
        );
    }
    for cluster in [
        r#""test""#,
        r#""arn:aws:ecs:eu-central-1:123456789012:cluster/test""#,
        r#""${CLUSTER}""#,
    ] {
        let change = format!(r#"{{"cluster": {cluster}}}"#);
        assert_eq!(
            found(Base::Ec2, ["", &change], &nothing),
            Vec::<String>::new()
        );
    }
}

#[test]
fn tasks_for_instances_need_a_cluster_with_some() {
    let mut known = super::known();
    for cluster in known.clusters.iter_mut().flatten() {
        cluster.container_instances = 0;
    }
    assert_eq!(
        found(Base::Ec2, ["", ""], &known),
        ["warning no-instances /cluster"]
    );
    assert_eq!(found(Base::Fargate, ["", ""], &known), Vec::<String>::new());
}
