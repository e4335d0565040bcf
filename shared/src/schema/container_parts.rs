//! The smaller objects inside of a container definition.

use super::builders::{choice, flag, object, structure, text, texts, union, whole, wholes};
use super::member::Structure;
use super::shape::Shape;

/// The limits of the kernel that can be set.
const ULIMIT_NAMES: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

pub(super) static REPOSITORY_CREDENTIALS: Structure = structure(
    "RepositoryCredentials",
    &[text(
        "credentialsParameter",
        "Secret",
        "The secret in Secrets Manager that holds the registry's user name and password.",
    )
    .required()
    .length(1, 2048)],
);

pub(super) static PORT_MAPPING: Structure = structure("PortMapping", &[
    whole("containerPort", "Container port", "The port that the program in the container listens on.").between(1, 65535),
    whole("hostPort", "Host port", "The port on the instance. In bridge mode leave it out, or 0, for one that is free; a fixed one allows only one such task on an instance.").between(0, 65535),
    choice("protocol", &["tcp", "udp"], "Protocol", "TCP or UDP.").default("\"tcp\""),
    text("name", "Port name", "The name by which Service Connect refers to the port.").like(Shape::PortName),
    choice("appProtocol", &["http", "http2", "grpc"], "Application protocol", "What is spoken on a named port, so that Service Connect can measure it. It can never be changed afterwards."),
    text("containerPortRange", "Container port range", "Ports from-to instead of a single one.").like(Shape::PortRange),
]);

pub(super) static RESTART_POLICY: Structure = structure(
    "ContainerRestartPolicy",
    &[
        flag(
            "enabled",
            "Restart",
            "Whether the container is restarted in place.",
        )
        .required(),
        wholes(
            "ignoredExitCodes",
            "Exit codes to ignore",
            "Exit codes after which it is not restarted.",
        )
        .count(0, 50)
        .set(&[]),
        whole(
            "restartAttemptPeriod",
            "Restart after running for",
            "How long the container must have run before it may be restarted.",
        )
        .unit("seconds")
        .between(60, 1800)
        .default("300"),
    ],
);

pub(super) static KEY_VALUE: Structure = structure(
    "KeyValuePair",
    &[
        text("name", "Name", "The variable's name."),
        text("value", "Value", "The variable's value."),
    ],
);

pub(super) static ENVIRONMENT_FILE: Structure = structure(
    "EnvironmentFile",
    &[
        text("value", "File", "The ARN of a .env file in S3.")
            .required()
            .like(Shape::S3Object),
        choice(
            "type",
            &["s3"],
            "Type",
            "Where the file is; there is only s3.",
        )
        .required(),
    ],
);

pub(super) static MOUNT_POINT: Structure = structure(
    "MountPoint",
    &[
        text("sourceVolume", "Volume", "The volume's name."),
        text(
            "containerPath",
            "Path",
            "Where it appears in the container.",
        ),
        flag(
            "readOnly",
            "Read-only",
            "Whether the container can only read it.",
        )
        .default("false"),
    ],
);

pub(super) static VOLUME_FROM: Structure = structure(
    "VolumeFrom",
    &[
        text(
            "sourceContainer",
            "Container",
            "The container whose mounts are taken.",
        ),
        flag("readOnly", "Read-only", "Whether they can only be read.").default("false"),
    ],
);

pub(super) static SECRET: Structure = structure(
    "Secret",
    &[
        text("name", "Name", "The variable's name.").required(),
        text(
            "valueFrom",
            "From",
            "The secret's or parameter's ARN; for a parameter of the same region its name will do.",
        )
        .required(),
    ],
);

pub(super) static DEPENDENCY: Structure = structure(
    "ContainerDependency",
    &[
        text("containerName", "Container", "The container to wait for.").required(),
        choice(
            "condition",
            &["START", "COMPLETE", "SUCCESS", "HEALTHY"],
            "Until",
            "Until it has started, ended, ended with 0, or is healthy.",
        )
        .required(),
    ],
);

pub(super) static HOST_ENTRY: Structure = structure(
    "HostEntry",
    &[
        text("hostname", "Host name", "The name.").required(),
        text("ipAddress", "Address", "The IP address.")
            .required()
            .like(Shape::IpAddress),
    ],
);

pub(super) static ULIMIT: Structure = structure(
    "Ulimit",
    &[
        choice(
            "name",
            ULIMIT_NAMES,
            "Limit",
            "Which limit, such as nofile for open files.",
        )
        .required(),
        whole(
            "softLimit",
            "Soft limit",
            "The limit that holds; the program may raise it to the hard one.",
        )
        .required(),
        whole(
            "hardLimit",
            "Hard limit",
            "The limit that the program cannot go above.",
        )
        .required(),
    ],
);

pub(super) static HEALTH_CHECK: Structure = structure("HealthCheck", &[
    texts("command", "Command", "CMD and the words of a command, or CMD-SHELL and a line for the shell; 0 means healthy.").required(),
    whole("interval", "Interval", "The time between two checks.").unit("seconds").between(5, 300).default("30"),
    whole("timeout", "Timeout", "How long one check may take before it counts as failed.").unit("seconds").between(2, 60).default("5"),
    whole("retries", "Retries", "How many failures in a row make the container unhealthy.").between(1, 10).default("3"),
    whole("startPeriod", "Start period", "How long failures do not count after the container has started.").unit("seconds").between(0, 300),
]);

pub(super) static SYSTEM_CONTROL: Structure = structure(
    "SystemControl",
    &[
        text(
            "namespace",
            "Parameter",
            "The kernel parameter, such as net.core.somaxconn.",
        ),
        text("value", "Value", "Its value."),
    ],
);

pub(super) static RESOURCE_REQUIREMENT: Structure = structure(
    "ResourceRequirement",
    &[
        text("value", "Count", "How many GPUs, or ALL."),
        choice(
            "type",
            &["GPU", "InferenceAccelerator", "NeuronDevice"],
            "Type",
            "What the container needs.",
        )
        .required(),
        object(
            "sharingStrategy",
            &SHARING,
            "Sharing",
            "How a GPU is shared with other containers.",
        ),
    ],
);

static SHARING: Structure = union(
    "SharingStrategy",
    &[object(
        "nvidiaMps",
        &MPS,
        "NVIDIA MPS",
        "Shares a GPU through NVIDIA's Multi-Process Service.",
    )],
);

static MPS: Structure = structure(
    "NvidiaMpsAllocation",
    &[
        whole(
            "memory",
            "GPU memory",
            "The GPU memory that the container may use.",
        )
        .required()
        .unit("MiB")
        .at_least(1),
        whole(
            "maxComputePercent",
            "Most compute",
            "The most of the GPU's threads that it may use.",
        )
        .unit("%")
        .between(1, 100),
    ],
);
