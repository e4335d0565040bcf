"""Clusters, task definitions and tags of ECS: everything but what runs."""

from sandbox_clients import client, collect, refused

ecs = client("ecs")

# Clusters.
created = ecs.create_cluster(
    clusterName="tour", tags=[{"key": "team", "value": "shop"}],
    settings=[{"name": "containerInsights", "value": "disabled"}],
)["cluster"]
assert created["status"] == "ACTIVE", created
again = ecs.create_cluster(clusterName="tour")["cluster"]
assert again["clusterArn"] == created["clusterArn"], "creating a cluster twice is the same cluster"
arns, n_pages = collect(ecs.list_clusters, "clusterArns", maxResults=1)
assert created["clusterArn"] in arns and n_pages == len(arns) >= 3, (arns, n_pages)
described = ecs.describe_clusters(
    clusters=["tour", "nowhere"], include=["TAGS", "SETTINGS", "STATISTICS"]
)
assert [cluster["clusterName"] for cluster in described["clusters"]] == ["tour"], described
assert described["clusters"][0]["tags"] == [{"key": "team", "value": "shop"}], described
assert described["failures"][0]["reason"] == "MISSING", described

# Task definitions: every member stays.
full = {
    "family": "tour-full",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "512",
    "memory": "1024",
    "executionRoleArn": "ecsTaskExecutionRole",
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "ephemeralStorage": {"sizeInGiB": 30},
    "enableFaultInjection": True,
    "volumes": [{"name": "scratch"}],
    "containerDefinitions": [
        {
            "name": "app",
            "image": "nginx:alpine",
            "essential": True,
            "memory": 512,
            "memoryReservation": 256,
            "portMappings": [{"containerPort": 80, "protocol": "tcp", "name": "web"}],
            "environment": [{"name": "LEVEL", "value": "info"}],
            "secrets": [{"name": "KEY", "valueFrom": "/production/shop-web/SESSION_KEY"}],
            "mountPoints": [{"sourceVolume": "scratch", "containerPath": "/scratch"}],
            "healthCheck": {"command": ["CMD-SHELL", "true"]},
            "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
            "versionConsistency": "disabled",
            "stopTimeout": 30,
            "dependsOn": [{"containerName": "helper", "condition": "START"}],
            "linuxParameters": {"initProcessEnabled": True},
            "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 2048}],
            "dockerLabels": {"owner": "shop"},
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/ecs/test/nginx",
                    "awslogs-region": "eu-central-1",
                    "awslogs-stream-prefix": "tour",
                },
            },
        },
        {"name": "helper", "image": "busybox:1", "essential": False, "command": ["sleep", "9"]},
    ],
    "tags": [{"key": "team", "value": "shop"}],
}
registered = ecs.register_task_definition(**full)
definition = registered["taskDefinition"]
assert definition["revision"] == 1 and definition["status"] == "ACTIVE", definition
container = definition["containerDefinitions"][0]
for member, value in full["containerDefinitions"][0].items():
    if member not in ("healthCheck", "portMappings", "linuxParameters", "logConfiguration"):
        assert container[member] == value, (member, container[member])
assert container["healthCheck"] == {
    "command": ["CMD-SHELL", "true"], "interval": 30, "timeout": 5, "retries": 3,
}, container["healthCheck"]
logging = full["containerDefinitions"][0]["logConfiguration"]
assert logging.items() <= container["logConfiguration"].items(), container["logConfiguration"]
assert container["portMappings"][0]["hostPort"] == 80, "awsvpc: the host's port is the container's"
assert definition["containerDefinitions"][1]["cpu"] == 0, "cpu is 0 when it is left out"

small = {
    "family": "tour",
    "containerDefinitions": [{"name": "tour", "image": "nginx:alpine", "memory": 128}],
}
revisions = [ecs.register_task_definition(**small)["taskDefinition"] for _ in range(3)]
assert [definition["revision"] for definition in revisions] == [1, 2, 3]
described = ecs.describe_task_definition(taskDefinition="tour")
assert described["taskDefinition"]["revision"] == 3, "without a revision it is the newest"
described = ecs.describe_task_definition(taskDefinition="tour-full:1", include=["TAGS"])
assert described["tags"] == full["tags"], described["tags"]
families, _ = collect(ecs.list_task_definition_families, "families", familyPrefix="tour")
assert families == ["tour", "tour-full"], families
arns, n_pages = collect(
    ecs.list_task_definitions, "taskDefinitionArns", familyPrefix="tour", sort="DESC", maxResults=2
)
assert [arn.rsplit(":", 1)[1] for arn in arns] == ["3", "2", "1"] and n_pages == 2, (arns, n_pages)

gone = ecs.deregister_task_definition(taskDefinition="tour:1")["taskDefinition"]
assert gone["status"] == "INACTIVE" and "deregisteredAt" in gone, gone
inactive, _ = collect(
    ecs.list_task_definitions, "taskDefinitionArns", familyPrefix="tour", status="INACTIVE"
)
assert inactive == [gone["taskDefinitionArn"]], inactive
deleted = ecs.delete_task_definitions(taskDefinitions=["tour:1"])
assert deleted["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS", deleted
kept = ecs.delete_task_definitions(taskDefinitions=["tour:2"])
assert kept["failures"], "an active revision can't be deleted"
last = ecs.register_task_definition(**small)["taskDefinition"]["revision"]
assert last == 4, "revisions never go back"

# Refusals.
refused("ClientException", ecs.register_task_definition, family="tour", containerDefinitions=[])
refused(
    "ClientException", ecs.register_task_definition,
    family="no spaces", containerDefinitions=small["containerDefinitions"],
)
refused(
    "ClientException", ecs.register_task_definition,
    family="tour", containerDefinitions=[{"name": "a", "image": "b"}],
)
refused(
    "ClientException", ecs.register_task_definition,
    **{**full, "cpu": "512", "memory": "9999"},
)
refused("ClientException", ecs.describe_task_definition, taskDefinition="nowhere")
refused("ClientException", ecs.deregister_task_definition, taskDefinition="nowhere:1")

# Tags.
arn = created["clusterArn"]
ecs.tag_resource(resourceArn=arn, tags=[{"key": "cost", "value": "7"}])
ecs.untag_resource(resourceArn=arn, tagKeys=["team"])
tags = ecs.list_tags_for_resource(resourceArn=arn)["tags"]
assert tags == [{"key": "cost", "value": "7"}], tags
refused(
    "InvalidParameterException", ecs.tag_resource,
    resourceArn=arn, tags=[{"key": "aws:own", "value": ""}],
)

assert ecs.delete_cluster(cluster="tour")["cluster"]["status"] == "INACTIVE"
refused("ClusterNotFoundException", ecs.delete_cluster, cluster="nowhere")
refused("ClusterContainsServicesException", ecs.delete_cluster, cluster="production")
