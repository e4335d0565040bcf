"""Services and tasks of ECS: roll-outs that end well, that fail, and that are rolled back."""

from sandbox_clients import advance, client, collect, refused, until

ecs, elbv2 = client("ecs"), client("elbv2")
groups = elbv2.describe_target_groups(Names=["nginx"])["TargetGroups"]
group_arn = groups[0]["TargetGroupArn"]


def register(image):
    definition = ecs.register_task_definition(
        family="tour-web",
        containerDefinitions=[{
            "name": "web", "image": image, "memory": 64, "essential": True,
            "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
        }],
    )
    return definition["taskDefinition"]["taskDefinitionArn"]


def service(name="tour-web", **arguments):
    found = ecs.describe_services(cluster="test", services=[name], **arguments)
    return found["services"][0]


def primary(name="tour-web"):
    return next(found for found in service(name)["deployments"] if found["status"] == "PRIMARY")


def completed(name="tour-web"):
    return until(
        f"{name} is completed", lambda: primary(name)["rolloutState"] == "COMPLETED" and primary(name)
    )


# A first deploy behind a target group.
first = register("nginx:1.27-alpine")
created = ecs.create_service(
    cluster="test", serviceName="tour-web", taskDefinition=first, desiredCount=2,
    role="/ecs/test_ecs_lb_role", clientToken="tour",
    loadBalancers=[{"targetGroupArn": group_arn, "containerName": "web", "containerPort": 80}],
    deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 50},
    tags=[{"key": "team", "value": "shop"}], enableECSManagedTags=True, propagateTags="SERVICE",
    placementStrategy=[{"type": "spread", "field": "instanceId"}],
)["service"]
assert created["status"] == "ACTIVE" and created["runningCount"] == 0, created
assert created["deployments"][0]["rolloutState"] == "IN_PROGRESS", created["deployments"]
repeated = ecs.create_service(
    cluster="test", serviceName="tour-web", taskDefinition=first, desiredCount=2,
    role="/ecs/test_ecs_lb_role", clientToken="tour",
    loadBalancers=[{"targetGroupArn": group_arn, "containerName": "web", "containerPort": 80}],
    deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 50},
    tags=[{"key": "team", "value": "shop"}], enableECSManagedTags=True, propagateTags="SERVICE",
    placementStrategy=[{"type": "spread", "field": "instanceId"}],
)["service"]
assert repeated["serviceArn"] == created["serviceArn"], "the same client token is the same service"
done = completed()
assert done["rolloutStateReason"] == f"ECS deployment {done['id']} completed.", done
settled = service(include=["TAGS"])
assert settled["runningCount"] == 2 and settled["tags"], settled
messages = [event["message"] for event in settled["events"]]
assert messages[0] == "(service tour-web) has reached a steady state.", messages
assert any(message.startswith("(service tour-web) registered 1 targets in") or
           message.startswith("(service tour-web) registered 2 targets in") for message in messages)
health = elbv2.describe_target_health(TargetGroupArn=group_arn)["TargetHealthDescriptions"]
assert [target["TargetHealth"]["State"] for target in health] == ["healthy", "healthy"], health

# Tasks.
arns, n_pages = collect(
    ecs.list_tasks, "taskArns", cluster="test", serviceName="tour-web", maxResults=1
)
assert len(arns) == 2 and n_pages == 2, (arns, n_pages)
tasks = ecs.describe_tasks(cluster="test", tasks=arns, include=["TAGS"])["tasks"]
for task in tasks:
    assert task["lastStatus"] == task["desiredStatus"] == "RUNNING", task
    assert task["group"] == "service:tour-web" and task["startedBy"] == done["id"], task
    assert {"key": "team", "value": "shop"} in task["tags"], task["tags"]
ecs.stop_task(cluster="test", task=arns[0], reason="the tour stops it")
stopped = until(
    "the task is stopped",
    lambda: ecs.describe_tasks(cluster="test", tasks=[arns[0]])["tasks"][0]["lastStatus"] == "STOPPED",
)
task = ecs.describe_tasks(cluster="test", tasks=[arns[0]])["tasks"][0]
assert task["stopCode"] == "UserInitiated" and "the tour stops it" in task["stoppedReason"], task
until("the service is whole again", lambda: service()["runningCount"] == 2)

# A new version, its deployment and its revision.
second = register("nginx:1.29-alpine")
updated = ecs.update_service(cluster="test", service="tour-web", taskDefinition=second)["service"]
assert [found["status"] for found in updated["deployments"]] == ["PRIMARY", "ACTIVE"], updated
advance(2)
rolling = primary()
assert rolling["rolloutState"] == "IN_PROGRESS" and rolling["taskDefinition"] == second, rolling
done = completed()
until("the old deployment is gone", lambda: len(service()["deployments"]) == 1)
listed, _ = collect(
    ecs.list_service_deployments, "serviceDeployments", cluster="test", service="tour-web"
)
assert [found["status"] for found in listed] == ["SUCCESSFUL", "SUCCESSFUL"], listed
newest = listed[0]
described = ecs.describe_service_deployments(
    serviceDeploymentArns=[newest["serviceDeploymentArn"]]
)["serviceDeployments"][0]
assert described["targetServiceRevision"]["arn"] == newest["targetServiceRevisionArn"], described
assert described["targetServiceRevision"]["runningTaskCount"] == 2, described
revision = ecs.describe_service_revisions(
    serviceRevisionArns=[newest["targetServiceRevisionArn"]]
)["serviceRevisions"][0]
assert revision["taskDefinition"] == second, revision

# What changes nothing makes no deployment; what is forced does.
same = ecs.update_service(cluster="test", service="tour-web", desiredCount=1)["service"]
assert same["deployments"][0]["id"] == done["id"], "a count makes no deployment"
forced = ecs.update_service(cluster="test", service="tour-web", forceNewDeployment=True)["service"]
assert forced["deployments"][0]["id"] != done["id"], "a forced deployment is a new one"
completed()

# An image that is missing, stopped by hand.
missing = register("nginx:missing")
ecs.update_service(
    cluster="test", service="tour-web", taskDefinition=missing,
    deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 100},
)
until("tasks fail", lambda: primary()["failedTasks"] >= 2)
stopped_arns = ecs.list_tasks(cluster="test", serviceName="tour-web", desiredStatus="STOPPED")
failures = ecs.describe_tasks(cluster="test", tasks=stopped_arns["taskArns"])["tasks"]
failed = [task for task in failures if task["stopCode"] == "TaskFailedToStart"]
assert failed and failed[0]["stoppedReason"] == "Task failed to start", failures
assert failed[0]["containers"][0]["reason"].startswith("CannotPullContainerError"), failed
running = ecs.list_service_deployments(cluster="test", service="tour-web")["serviceDeployments"][0]
assert running["status"] == "IN_PROGRESS", running
ecs.stop_service_deployment(
    serviceDeploymentArn=running["serviceDeploymentArn"], stopType="ROLLBACK"
)


def rolled_back():
    return ecs.describe_service_deployments(
        serviceDeploymentArns=[running["serviceDeploymentArn"]]
    )["serviceDeployments"][0]["status"] == "ROLLBACK_SUCCESSFUL"


until("it is rolled back", rolled_back)
assert primary()["taskDefinition"] == second, primary()

# One that crashes, with the circuit breaker and without its rollback.
crash = register("nginx:crash")
breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
ecs.update_service(
    cluster="test", service="tour-web", taskDefinition=crash, deploymentConfiguration=breaker
)

def newest():
    listed = ecs.list_service_deployments(cluster="test", service="tour-web")
    return ecs.describe_service_deployments(
        serviceDeploymentArns=[listed["serviceDeployments"][0]["serviceDeploymentArn"]]
    )["serviceDeployments"][0]


until("the breaker rolls back", lambda: newest()["status"] == "ROLLBACK_SUCCESSFUL")
assert newest()["deploymentCircuitBreaker"]["status"] == "TRIGGERED", newest()
assert primary()["taskDefinition"] == second, primary()
breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
ecs.update_service(
    cluster="test", service="tour-web", taskDefinition=crash, deploymentConfiguration=breaker
)
until("the breaker gives up", lambda: primary()["rolloutState"] == "FAILED")
assert "circuit breaker" in primary()["rolloutStateReason"], primary()

# Tasks without a service.
started = ecs.run_task(cluster="test", taskDefinition=second, count=2, startedBy="tour")
assert len(started["tasks"]) == 2 and not started["failures"], started
until(
    "they run",
    lambda: len(ecs.list_tasks(cluster="test", startedBy="tour")["taskArns"]) == 2,
)

# Refusals.
refused(
    "ClusterNotFoundException", ecs.create_service,
    cluster="nowhere", serviceName="x", taskDefinition=second, desiredCount=1,
)
refused(
    "InvalidParameterException", ecs.create_service,
    cluster="test", serviceName="tour-web", taskDefinition=second, desiredCount=1,
)
refused(
    "ClientException", ecs.create_service,
    cluster="test", serviceName="x", taskDefinition="nowhere:1", desiredCount=1,
)
refused(
    "InvalidParameterException", ecs.create_service,
    cluster="test", serviceName="x", taskDefinition=second, desiredCount=1,
    loadBalancers=[{
        "targetGroupArn": group_arn[:-4] + "beef", "containerName": "web", "containerPort": 80,
    }],
)
refused("ServiceNotFoundException", ecs.update_service, cluster="test", service="nowhere", desiredCount=1)
refused(
    "InvalidParameterException", ecs.create_service,
    cluster="production", serviceName="x", taskDefinition="shop-web", desiredCount=1, launchType="FARGATE",
)
absent = ecs.describe_services(cluster="test", services=["nowhere"])
assert absent["failures"][0]["reason"] == "MISSING", absent
refused("InvalidParameterException", ecs.delete_service, cluster="test", service="tour-web")

# The end of a service.
arns, n_pages = collect(ecs.list_services, "serviceArns", cluster="production", maxResults=1)
assert len(arns) == n_pages >= 3, arns
ecs.update_service(cluster="test", service="tour-web", desiredCount=0)
assert ecs.delete_service(cluster="test", service="tour-web")["service"]["status"] == "DRAINING"
until("it is gone", lambda: service()["status"] == "INACTIVE")
refused("ServiceNotActiveException", ecs.update_service, cluster="test", service="tour-web", desiredCount=1)
