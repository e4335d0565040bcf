//! Volumes, mounts and file systems.

use super::Base::{Fargate, Instances};
use super::Case;

const MOUNTED: (&str, &str) = (
    "web/mountPoints",
    r#"[{"sourceVolume": "v", "containerPath": "/d"}]"#,
);

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("/volumes", r#"[{"name": "v", "host": {}}]"#), MOUNTED],
        &[],
    ),
    (
        Instances,
        &[("/volumes", r#"[{"name": "w"}]"#), MOUNTED],
        &["error volume-unknown web/mountPoints/0/sourceVolume"],
    ),
    (
        Instances,
        &[("/volumes", r#"[{"name": "v"}, {"name": "v"}]"#)],
        &["error element-twice /volumes/1"],
    ),
    (
        Instances,
        &[("/volumes", r#"[{"host": {}}]"#)],
        &["error volume-unnamed /volumes/0/name"],
    ),
    (
        Instances,
        &[("/volumes", r#"[{"name": "", "host": {}}]"#)],
        &["error empty-text /volumes/0/name"],
    ),
    (
        Instances,
        &[("/volumes", r#"[{"name": "a b"}]"#)],
        &["error wrong-form /volumes/0/name"],
    ),
    // One that nobody mounts is accepted.
    (Instances, &[("/volumes", r#"[{"name": "v"}]"#)], &[]),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "host": {"sourcePath": "/d"}, "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED"}}]"#,
        )],
        &["error volume-kinds /volumes/0"],
    ),
    (
        Instances,
        &[
            (
                "/volumes",
                r#"[{"name": "v", "configuredAtLaunch": true, "host": {"sourcePath": "/d"}}]"#,
            ),
            MOUNTED,
        ],
        &["error volume-kinds /volumes/0"],
    ),
    (
        Fargate,
        &[
            ("/volumes", r#"[{"name": "v", "configuredAtLaunch": true}]"#),
            MOUNTED,
        ],
        &[],
    ),
    (
        Fargate,
        &[("/volumes", r#"[{"name": "v", "configuredAtLaunch": true}]"#)],
        &["error volume-at-launch-unmounted /volumes/0"],
    ),
    (
        Fargate,
        &[
            (
                "/volumes",
                r#"[{"name": "v", "configuredAtLaunch": true}, {"name": "w", "configuredAtLaunch": true}]"#,
            ),
            (
                "web/mountPoints",
                r#"[{"sourceVolume": "v", "containerPath": "/d"}, {"sourceVolume": "w", "containerPath": "/e"}]"#,
            ),
        ],
        &["error volumes-at-launch /volumes/1/configuredAtLaunch"],
    ),
    (
        Instances,
        &[
            ("/volumes", r#"[{"name": "v"}]"#),
            ("web/mountPoints", r#"[{"sourceVolume": "v"}]"#),
        ],
        &["error mount-path-missing web/mountPoints/0/containerPath"],
    ),
    (
        Instances,
        &[
            ("/volumes", r#"[{"name": "v"}]"#),
            (
                "web/mountPoints",
                r#"[{"sourceVolume": "v", "containerPath": "/d"}, {"sourceVolume": "v", "containerPath": "/d"}]"#,
            ),
        ],
        &["error element-twice web/mountPoints/1"],
    ),
    // EFS.
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED", "transitEncryptionPort": 2999,
            "rootDirectory": "/", "authorizationConfig": {"iam": "ENABLED", "accessPointId": "fsap-1"}}}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "authorizationConfig": {"iam": "ENABLED"}}}]"#,
        )],
        &["error efs-encryption /volumes/0/efsVolumeConfiguration/transitEncryption"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "authorizationConfig": {"accessPointId": "fsap-1"}}}]"#,
        )],
        &["error efs-encryption /volumes/0/efsVolumeConfiguration/transitEncryption"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryptionPort": 2999}}]"#,
        )],
        &["error efs-encryption /volumes/0/efsVolumeConfiguration/transitEncryption"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED", "transitEncryptionPort": 65536}}]"#,
        )],
        &["error out-of-range /volumes/0/efsVolumeConfiguration/transitEncryptionPort"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678"}}]"#,
        )],
        &["advice efs-unencrypted /volumes/0/efsVolumeConfiguration/transitEncryption"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED", "rootDirectory": "/app",
            "authorizationConfig": {"accessPointId": "fsap-1"}}}]"#,
        )],
        &["error efs-root-directory /volumes/0/efsVolumeConfiguration/rootDirectory"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "efs-1", "transitEncryption": "ENABLED"}}]"#,
        )],
        &["error wrong-form /volumes/0/efsVolumeConfiguration/fileSystemId"],
    ),
    (
        Fargate,
        &[
            ("/taskRoleArn", ""),
            (
                "/volumes",
                r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}]"#,
            ),
        ],
        &["warning efs-task-role /volumes/0/efsVolumeConfiguration/authorizationConfig/iam"],
    ),
    // S3 Files.
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "s3filesVolumeConfiguration": {"fileSystemArn": "arn:aws:s3files:eu-central-1:123456789012:file-system/fs-1"}}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[
            ("/taskRoleArn", ""),
            (
                "/volumes",
                r#"[{"name": "v", "s3filesVolumeConfiguration": {"fileSystemArn": "arn:aws:s3files:eu-central-1:123456789012:file-system/fs-1"}}]"#,
            ),
        ],
        &["error s3files-task-role /volumes/0/s3filesVolumeConfiguration"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "s3filesVolumeConfiguration": {"fileSystemArn": "arn:aws:s3files:eu-central-1:123456789012:file-system/fs-1", "rootDirectory": "/a",
            "accessPointArn": "arn:aws:s3files:eu-central-1:123456789012:access-point/a"}}]"#,
        )],
        &["error s3files-root-directory /volumes/0/s3filesVolumeConfiguration/rootDirectory"],
    ),
    // Docker's volumes.
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"scope": "shared", "autoprovision": true}}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"scope": "task", "autoprovision": true}}]"#,
        )],
        &["error docker-volume-autoprovision /volumes/0/dockerVolumeConfiguration/autoprovision"],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"autoprovision": true}}]"#,
        )],
        &["error docker-volume-autoprovision /volumes/0/dockerVolumeConfiguration/autoprovision"],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"autoprovision": false}}]"#,
        )],
        &["warning docker-volume-autoprovision /volumes/0/dockerVolumeConfiguration/autoprovision"],
    ),
];
