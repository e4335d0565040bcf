//! The EBS volumes that a service makes for its tasks.

use super::builders::{choice, flag, list, object, structure, text, whole};
use super::member::Structure;
use super::task_definition::TAG;

pub(super) static VOLUME_CONFIGURATION: Structure = structure(
    "ServiceVolumeConfiguration",
    &[
        text(
            "name",
            "Volume",
            "The volume of the task definition that it is for.",
        )
        .required(),
        object(
            "managedEBSVolume",
            &EBS,
            "EBS volume",
            "A new volume for each task.",
        ),
    ],
);

static EBS: Structure = structure(
    "ServiceManagedEBSVolumeConfiguration",
    &[
        flag("encrypted", "Encrypted", "Whether the volume is encrypted."),
        text("kmsKeyId", "Key", "The key that encrypts it."),
        choice(
            "volumeType",
            &["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"],
            "Type",
            "The kind of volume; gp3 suits most.",
        ),
        whole("sizeInGiB", "Size", "The size; needed without a snapshot.")
            .unit("GiB")
            .between(1, 16_384),
        text(
            "snapshotId",
            "Snapshot",
            "The snapshot that it starts from.",
        ),
        whole(
            "volumeInitializationRate",
            "Initialization rate",
            "How fast it is filled from the snapshot.",
        )
        .unit("MiB/s"),
        whole("iops", "IOPS", "Operations a second, for gp3, io1 and io2."),
        whole("throughput", "Throughput", "For gp3, at most 1000.")
            .unit("MiB/s")
            .between(0, 1000),
        list(
            "tagSpecifications",
            &TAG_SPECIFICATION,
            "Tags",
            "Tags of the volumes.",
        )
        .set(&["resourceType"]),
        text("roleArn", "Role", "The role by which ECS makes volumes.").required(),
        choice(
            "filesystemType",
            &["ext3", "ext4", "xfs", "ntfs"],
            "File system",
            "The volume's file system; xfs unless set.",
        )
        .default("\"xfs\""),
    ],
);

static TAG_SPECIFICATION: Structure = structure(
    "EBSTagSpecification",
    &[
        choice(
            "resourceType",
            &["volume"],
            "Resource",
            "What is tagged; there is only volume.",
        )
        .required(),
        list("tags", &TAG, "Tags", "The tags.")
            .count(0, 50)
            .set(&["key"]),
        choice(
            "propagateTags",
            &["TASK_DEFINITION", "SERVICE", "NONE"],
            "Propagate tags",
            "Where more tags are taken from.",
        ),
    ],
);
