"""Registers made-up task definitions and creates made-up services, and asks for each what AWS describes it as.

Writes into the folder that it is given: NAME.sent.json and NAME.described.json, or NAME.refused.json in the place of
the latter. What is written as sent has its sets in another order than the request: that says the same.
Fails when the definitions together miss a member that the service model has and that is not listed here.
"""

import json
import pathlib
import sys

from botocore.exceptions import ClientError

from made_up import Dice, members_known, members_said
from made_up_definitions import task_definition
from made_up_services import Surroundings, service
from sandbox_clients import client

FOLDER = pathlib.Path(sys.argv[1])
SEED = 20
N_DEFINITIONS, N_SERVICES = 300, 150
# Members that no made-up definition has, by the reason; a star stands for all of a structure.
NEVER_SENT = {
    "AWS has retired Elastic Inference and refuses it.": [
        "RegisterTaskDefinitionRequest.inferenceAccelerators",
        "InferenceAccelerator.deviceName", "InferenceAccelerator.deviceType",
    ],
    "DescribeServices does not have it: only service revisions do.": [
        "CreateServiceRequest.monitoring", "MonitoringConfiguration.metricConfigurations",
        "MetricConfiguration.metricNames", "MetricConfiguration.resolutionSeconds",
        "CreateServiceRequest.gatewayConnectors", "GatewayConnector.*", "GatewayConnectorFilters.*",
        "GatewayConnectorHealthCheck.*", "GatewayConnectorHealthCheckMatcher.*",
        "GatewayConnectorDeregistrationDelay.*",
    ],
    "It belongs to strategies that shift traffic, which the sandbox refuses to simulate.": [
        "LoadBalancer.advancedConfiguration", "AdvancedConfiguration.*",
        "VpcLatticeConfiguration.advancedConfiguration", "VpcLatticeAdvancedConfiguration.*",
        "DeploymentConfiguration.lifecycleHooks", "DeploymentLifecycleHook.*",
        "DeploymentLifecycleHookTimeoutConfiguration.*", "DeploymentConfiguration.linearConfiguration",
        "LinearConfiguration.*", "DeploymentConfiguration.canaryConfiguration", "CanaryConfiguration.*",
    ],
}

# What services say in one way and AWS in another; each of them is among the made-up ones.
SPELLINGS = {
    "a cluster's name": lambda made: made["cluster"] == "described",
    "a cluster's ARN": lambda made: made["cluster"].startswith("arn:"),
    "a revision by family and number": lambda made: made.get("taskDefinition", "").startswith("described-"),
    "a role's ARN": lambda made: made.get("role", "").startswith("arn:"),
    "a role's path and name": lambda made: made.get("role", "").startswith("/"),
    "a role's name": lambda made: made.get("role", "/")[0] not in "/a",
    "a daemon, which has no desired count": lambda made: "desiredCount" not in made,
    "no deployment configuration": lambda made: "deploymentConfiguration" not in made,
    "a part of one": lambda made: len(made.get("deploymentConfiguration", {})) == 1,
    "another controller": lambda made: made.get("deploymentController", {}).get("type") == "EXTERNAL",
}

ecs, elbv2, ec2 = client("ecs"), client("elbv2"), client("ec2")


def write(name, what, document):
    """Writes a document; times are written as texts."""
    (FOLDER / f"{name}.{what}.json").write_text(json.dumps(document, default=str, ensure_ascii=False), encoding="utf-8")


def back(name, document, send, describe):
    """Sends a document and writes what it is described as."""
    write(name, "sent", document)
    try:
        send(**Dice(name).reordered(document))
        described = describe()
    except ClientError as error:
        write(name, "refused", error.response["Error"])
        return
    described.pop("ResponseMetadata")
    write(name, "described", described)


def register_for_services():
    """The task definitions that the services run, by what they are."""
    web = {"name": "web", "image": "nginx:1.29-alpine", "memory": 64, "portMappings": [
        {"containerPort": 8080, "name": "web"}, {"containerPort": 8081, "name": "api"},
    ]}
    on_network = {
        "networkMode": "awsvpc", "requiresCompatibilities": ["EC2", "FARGATE"], "cpu": "256", "memory": "512",
        "containerDefinitions": [web],
    }
    mounting = {**web, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
    definitions = {
        "bridge": {"networkMode": "bridge", "containerDefinitions": [web]},
        "awsvpc": on_network,
        "volume": {**on_network, "containerDefinitions": [mounting],
                   "volumes": [{"name": "data", "configuredAtLaunch": True}]},
    }
    arns = {}
    for name, definition in definitions.items():
        registered = ecs.register_task_definition(family=f"described-{name}", **definition)["taskDefinition"]
        arns[name] = registered["taskDefinitionArn"]
    return arns


def balance(vpc, subnets):
    """Target groups behind a load balancer, by the type of their targets."""
    balancer = elbv2.create_load_balancer(Name="described", Subnets=subnets[:2])["LoadBalancers"][0]["LoadBalancerArn"]
    groups = {"instance": [], "ip": []}
    for port, (kind, name) in enumerate([("instance", "a"), ("instance", "b"), ("ip", "a"), ("ip", "b")], 8000):
        group = elbv2.create_target_group(
            Name=f"described-{kind}-{name}", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType=kind
        )["TargetGroups"][0]["TargetGroupArn"]
        elbv2.create_listener(
            LoadBalancerArn=balancer, Protocol="HTTP", Port=port,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )
        groups[kind].append(group)
    return groups


def surround():
    """Makes what the services refer to."""
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    found = ec2.describe_subnets(Filters=of_vpc)["Subnets"]
    # One of each zone, as load balancers demand.
    by_zone = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in found}
    subnets = [subnet for _, subnet in sorted(by_zone.items())]
    guards = sorted(group["GroupId"] for group in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"])
    cluster = ecs.create_cluster(clusterName="described")["cluster"]["clusterArn"]
    return Surroundings(cluster, register_for_services(), balance(vpc, subnets), subnets, guards)


def ensure_complete(operation, documents):
    """Fails when the documents together miss a member, or have one that is listed as never sent."""
    shape = ecs.meta.service_model.operation_model(operation).input_shape
    said, known = set(), set()
    members_known(shape, known)
    for document in documents:
        members_said(shape, document, said)
    listed = [member for members in NEVER_SENT.values() for member in members]
    never = {member for member in known if member in listed or member.split(".")[0] + ".*" in listed}
    assert said & never == set(), f"{operation}: listed as never sent, and sent: {sorted(said & never)}"
    assert known - never <= said, f"{operation}: never made up: {sorted(known - never - said)}"


dice = Dice(SEED)
definitions = [task_definition(dice, number) for number in range(N_DEFINITIONS)]
ensure_complete("RegisterTaskDefinition", definitions)
for made in definitions:
    back(f"task-definition-{made['family']}", made, ecs.register_task_definition, lambda: ecs.describe_task_definition(
        taskDefinition=made["family"], include=["TAGS"]
    ))

around = surround()
services = [service(dice, number, around) for number in range(N_SERVICES)]
ensure_complete("CreateService", services)
for spelling, holds in SPELLINGS.items():
    assert any(holds(made) for made in services), f"never made up: {spelling}"
for made in services:
    back(f"service-{made['serviceName']}", made, ecs.create_service, lambda: ecs.describe_services(
        cluster="described", services=[made["serviceName"]], include=["TAGS"]
    ))
