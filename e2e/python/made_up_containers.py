"""Valid container definitions, made up by chance for a kind of task."""

SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app-a1b2c3"


def container(dice, kind, task, name, others, place):
    """A made-up container; the others come before it, and it is the one in this place."""
    made = {"name": name, "image": image(dice), **memory(dice, task)}
    made.update(dice.part({
        "cpu": dice.one([0, 32, 64]), "essential": dice.maybe(0.7),
        "entryPoint": ["sh", "-c"], "command": dice.one([["serve", "--fast"], ["echo b; echo a"]]),
        "environment": variables(dice),
        "environmentFiles": [
            {"value": f"arn:aws:s3:::config/{file}.env", "type": "s3"} for file in dice.some(["b", "a"])
        ],
        "secrets": dice.some([
            {"name": "TOKEN", "valueFrom": SECRET}, {"name": "KEY", "valueFrom": f"{SECRET}:key::"},
            {"name": "PASSWORD", "valueFrom": "/production/app/password"},
        ]),
        "stopTimeout": dice.one([0, 30, 120]), "startTimeout": dice.one([2, 120]),
        "versionConsistency": dice.one(["enabled", "disabled"]), "workingDirectory": "/srv",
        "interactive": dice.maybe(), "pseudoTerminal": dice.maybe(),
        "dockerLabels": dice.part({"b.owner": "shop", "a.owner": ""}, 0.7),
        "healthCheck": health_check(dice),
        "restartPolicy": {"enabled": dice.maybe(0.8), **dice.part(
            {"ignoredExitCodes": dice.some([0, 3, 17]), "restartAttemptPeriod": dice.one([60, 300])}
        )},
        "repositoryCredentials": {"credentialsParameter": SECRET},
        "logConfiguration": log(dice, kind),
    }, 0.35))
    if not kind.without_network and dice.maybe(0.7):
        made["portMappings"] = ports(dice, kind, place)
    made.update(mounts(dice, task, others))
    if others and dice.maybe():
        made["dependsOn"] = [dependency(dice, other) for other in dice.some(others, most=2)]
    if not kind.windows:
        made.update(linux(dice, kind))
    if not kind.awsvpc:
        made.update(network(dice, kind, others))
    if not kind.fargate:
        made.update(instance(dice, kind))
    return made


def image(dice):
    """An image in one of its spellings."""
    return dice.one([
        "nginx", "nginx:1.29-alpine", "public.ecr.aws/nginx/nginx:stable",
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-web:1.6.0", "busybox@sha256:" + "0123456789abcdef" * 4,
    ])


def memory(dice, task):
    """A limit, a reservation, both, or none where the task has its own."""
    options = [{"memory": 128}, {"memoryReservation": 64}, {"memory": 128, "memoryReservation": 64}]
    return dice.one(options + [{}] if "memory" in task else options)


def variables(dice):
    """Variables out of order, some without a value, some with an empty one."""
    return dice.some([
        {"name": "B", "value": "2"}, {"name": "A", "value": "1"}, {"name": "EMPTY", "value": ""}, {"name": "NONE"},
        {"name": "LONG", "value": "a b\n\"c\" ü"},
    ], least=0)


def health_check(dice):
    """A health check with and without what it has by default."""
    return {"command": dice.one([["CMD-SHELL", "curl -f http://localhost/"], ["CMD", "true"]]), **dice.part({
        "interval": dice.one([30, 10]), "timeout": dice.one([5, 9]), "retries": dice.one([3, 7]),
        "startPeriod": dice.one([0, 120]),
    })}


def log(dice, kind):
    """Where the output goes."""
    aws = {"logDriver": "awslogs", "options": {
        "awslogs-group": "/ecs/made-up", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "made-up",
    }}
    splunk = {"logDriver": "splunk", "options": {"splunk-url": "https://logs.example.com"}, "secretOptions": dice.some([
        {"name": "splunk-token", "valueFrom": SECRET}, {"name": "splunk-index", "valueFrom": "/logs/index"},
    ])}
    options = [aws, aws, splunk]
    if not kind.fargate:
        options += [{"logDriver": "json-file"}, {"logDriver": "syslog", "options": {}, "secretOptions": []}]
    return dice.one(options)


def ports(dice, kind, place):
    """Ports that no other container of the task has, with and without their host ports."""
    made, base = [], 8000 + 100 * place
    for step in range(dice.number(0, 3)):
        if dice.maybe(0.2) and not kind.windows:
            mapping = {"containerPortRange": f"{base + 10 * step}-{base + 10 * step + 9}"}
        else:
            port = base + 10 * step
            mapping = {"containerPort": port}
            if kind.awsvpc or kind.host:
                mapping.update(dice.part({"hostPort": port}))
            else:
                mapping.update(dice.part({"hostPort": dice.one([0, port])}))
            if dice.maybe(0.4):
                mapping["name"] = f"port-{port}"
                mapping.update(dice.part({"appProtocol": dice.one(["http", "http2", "grpc"])}))
        if "appProtocol" not in mapping:
            mapping.update(dice.part({"protocol": dice.one(["tcp", "udp"])}))
        made.append(mapping)
    return made


def mounts(dice, task, others):
    """What the container mounts, from volumes and from others."""
    made, points = {}, []
    for volume in dice.some(task["volumes"], least=0) if task["volumes"] else []:
        points.append({"sourceVolume": volume["name"], "containerPath": f"/mnt/{volume['name']}",
                       **dice.part({"readOnly": dice.maybe()})})
    if points or dice.maybe(0.1):
        made["mountPoints"] = points
    if others and dice.maybe(0.2):
        made["volumesFrom"] = [
            {"sourceContainer": other["name"], **dice.part({"readOnly": dice.maybe()})}
            for other in dice.some(others, most=2)
        ]
    return made


def dependency(dice, other):
    """A condition that the other container can meet."""
    conditions = ["START"]
    if "healthCheck" in other:
        conditions.append("HEALTHY")
    if other.get("essential") is False:
        conditions += ["COMPLETE", "SUCCESS"]
    return {"containerName": other["name"], "condition": dice.one(conditions)}


def linux(dice, kind):
    """What only containers with Linux take."""
    powers = ["SYS_PTRACE"] if kind.fargate else ["SYS_PTRACE", "NET_ADMIN", "CHOWN"]
    parameters = dice.part({
        "capabilities": dice.part({"add": dice.some(powers), "drop": dice.some(["NET_RAW", "ALL", "MKNOD"])}, 0.6),
        "initProcessEnabled": dice.maybe(),
    })
    if not kind.fargate:
        parameters.update(dice.part({
            "devices": dice.some([
                {"hostPath": "/dev/fuse"},
                {"hostPath": "/dev/kvm", "containerPath": "/dev/vm",
                 "permissions": dice.some(["write", "read", "mknod"])},
            ]),
            "tmpfs": dice.some([
                {"containerPath": "/tmp", "size": 64},
                {"containerPath": "/run", "size": 16, "mountOptions": ["noexec", "nodev"]},
            ]),
            "sharedMemorySize": 64, "maxSwap": dice.one([0, 128]), "swappiness": dice.one([0, 60]),
        }, 0.3))
    controls = [{"namespace": "kernel.msgmax", "value": "4096"}, {"namespace": "fs.mqueue.msg_max", "value": "9"}]
    if not kind.host:
        controls.append({"namespace": "net.core.somaxconn", "value": "1024"})
    return dice.part({
        "linuxParameters": parameters, "user": "1000:1000", "readonlyRootFilesystem": dice.maybe(),
        "ulimits": dice.some([
            {"name": "nofile", "softLimit": 1024, "hardLimit": 4096}, {"name": "core", "softLimit": 0, "hardLimit": 0},
            {"name": "memlock", "softLimit": -1, "hardLimit": -1},
        ]),
        "systemControls": dice.some(controls, least=0),
    }, 0.35)


def network(dice, kind, others):
    """What the container says of its network, where it has no network interface of its own."""
    made = {"hostname": "app"}
    if not kind.windows:
        made.update({
            "dnsServers": ["10.0.0.2", "10.0.0.1"], "dnsSearchDomains": ["b.internal", "a.internal"],
            "extraHosts": dice.some([
                {"hostname": "db", "ipAddress": "10.0.0.9"}, {"hostname": "cache", "ipAddress": "10.0.0.8"},
                {"hostname": "db", "ipAddress": "10.0.0.7"},
            ]),
            "disableNetworking": kind.without_network and dice.maybe(),
        })
    if kind.bridge and others:
        made["links"] = [dice.one(others)["name"]]
    return dice.part(made, 0.3)


def instance(dice, kind):
    """What only container instances offer."""
    made = {"dockerSecurityOptions": dice.some(["no-new-privileges", "apparmor:docker-default"])}
    if kind.windows:
        made = {"credentialSpecs": ["credentialspec:arn:aws:s3:::specs/app.json"]}
    else:
        made["privileged"] = dice.maybe(0.3)
        made["resourceRequirements"] = dice.some([
            dice.one([{"type": "GPU", "value": "1"}, {"type": "GPU", "sharingStrategy": {
                "nvidiaMps": {"memory": 2048, "maxComputePercent": 50},
            }}]),
            {"type": "NeuronDevice", "value": "2"},
        ])
    return dice.part(made, 0.25)
