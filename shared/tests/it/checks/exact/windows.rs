//! What Windows does not have.

use super::Base::{Fargate, Windows};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Windows,
        &[("web/user", "\"ContainerUser\"")],
        &["error not-on-platform web/user"],
    ),
    (
        Windows,
        &[("web/linuxParameters", r#"{"initProcessEnabled": true}"#)],
        &["error not-on-platform web/linuxParameters"],
    ),
    (
        Windows,
        &[("web/privileged", "true")],
        &["error not-on-platform web/privileged"],
    ),
    (
        Windows,
        &[("web/links", r#"["db"]"#)],
        &[
            "error dependency-unknown web/links/0",
            "error not-on-platform web/links",
        ],
    ),
    (
        Windows,
        &[("web/disableNetworking", "true")],
        &["error not-on-platform web/disableNetworking"],
    ),
    (
        Windows,
        &[("web/readonlyRootFilesystem", "true")],
        &["error not-on-platform web/readonlyRootFilesystem"],
    ),
    (
        Windows,
        &[("web/dnsServers", r#"["10.0.0.2"]"#)],
        &["error not-on-platform web/dnsServers"],
    ),
    (
        Windows,
        &[("web/dnsSearchDomains", r#"["a.example"]"#)],
        &["error not-on-platform web/dnsSearchDomains"],
    ),
    (
        Windows,
        &[(
            "web/extraHosts",
            r#"[{"hostname": "a", "ipAddress": "10.0.0.1"}]"#,
        )],
        &["error not-on-platform web/extraHosts"],
    ),
    (
        Windows,
        &[(
            "web/systemControls",
            r#"[{"namespace": "net.core.somaxconn", "value": "1"}]"#,
        )],
        &["error not-on-platform web/systemControls"],
    ),
    (
        Windows,
        &[(
            "web/ulimits",
            r#"[{"name": "nofile", "softLimit": 1, "hardLimit": 2}]"#,
        )],
        &["error not-on-platform web/ulimits"],
    ),
    (
        Windows,
        &[("/pidMode", "\"task\"")],
        &["error not-on-platform /pidMode"],
    ),
    (
        Windows,
        &[("/ipcMode", "\"task\"")],
        &["error not-on-platform /ipcMode"],
    ),
    (
        Windows,
        &[(
            "web/environmentFiles",
            r#"[{"type": "s3", "value": "arn:aws:s3:::cfg/app.env"}]"#,
        )],
        &["error not-on-platform web/environmentFiles"],
    ),
    (
        Windows,
        &[("web/firelensConfiguration", r#"{"type": "fluentbit"}"#)],
        &["error not-on-platform web/firelensConfiguration"],
    ),
    (Windows, &[("/networkMode", "\"awsvpc\"")], &[]),
    (
        Windows,
        &[("/networkMode", "\"bridge\"")],
        &["error windows-network-mode /networkMode"],
    ),
    (
        Windows,
        &[("/networkMode", "\"host\"")],
        &["error windows-network-mode /networkMode"],
    ),
    (
        Windows,
        &[("/runtimePlatform/cpuArchitecture", "\"ARM64\"")],
        &["error windows-processor /runtimePlatform/cpuArchitecture"],
    ),
    (
        Windows,
        &[("/runtimePlatform/cpuArchitecture", "\"X86_64\"")],
        &[],
    ),
    (
        Windows,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"scope": "task", "driver": "rexray"}}]"#,
        )],
        &["error windows-volume-driver /volumes/0/dockerVolumeConfiguration/driver"],
    ),
    (
        Windows,
        &[(
            "/volumes",
            r#"[{"name": "v", "dockerVolumeConfiguration": {"scope": "task", "driver": "local"}}]"#,
        )],
        &[],
    ),
    // Windows on Fargate.
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"1024\""),
            ("/memory", "\"2048\""),
        ],
        &[],
    ),
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"512\""),
            ("/memory", "\"1024\""),
        ],
        &["error fargate-size /cpu"],
    ),
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"1024\""),
            ("/memory", "\"2048\""),
            ("/ephemeralStorage", r#"{"sizeInGiB": 21}"#),
        ],
        &["error ephemeral-storage-unsupported /ephemeralStorage"],
    ),
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"1024\""),
            ("/memory", "\"2048\""),
            (
                "/runtimePlatform/operatingSystemFamily",
                "\"WINDOWS_SERVER_2016_FULL\"",
            ),
        ],
        &["error fargate-operating-system /runtimePlatform/operatingSystemFamily"],
    ),
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"1024\""),
            ("/memory", "\"2048\""),
            (
                "/runtimePlatform/operatingSystemFamily",
                "\"WINDOWS_SERVER_2025_CORE\"",
            ),
        ],
        &["warning fargate-operating-system /runtimePlatform/operatingSystemFamily"],
    ),
    (
        Windows,
        &[
            ("/requiresCompatibilities", r#"["FARGATE"]"#),
            ("/networkMode", "\"awsvpc\""),
            ("/cpu", "\"1024\""),
            ("/memory", "\"2048\""),
            ("/pidMode", "\"host\""),
        ],
        &["error not-on-platform /pidMode"],
    ),
    (
        Fargate,
        &[(
            "/runtimePlatform",
            r#"{"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"}"#,
        )],
        &[],
    ),
];
