//! Advice on security.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a/b\"")],
        &["advice image-tag-latest web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a/b:latest\"")],
        &["advice image-tag-latest web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"nginx:1.27\"")],
        &["advice image-from-third-party web/image"],
    ),
    (
        Instances,
        &[
            ("web/image", "\"nginx:1.27\""),
            (
                "web/repositoryCredentials",
                r#"{"credentialsParameter": "a"}"#,
            ),
        ],
        &[],
    ),
    (
        Instances,
        &[("web/privileged", "true")],
        &["advice privileged-container web/privileged"],
    ),
    (
        Instances,
        &[("web/user", "")],
        &["advice root-user web/user"],
    ),
    (
        Instances,
        &[("web/user", "\"root\"")],
        &["advice root-user web/user"],
    ),
    (
        Instances,
        &[("web/user", "\"0:1000\"")],
        &["advice root-user web/user"],
    ),
    (Instances, &[("web/user", "\"app\"")], &[]),
    (
        Fargate,
        &[("web/readonlyRootFilesystem", "")],
        &["advice root-file-system-writable web/readonlyRootFilesystem"],
    ),
    (
        Fargate,
        &[("web/readonlyRootFilesystem", "false")],
        &["advice root-file-system-writable web/readonlyRootFilesystem"],
    ),
    (
        Instances,
        &[(
            "web/linuxParameters/capabilities/add",
            r#"["NET_RAW", "SYS_ADMIN"]"#,
        )],
        &["advice capability-dangerous web/linuxParameters/capabilities/add/1"],
    ),
    (
        Instances,
        &[("web/linuxParameters/capabilities/drop", r#"["NET_RAW"]"#)],
        &["advice capabilities-not-dropped web/linuxParameters/capabilities/drop"],
    ),
    (
        Fargate,
        &[("web/linuxParameters", "")],
        &["advice capabilities-not-dropped web/linuxParameters/capabilities/drop"],
    ),
    (
        Instances,
        &[("/networkMode", "\"host\"")],
        &["advice host-network /networkMode"],
    ),
    (Instances, &[("/networkMode", "\"bridge\"")], &[]),
    (
        Instances,
        &[("/pidMode", "\"host\"")],
        &["advice host-processes /pidMode"],
    ),
    (Instances, &[("/pidMode", "\"task\"")], &[]),
    (
        Instances,
        &[("/ipcMode", "\"host\"")],
        &["advice host-ipc /ipcMode"],
    ),
    (Instances, &[("/ipcMode", "\"none\"")], &[]),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "host": {"sourcePath": "/var/run/docker.sock"}}]"#,
        )],
        &["advice host-path-sensitive /volumes/0/host/sourcePath"],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "host": {"sourcePath": "/"}}]"#,
        )],
        &["advice host-path-sensitive /volumes/0/host/sourcePath"],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "host": {"sourcePath": "/srv/data"}}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("/taskRoleArn", "\"arn:aws:iam::123456789012:role/ecs\"")],
        &["advice roles-shared /taskRoleArn"],
    ),
    (
        Instances,
        &[("web/versionConsistency", "\"disabled\"")],
        &["advice version-consistency-off web/versionConsistency"],
    ),
    (Instances, &[("web/versionConsistency", "\"enabled\"")], &[]),
];
