//! What a container asks of the Linux kernel.

use super::builders::{choices, flag, list, object, structure, text, texts, whole};
use super::member::Platform::Fargate;
use super::member::Structure;

pub(super) static LINUX_PARAMETERS: Structure = structure(
    "LinuxParameters",
    &[
        object(
            "capabilities",
            &CAPABILITIES,
            "Capabilities",
            "Kernel powers beyond or below Docker's usual ones.",
        ),
        list(
            "devices",
            &DEVICE,
            "Devices",
            "Devices of the instance that the container sees.",
        )
        .set(&["hostPath", "containerPath"])
        .not_on(&[Fargate]),
        flag(
            "initProcessEnabled",
            "Init process",
            "Runs an init process that passes on signals and collects dead children.",
        )
        .default("false"),
        whole("sharedMemorySize", "Shared memory", "The size of /dev/shm.")
            .unit("MiB")
            .at_least(0)
            .not_on(&[Fargate]),
        list(
            "tmpfs",
            &TMPFS,
            "Memory file systems",
            "Directories that live in memory.",
        )
        .set(&["containerPath"])
        .not_on(&[Fargate]),
        whole(
            "maxSwap",
            "Most swap",
            "How much swap the container may use; 0 for none.",
        )
        .unit("MiB")
        .at_least(0)
        .not_on(&[Fargate]),
        whole(
            "swappiness",
            "Swappiness",
            "How readily the container is swapped out, from 0 to 100.",
        )
        .between(0, 100)
        .not_on(&[Fargate]),
    ],
);

static CAPABILITIES: Structure = structure(
    "KernelCapabilities",
    &[
        texts("add", "Add", "Capabilities to give, such as SYS_PTRACE.").set(&[]),
        texts(
            "drop",
            "Drop",
            "Capabilities to take away; ALL is the safest start.",
        )
        .set(&[]),
    ],
);

static DEVICE: Structure = structure(
    "Device",
    &[
        text(
            "hostPath",
            "Path on the instance",
            "The device on the instance.",
        )
        .required(),
        text(
            "containerPath",
            "Path in the container",
            "Where the container sees it.",
        ),
        choices(
            "permissions",
            &["read", "write", "mknod"],
            "Permissions",
            "What the container may do with it; all unless set.",
        )
        .set(&[]),
    ],
);

static TMPFS: Structure = structure(
    "Tmpfs",
    &[
        text(
            "containerPath",
            "Path",
            "Where it appears in the container.",
        )
        .required(),
        whole("size", "Size", "The most memory that it takes.")
            .required()
            .unit("MiB")
            .at_least(1),
        texts(
            "mountOptions",
            "Mount options",
            "Options such as noexec or ro.",
        ),
    ],
);
