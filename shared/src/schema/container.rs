//! One container of a task definition.

use super::builders::{choice, flag, list, map, object, structure, text, texts, whole};
use super::container_parts::{
    DEPENDENCY, ENVIRONMENT_FILE, HEALTH_CHECK, HOST_ENTRY, KEY_VALUE, MOUNT_POINT, PORT_MAPPING,
    REPOSITORY_CREDENTIALS, RESOURCE_REQUIREMENT, RESTART_POLICY, SECRET, SYSTEM_CONTROL, ULIMIT,
    VOLUME_FROM,
};
use super::linux::LINUX_PARAMETERS;
use super::logging::{FIRELENS, LOG_CONFIGURATION};
use super::member::Platform::{Awsvpc, Fargate, Windows};
use super::member::Structure;
use super::shape::Shape;

pub(super) static CONTAINER: Structure = structure("ContainerDefinition", &[
    text("name", "Name", "The container's name in the task; load balancers, dependencies and logs refer to it.").required().like(Shape::Name),
    text("image", "Image", "What runs, such as nginx:1.27 or an ECR address. A digest (@sha256:…) always means the same bytes, a tag may move.").required(),
    object("repositoryCredentials", &REPOSITORY_CREDENTIALS, "Registry credentials", "The log-in for a private registry other than ECR."),
    whole("cpu", "CPU", "The container's share of the CPU, in units of which 1024 are one vCPU.").unit("CPU units").at_least(0).default("0"),
    whole("memory", "Memory limit", "The container is killed when it uses more than this. On EC2 a container needs this, a reservation, or the task's memory.").unit("MiB").at_least(4),
    whole("memoryReservation", "Memory reservation", "What is kept free for the container; it may use more, up to its limit.").unit("MiB").at_least(4),
    texts("links", "Links", "Other containers to reach by name; an old way that works only in bridge mode.").not_on(&[Fargate, Awsvpc, Windows]),
    list("portMappings", &PORT_MAPPING, "Ports", "The ports that the container listens on, and where the instance shows them.").set(&["containerPort", "containerPortRange", "protocol"]).may_repeat(),
    flag("essential", "Essential", "Whether the task stops when this container stops. At least one container must be essential.").default("true"),
    object("restartPolicy", &RESTART_POLICY, "Restart policy", "Restarts the container in place when it exits, without replacing the task."),
    texts("entryPoint", "Entry point", "Replaces the image's ENTRYPOINT, one element for each word."),
    texts("command", "Command", "Replaces the image's CMD, one element for each word."),
    list("environment", &KEY_VALUE, "Environment", "Variables that everybody who may read the task definition can see. Put passwords into secrets.").set(&["name"]).last_wins(),
    list("environmentFiles", &ENVIRONMENT_FILE, "Environment files", "Files in S3 with variables, read from the top down; variables that are set here win.").count(0, 10).not_on(&[Windows]),
    list("mountPoints", &MOUNT_POINT, "Mounts", "Where the task's volumes appear in the container.").set(&["containerPath"]),
    list("volumesFrom", &VOLUME_FROM, "Volumes from", "Mounts everything that another container mounts.").set(&["sourceContainer"]).may_repeat(),
    object("linuxParameters", &LINUX_PARAMETERS, "Linux", "Capabilities, devices, shared memory and swap.").not_on(&[Windows]),
    list("secrets", &SECRET, "Secrets", "Variables whose values ECS reads from Secrets Manager or Parameter Store when the container starts.").set(&["name"]),
    list("dependsOn", &DEPENDENCY, "Starts after", "Containers that must have started, be healthy or be done before this one starts.").set(&["containerName"]),
    whole("startTimeout", "Start timeout", "How long to wait for the containers that this one depends on.").unit("seconds").at_least(2),
    whole("stopTimeout", "Stop timeout", "How long the container has to stop by itself before it is killed; 30 seconds unless set, on Fargate at most 120.").unit("seconds").at_least(0),
    choice("versionConsistency", &["enabled", "disabled"], "Version consistency", "Whether all tasks of a deployment run the very same image, even when the tag moves meanwhile.").default("\"enabled\""),
    text("hostname", "Host name", "The host name inside of the container.").not_on(&[Awsvpc]),
    text("user", "User", "The user in the container, by name or number, with a group after a colon.").not_on(&[Windows]),
    text("workingDirectory", "Working directory", "Where commands start, instead of the image's WORKDIR."),
    flag("disableNetworking", "No network", "Takes the network away from the container.").default("false").not_on(&[Awsvpc, Windows]),
    flag("privileged", "Privileged", "Gives the container root's powers on the instance.").default("false").not_on(&[Fargate, Windows]),
    flag("readonlyRootFilesystem", "Read-only file system", "Lets the container write to its mounts only, which keeps intruders from leaving anything.").default("false").not_on(&[Windows]),
    texts("dnsServers", "DNS servers", "The DNS servers that the container asks, in order.").not_on(&[Awsvpc, Windows]),
    texts("dnsSearchDomains", "DNS search domains", "The domains that are tried for short names, in order.").not_on(&[Awsvpc, Windows]),
    list("extraHosts", &HOST_ENTRY, "Extra hosts", "Lines for the container's hosts file.").set(&["hostname", "ipAddress"]).may_repeat().not_on(&[Awsvpc, Windows]),
    texts("dockerSecurityOptions", "Security options", "Docker's security options, such as no-new-privileges.").set(&[]).not_on(&[Fargate]),
    flag("interactive", "Keep input open", "Keeps the standard input open, for programs that wait for it.").default("false"),
    flag("pseudoTerminal", "Terminal", "Gives the container a terminal.").default("false"),
    map("dockerLabels", "Docker labels", "Labels of the container, as agents and routers read them."),
    list("ulimits", &ULIMIT, "Limits", "Operating system limits, such as the number of open files.").set(&["name"]).not_on(&[Windows]),
    object("logConfiguration", &LOG_CONFIGURATION, "Logs", "Where the container's output goes."),
    object("healthCheck", &HEALTH_CHECK, "Health check", "A command that ECS runs in the container to see whether it works."),
    list("systemControls", &SYSTEM_CONTROL, "Kernel parameters", "Settings such as net.core.somaxconn.").set(&["namespace"]).not_on(&[Windows]),
    list("resourceRequirements", &RESOURCE_REQUIREMENT, "Accelerators", "The GPUs or Neuron devices that the container needs.").set(&["type"]),
    object("firelensConfiguration", &FIRELENS, "Log router", "Makes this container the one that routes the others' logs (FireLens).").not_on(&[Windows]),
    texts("credentialSpecs", "Credential specs", "The file that lets the container act as an Active Directory account.").count(0, 1),
]);
