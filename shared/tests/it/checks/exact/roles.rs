//! Roles, and what needs one.

use super::Base::{Fargate, Instances};
use super::Case;

const NO_ROLE: (&str, &str) = ("/executionRoleArn", "");
const JSON_FILE: (&str, &str) = ("web/logConfiguration", r#"{"logDriver": "json-file"}"#);

pub(super) const CASES: &[Case] = &[
    (Instances, &[("/taskRoleArn", "\"web\"")], &[]),
    (
        Instances,
        &[("/taskRoleArn", "\"\"")],
        &["error empty-text /taskRoleArn"],
    ),
    (
        Instances,
        &[("/executionRoleArn", "\"\"")],
        &["error empty-text /executionRoleArn"],
    ),
    (
        Instances,
        &[("/taskRoleArn", "\"arn:aws:iam::1234:role/web\"")],
        &["error wrong-form /taskRoleArn"],
    ),
    (
        Instances,
        &[("/taskRoleArn", "\"arn:aws:iam::123456789012:user/web\"")],
        &["error wrong-form /taskRoleArn"],
    ),
    // awslogs and ECR images need one on Fargate only.
    (Instances, &[NO_ROLE], &[]),
    (
        Fargate,
        &[NO_ROLE],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Fargate,
        &[
            NO_ROLE,
            ("web/image", "\"public.ecr.aws/a:1\""),
            ("side/image", "\"public.ecr.aws/a:1\""),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Instances,
        &[
            NO_ROLE,
            ("web/secrets", r#"[{"name": "A", "valueFrom": "/a"}]"#),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Instances,
        &[
            NO_ROLE,
            (
                "web/logConfiguration",
                r#"{"logDriver": "syslog", "secretOptions": [{"name": "a", "valueFrom": "/a"}]}"#,
            ),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Instances,
        &[
            NO_ROLE,
            JSON_FILE,
            (
                "web/repositoryCredentials",
                r#"{"credentialsParameter": "a"}"#,
            ),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Instances,
        &[
            NO_ROLE,
            (
                "web/environmentFiles",
                r#"[{"type": "s3", "value": "arn:aws:s3:::cfg/app.env"}]"#,
            ),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
    (
        Instances,
        &[
            NO_ROLE,
            (
                "/volumes",
                r#"[{"name": "v", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "rootDirectory": "share",
                   "authorizationConfig": {"credentialsParameter": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf", "domain": "example.com"}}}]"#,
            ),
        ],
        &["error execution-role-missing /executionRoleArn"],
    ),
];
