"""The part of AWS that stands still, told in the same words to the sandbox and to moto.

Each step is one call; what it gave is reduced to what does not depend on who answered: identifiers,
times and accounts are left out. Prints one JSON object: step -> outcome.
"""

import json
import re
import sys

from botocore.exceptions import ClientError

from sandbox_clients import client

outcomes = {}
NOISE = re.compile(
    r"(arn:aws[^\s\"]*|\d{12}|[0-9a-f]{8}-[0-9a-f-]{27}|\b(vpc|subnet|sg|rtb)-[0-9a-f]+|"
    r"sha256:[0-9a-f]{64}|[A-Z]{4}[A-Z0-9]{16})"
)
DROPPED = {
    "ResponseMetadata", "registeredAt", "registeredBy", "deregisteredAt", "LastModifiedDate", "LastModifiedUser",
    "CreatedDate", "LastChangedDate", "LastAccessedDate", "CreateDate", "UpdateDate", "CreatedTime", "createdAt",
    "repositoryUri", "registryId", "creationTime", "VersionId", "VersionIds", "DNSName", "CanonicalHostedZoneId",
    "RoleId", "PolicyId", "arn", "logGroupArn", "VersionIdsToStages", "storedBytes", "uploadSequenceToken",
    "nextForwardToken", "nextBackwardToken", "UserId", "ingestionTime", "imagePushedAt", "eventId",
}


def plain(value):
    """A value without what depends on who answered; sets are sorted."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in sorted(value.items()) if name not in DROPPED}
    if isinstance(value, list):
        return sorted((plain(element) for element in value), key=lambda element: json.dumps(element, default=str))
    if isinstance(value, str):
        return NOISE.sub("…", value)
    return value if isinstance(value, (int, float, bool)) or value is None else str(type(value).__name__)


def step(name, call, result=None, **arguments):
    """Makes a call and notes what it gave, or the code that it was refused with."""
    try:
        answer = call(**arguments)
        kept = answer if result is None else answer.get(result)
        outcomes[name] = plain(kept)
        return answer
    except ClientError as error:
        outcomes[name] = "refused: " + error.response["Error"]["Code"]
        return {}


ecs, ssm, secrets, iam = client("ecs"), client("ssm"), client("secretsmanager"), client("iam")
elbv2, ecr, logs, sts, ec2 = client("elbv2"), client("ecr"), client("logs"), client("sts"), client("ec2")

# Task definitions.
container = {
    "name": "web", "image": "nginx:alpine", "memory": 128,
    "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
    "environment": [{"name": "LEVEL", "value": "info"}],
}
step("register", ecs.register_task_definition, "taskDefinition", family="still", containerDefinitions=[container])
step("register again", ecs.register_task_definition, "taskDefinition", family="still", containerDefinitions=[container],
     tags=[{"key": "team", "value": "shop"}])
step("describe the newest", ecs.describe_task_definition, taskDefinition="still", include=["TAGS"])
step("describe a revision", ecs.describe_task_definition, "taskDefinition", taskDefinition="still:1")
step("list revisions", ecs.list_task_definitions, "taskDefinitionArns", familyPrefix="still", sort="DESC")
step("list families", ecs.list_task_definition_families, "families", familyPrefix="still")
step("deregister", ecs.deregister_task_definition, "taskDefinition", taskDefinition="still:1")
step("describe an inactive revision", ecs.describe_task_definition, "taskDefinition", taskDefinition="still:1")
step("describe no family", ecs.describe_task_definition, taskDefinition="nowhere")
step("register without memory", ecs.register_task_definition, family="still",
     containerDefinitions=[{"name": "web", "image": "nginx"}])

# Parameters.
step("put", ssm.put_parameter, Name="/still/a", Value="1", Type="String")
step("put a secure one", ssm.put_parameter, Name="/still/b", Value="2", Type="SecureString")
step("put again", ssm.put_parameter, Name="/still/a", Value="3", Type="String")
step("overwrite", ssm.put_parameter, Name="/still/a", Value="3", Overwrite=True)
step("get", ssm.get_parameter, "Parameter", Name="/still/a")
step("get opened", ssm.get_parameter, "Parameter", Name="/still/b", WithDecryption=True)
step("get several", ssm.get_parameters, Names=["/still/a", "/still/none"])
step("get by path", ssm.get_parameters_by_path, "Parameters", Path="/still", Recursive=True, WithDecryption=True)
step("describe parameters", ssm.describe_parameters, "Parameters",
     ParameterFilters=[{"Key": "Name", "Option": "BeginsWith", "Values": ["/still/"]}])
step("get none", ssm.get_parameter, Name="/still/none")
step("delete", ssm.delete_parameters, Names=["/still/a", "/still/none"])

# Secrets.
step("create a secret", secrets.create_secret, "Name", Name="still/a", SecretString="1")
step("create it again", secrets.create_secret, "Name", Name="still/a", SecretString="1")
step("put its value", secrets.put_secret_value, "VersionStages", SecretId="still/a", SecretString="2")
step("describe it", secrets.describe_secret, SecretId="still/a")
step("get its value", secrets.get_secret_value, "SecretString", SecretId="still/a")
step("get its previous value", secrets.get_secret_value, "SecretString", SecretId="still/a", VersionStage="AWSPREVIOUS")
step("describe no secret", secrets.describe_secret, SecretId="still/none")
step("delete it", secrets.delete_secret, "Name", SecretId="still/a", RecoveryWindowInDays=7)
step("get the value of a deleted one", secrets.get_secret_value, "SecretString", SecretId="still/a")

# Roles.
trust = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
read = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}]})
step("create a role", iam.create_role, "Role", RoleName="still", AssumeRolePolicyDocument=trust)
step("get the role", iam.get_role, "Role", RoleName="still")
step("put its policy", iam.put_role_policy, RoleName="still", PolicyName="read", PolicyDocument=read)
step("get its policy", iam.get_role_policy, RoleName="still", PolicyName="read")
step("list its policies", iam.list_role_policies, "PolicyNames", RoleName="still")
step("delete the role too early", iam.delete_role, RoleName="still")
step("get no role", iam.get_role, RoleName="nowhere")

# Load balancing.
vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
group = step("create a target group", elbv2.create_target_group, "TargetGroups", Name="still", Protocol="HTTP",
             Port=80, VpcId=vpc, TargetType="ip", HealthCheckPath="/health")
step("describe the target group", elbv2.describe_target_groups, "TargetGroups", Names=["still"])
step("describe its health", elbv2.describe_target_health, "TargetHealthDescriptions",
     TargetGroupArn=group["TargetGroups"][0]["TargetGroupArn"])
step("create it twice, differently", elbv2.create_target_group, Name="still", Protocol="HTTPS", Port=443, VpcId=vpc)
step("describe no target group", elbv2.describe_target_groups, Names=["nowhere"])
step("describe no load balancer", elbv2.describe_load_balancers, Names=["nowhere"])

# Images and logs.
step("create a repository", ecr.create_repository, "repository", repositoryName="still/app")
step("describe the repository", ecr.describe_repositories, "repositories", repositoryNames=["still/app"])
step("list no images", ecr.list_images, "imageIds", repositoryName="still/app")
step("describe no image", ecr.describe_images, repositoryName="still/app", imageIds=[{"imageTag": "none"}])
step("describe no repository", ecr.describe_repositories, repositoryNames=["nowhere"])
step("create a log group", logs.create_log_group, "none", logGroupName="/still")
step("create a stream", logs.create_log_stream, "none", logGroupName="/still", logStreamName="a")
step("describe the log group", logs.describe_log_groups, "logGroups", logGroupNamePrefix="/still")
step("create the log group again", logs.create_log_group, logGroupName="/still")
step("read no stream", logs.get_log_events, logGroupName="/still", logStreamName="none")
step("who", sts.get_caller_identity, "none")

json.dump(outcomes, sys.stdout, indent=1, sort_keys=True)
