//! The task definition: what `RegisterTaskDefinition` takes.

use super::builders::{choice, choices, flag, list, object, structure, text, whole};
use super::container::CONTAINER;
use super::container_parts::KEY_VALUE;
use super::member::{Platform::Fargate, Structure};
use super::placement::TASK_CONSTRAINT;
use super::shape::Shape;
use super::volumes::VOLUME;

pub(super) static TASK_DEFINITION: Structure = Structure {
    name: "RegisterTaskDefinitionRequest",
    members: &[
        text("family", "Family", "The name under which the revisions of this task definition are counted. Choose it once; another family starts again at revision 1.").required().like(Shape::Name),
        text("taskRoleArn", "Task role", "The role that the code in the containers acts as when it calls AWS.").like(Shape::Role),
        text("executionRoleArn", "Execution role", "The role that ECS acts as to pull images, read secrets and write logs. Needed as soon as a container has secrets, and on Fargate for ECR images and awslogs.").like(Shape::Role),
        choice("networkMode", &["bridge", "host", "awsvpc", "none"], "Network mode", "How the containers reach the network: awsvpc gives the task its own address and is the only mode on Fargate; bridge and host share the instance's."),
        list("containerDefinitions", &CONTAINER, "Containers", "The containers of the task, at most ten. They start, stop and are placed together.").required().count(1, 10).set(&["name"]),
        list("volumes", &VOLUME, "Volumes", "The storage that containers can mount.").set(&["name"]),
        list("placementConstraints", &TASK_CONSTRAINT, "Placement constraints", "Which container instances may run the task.").count(0, 10).set(&["type", "expression"]).not_on(&[Fargate]),
        choices("requiresCompatibilities", &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"], "Compatible with", "Where the task is meant to run. ECS checks the definition against it when it is registered.").set(&[]),
        text("cpu", "Task CPU", "The CPU for all containers together, in units of which 1024 are one vCPU. Needed on Fargate, where it decides which memory sizes there are.").unit("CPU units").like(Shape::CpuSize),
        text("memory", "Task memory", "The memory for all containers together. Needed on Fargate; on EC2 either this or the containers' own memory.").unit("MiB").like(Shape::MemorySize),
        list("tags", &TAG, "Tags", "Labels of this revision, for costs and access rules.").count(0, 50).set(&["key"]),
        choice("pidMode", &["host", "task"], "Process namespace", "Whether the containers see each other's processes, or those of the instance."),
        choice("ipcMode", &["host", "task", "none"], "IPC namespace", "Whether the containers share memory with each other, or with the instance.").not_on(&[Fargate]),
        object("proxyConfiguration", &PROXY, "App Mesh proxy", "Sends the task's traffic through an Envoy container of App Mesh."),
        list("inferenceAccelerators", &ACCELERATOR, "Inference accelerators", "Elastic Inference, which AWS has retired and refuses.").set(&["deviceName"]),
        object("ephemeralStorage", &EPHEMERAL_STORAGE, "Ephemeral storage", "More scratch space than the 20 GiB that a Fargate task has anyway."),
        object("runtimePlatform", &RUNTIME_PLATFORM, "Platform", "The operating system and processor that the images are built for."),
        flag("enableFaultInjection", "Fault injection", "Lets AWS Fault Injection Service disturb the task for experiments.").default("false"),
        object("trustedExecutionConfiguration", &TRUSTED_EXECUTION, "Trusted execution", "How strictly the task is isolated on Managed Instances."),
    ],
    read_only: &[
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "deleteRequestedAt",
    ],
    union: false,
};

pub(super) static TAG: Structure = structure(
    "Tag",
    &[
        text(
            "key",
            "Key",
            "The tag's name. Names that start with aws: belong to AWS.",
        )
        .length(1, 128)
        .like(Shape::TagText),
        text("value", "Value", "The tag's value; it may be empty.")
            .length(0, 256)
            .like(Shape::TagText),
    ],
);

static PROXY: Structure = structure(
    "ProxyConfiguration",
    &[
        choice(
            "type",
            &["APPMESH"],
            "Type",
            "The kind of proxy; there is only APPMESH.",
        )
        .default("\"APPMESH\""),
        text(
            "containerName",
            "Container",
            "The container that is the proxy.",
        )
        .required(),
        list(
            "properties",
            &KEY_VALUE,
            "Properties",
            "Ports and users that the proxy takes or leaves alone.",
        )
        .set(&["name"]),
    ],
);

static ACCELERATOR: Structure = structure(
    "InferenceAccelerator",
    &[
        text(
            "deviceName",
            "Device name",
            "The name by which a container asks for it.",
        )
        .required(),
        text("deviceType", "Device type", "The accelerator's type.").required(),
    ],
);

pub(super) static EPHEMERAL_STORAGE: Structure = structure("EphemeralStorage", &[
    whole("sizeInGiB", "Size", "The scratch space of the whole task, from 21 to 200 GiB; leave it out for the 20 GiB that every Fargate task has.").required().unit("GiB").between(21, 200),
]);

static RUNTIME_PLATFORM: Structure = structure(
    "RuntimePlatform",
    &[
        choice(
            "cpuArchitecture",
            &["X86_64", "ARM64"],
            "Processor",
            "The processor that the images are built for.",
        ),
        choice(
            "operatingSystemFamily",
            &[
                "WINDOWS_SERVER_2019_FULL",
                "WINDOWS_SERVER_2019_CORE",
                "WINDOWS_SERVER_2016_FULL",
                "WINDOWS_SERVER_2004_CORE",
                "WINDOWS_SERVER_2022_CORE",
                "WINDOWS_SERVER_2022_FULL",
                "WINDOWS_SERVER_2025_CORE",
                "WINDOWS_SERVER_2025_FULL",
                "WINDOWS_SERVER_20H2_CORE",
                "LINUX",
            ],
            "Operating system",
            "The operating system that the images are built for.",
        ),
    ],
);

static TRUSTED_EXECUTION: Structure = structure(
    "TrustedExecutionConfiguration",
    &[
        choice(
            "isolationMode",
            &["SHARED", "ISOLATED_SANDBOX", "CONFIDENTIAL_SANDBOX"],
            "Isolation",
            "Whether the task shares its machine, has a sandbox, or a confidential one.",
        )
        .required(),
        text(
            "attestationPolicy",
            "Attestation policy",
            "What the machine must prove; needed for a confidential sandbox.",
        ),
    ],
);
