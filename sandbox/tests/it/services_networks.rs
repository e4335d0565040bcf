//! Networks: subnets, their routes, and what security groups let through.

use crate::services_seeded::{EC2, Seeded, texts};

#[tokio::test]
async fn subnets_are_filtered_and_count_their_addresses() {
    let seeded = Seeded::start().await;
    let members = [
        ("Filter.1.Name", "tag:Name"),
        ("Filter.1.Value.1", "private-*"),
        ("Filter.2.Name", "availability-zone"),
        ("Filter.2.Value.1", "eu-central-1a"),
    ];
    let xml = seeded.ask(EC2, "DescribeSubnets", &members).await;
    assert_eq!(texts(&xml, "cidrBlock"), ["10.20.10.0/24"]);
    let free: u32 = texts(&xml, "availableIpAddressCount")
        .remove(0)
        .parse()
        .unwrap();
    assert!(free < 251, "tasks have addresses: {free}");
    let members = [("SubnetId.1", "subnet-00000000")];
    let code = seeded.refused(EC2, "DescribeSubnets", &members).await;
    assert_eq!(code, "InvalidSubnetID.NotFound");
}

#[tokio::test]
async fn a_subnet_is_made_where_there_is_room_for_it() {
    let seeded = Seeded::start().await;
    let xml = seeded.ask(EC2, "DescribeVpcs", &[]).await;
    let vpc = texts(&xml, "vpcId").remove(0);
    let make = |cidr: &'static str| [("VpcId", vpc.clone()), ("CidrBlock", cidr.to_owned())];
    for (cidr, code) in [
        ("10.20.10.0/25", "InvalidSubnet.Conflict"),
        ("10.21.0.0/20", "InvalidSubnet.Range"),
        ("10.20.128.0/29", "InvalidSubnet.Range"),
        ("10.20.128.0", "InvalidParameterValue"),
    ] {
        let members = make(cidr);
        let members: Vec<(&str, &str)> = members.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(seeded.refused(EC2, "CreateSubnet", &members).await, code);
    }
    let members = make("10.20.128.0/20");
    let members: Vec<(&str, &str)> = members.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let xml = seeded.ask(EC2, "CreateSubnet", &members).await;
    assert_eq!(texts(&xml, "availableIpAddressCount"), ["4091"]);
    let id = texts(&xml, "subnetId").remove(0);
    let found = seeded
        .ask(EC2, "DescribeSubnets", &[("SubnetId.1", &id)])
        .await;
    assert_eq!(texts(&found, "cidrBlock"), ["10.20.128.0/20"]);
}

#[tokio::test]
async fn security_groups_show_their_rules() {
    let seeded = Seeded::start().await;
    let members = [
        ("Filter.1.Name", "group-name"),
        ("Filter.1.Value.1", "shop-web"),
    ];
    let xml = seeded.ask(EC2, "DescribeSecurityGroups", &members).await;
    assert_eq!(texts(&xml, "groupDescription"), ["Shop web tasks"]);
    assert_eq!(texts(&xml, "fromPort"), ["8080"]);
    assert!(xml.contains("<groups><item><groupId>sg-"), "{xml}");
}

#[tokio::test]
async fn rules_are_searched_and_cover_both_versions_of_the_protocol() {
    let seeded = Seeded::start().await;
    let members = [
        ("Filter.1.Name", "ip-permission.cidr"),
        ("Filter.1.Value.1", "0.0.0.0/0"),
        ("Filter.2.Name", "ip-permission.to-port"),
        ("Filter.2.Value.1", "443"),
    ];
    let xml = seeded.ask(EC2, "DescribeSecurityGroups", &members).await;
    assert_eq!(texts(&xml, "groupName"), ["alb-public"]);
    assert_eq!(texts(&xml, "cidrIpv6"), ["::/0"]);
    let members = [
        ("Filter.1.Name", "ip-permission.group-name"),
        ("Filter.1.Value.1", "alb-public"),
    ];
    let xml = seeded.ask(EC2, "DescribeSecurityGroups", &members).await;
    assert_eq!(texts(&xml, "groupName"), ["ecs-instances", "shop-web"]);
    let members = [
        ("Filter.1.Name", "group-name"),
        ("Filter.1.Value.1", "nothing"),
        ("Filter.2.Name", "color"),
        ("Filter.2.Value.1", "red"),
    ];
    let code = seeded
        .refused(EC2, "DescribeSecurityGroups", &members)
        .await;
    assert_eq!(code, "InvalidParameterValue");
}

#[tokio::test]
async fn routes_tell_which_subnets_are_public() {
    let seeded = Seeded::start().await;
    let members = [
        ("Filter.1.Name", "route.gateway-id"),
        ("Filter.1.Value.1", "igw-*"),
    ];
    let xml = seeded.ask(EC2, "DescribeRouteTables", &members).await;
    assert_eq!(texts(&xml, "subnetId").len(), 3);
    let members = [
        ("Filter.1.Name", "association.main"),
        ("Filter.1.Value.1", "true"),
    ];
    let xml = seeded.ask(EC2, "DescribeRouteTables", &members).await;
    assert_eq!(texts(&xml, "natGatewayId").len(), 1);
    // One private subnet is named by no table: the main one is its own.
    assert_eq!(texts(&xml, "subnetId").len(), 2);
}

#[tokio::test]
async fn networks_come_in_pages_when_a_client_asks_for_them() {
    let seeded = Seeded::start().await;
    let first = seeded
        .ask(EC2, "DescribeSubnets", &[("MaxResults", "5")])
        .await;
    assert_eq!(texts(&first, "subnetId").len(), 5);
    let token = texts(&first, "nextToken").remove(0);
    let members = [("MaxResults", "5"), ("NextToken", token.as_str())];
    let rest = seeded.ask(EC2, "DescribeSubnets", &members).await;
    assert_eq!(texts(&rest, "subnetId").len(), 1);
    assert!(texts(&rest, "nextToken").is_empty());
    let id = texts(&rest, "subnetId").remove(0);
    for (members, code) in [
        (vec![("MaxResults", "4")], "InvalidParameterValue"),
        (vec![("NextToken", "made-up")], "InvalidNextToken"),
        (
            vec![("MaxResults", "5"), ("SubnetId.1", id.as_str())],
            "InvalidParameterCombination",
        ),
    ] {
        let refused = seeded.refused(EC2, "DescribeSubnets", &members).await;
        assert_eq!(refused, code);
    }
}
