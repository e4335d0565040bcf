"""Images, logs, networks and scaling: what the pages read beside ECS."""

import json

from sandbox_clients import client, refused

ecr, logs, ec2 = client("ecr"), client("logs"), client("ec2")
scaling = client("application-autoscaling")

# Images with their platforms and digests.
repositories = {found["repositoryName"] for found in ecr.describe_repositories()["repositories"]}
assert {"shop-web", "orders-api", "mail-worker"} <= repositories, repositories
made = ecr.create_repository(repositoryName="tour/app")["repository"]
assert made["repositoryUri"].endswith(".amazonaws.com/tour/app"), made
listed = ecr.list_images(repositoryName="shop-web", filter={"tagStatus": "TAGGED"})["imageIds"]
assert {"1.6.0"} <= {image.get("imageTag") for image in listed}, listed
described = ecr.describe_images(repositoryName="shop-web", imageIds=[{"imageTag": "1.6.0"}])
digest = described["imageDetails"][0]["imageDigest"]
assert digest.startswith("sha256:") and described["imageDetails"][0]["imagePushedAt"], described
image = ecr.batch_get_image(repositoryName="shop-web", imageIds=[{"imageTag": "1.6.0"}])["images"][0]
assert image["imageId"]["imageDigest"] == digest, image
index = {"imageManifest": image["imageManifest"], "imageManifestMediaType": image["imageManifestMediaType"]}
refused("ReferencedImagesNotFoundException", ecr.put_image, repositoryName="tour/app", imageTag="1", **index)
platforms = json.loads(image["imageManifest"])["manifests"]
assert {found["platform"]["architecture"] for found in platforms} == {"amd64", "arm64"}, platforms
part = ecr.batch_get_image(
    repositoryName="shop-web", imageIds=[{"imageDigest": platforms[0]["digest"]}]
)["images"][0]
pushed = ecr.put_image(
    repositoryName="tour/app", imageManifest=part["imageManifest"],
    imageManifestMediaType=part["imageManifestMediaType"], imageTag="1",
)["image"]
assert pushed["imageId"]["imageTag"] == "1", pushed
ecr.list_tags_for_resource(resourceArn=made["repositoryArn"])
missing = ecr.batch_get_image(repositoryName="shop-web", imageIds=[{"imageTag": "none"}])["failures"]
assert missing[0]["failureCode"] == "ImageNotFound", missing
refused("ImageNotFoundException", ecr.describe_images, repositoryName="shop-web", imageIds=[{"imageTag": "none"}])
refused("RepositoryNotFoundException", ecr.describe_images, repositoryName="nowhere")
refused("RepositoryAlreadyExistsException", ecr.create_repository, repositoryName="tour/app")
refused("RepositoryNotEmptyException", ecr.delete_repository, repositoryName="tour/app")
ecr.delete_repository(repositoryName="tour/app", force=True)

# The log lines of tasks.
groups = logs.describe_log_groups(logGroupNamePrefix="/ecs/")["logGroups"]
assert "/ecs/production/shop-web" in {group["logGroupName"] for group in groups}, groups
streams = logs.describe_log_streams(logGroupName="/ecs/production/shop-web")["logStreams"]
assert streams, "the seeded tasks have written"
events = logs.get_log_events(
    logGroupName="/ecs/production/shop-web", logStreamName=streams[0]["logStreamName"],
    startFromHead=True, limit=2,
)
assert events["events"] and events["nextForwardToken"], events
found = logs.filter_log_events(logGroupName="/ecs/production/shop-web", limit=3)["events"]
assert len(found) <= 3 and found[0]["message"], found
logs.create_log_group(logGroupName="/tour")
logs.put_retention_policy(logGroupName="/tour", retentionInDays=7)
logs.create_log_stream(logGroupName="/tour", logStreamName="a")
logs.put_log_events(
    logGroupName="/tour", logStreamName="a",
    logEvents=[{"timestamp": found[0]["timestamp"], "message": "hello"}],
)
read = logs.get_log_events(logGroupName="/tour", logStreamName="a", startFromHead=True)["events"]
assert [event["message"] for event in read] == ["hello"], read
refused("ResourceAlreadyExistsException", logs.create_log_group, logGroupName="/tour")
refused(
    "ResourceNotFoundException", logs.get_log_events, logGroupName="/none", logStreamName="a"
)
logs.delete_log_group(logGroupName="/tour")

# Networks.
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
assert {subnet["MapPublicIpOnLaunch"] for subnet in subnets} == {True, False}, subnets
ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.200.0/24")
one = ec2.describe_subnets(SubnetIds=[subnets[0]["SubnetId"]])["Subnets"]
assert one == [subnets[0]], one
security = ec2.describe_security_groups(
    Filters=[{"Name": "group-name", "Values": ["shop-web"]}]
)["SecurityGroups"]
assert [group["GroupName"] for group in security] == ["shop-web"], security
assert len(ec2.describe_availability_zones()["AvailabilityZones"]) >= 2
assert ec2.describe_route_tables()["RouteTables"]
refused("InvalidSubnetID.NotFound", ec2.describe_subnets, SubnetIds=["subnet-00000000000000000"])
refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=["vpc-00000000000000000"])

# Scaling.
target = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/production/orders-api",
    "ScalableDimension": "ecs:service:DesiredCount",
}
scaling.register_scalable_target(**target, MinCapacity=2, MaxCapacity=6)
found = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
assert {"service/production/shop-web", target["ResourceId"]} == {one["ResourceId"] for one in found}
scaling.put_scaling_policy(
    **target, PolicyName="tour", PolicyType="TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration={
        "TargetValue": 50.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    },
)
policies = scaling.describe_scaling_policies(
    ServiceNamespace="ecs", ResourceId=target["ResourceId"]
)["ScalingPolicies"]
assert [policy["PolicyName"] for policy in policies] == ["tour"], policies
scaling.describe_scaling_activities(ServiceNamespace="ecs")
scaling.delete_scaling_policy(**target, PolicyName="tour")
refused("ObjectNotFoundException", scaling.delete_scaling_policy, **target, PolicyName="tour")
scaling.deregister_scalable_target(**target)
refused("ObjectNotFoundException", scaling.deregister_scalable_target, **target)
