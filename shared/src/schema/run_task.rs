//! A task that runs by itself: what `RunTask` takes, with what it changes of the task definition.

use super::builders::{choice, flag, list, object, structure, text, texts, whole};
use super::container_parts::{ENVIRONMENT_FILE, KEY_VALUE, RESOURCE_REQUIREMENT};
use super::member::Structure;
use super::network::NETWORK;
use super::placement::{CONSTRAINT, STRATEGY};
use super::service::PROVIDER;
use super::service_volumes::TASK_VOLUME_CONFIGURATION;
use super::shape::Shape;
use super::task_definition::{EPHEMERAL_STORAGE, TAG};

pub(super) static RUN_TASK: Structure = structure("RunTaskRequest", &[
    list("capacityProviderStrategy", &PROVIDER, "Capacity providers", "How the tasks are spread over capacity providers, instead of a launch type.").count(0, 20).set(&["capacityProvider"]),
    text("cluster", "Cluster", "The cluster that the tasks run in, by name or ARN; default when it is left out."),
    whole("count", "Count", "How many tasks to start, at most ten in one request; one when it is left out.").unit("tasks").between(1, 10).default("1"),
    flag("enableECSManagedTags", "ECS managed tags", "Tags the tasks with the cluster's name.").default("false"),
    flag("enableExecuteCommand", "ECS Exec", "Lets people with permission run commands in the containers. Needs a task role.").default("false"),
    text("group", "Group", "The group that the tasks count as; family: and the task definition's family unless set."),
    choice("launchType", &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"], "Launch type", "Where the tasks run. Use either this or capacity providers."),
    object("networkConfiguration", &NETWORK, "Network", "Subnets and security groups of tasks with awsvpc."),
    object("overrides", &TASK_OVERRIDE, "Overrides", "What is different from the task definition, for these tasks only; at most 8192 characters."),
    list("placementConstraints", &CONSTRAINT, "Placement constraints", "Which container instances may run the tasks; at most ten with those of the task definition.").count(0, 10).set(&["type", "expression"]),
    list("placementStrategy", &STRATEGY, "Placement strategy", "How the tasks are spread over instances; applied in order.").count(0, 5),
    text("platformVersion", "Platform version", "The version of Fargate, usually LATEST.").like(Shape::PlatformVersion),
    choice("propagateTags", &["TASK_DEFINITION", "SERVICE", "NONE"], "Propagate tags", "Whether the tasks take the task definition's tags; there is no service to take them from."),
    text("referenceId", "Reference", "ECS's own; leave it out."),
    text("startedBy", "Started by", "A mark by which the tasks can be found again, such as the name of a job.").like(Shape::StartedBy).length(0, 128),
    list("tags", &TAG, "Tags", "Labels of the tasks.").count(0, 50).set(&["key"]),
    text("taskDefinition", "Task definition", "The revision that the tasks run. A family without a revision means its newest one.").required().like(Shape::TaskDefinition),
    text("clientToken", "Client token", "Makes a repeated request safe.").like(Shape::ClientToken).length(0, 64),
    list("volumeConfigurations", &TASK_VOLUME_CONFIGURATION, "Volumes", "What the volumes are that the task definition leaves to the launch.").count(0, 1).set(&["name"]),
]);

static TASK_OVERRIDE: Structure = structure("TaskOverride", &[
    list("containerOverrides", &CONTAINER_OVERRIDE, "Container overrides", "What is different in single containers.").set(&["name"]).may_repeat(),
    text("cpu", "Task CPU", "The CPU for all containers together, instead of the task definition's.").unit("CPU units").like(Shape::CpuSize),
    list("inferenceAcceleratorOverrides", &ACCELERATOR_OVERRIDE, "Inference accelerators", "Elastic Inference, which AWS has retired and refuses.").set(&["deviceName"]),
    text("executionRoleArn", "Execution role", "The role that ECS acts as to pull images, read secrets and write logs, instead of the task definition's.").like(Shape::Role),
    text("memory", "Task memory", "The memory for all containers together, instead of the task definition's.").unit("MiB").like(Shape::MemorySize),
    text("taskRoleArn", "Task role", "The role that the code in the containers acts as, instead of the task definition's.").like(Shape::Role),
    object("ephemeralStorage", &EPHEMERAL_STORAGE, "Ephemeral storage", "More scratch space on Fargate than the task definition gives."),
]);

static CONTAINER_OVERRIDE: Structure = structure("ContainerOverride", &[
    text("name", "Name", "The container of the task definition that is changed.").required().like(Shape::Name),
    texts("command", "Command", "Replaces the container's command, one element for each word."),
    list("environment", &KEY_VALUE, "Environment", "Variables beside those of the container; one of the same name replaces it.").set(&["name"]).last_wins(),
    list("environmentFiles", &ENVIRONMENT_FILE, "Environment files", "Files in S3 with variables, instead of the container's, read from the top down.").count(0, 10),
    whole("cpu", "CPU", "The container's share of the CPU, in units of which 1024 are one vCPU.").unit("CPU units").at_least(0),
    whole("memory", "Memory limit", "The container is killed when it uses more than this.").unit("MiB").at_least(4),
    whole("memoryReservation", "Memory reservation", "What is kept free for the container; it may use more, up to its limit.").unit("MiB").at_least(4),
    list("resourceRequirements", &RESOURCE_REQUIREMENT, "Accelerators", "The GPUs or Neuron devices that the container needs, instead of the task definition's.").set(&["type"]),
]);

static ACCELERATOR_OVERRIDE: Structure = structure(
    "InferenceAcceleratorOverride",
    &[
        text(
            "deviceName",
            "Device name",
            "The accelerator of the task definition that is changed.",
        ),
        text("deviceType", "Device type", "The accelerator's type."),
    ],
);
