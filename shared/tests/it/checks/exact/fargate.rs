//! What Fargate does not have.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Fargate,
        &[("/networkMode", "")],
        &["error fargate-network-mode /networkMode"],
    ),
    (
        Fargate,
        &[("/networkMode", "\"bridge\"")],
        &["error fargate-network-mode /networkMode"],
    ),
    (
        Fargate,
        &[("web/privileged", "true")],
        &["error not-on-platform web/privileged"],
    ),
    (Fargate, &[("web/privileged", "false")], &[]),
    (
        Fargate,
        &[("web/dockerSecurityOptions", r#"["no-new-privileges"]"#)],
        &["error not-on-platform web/dockerSecurityOptions"],
    ),
    (
        Fargate,
        &[("web/linuxParameters/devices", r#"[{"hostPath": "/dev/a"}]"#)],
        &["error not-on-platform web/linuxParameters/devices"],
    ),
    (
        Fargate,
        &[("web/linuxParameters/sharedMemorySize", "64")],
        &["error not-on-platform web/linuxParameters/sharedMemorySize"],
    ),
    (
        Fargate,
        &[("web/linuxParameters/maxSwap", "0")],
        &["error not-on-platform web/linuxParameters/maxSwap"],
    ),
    (
        Fargate,
        &[("web/linuxParameters/swappiness", "0")],
        &["error not-on-platform web/linuxParameters/swappiness"],
    ),
    (
        Fargate,
        &[(
            "web/linuxParameters/tmpfs",
            r#"[{"containerPath": "/tmp", "size": 16}]"#,
        )],
        &["error not-on-platform web/linuxParameters/tmpfs"],
    ),
    (
        Fargate,
        &[
            ("web/linuxParameters/tmpfs", "[]"),
            ("web/linuxParameters/devices", "[]"),
        ],
        &[],
    ),
    (
        Fargate,
        &[("web/linuxParameters/capabilities/add", r#"["NET_ADMIN"]"#)],
        &["error fargate-capability web/linuxParameters/capabilities/add/0"],
    ),
    (
        Fargate,
        &[("web/linuxParameters/capabilities/add", r#"["SYS_PTRACE"]"#)],
        &["advice capability-dangerous web/linuxParameters/capabilities/add/0"],
    ),
    (
        Fargate,
        &[("/ipcMode", "\"task\"")],
        &["error not-on-platform /ipcMode"],
    ),
    (
        Fargate,
        &[("/pidMode", "\"host\"")],
        &["error fargate-process-namespace /pidMode"],
    ),
    (Fargate, &[("/pidMode", "\"task\"")], &[]),
    (
        Fargate,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "1"}]"#,
        )],
        &["error fargate-gpu web/resourceRequirements/0"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "host": {"sourcePath": "/d"}}]"#,
        )],
        &["error not-on-platform /volumes/0/host/sourcePath"],
    ),
    (
        Fargate,
        &[("/volumes", r#"[{"name": "v", "host": {}}]"#)],
        &[],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"scope": "task"}}]"#,
        )],
        &["error not-on-platform /volumes/0/dockerVolumeConfiguration"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "rootDirectory": "share",
               "authorizationConfig": {"credentialsParameter": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf", "domain": "example.com"}}}]"#,
        )],
        &["error not-on-platform /volumes/0/fsxWindowsFileServerVolumeConfiguration"],
    ),
    (
        Fargate,
        &[("web/logConfiguration", r#"{"logDriver": "json-file"}"#)],
        &["error fargate-log-driver web/logConfiguration/logDriver"],
    ),
    (
        Instances,
        &[("web/logConfiguration", r#"{"logDriver": "json-file"}"#)],
        &[],
    ),
    (Fargate, &[("web/stopTimeout", "120")], &[]),
    (
        Fargate,
        &[("web/stopTimeout", "121")],
        &["error fargate-timeout web/stopTimeout"],
    ),
    (
        Fargate,
        &[("web/stopTimeout", "1")],
        &["error fargate-timeout web/stopTimeout"],
    ),
    (Instances, &[("web/stopTimeout", "600")], &[]),
    (
        Fargate,
        &[("web/startTimeout", "121")],
        &["error fargate-timeout web/startTimeout"],
    ),
    (
        Fargate,
        &[("web/startTimeout", "1")],
        &["error out-of-range web/startTimeout"],
    ),
    (
        Instances,
        &[("web/startTimeout", "1")],
        &["error out-of-range web/startTimeout"],
    ),
    (Instances, &[("web/startTimeout", "600")], &[]),
    (
        Fargate,
        &[(
            "web/ulimits",
            r#"[{"name": "nofile", "softLimit": 1024, "hardLimit": 1048576}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/ulimits",
            r#"[{"name": "nofile", "softLimit": 1024, "hardLimit": 1048577}]"#,
        )],
        &["error fargate-open-files web/ulimits/0/hardLimit"],
    ),
    (
        Fargate,
        &[(
            "web/ulimits",
            r#"[{"name": "nproc", "softLimit": 1, "hardLimit": 2}]"#,
        )],
        &["warning fargate-limit-ignored web/ulimits/0"],
    ),
    (
        Instances,
        &[(
            "web/ulimits",
            r#"[{"name": "nproc", "softLimit": 1, "hardLimit": 2}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[("/ephemeralStorage", r#"{"sizeInGiB": 21}"#)],
        &[],
    ),
    (
        Fargate,
        &[("/ephemeralStorage", r#"{"sizeInGiB": 20}"#)],
        &["error out-of-range /ephemeralStorage/sizeInGiB"],
    ),
    (
        Fargate,
        &[("/ephemeralStorage", r#"{"sizeInGiB": 201}"#)],
        &["error out-of-range /ephemeralStorage/sizeInGiB"],
    ),
    (
        Instances,
        &[
            ("/requiresCompatibilities", r#"["EC2"]"#),
            ("/ephemeralStorage", r#"{"sizeInGiB": 21}"#),
        ],
        &["error ephemeral-storage-unsupported /ephemeralStorage"],
    ),
    (
        Instances,
        &[
            ("/requiresCompatibilities", r#"["MANAGED_INSTANCES"]"#),
            ("web/logConfiguration", r#"{"logDriver": "syslog"}"#),
        ],
        &["error managed-instances-log-driver web/logConfiguration/logDriver"],
    ),
    (
        Instances,
        &[
            ("/requiresCompatibilities", r#"["MANAGED_INSTANCES"]"#),
            ("web/logConfiguration", r#"{"logDriver": "json-file"}"#),
        ],
        &[],
    ),
];
