"""Roll-outs of ECS that somebody lets through at a pause, and one that an alarm turns back."""

from sandbox_clients import client, refused, until

ecs, watch = client("ecs"), client("cloudwatch")


def register(image):
    definition = ecs.register_task_definition(
        family="tour-shift",
        containerDefinitions=[{"name": "web", "image": image, "memory": 64, "essential": True}],
    )
    return definition["taskDefinition"]["taskDefinitionArn"]


def newest():
    listed = ecs.list_service_deployments(cluster="test", service="tour-shift")
    return ecs.describe_service_deployments(
        serviceDeploymentArns=[listed["serviceDeployments"][0]["serviceDeploymentArn"]]
    )["serviceDeployments"][0]


def update(**arguments):
    return ecs.update_service(cluster="test", service="tour-shift", **arguments)["service"]


def paused():
    """The record and its hook, once somebody has to decide."""
    def look():
        record = newest()
        hooks = record.get("lifecycleHookDetails", [])
        return next(((record, hook) for hook in hooks if hook["status"] == "AWAITING_ACTION"), None)
    return until("it waits for somebody", look)


def ends(status):
    until(f"it is {status}", lambda: newest()["status"] == status)


ecs.create_service(
    cluster="test", serviceName="tour-shift", taskDefinition=register("nginx:1.27-alpine"),
    desiredCount=1, deploymentConfiguration={"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0},
)
ends("SUCCESSFUL")
update(deploymentConfiguration={"lifecycleHooks": [{
    "targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
    "timeoutConfiguration": {"timeoutInMinutes": 60, "action": "ROLLBACK"},
}]})

# Somebody lets it through; nothing said means to go on.
second = register("nginx:1.28-alpine")
update(taskDefinition=second)
record, hook = paused()
assert record["lifecycleStage"] == "POST_TEST_TRAFFIC_SHIFT", record
refused(
    "InvalidParameterException", ecs.continue_service_deployment,
    serviceDeploymentArn=record["serviceDeploymentArn"], hookId="ecs-pause-nothing",
)
answer = ecs.continue_service_deployment(
    serviceDeploymentArn=record["serviceDeploymentArn"], hookId=hook["hookId"]
)
assert answer["serviceDeploymentArn"] == record["serviceDeploymentArn"], answer
ends("SUCCESSFUL")
refused(
    "InvalidParameterException", ecs.continue_service_deployment,
    serviceDeploymentArn=record["serviceDeploymentArn"], hookId=hook["hookId"], action="CONTINUE",
)

# Somebody turns it back.
update(taskDefinition=register("nginx:1.29-alpine"))
record, hook = paused()
ecs.continue_service_deployment(
    serviceDeploymentArn=record["serviceDeploymentArn"], hookId=hook["hookId"], action="ROLLBACK"
)
ends("ROLLBACK_SUCCESSFUL")
refused(
    "ServiceDeploymentNotFoundException", ecs.continue_service_deployment,
    serviceDeploymentArn=record["serviceDeploymentArn"][:-4] + "none", hookId=hook["hookId"],
)

# An alarm rings while the new version bakes.
known = watch.describe_alarms(AlarmNamePrefix="production-")["MetricAlarms"]
ALARM = next(alarm["AlarmName"] for alarm in known if alarm["StateValue"] == "OK")
update(deploymentConfiguration={
    "lifecycleHooks": [], "bakeTimeInMinutes": 10,
    "alarms": {"alarmNames": [ALARM], "enable": True, "rollback": True},
})
update(taskDefinition=register("nginx:1.29-alpine"))
until("it bakes", lambda: newest()["lifecycleStage"] == "BAKE_TIME")
watch.set_alarm_state(AlarmName=ALARM, StateValue="ALARM", StateReason="the tour rings it")
rung = watch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"][0]
assert (rung["StateValue"], rung["StateReason"]) == ("ALARM", "the tour rings it"), rung
ends("ROLLBACK_SUCCESSFUL")
assert newest()["alarms"]["triggeredAlarmNames"] == [ALARM], newest()["alarms"]
refused(
    "ResourceNotFound", watch.set_alarm_state,
    AlarmName="tour-none", StateValue="OK", StateReason="nobody",
)
refused(
    "ValidationError", watch.set_alarm_state,
    AlarmName=ALARM, StateValue="RED", StateReason="no state",
)
