//! The EBS volumes that a service or a run-task request makes for its tasks.

use super::builders::{choice, flag, list, object, structure, text, whole};
use super::member::{Member, Structure};
use super::shape::Shape;
use super::task_definition::TAG;

pub(super) static VOLUME_CONFIGURATION: Structure = structure(
    "ServiceVolumeConfiguration",
    &[
        NAME,
        object(
            "managedEBSVolume",
            &EBS,
            "EBS volume",
            "A new volume for each task.",
        ),
    ],
);

pub(super) static TASK_VOLUME_CONFIGURATION: Structure = structure(
    "TaskVolumeConfiguration",
    &[
        NAME,
        object(
            "managedEBSVolume",
            &TASK_EBS,
            "EBS volume",
            "A new volume for each task.",
        ),
    ],
);

static EBS: Structure = structure(
    "ServiceManagedEBSVolumeConfiguration",
    &[
        ENCRYPTED,
        KEY,
        TYPE,
        SIZE,
        SNAPSHOT,
        INITIALIZATION_RATE,
        IOPS,
        THROUGHPUT,
        TAG_SPECIFICATIONS,
        ROLE,
        FILE_SYSTEM,
    ],
);

static TASK_EBS: Structure = structure(
    "TaskManagedEBSVolumeConfiguration",
    &[
        ENCRYPTED,
        KEY,
        TYPE,
        SIZE,
        SNAPSHOT,
        INITIALIZATION_RATE,
        IOPS,
        THROUGHPUT,
        TAG_SPECIFICATIONS,
        ROLE,
        object(
            "terminationPolicy",
            &TERMINATION_POLICY,
            "Termination",
            "What becomes of the volume when the task stops.",
        ),
        FILE_SYSTEM,
    ],
);

static TERMINATION_POLICY: Structure = structure(
    "TaskManagedEBSVolumeTerminationPolicy",
    &[flag(
        "deleteOnTermination",
        "Delete with the task",
        "Whether the volume goes with the task; otherwise it stays and costs.",
    )
    .required()],
);

const NAME: Member = text(
    "name",
    "Volume",
    "The volume of the task definition that it is for.",
)
.required();

const ENCRYPTED: Member = flag("encrypted", "Encrypted", "Whether the volume is encrypted.");

const KEY: Member = text("kmsKeyId", "Key", "The key that encrypts it.");

const TYPE: Member = choice(
    "volumeType",
    &["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"],
    "Type",
    "The kind of volume; gp3 suits most.",
);

const SIZE: Member = whole("sizeInGiB", "Size", "The size; needed without a snapshot.")
    .unit("GiB")
    .between(1, 16_384);

const SNAPSHOT: Member = text(
    "snapshotId",
    "Snapshot",
    "The snapshot that it starts from.",
)
.like(Shape::Snapshot);

const INITIALIZATION_RATE: Member = whole(
    "volumeInitializationRate",
    "Initialization rate",
    "How fast it is filled from the snapshot.",
)
.unit("MiB/s");

const IOPS: Member = whole("iops", "IOPS", "Operations a second, for gp3, io1 and io2.");

const THROUGHPUT: Member = whole("throughput", "Throughput", "For gp3, at most 1000.")
    .unit("MiB/s")
    .between(0, 1000);

const TAG_SPECIFICATIONS: Member = list(
    "tagSpecifications",
    &TAG_SPECIFICATION,
    "Tags",
    "Tags of the volumes.",
)
.set(&["resourceType"]);

const ROLE: Member = text("roleArn", "Role", "The role by which ECS makes volumes.").required();

const FILE_SYSTEM: Member = choice(
    "filesystemType",
    &["ext3", "ext4", "xfs", "ntfs"],
    "File system",
    "The volume's file system; xfs unless set.",
)
.default("\"xfs\"");

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
