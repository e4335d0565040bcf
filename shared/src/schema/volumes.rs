//! The volumes of a task definition.

use super::builders::{choice, flag, map, object, structure, text, whole};
use super::member::Platform::Fargate;
use super::member::Structure;
use super::shape::Shape;

pub(super) static VOLUME: Structure = structure(
    "Volume",
    &[
        text("name", "Name", "The name by which containers mount it.").like(Shape::Name),
        object(
            "host",
            &HOST,
            "Host directory",
            "A directory of the instance, or scratch space when no path is given.",
        ),
        object(
            "dockerVolumeConfiguration",
            &DOCKER,
            "Docker volume",
            "A volume that Docker makes on the instance.",
        )
        .not_on(&[Fargate]),
        object(
            "efsVolumeConfiguration",
            &EFS,
            "EFS file system",
            "A shared file system that outlives tasks.",
        ),
        object(
            "s3filesVolumeConfiguration",
            &S3_FILES,
            "S3 Files",
            "A file system on top of S3.",
        ),
        object(
            "fsxWindowsFileServerVolumeConfiguration",
            &FSX,
            "FSx for Windows",
            "A Windows file share.",
        )
        .not_on(&[Fargate]),
        flag(
            "configuredAtLaunch",
            "Configured by the service",
            "The service says what it is, such as a new EBS volume for each task.",
        )
        .default("false"),
    ],
);

static HOST: Structure = structure(
    "HostVolumeProperties",
    &[text(
        "sourcePath",
        "Path",
        "The directory on the instance; without it Docker chooses one that goes with the task.",
    )
    .not_on(&[Fargate])],
);

static DOCKER: Structure = structure(
    "DockerVolumeConfiguration",
    &[
        choice(
            "scope",
            &["task", "shared"],
            "Lifetime",
            "task: it goes with the task; shared: it stays on the instance.",
        ),
        flag(
            "autoprovision",
            "Create when missing",
            "Makes a shared volume where there is none.",
        ),
        text("driver", "Driver", "The Docker volume driver."),
        map("driverOpts", "Driver options", "Options of the driver."),
        map("labels", "Labels", "Labels of the volume."),
    ],
);

static EFS: Structure = structure(
    "EFSVolumeConfiguration",
    &[
        text("fileSystemId", "File system", "The file system's id.")
            .required()
            .like(Shape::FileSystem),
        text(
            "rootDirectory",
            "Directory",
            "The directory in the file system that is mounted; / with an access point.",
        )
        .default("\"/\""),
        choice(
            "transitEncryption",
            &["ENABLED", "DISABLED"],
            "Encryption in transit",
            "Whether the traffic is encrypted; needed for access points and IAM.",
        )
        .default("\"DISABLED\""),
        whole(
            "transitEncryptionPort",
            "Encryption port",
            "The port on the instance for encrypted traffic; leave it out for one that is free.",
        )
        .between(0, 65535),
        object(
            "authorizationConfig",
            &EFS_AUTHORIZATION,
            "Access",
            "The access point, and whether the task role is asked.",
        ),
    ],
);

static EFS_AUTHORIZATION: Structure = structure(
    "EFSAuthorizationConfig",
    &[
        text("accessPointId", "Access point", "The access point's id."),
        choice(
            "iam",
            &["ENABLED", "DISABLED"],
            "Use the task role",
            "Whether the task role must permit the access.",
        )
        .default("\"DISABLED\""),
    ],
);

static S3_FILES: Structure = structure(
    "S3FilesVolumeConfiguration",
    &[
        text("fileSystemArn", "File system", "The file system's ARN.").required(),
        text(
            "rootDirectory",
            "Directory",
            "The directory that is mounted.",
        )
        .default("\"/\""),
        whole(
            "transitEncryptionPort",
            "Encryption port",
            "The port for encrypted traffic.",
        )
        .between(0, 65535),
        text("accessPointArn", "Access point", "The access point's ARN."),
    ],
);

static FSX: Structure = structure(
    "FSxWindowsFileServerVolumeConfiguration",
    &[
        text("fileSystemId", "File system", "The file system's id.").required(),
        text(
            "rootDirectory",
            "Directory",
            "The directory that is mounted.",
        )
        .required(),
        object(
            "authorizationConfig",
            &FSX_AUTHORIZATION,
            "Access",
            "The account that mounts it.",
        )
        .required(),
    ],
);

static FSX_AUTHORIZATION: Structure = structure(
    "FSxWindowsFileServerAuthorizationConfig",
    &[
        text(
            "credentialsParameter",
            "Credentials",
            "The ARN of the secret or parameter with the user name and password.",
        )
        .required(),
        text("domain", "Domain", "The Active Directory domain.").required(),
    ],
);
