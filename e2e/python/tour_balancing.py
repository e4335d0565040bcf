"""Load balancers, listeners, rules, target groups and the health of targets."""

from sandbox_clients import client, refused

elbv2, ec2 = client("elbv2"), client("ec2")
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]

made = elbv2.create_load_balancer(
    Name="tour", Subnets=subnets, Scheme="internal", Tags=[{"Key": "team", "Value": "shop"}]
)["LoadBalancers"][0]
balancer = made["LoadBalancerArn"]
assert made["Scheme"] == "internal" and made["DNSName"].startswith("internal-tour-"), made
group = elbv2.create_target_group(
    Name="tour", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", HealthCheckPath="/health"
)["TargetGroups"][0]
other = elbv2.create_target_group(
    Name="tour-other", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip"
)["TargetGroups"][0]
group_arn, other_arn = group["TargetGroupArn"], other["TargetGroupArn"]
assert group["HealthCheckPath"] == "/health" and other["HealthCheckPath"] == "/", (group, other)
listener = elbv2.create_listener(
    LoadBalancerArn=balancer, Protocol="HTTP", Port=80,
    DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn}],
)["Listeners"][0]["ListenerArn"]
rule = elbv2.create_rule(
    ListenerArn=listener, Priority=10,
    Conditions=[{"Field": "path-pattern", "Values": ["/other/*"]}],
    Actions=[{"Type": "forward", "TargetGroupArn": other_arn}],
)["Rules"][0]["RuleArn"]

assert elbv2.describe_load_balancers(Names=["tour"])["LoadBalancers"][0]["LoadBalancerArn"] == balancer
everything = list(elbv2.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2}))
schemes = {found["Scheme"] for page in everything for found in page["LoadBalancers"]}
assert len(everything) > 1 and schemes == {"internal", "internet-facing"}, schemes
listeners = elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
assert [found["ListenerArn"] for found in listeners] == [listener], listeners
rules = elbv2.describe_rules(ListenerArn=listener)["Rules"]
assert [found["Priority"] for found in rules] == ["10", "default"], rules
groups = elbv2.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]
assert {found["TargetGroupName"] for found in groups} == {"tour", "tour-other"}, groups
elbv2.modify_target_group(TargetGroupArn=other_arn, HealthCheckPath="/ready")
elbv2.modify_target_group_attributes(
    TargetGroupArn=group_arn,
    Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}],
)
attributes = elbv2.describe_target_group_attributes(TargetGroupArn=group_arn)["Attributes"]
assert {"Key": "deregistration_delay.timeout_seconds", "Value": "5"} in attributes, attributes
elbv2.describe_load_balancer_attributes(LoadBalancerArn=balancer)
elbv2.modify_listener(
    ListenerArn=listener, DefaultActions=[{"Type": "forward", "TargetGroupArn": other_arn}]
)
elbv2.modify_rule(
    RuleArn=rule, Conditions=[{"Field": "host-header", "Values": ["tour.example.com"]}]
)
elbv2.add_tags(ResourceArns=[group_arn], Tags=[{"Key": "cost", "Value": "7"}])
tags = elbv2.describe_tags(ResourceArns=[group_arn, balancer])["TagDescriptions"]
assert [len(found["Tags"]) for found in tags] == [1, 1], tags
elbv2.remove_tags(ResourceArns=[group_arn], TagKeys=["cost"])
elbv2.register_targets(TargetGroupArn=other_arn, Targets=[{"Id": "10.20.0.9", "Port": 80}])
health = elbv2.describe_target_health(TargetGroupArn=other_arn)["TargetHealthDescriptions"]
assert health[0]["Target"]["Id"] == "10.20.0.9" and health[0]["TargetHealth"]["State"], health
elbv2.deregister_targets(TargetGroupArn=other_arn, Targets=[{"Id": "10.20.0.9", "Port": 80}])

refused("ResourceInUse", elbv2.delete_target_group, TargetGroupArn=other_arn)
refused("TargetGroupNotFound", elbv2.describe_target_groups, Names=["nowhere"])
refused("LoadBalancerNotFound", elbv2.describe_load_balancers, Names=["nowhere"])
refused(
    "DuplicateTargetGroupName", elbv2.create_target_group,
    Name="tour", Protocol="HTTPS", Port=443, VpcId=vpc, TargetType="ip",
)
refused(
    "PriorityInUse", elbv2.create_rule, ListenerArn=listener, Priority=10,
    Conditions=[{"Field": "path-pattern", "Values": ["/again/*"]}],
    Actions=[{"Type": "forward", "TargetGroupArn": other_arn}],
)
elbv2.delete_rule(RuleArn=rule)
elbv2.delete_listener(ListenerArn=listener)
elbv2.delete_load_balancer(LoadBalancerArn=balancer)
elbv2.delete_target_group(TargetGroupArn=other_arn)
