//! Load balancers, rules, target groups and the health of targets.

use crate::services_seeded::{ELB, ELBV2, Seeded, texts};

async fn target_group(seeded: &Seeded, name: &str) -> String {
    let members = [("Names.member.1", name)];
    let xml = seeded.ask(ELBV2, "DescribeTargetGroups", &members).await;
    texts(&xml, "TargetGroupArn").remove(0)
}

async fn states(seeded: &Seeded, arn: &str) -> Vec<String> {
    let members = [("TargetGroupArn", arn)];
    let xml = seeded.ask(ELBV2, "DescribeTargetHealth", &members).await;
    texts(&xml, "State")
}

#[tokio::test]
async fn the_first_world_has_public_and_internal_balancers() {
    let seeded = Seeded::start().await;
    let xml = seeded.ask(ELBV2, "DescribeLoadBalancers", &[]).await;
    let mut found: Vec<(String, String)> = texts(&xml, "LoadBalancerName")
        .into_iter()
        .zip(texts(&xml, "Scheme"))
        .collect();
    found.sort();
    let wanted = [
        ("production-internal", "internal"),
        ("production-public", "internet-facing"),
        ("staging", "internet-facing"),
        ("test-internal", "internal"),
        ("test-public", "internet-facing"),
    ]
    .map(|(name, scheme)| (name.to_owned(), scheme.to_owned()));
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn a_list_comes_in_pages() {
    let seeded = Seeded::start().await;
    let mut names = Vec::new();
    let mut marker: Option<String> = None;
    loop {
        let mut members = vec![("PageSize", "2")];
        if let Some(marker) = &marker {
            members.push(("Marker", marker));
        }
        let xml = seeded.ask(ELBV2, "DescribeTargetGroups", &members).await;
        let page = texts(&xml, "TargetGroupName");
        assert!(page.len() <= 2);
        names.extend(page);
        let Some(next) = texts(&xml, "NextMarker").pop() else {
            break;
        };
        marker = Some(next);
    }
    names.sort();
    assert_eq!(
        names,
        [
            "catalog-blue",
            "catalog-green",
            "nginx",
            "nginx-internal",
            "orders-api",
            "reviews-blue",
            "shop-web",
            "status-page"
        ]
    );
    let code = seeded
        .refused(ELBV2, "DescribeTargetGroups", &[("Marker", "made-up")])
        .await;
    assert_eq!(code, "ValidationError");
}

#[tokio::test]
async fn the_tasks_of_a_service_are_healthy_targets() {
    let seeded = Seeded::start().await;
    let arn = target_group(&seeded, "shop-web").await;
    assert_eq!(states(&seeded, &arn).await, ["healthy"; 4]);
}

#[tokio::test]
async fn a_target_becomes_healthy_and_drains() {
    let seeded = Seeded::start().await;
    let arn = target_group(&seeded, "nginx").await;
    let target = [
        ("TargetGroupArn", arn.as_str()),
        ("Targets.member.1.Id", "i-0123456789abcdef0"),
        ("Targets.member.1.Port", "32768"),
    ];
    seeded.ask(ELBV2, "RegisterTargets", &target).await;
    assert_eq!(states(&seeded, &arn).await, ["initial"]);
    seeded.pass(10).await;
    assert_eq!(states(&seeded, &arn).await, ["healthy"]);
    seeded.ask(ELBV2, "DeregisterTargets", &target).await;
    assert_eq!(states(&seeded, &arn).await, ["draining"]);
    seeded.pass(29).await;
    assert_eq!(states(&seeded, &arn).await, ["draining"]);
    seeded.pass(2).await;
    assert!(states(&seeded, &arn).await.is_empty());
}

#[tokio::test]
async fn rules_are_made_changed_and_deleted() {
    let seeded = Seeded::start().await;
    let members = [("Names.member.1", "test-public")];
    let xml = seeded.ask(ELBV2, "DescribeLoadBalancers", &members).await;
    let balancer = texts(&xml, "LoadBalancerArn").remove(0);
    let members = [("LoadBalancerArn", balancer.as_str())];
    let xml = seeded.ask(ELBV2, "DescribeListeners", &members).await;
    let listener = texts(&xml, "ListenerArn").remove(0);
    let group = target_group(&seeded, "nginx").await;
    let rule = [
        ("ListenerArn", listener.as_str()),
        ("Priority", "30"),
        ("Conditions.member.1.Field", "path-pattern"),
        ("Conditions.member.1.Values.member.1", "/new/*"),
        ("Actions.member.1.Type", "forward"),
        ("Actions.member.1.TargetGroupArn", group.as_str()),
    ];
    let xml = seeded.ask(ELBV2, "CreateRule", &rule).await;
    let arn = texts(&xml, "RuleArn").remove(0);
    assert_eq!(
        seeded.refused(ELBV2, "CreateRule", &rule).await,
        "PriorityInUse"
    );

    let members = [("ListenerArn", listener.as_str())];
    let xml = seeded.ask(ELBV2, "DescribeRules", &members).await;
    assert_eq!(texts(&xml, "Priority"), ["10", "20", "30", "default"]);

    let foreign = target_group(&seeded, "shop-web").await;
    let change = [
        ("RuleArn", arn.as_str()),
        ("Actions.member.1.Type", "forward"),
        ("Actions.member.1.TargetGroupArn", foreign.as_str()),
    ];
    let code = seeded.refused(ELBV2, "ModifyRule", &change).await;
    assert_eq!(code, "TargetGroupAssociationLimit");

    seeded
        .ask(ELBV2, "DeleteRule", &[("RuleArn", arn.as_str())])
        .await;
    let code = seeded
        .refused(ELBV2, "DeleteRule", &[("RuleArn", arn.as_str())])
        .await;
    assert_eq!(code, "RuleNotFound");
}

#[tokio::test]
async fn refusals_have_the_codes_of_aws() {
    let seeded = Seeded::start().await;
    let arn = |kind: &str| {
        format!("arn:aws:elasticloadbalancing:eu-central-1:123456789012:{kind}/app/x/1/2/3")
    };
    let (group, balancer) = (arn("targetgroup"), arn("loadbalancer"));
    for (action, member, value, code) in [
        (
            "DescribeLoadBalancers",
            "Names.member.1",
            "none",
            "LoadBalancerNotFound",
        ),
        (
            "DescribeListeners",
            "LoadBalancerArn",
            &balancer,
            "LoadBalancerNotFound",
        ),
        (
            "DescribeTargetGroups",
            "Names.member.1",
            "none",
            "TargetGroupNotFound",
        ),
        (
            "DescribeTargetHealth",
            "TargetGroupArn",
            &group,
            "TargetGroupNotFound",
        ),
        (
            "DescribeTargetHealth",
            "TargetGroupArn",
            "no-arn",
            "ValidationError",
        ),
        ("DescribeRules", "PageSize", "5", "ValidationError"),
        ("DescribeTrustStores", "PageSize", "5", "InvalidAction"),
    ] {
        let refused = seeded.refused(ELBV2, action, &[(member, value)]).await;
        assert_eq!(refused, code, "{action}");
    }
    let used = target_group(&seeded, "nginx").await;
    let code = seeded
        .refused(ELBV2, "DeleteTargetGroup", &[("TargetGroupArn", &used)])
        .await;
    assert_eq!(code, "ResourceInUse");
}

#[tokio::test]
async fn classic_load_balancers_are_told_apart_by_the_version() {
    let seeded = Seeded::start().await;
    let xml = seeded.ask(ELB, "DescribeLoadBalancers", &[]).await;
    assert_eq!(
        texts(&xml, "LoadBalancerName"),
        ["test-legacy", "production-mail-relay"]
    );
    assert_eq!(texts(&xml, "Scheme"), ["internet-facing", "internal"]);
    assert_eq!(texts(&xml, "LoadBalancerPort"), ["80", "443", "25"]);
    assert_eq!(texts(&xml, "Target"), ["HTTP:8081/health", "TCP:2525"]);
    assert!(texts(&xml, "VPCId")[0].starts_with("vpc-"));

    let first = seeded
        .ask(ELB, "DescribeLoadBalancers", &[("PageSize", "1")])
        .await;
    let marker = texts(&first, "NextMarker").remove(0);
    let members = [("PageSize", "1"), ("Marker", marker.as_str())];
    let rest = seeded.ask(ELB, "DescribeLoadBalancers", &members).await;
    assert_eq!(texts(&rest, "LoadBalancerName"), ["production-mail-relay"]);
    assert!(texts(&rest, "NextMarker").is_empty());

    let members = [("LoadBalancerNames.member.1", "test-legacy")];
    let one = seeded.ask(ELB, "DescribeLoadBalancers", &members).await;
    assert_eq!(texts(&one, "LoadBalancerName"), ["test-legacy"]);
    for (action, member, value, code) in [
        (
            "DescribeLoadBalancers",
            "LoadBalancerNames.member.1",
            "none",
            "LoadBalancerNotFound",
        ),
        (
            "DescribeLoadBalancers",
            "Marker",
            "made-up",
            "ValidationError",
        ),
        ("DescribeLoadBalancers", "PageSize", "0", "ValidationError"),
        ("DescribeTargetGroups", "PageSize", "5", "InvalidAction"),
    ] {
        let refused = seeded.refused(ELB, action, &[(member, value)]).await;
        assert_eq!(refused, code, "{action}");
    }
}
