"""Valid task definitions, made up by chance from parts that AWS takes together."""

from made_up_containers import container

# Task sizes of Fargate in the spellings that people use.
FARGATE_SIZES = [
    ("256", "512"), (".25 vCPU", "0.5 GB"), ("256", "1 GB"), ("512", "1024"), (".5 vCPU", "4 GB"),
    ("1024", "2048"), ("1 vCPU", "2 GB"), ("1vCPU", "8GB"), ("2 vcpu", "4 gb"), ("4096", "30720"), ("8 vCPU", "16 GB"),
]
WINDOWS_SIZES = [("1 vCPU", "2 GB"), ("2048", "4096"), ("4 vCPU", "8 GB")]
INSTANCE_SIZES = [("512", "1024"), ("1 vCPU", "2 GB"), ("1.5 vCPU", "3GB"), ("640", "1000")]
WINDOWS = [
    "WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2022_CORE", "WINDOWS_SERVER_2022_FULL",
    "WINDOWS_SERVER_2025_CORE",
]
ROLE = "arn:aws:iam::123456789012:role/"
# What the definitions are for: their kind says what goes together.
KINDS = [
    "bridge", "bridge", "unset", "unset", "host", "none", "awsvpc", "awsvpc", "fargate", "fargate", "fargate",
    "windows", "windows awsvpc", "windows fargate", "external", "managed",
]


class Kind:
    """What a kind of task takes."""

    def __init__(self, name):
        self.name = name
        self.fargate = "fargate" in name
        self.windows = "windows" in name
        self.awsvpc = self.fargate or "awsvpc" in name or name == "managed"
        self.bridge = name in ("bridge", "unset", "external")
        self.host = name == "host"
        self.without_network = name == "none"


def task_definition(dice, number):
    """A made-up task definition."""
    kind = Kind(dice.one(KINDS))
    made = {"family": f"made-up-{number}"}
    if kind.awsvpc:
        made["networkMode"] = "awsvpc"
    elif kind.name in ("bridge", "host", "none", "external"):
        made["networkMode"] = "bridge" if kind.bridge else kind.name
    made.update(compatibility(dice, kind))
    made.update(size(dice, kind))
    made.update(platform(dice, kind))
    made["volumes"] = volumes(dice, kind)
    names = dice.some(["web", "worker", "agent", "helper"])
    made["containerDefinitions"] = containers(dice, kind, made, names)
    mount_what_is_configured_at_launch(made)
    made.update(isolation(dice, kind))
    if kind.awsvpc and not kind.windows and dice.maybe(0.2):
        made["proxyConfiguration"] = proxy(dice, names)
    if not kind.fargate and dice.maybe(0.3):
        made["placementConstraints"] = dice.some([
            {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ t3.*"},
            {"type": "memberOf", "expression": "attribute:ecs.availability-zone in [eu-central-1a]"},
        ])
    if dice.maybe(0.3):
        made["enableFaultInjection"] = dice.maybe()
    if dice.maybe(0.4):
        made["tags"] = dice.some([
            {"key": "team", "value": "shop"}, {"key": "cost", "value": "7"}, {"key": "empty", "value": ""},
        ])
    if dice.maybe(0.3):
        made["taskRoleArn"] = dice.one([ROLE + "app", ROLE + "ecs/worker", "app"])
    # Secrets, logs and private images need it.
    made["executionRoleArn"] = ROLE + "ecsTaskExecutionRole"
    if not made["volumes"] and dice.maybe():
        del made["volumes"]
    return made


def compatibility(dice, kind):
    """For which launch types it says that it is."""
    if kind.fargate:
        return {"requiresCompatibilities": dice.one([["FARGATE"], ["FARGATE"], ["EC2", "FARGATE"]])}
    if kind.name == "external":
        return {"requiresCompatibilities": dice.one([["EXTERNAL"], ["EXTERNAL", "EC2"]])}
    if kind.name == "managed":
        return {"requiresCompatibilities": ["MANAGED_INSTANCES"]}
    return {"requiresCompatibilities": ["EC2"]} if dice.maybe() else {}


def size(dice, kind):
    """The size of the whole task."""
    if kind.fargate:
        cpu, memory = dice.one(WINDOWS_SIZES if kind.windows else FARGATE_SIZES)
        return {"cpu": cpu, "memory": memory}
    cpu, memory = dice.one(INSTANCE_SIZES)
    return dice.part({"cpu": cpu, "memory": memory}, 0.4)


def platform(dice, kind):
    """What the images are built for, and the scratch space."""
    made = {}
    if kind.windows:
        made["runtimePlatform"] = {"operatingSystemFamily": dice.one(WINDOWS)}
        if dice.maybe():
            made["runtimePlatform"]["cpuArchitecture"] = "X86_64"
    elif dice.maybe(0.3):
        made["runtimePlatform"] = dice.part(
            {"cpuArchitecture": dice.one(["X86_64", "ARM64"]), "operatingSystemFamily": "LINUX"}, 0.7
        )
    if kind.fargate and dice.maybe(0.4):
        made["ephemeralStorage"] = {"sizeInGiB": dice.number(21, 200)}
    return made


def isolation(dice, kind):
    """What the containers share with each other and with the instance."""
    made = {}
    if kind.name == "managed" and dice.maybe(0.7):
        made["trustedExecutionConfiguration"] = dice.one([
            {"isolationMode": "SHARED"},
            {"isolationMode": "CONFIDENTIAL_SANDBOX", "attestationPolicy": "arn:aws:ecs:::policy/strict"},
        ])
    if kind.windows:
        return made
    if dice.maybe(0.2):
        made["pidMode"] = "task" if kind.fargate else dice.one(["host", "task"])
    if not kind.fargate and dice.maybe(0.2):
        made["ipcMode"] = dice.one(["host", "task", "none"])
    return made


def proxy(dice, names):
    """The App Mesh proxy."""
    made = {
        "containerName": dice.one(names),
        "properties": dice.some([
            {"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"},
            {"name": "AppPorts", "value": "8080"}, {"name": "IgnoredUID", "value": "1337"},
            {"name": "EgressIgnoredIPs", "value": "169.254.170.2"},
        ], least=5),
    }
    if dice.maybe():
        made["type"] = "APPMESH"
    return made


def volumes(dice, kind):
    """Some volumes, of the kinds that the task takes."""
    offered = [{"name": "scratch"}, {"name": "scratch-too", "host": {}}]
    if not kind.windows:
        offered += [efs(dice, "shared"), efs(dice, "shared-too"), s3_files(dice), {
            "name": "at-launch", "configuredAtLaunch": True,
        }]
    if not kind.fargate:
        offered += [{"name": "of-the-host", "host": {"sourcePath": "/var/lib/app"}}, docker(dice)]
    if kind.windows and not kind.fargate:
        offered.append({"name": "share", "fsxWindowsFileServerVolumeConfiguration": {
            "fileSystemId": "fs-0123456789abcdef0", "rootDirectory": "share",
            "authorizationConfig": {
                "credentialsParameter": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:fsx-a1b2c3",
                "domain": "example.com",
            },
        }})
    made = dice.some(offered, least=0, most=4)
    for volume in made:
        if dice.maybe(0.1):
            volume.setdefault("configuredAtLaunch", False)
    return made


def efs(dice, name):
    """A volume on EFS, with and without what it has by default."""
    made = {"fileSystemId": "fs-12345678"}
    if dice.maybe():
        made["transitEncryption"] = "ENABLED"
        made.update(dice.part({"transitEncryptionPort": 2999}, 0.4))
        made["authorizationConfig"] = dice.part({
            "accessPointId": "fsap-0123456789abcdef0", "iam": dice.one(["ENABLED", "DISABLED"]),
        }, 0.7)
        if dice.maybe(0.4):
            made["rootDirectory"] = "/"
    else:
        made.update(dice.part({
            "transitEncryption": "DISABLED", "rootDirectory": dice.one(["/", "/data"]),
            "authorizationConfig": {"iam": "DISABLED"},
        }))
    return {"name": name, "efsVolumeConfiguration": made}


def s3_files(dice):
    """A volume on S3 Files."""
    made = {"fileSystemArn": "arn:aws:s3files:eu-central-1:123456789012:file-system/fs-0123456789abcdef0"}
    made.update(dice.part({
        "rootDirectory": dice.one(["/", "/data"]), "transitEncryptionPort": 2999,
        "accessPointArn": made["fileSystemArn"] + "/access-point/fsap-0123456789abcdef0",
    }))
    return {"name": "objects", "s3filesVolumeConfiguration": made}


def docker(dice):
    """A volume that Docker makes."""
    made = dice.part({"driver": "local", "driverOpts": {"type": "nfs"}, "labels": {"owner": "shop", "a": "b"}})
    made["scope"] = dice.one(["task", "shared"])
    if made["scope"] == "shared":
        made["autoprovision"] = dice.maybe()
    return {"name": "made-by-docker", "dockerVolumeConfiguration": made}


def containers(dice, kind, task, names):
    """The containers, at least one of them essential, each after some that come before it."""
    made = []
    routes = not kind.windows and dice.maybe(0.25)
    for place, name in enumerate(names):
        one = container(dice, kind, task, name, made, place)
        if place == 0:
            one.pop("essential", None)
        made.append(one)
    if routes:
        made[-1]["logConfiguration"] = {"logDriver": "awsfirelens", **dice.part({
            "options": {"Name": "cloudwatch", "region": "eu-central-1"},
            "secretOptions": [{"name": "token", "valueFrom": "/production/router/token"}],
        })}
        made.append({
            "name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable", "memory": 64,
            "firelensConfiguration": {"type": dice.one(["fluentbit", "fluentd"]), **dice.part({
                "options": {"enable-ecs-log-metadata": "true", "config-file-type": "file",
                            "config-file-value": "/fluent-bit/etc/own.conf"},
            })},
        })
    return made


def mount_what_is_configured_at_launch(task):
    """AWS refuses a volume that is configured at launch and that nobody mounts."""
    if any(volume.get("configuredAtLaunch") for volume in task["volumes"]):
        mounts = task["containerDefinitions"][0].setdefault("mountPoints", [])
        if not any(mount["sourceVolume"] == "at-launch" for mount in mounts):
            mounts.append({"sourceVolume": "at-launch", "containerPath": "/at-launch"})
