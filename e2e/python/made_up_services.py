"""Valid services, made up by chance from parts that AWS takes together."""

ARN = "arn:aws:{}:eu-central-1:123456789012:{}"
ROLE = "arn:aws:iam::123456789012:role/ecs/described"
# What the services are: their kind says what goes together.
KINDS = [
    "instances", "instances", "instances awsvpc", "providers", "fargate", "fargate", "fargate spot", "fargate volume",
    "daemon", "external instances", "code deploy", "external controller",
]


class Surroundings:
    """What services refer to: made by whoever sends them."""

    def __init__(self, cluster_arn, definitions, groups, subnets, security_groups):
        self.cluster_arn = cluster_arn
        # By what they are: "bridge", "awsvpc", "volume".
        self.definitions = definitions
        # By the type of their targets: "instance", "ip".
        self.groups = groups
        self.subnets = subnets
        self.security_groups = security_groups


def service(dice, number, around):
    """A made-up service."""
    kind = dice.one(KINDS)
    made = {
        "serviceName": f"made-up-{number}",
        "cluster": dice.one([around.cluster_arn, around.cluster_arn.rsplit("/", 1)[1]]),
    }
    network = network_of(kind)
    if kind == "external controller":
        made.update({"deploymentController": {"type": "EXTERNAL"}, "desiredCount": 1})
    else:
        arn = around.definitions[network]
        made["taskDefinition"] = dice.one([arn, arn.rsplit("/", 1)[1]])
        made.update(capacity(dice, kind))
        made.update(scheduling(dice, kind))
        made.update(rollout(dice, kind))
        made.update(traffic(dice, kind, around))
        made.update(placement(dice, kind))
        if not can_be_rebalanced(made) and made.get("availabilityZoneRebalancing") == "ENABLED":
            made["availabilityZoneRebalancing"] = "DISABLED"
    if network != "bridge" and kind != "external controller":
        made["networkConfiguration"] = addresses(dice, kind, around)
    made.update(dice.part({
        "tags": dice.some([
            {"key": "team", "value": "shop"}, {"key": "cost", "value": "7"}, {"key": "empty", "value": ""},
        ]),
        "enableECSManagedTags": dice.maybe(), "enableExecuteCommand": dice.maybe(),
        "propagateTags": dice.one(["SERVICE", "TASK_DEFINITION", "NONE"]), "clientToken": f"token-{number}",
    }))
    if kind == "external controller" and made.get("propagateTags") == "TASK_DEFINITION":
        del made["propagateTags"]
    if network == "volume":
        made["volumeConfigurations"] = [{"name": "data", "managedEBSVolume": ebs(dice)}]
    if not kind.startswith(("code", "external", "daemon")):
        made.update(dice.part({"serviceConnectConfiguration": connect(dice)}))
    return made


def network_of(kind):
    """Which of the task definitions it runs."""
    if kind == "fargate volume":
        return "volume"
    return "awsvpc" if "fargate" in kind or "awsvpc" in kind else "bridge"


def capacity(dice, kind):
    """Where the tasks run."""
    if kind == "providers":
        return {"capacityProviderStrategy": dice.some([
            {"capacityProvider": "instances-b", "weight": 1},
            {"capacityProvider": "instances-a", "weight": 3, "base": 1},
            {"capacityProvider": "instances-c"},
        ], least=2)}
    if kind == "fargate spot":
        return {"capacityProviderStrategy": [
            {"capacityProvider": "FARGATE_SPOT", "weight": 4},
            {"capacityProvider": "FARGATE", "weight": 1, **dice.part({"base": dice.one([0, 1])})},
        ]}
    if "fargate" in kind:
        return {"launchType": "FARGATE", **dice.part({"platformVersion": dice.one(["LATEST", "1.4.0"])})}
    if kind == "external instances":
        return {"launchType": "EXTERNAL"}
    return dice.part({"launchType": "EC2"}, 0.6)


def scheduling(dice, kind):
    """How many tasks."""
    if kind == "daemon":
        return {"schedulingStrategy": "DAEMON"}
    rest = dice.part({
        "schedulingStrategy": "REPLICA",
        "availabilityZoneRebalancing": dice.one(["DISABLED", "ENABLED"]),
    }, 0.4)
    return {"desiredCount": dice.number(0, 2), **rest}


def rollout(dice, kind):
    """How tasks are replaced."""
    if kind == "code deploy":
        return {"deploymentController": {"type": "CODE_DEPLOY"}}
    percents = dice.part({"maximumPercent": dice.one([150, 200]), "minimumHealthyPercent": dice.one([0, 50, 100])})
    if kind == "daemon" or dice.maybe(0.2):
        # Without room above, some must be allowed to stop.
        percents = {"maximumPercent": 100, "minimumHealthyPercent": dice.one([0, 50])}
    configuration = percents | dice.part({
        "strategy": "ROLLING", "bakeTimeInMinutes": 0, "deploymentCircuitBreaker": breaker(dice),
        "alarms": dice.one([
            {"alarmNames": [], "enable": False, "rollback": False},
            {"alarmNames": dice.some(["too-slow", "too-many-errors"]), "enable": False, "rollback": True},
        ]),
        "earlySuccessCriteria": dice.one([
            {"enable": False}, {"enable": True, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"},
        ]),
    })
    return dice.part({"deploymentConfiguration": configuration, "deploymentController": {"type": "ECS"}}, 0.7)


def breaker(dice):
    """A circuit breaker with and without what it has by default."""
    return {"enable": dice.maybe(), "rollback": dice.maybe(), **dice.part({
        "resetOnHealthyTask": dice.maybe(),
        "thresholdConfiguration": dice.one([
            {"type": "BOUNDED_PERCENT", "value": 50}, {"type": "COUNT", "value": 7},
            {"type": "UNBOUNDED_PERCENT", "value": 25},
        ]),
    })}


def traffic(dice, kind, around):
    """How traffic finds the tasks."""
    made = {}
    on_network = network_of(kind) != "bridge"
    if kind == "external instances":
        return made
    if kind == "code deploy" or dice.maybe(0.6):
        groups = around.groups["ip" if on_network else "instance"]
        entries = [
            {"targetGroupArn": group, "containerName": "web", "containerPort": 8080}
            for group in dice.some(groups, most=1 if kind == "code deploy" else 2)
        ]
        if kind == "instances" and dice.maybe(0.2):
            entries = [{"loadBalancerName": "described", "containerName": "web", "containerPort": 8080}]
        made["loadBalancers"] = entries
        made.update(dice.part({"healthCheckGracePeriodSeconds": dice.one([0, 60])}))
    if kind != "code deploy" and dice.maybe(0.3):
        registry = {"registryArn": ARN.format("servicediscovery", "service/srv-0123456789abcdef")}
        container = {"containerName": "web", "containerPort": 8080}
        registry.update(dice.one([{}, {"port": 8080}]) if on_network else container)
        made["serviceRegistries"] = [registry]
    elif not on_network and len(made.get("loadBalancers", [])) == 1 and dice.maybe(0.7):
        made["role"] = dice.one([ROLE, "/ecs/described", "described"])
    if on_network and dice.maybe(0.3):
        group = ARN.format("vpc-lattice", "targetgroup/tg-0123456789abcdef0")
        made["vpcLatticeConfigurations"] = [{"roleArn": ROLE, "targetGroupArn": group, "portName": "web"}]
    return made


def placement(dice, kind):
    """Which instances run the tasks."""
    if "fargate" in kind:
        return {}
    made = {"placementConstraints": dice.some([
        {"type": "distinctInstance"}, {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ t3.*"},
        {"type": "memberOf", "expression": "attribute:ecs.availability-zone in [eu-central-1a]"},
    ], most=2)}
    if kind != "daemon":
        made["placementStrategy"] = dice.one([
            [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}],
            [{"type": "spread", "field": "instanceId"}], [{"type": "spread", "field": "host"}],
            [{"type": "random"}], [],
        ])
    return dice.part(made)


def can_be_rebalanced(made):
    """Whether tasks can move to another zone; AWS refuses to enable it where they can't."""
    first = made.get("placementStrategy", [])[:1]
    constraints = made.get("placementConstraints", [])
    return (
        made.get("deploymentConfiguration", {}).get("maximumPercent") != 100
        and not any("availability-zone" in constraint.get("expression", "") for constraint in constraints)
        and made.get("launchType") != "EXTERNAL" and made.get("schedulingStrategy") != "DAEMON"
        and not any("loadBalancerName" in balancer for balancer in made.get("loadBalancers", []))
        and all(strategy.get("field") == "attribute:ecs.availability-zone" for strategy in first)
    )


def addresses(dice, kind, around):
    """Where the tasks get their addresses."""
    made = {"subnets": dice.some(around.subnets)}
    made.update(dice.part({"securityGroups": dice.some(around.security_groups, most=5)}, 0.8))
    public = ["DISABLED"] if kind == "instances awsvpc" else ["DISABLED", "ENABLED"]
    made.update(dice.part({"assignPublicIp": dice.one(public)}, 0.6))
    return {"awsvpcConfiguration": made}


def connect(dice):
    """Service Connect, whole, for clients alone, or off."""
    if dice.maybe(0.2):
        return {"enabled": False}
    made = {"enabled": True, **dice.part({
        "namespace": "internal",
        "logConfiguration": {"logDriver": "awslogs", "options": {
            "awslogs-group": "/connect", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "connect",
        }, **dice.part({"secretOptions": [{"name": "key", "valueFrom": "/connect/key"}]}, 0.3)},
        "containerConfigurations": [{"logLevel": dice.one(["debug", "info"])}],
    })}
    if "logConfiguration" in made and dice.maybe():
        made["accessLogConfiguration"] = {"format": "JSON", **dice.part({"includeQueryParameters": "DISABLED"}, 0.7)}
    alias = {"port": 80, **dice.part({
        "dnsName": "web.internal",
        "testTrafficRules": {"header": {"name": "x-test", **dice.part({"value": {"exact": "yes"}})}},
    })}
    offered = [
        {"portName": "web", "clientAliases": [alias], **dice.part({
            "discoveryName": "web", "ingressPortOverride": 15080,
            "timeout": dice.part({"idleTimeoutSeconds": 0, "perRequestTimeoutSeconds": 15}, 0.7),
            "tls": {"issuerCertificateAuthority": {
                "awsPcaAuthorityArn": ARN.format("acm-pca", "certificate-authority/0a1b2c3d")
            }, **dice.part({"kmsKey": ARN.format("kms", "key/0a1b2c3d"), "roleArn": ROLE})},
        })},
        {"portName": "api", "clientAliases": [{"port": 81, "dnsName": "api.internal"}]},
    ]
    made["services"] = dice.some(offered, least=0)
    return made


def ebs(dice):
    """A volume for each task, with and without what it has by default."""
    tags = [{"resourceType": "volume", "tags": dice.some([{"key": "b", "value": "2"}, {"key": "a", "value": "1"}]),
             **dice.part({"propagateTags": dice.one(["SERVICE", "TASK_DEFINITION", "NONE"])})}]
    return {"roleArn": ROLE, "sizeInGiB": 20, **dice.part({
        "encrypted": dice.maybe(), "kmsKeyId": ARN.format("kms", "key/0a1b2c3d"), "volumeType": "gp3",
        "snapshotId": "snap-0123456789abcdef0", "volumeInitializationRate": 100, "iops": 3000, "throughput": 250,
        "tagSpecifications": tags, "filesystemType": dice.one(["ext4", "xfs"]),
    })}
