//! Log drivers and the log router.

use super::Base::{Fargate, Instances};
use super::Case;

const SENDS: (&str, &str) = (
    "web/logConfiguration",
    r#"{"logDriver": "awsfirelens", "options": {"Name": "cloudwatch", "log_key": "log"}}"#,
);
const ROUTER: (&str, &str) = (
    "side/firelensConfiguration",
    r#"{"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}}"#,
);

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("web/logConfiguration", "")],
        &["advice logs-missing web/logConfiguration"],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/awslogs-group", "")],
        &["error log-options web/logConfiguration/options/awslogs-group"],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/awslogs-region", "")],
        &["error log-options web/logConfiguration/options/awslogs-region"],
    ),
    (
        Fargate,
        &[("web/logConfiguration/options/awslogs-stream-prefix", "")],
        &["error log-options web/logConfiguration/options/awslogs-stream-prefix"],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/awslogs-stream-prefix", "")],
        &[],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration/options/awslogs-datetime-format",
            "\"%Y\"",
        )],
        &[],
    ),
    (
        Instances,
        &[
            (
                "web/logConfiguration/options/awslogs-datetime-format",
                "\"%Y\"",
            ),
            (
                "web/logConfiguration/options/awslogs-multiline-pattern",
                "\"^a\"",
            ),
        ],
        &["error log-options web/logConfiguration/options/awslogs-multiline-pattern"],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration/options/awslogs-create-group",
            "\"true\"",
        )],
        &[],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/tag", "\"a\"")],
        &["error log-option-unknown web/logConfiguration/options/tag"],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/awslogs-group", "\"my group\"")],
        &["error log-group-name web/logConfiguration/options/awslogs-group"],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration/options/awslogs-group",
            "\"/ecs/${NAME}\"",
        )],
        &[],
    ),
    (
        Instances,
        &[
            ("web/logConfiguration/options/mode", "\"non-blocking\""),
            ("web/logConfiguration/options/max-buffer-size", "\"4m\""),
        ],
        &[],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/mode", "\"fast\"")],
        &["error log-mode web/logConfiguration/options/mode"],
    ),
    (
        Instances,
        &[("web/logConfiguration/options/mode", "\"blocking\"")],
        &["advice log-mode-blocking web/logConfiguration/options/mode"],
    ),
    (
        Instances,
        &[
            ("web/logConfiguration/options/mode", "\"blocking\""),
            ("web/logConfiguration/options/max-buffer-size", "\"4m\""),
        ],
        &[
            "advice log-mode-blocking web/logConfiguration/options/mode",
            "warning log-mode web/logConfiguration/options/max-buffer-size",
        ],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration",
            r#"{"logDriver": "splunk", "options": {"splunk-url": "https://a.example"}}"#,
        )],
        &["error log-options-splunk web/logConfiguration/options/splunk-token"],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration",
            r#"{"logDriver": "splunk", "options": {"splunk-url": "https://a.example"}, "secretOptions": [{"name": "splunk-token", "valueFrom": "/token"}]}"#,
        )],
        &[],
    ),
    // ECS takes a driver that only the instances know.
    (
        Instances,
        &[("web/logConfiguration", r#"{"logDriver": "logentries"}"#)],
        &["warning not-listed web/logConfiguration/logDriver"],
    ),
    // The log router.
    (Instances, &[SENDS, ROUTER], &[]),
    (
        Instances,
        &[SENDS],
        &["error log-router-missing web/logConfiguration/logDriver"],
    ),
    (
        Instances,
        &[ROUTER],
        &["error log-router-unused side/firelensConfiguration"],
    ),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            ("web/firelensConfiguration", r#"{"type": "fluentbit"}"#),
        ],
        &["error log-router-twice side/firelensConfiguration"],
    ),
    (
        Instances,
        &[SENDS, ROUTER, ("side/essential", "true")],
        &["advice sidecar-essential side/essential"],
    ),
    (
        Instances,
        &[
            ("side/image", "\"public.ecr.aws/xray/aws-xray-daemon:3\""),
            ("side/essential", "true"),
        ],
        &["advice sidecar-essential side/essential"],
    ),
    (Instances, &[("side/essential", "true")], &[]),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "s3", "config-file-value": "arn:aws:s3:::cfg/a.conf"}"#,
            ),
        ],
        &[],
    ),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "s3", "config-file-value": "s3://cfg/a.conf"}"#,
            ),
        ],
        &["error log-router-file side/firelensConfiguration/options/config-file-value"],
    ),
    (
        Fargate,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "s3", "config-file-value": "arn:aws:s3:::cfg/a.conf"}"#,
            ),
        ],
        &["error log-router-file-on-fargate side/firelensConfiguration/options/config-file-type"],
    ),
    (
        Fargate,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "file", "config-file-value": "/a.conf"}"#,
            ),
        ],
        &[],
    ),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "file"}"#,
            ),
        ],
        &["error log-router-option side/firelensConfiguration/options/config-file-value"],
    ),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            (
                "side/firelensConfiguration/options",
                r#"{"config-file-type": "http", "config-file-value": "a"}"#,
            ),
        ],
        &["error log-router-option side/firelensConfiguration/options/config-file-type"],
    ),
    (
        Instances,
        &[
            SENDS,
            ROUTER,
            ("side/firelensConfiguration/options/debug", "\"true\""),
        ],
        &["error log-router-option side/firelensConfiguration/options/debug"],
    ),
];
