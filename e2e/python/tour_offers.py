"""What editors offer: networks, capacity, namespaces, alarms, file systems, keys and scans."""

import datetime

from sandbox_clients import client, control, refused


def paged(service, operation, result, size, **arguments):
    """All elements of a list, which must come in more than one page."""
    pages = list(
        service.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": size})
    )
    assert len(pages) > 1, pages
    return [element for page in pages for element in page[result]]


# Networks, with rules and routes.
ec2 = client("ec2")
subnets = paged(ec2, "describe_subnets", "Subnets", 5)
assert len({subnet["SubnetId"] for subnet in subnets}) == 6, subnets
assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3, subnets
assert all(0 < subnet["AvailableIpAddressCount"] <= 251 for subnet in subnets), subnets
tables = ec2.describe_route_tables()["RouteTables"]
public = {
    association["SubnetId"]
    for table in tables
    if any(route.get("GatewayId", "").startswith("igw-") for route in table["Routes"])
    for association in table["Associations"]
}
assert public == {subnet["SubnetId"] for subnet in subnets if subnet["MapPublicIpOnLaunch"]}, tables
routed = ec2.describe_route_tables(Filters=[{"Name": "route.gateway-id", "Values": ["igw-*"]}])
assert len(routed["RouteTables"]) == 1, routed
open_to_all = ec2.describe_security_groups(
    Filters=[{"Name": "ip-permission.cidr", "Values": ["0.0.0.0/0"]}]
)["SecurityGroups"]
assert [group["GroupName"] for group in open_to_all] == ["alb-public"], open_to_all
rules = open_to_all[0]["IpPermissions"]
assert {rule["FromPort"] for rule in rules} == {80, 443}, rules
assert [entry["CidrIpv6"] for rule in rules for entry in rule["Ipv6Ranges"]] == ["::/0"], rules
refused("InvalidParameterValue", ec2.describe_subnets, Filters=[{"Name": "color", "Values": ["red"]}])
refused("InvalidParameterCombination", ec2.describe_subnets, MaxResults=5, SubnetIds=sorted(public))
refused("InvalidNextToken", ec2.describe_vpcs, NextToken="made-up")
refused("InvalidRouteTableID.NotFound", ec2.describe_route_tables, RouteTableIds=["rtb-00000000"])

# Capacity providers.
ecs = client("ecs")
found = ecs.describe_capacity_providers(include=["TAGS"])["capacityProviders"]
assert [one["name"] for one in found] == ["FARGATE", "FARGATE_SPOT", "test-instances"], found
assert found[2]["autoScalingGroupProvider"]["managedScaling"]["status"] == "ENABLED", found
assert found[2]["tags"], found
made = ecs.create_capacity_provider(
    name="tour", autoScalingGroupProvider={
        "autoScalingGroupArn": found[2]["autoScalingGroupProvider"]["autoScalingGroupArn"],
    },
)["capacityProvider"]
assert made["status"] == "ACTIVE" and made["type"] == "EC2_AUTOSCALING", made
first = ecs.describe_capacity_providers(maxResults=3)
rest = ecs.describe_capacity_providers(maxResults=3, nextToken=first["nextToken"])
assert [one["name"] for one in rest["capacityProviders"]] == ["tour"], rest
missing = ecs.describe_capacity_providers(capacityProviders=["none"])["failures"]
assert missing[0]["reason"] == "MISSING", missing
refused("ClusterNotFoundException", ecs.describe_capacity_providers, cluster="none")
instances = ecs.list_container_instances(cluster="test", status="ACTIVE")["containerInstanceArns"]
described = ecs.describe_container_instances(cluster="test", containerInstances=instances)["containerInstances"]
for instance in described:
    left, whole = (
        {one["name"]: one.get("integerValue") for one in instance[member] if one["type"] == "INTEGER"}
        for member in ("remainingResources", "registeredResources")
    )
    assert 0 < left["CPU"] <= whole["CPU"] and 0 < left["MEMORY"] <= whole["MEMORY"], instance
refused("InvalidParameterException", ecs.create_capacity_provider, name="fargate-like", autoScalingGroupProvider={
    "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:0:autoScalingGroupName/x",
})

# Classic load balancers, at the host of their successors.
elb = client("elb")
classic = paged(elb, "describe_load_balancers", "LoadBalancerDescriptions", 1)
assert {one["LoadBalancerName"] for one in classic} == {"test-legacy", "production-mail-relay"}, classic
assert {one["Scheme"] for one in classic} == {"internet-facing", "internal"}, classic
assert all(one["HealthCheck"]["Target"] and one["VPCId"] for one in classic), classic
assert len(client("elbv2").describe_load_balancers()["LoadBalancers"]) == 5
refused("LoadBalancerNotFound", elb.describe_load_balancers, LoadBalancerNames=["none"])

# Namespaces and their services.
cloud_map = client("servicediscovery")
namespaces = paged(cloud_map, "list_namespaces", "Namespaces", 1)
assert {one["Type"] for one in namespaces} == {"HTTP", "DNS_PRIVATE"}, namespaces
assert all(isinstance(one["CreateDate"], datetime.datetime) for one in namespaces), namespaces
for namespace in namespaces:
    assert cloud_map.get_namespace(Id=namespace["Id"])["Namespace"]["Name"] == namespace["Name"]
    inside = cloud_map.list_services(
        Filters=[{"Name": "NAMESPACE_ID", "Values": [namespace["Id"]], "Condition": "EQ"}]
    )["Services"]
    assert len(inside) == namespace["ServiceCount"] == 1, inside
    service = cloud_map.get_service(Id=inside[0]["Id"])["Service"]
    assert service["NamespaceId"] == namespace["Id"], service
assert len(paged(cloud_map, "list_services", "Services", 1)) == 2
refused("NamespaceNotFound", cloud_map.get_namespace, Id="ns-0000000000000000")
refused("ServiceNotFound", cloud_map.get_service, Id="srv-0000000000000000")
refused("InvalidInput", cloud_map.list_namespaces, NextToken="made-up")

# Alarms.
watch = client("cloudwatch")
alarms = paged(watch, "describe_alarms", "MetricAlarms", 2)
assert {alarm["StateValue"] for alarm in alarms} == {"OK", "ALARM", "INSUFFICIENT_DATA"}, alarms
assert all(isinstance(alarm["StateUpdatedTimestamp"], datetime.datetime) for alarm in alarms), alarms
assert all(isinstance(alarm["Threshold"], float) for alarm in alarms), alarms
ringing = watch.describe_alarms(StateValue="ALARM", AlarmNamePrefix="production-")["MetricAlarms"]
assert [alarm["AlarmName"] for alarm in ringing] == ["production-orders-api-errors"], ringing
refused("InvalidNextToken", watch.describe_alarms, NextToken="made-up")
refused("InvalidParameterCombination", watch.describe_alarms, AlarmNames=["a"], AlarmNamePrefix="a")

# File systems and access points.
efs = client("efs")
systems = paged(efs, "describe_file_systems", "FileSystems", 1)
assert {one["Name"] for one in systems} == {"shop-media", "test-shared"}, systems
media = next(one for one in systems if one["Name"] == "shop-media")
points = efs.describe_access_points(FileSystemId=media["FileSystemId"], MaxResults=10)["AccessPoints"]
assert [point["RootDirectory"]["Path"] for point in points] == ["/shop-web"], points
one = efs.describe_file_systems(FileSystemId=media["FileSystemArn"])["FileSystems"]
assert [found["FileSystemId"] for found in one] == [media["FileSystemId"]], one
refused("FileSystemNotFound", efs.describe_file_systems, FileSystemId="fs-00000000")
refused("AccessPointNotFound", efs.describe_access_points, AccessPointId="fsap-00000000")
refused("BadRequest", efs.describe_file_systems, Marker="made-up")

# Keys and aliases, and that what is encrypted names them.
kms = client("kms")
keys = {key["KeyId"] for key in paged(kms, "list_keys", "Keys", 3)}
aliases = paged(kms, "list_aliases", "Aliases", 2)
assert {alias["TargetKeyId"] for alias in aliases if "TargetKeyId" in alias} == keys, aliases
own = next(alias for alias in aliases if not alias["AliasName"].startswith("alias/aws/"))
assert kms.list_aliases(KeyId=own["TargetKeyId"])["Aliases"] == [own]
assert kms.describe_key(KeyId=own["AliasName"])["KeyMetadata"]["KeyManager"] == "CUSTOMER"
assert kms.describe_key(KeyId=media["KmsKeyId"])["KeyMetadata"]["KeyManager"] == "AWS"
sealed = client("ssm").describe_parameters(
    ParameterFilters=[{"Key": "Type", "Values": ["SecureString"]}]
)["Parameters"]
assert {"alias/aws/ssm", own["AliasName"]} == {parameter["KeyId"] for parameter in sealed}, sealed
refused("InvalidKeyId", client("ssm").put_parameter, Name="/tour/K", Value="x", Type="SecureString",
        KeyId="alias/none")
refused("NotFoundException", kms.describe_key, KeyId="alias/none")
refused("InvalidMarkerException", kms.list_keys, Marker="made-up")

# Quotas.
quotas = client("service-quotas")
of_ecs = paged(quotas, "list_service_quotas", "Quotas", 2, ServiceCode="ecs")
assert {"Tasks per service", "Services per cluster"} <= {quota["QuotaName"] for quota in of_ecs}, of_ecs
for quota in of_ecs:
    assert quotas.get_service_quota(ServiceCode="ecs", QuotaCode=quota["QuotaCode"])["Quota"] == quota, quota
control("quotas", {"name": "Tasks per service", "value": 7}, method="PUT")
(changed,) = [quota for quota in quotas.list_service_quotas(ServiceCode="ecs")["Quotas"]
              if quota["QuotaName"] == "Tasks per service"]
assert changed["Value"] == 7.0, changed
refused("NoSuchResourceException", quotas.get_service_quota, ServiceCode="ecs", QuotaCode="L-00000000")
refused("NoSuchResourceException", quotas.list_service_quotas, ServiceCode="made-up")
refused("InvalidPaginationTokenException", quotas.list_service_quotas, ServiceCode="ecs", NextToken="made-up")

# What scans found.
ecr = client("ecr")
images = paged(ecr, "describe_images", "imageDetails", 3, repositoryName="shop-web")
for image in images:
    scan = ecr.describe_image_scan_findings(
        repositoryName="shop-web", imageId={"imageDigest": image["imageDigest"]}
    )["imageScanFindings"]
    counts = image["imageScanFindingsSummary"].get("findingSeverityCounts", {})
    assert scan.get("findingSeverityCounts", {}) == counts, (scan, counts)
    assert len(scan["findings"]) == sum(counts.values()), scan
assert ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []
refused("InvalidParameterException", ecr.describe_images, repositoryName="shop-web", maxResults=1,
        imageIds=[{"imageTag": "1.6.0"}])

# Each of them can be denied by name.
denied = {
    "servicediscovery": cloud_map.list_namespaces, "monitoring": watch.describe_alarms,
    "elasticfilesystem": efs.describe_file_systems, "kms": kms.list_aliases,
    "servicequotas": lambda: quotas.list_service_quotas(ServiceCode="ecs"),
    "elb": elb.describe_load_balancers, "ec2": ec2.describe_subnets,
}
control("faults", [
    {"service": name, "kind": "error", "status": 400, "code": "AccessDeniedException", "message": "no"}
    for name in denied
], method="PUT")
for call in denied.values():
    refused("AccessDeniedException", call)
