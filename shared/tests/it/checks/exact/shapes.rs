//! Types, bounds, names and what else the schema says.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("/memroy", "\"512\"")],
        &["warning unknown-member /memroy"],
    ),
    (
        Instances,
        &[("/revision", "3")],
        &["warning read-only-member /revision"],
    ),
    (
        Instances,
        &[("/pidMode", "null")],
        &["warning null-member /pidMode"],
    ),
    (
        Instances,
        &[("/family", "null")],
        &["error null-member /family"],
    ),
    (
        Instances,
        &[("/family", "")],
        &["error member-missing /family"],
    ),
    (
        Instances,
        &[("/family", "\"\"")],
        &["error empty-text /family"],
    ),
    (
        Instances,
        &[("/family", "\"my app\"")],
        &["error wrong-form /family"],
    ),
    (Instances, &[("/family", "\"my_App-1\"")], &[]),
    (
        Instances,
        &[("/containerDefinitions", "")],
        &["error member-missing /containerDefinitions"],
    ),
    (
        Instances,
        &[("/containerDefinitions", "[]")],
        &["error too-few /containerDefinitions"],
    ),
    (
        Instances,
        &[("/containerDefinitions", "{}")],
        &["error wrong-type /containerDefinitions"],
    ),
    (
        Instances,
        &[("web/cpu", "\"10\"")],
        &["error wrong-type web/cpu"],
    ),
    (
        Instances,
        &[("web/essential", "\"true\"")],
        &["error wrong-type web/essential"],
    ),
    (
        Instances,
        &[("web/cpu", "-1")],
        &["error out-of-range web/cpu"],
    ),
    (
        Instances,
        &[("web/memory", "3")],
        &["error out-of-range web/memory"],
    ),
    (Fargate, &[("/cpu", "256")], &["error wrong-type /cpu"]),
    (
        Fargate,
        &[("/cpu", "\"0.25 vCPU\""), ("/memory", "\"0.5GB\"")],
        &[],
    ),
    (
        Instances,
        &[("/cpu", "\"much\"")],
        &["error wrong-form /cpu"],
    ),
    (
        Instances,
        &[("/memory", "\"2 GiB\"")],
        &["error wrong-form /memory"],
    ),
    (
        Instances,
        &[("/pidMode", "\"\"")],
        &["error empty-text /pidMode"],
    ),
    (
        Instances,
        &[("web/versionConsistency", "\"\"")],
        &["error empty-text web/versionConsistency"],
    ),
    (
        Instances,
        &[("/networkMode", "\"Bridge\"")],
        &["error not-listed /networkMode"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "a", "value": ""}]"#)],
        &[],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "", "value": "b"}]"#)],
        &["error empty-text /tags/0/key"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"value": "b"}]"#)],
        &["error tag-unnamed /tags/0/key"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "a*", "value": "b"}]"#)],
        &["error wrong-form /tags/0/key"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "a", "value": "b;"}]"#)],
        &["error wrong-form /tags/0/value"],
    ),
    (
        Instances,
        &[(
            "/tags",
            r#"[{"key": "a", "value": "b"}, {"key": "a", "value": "c"}]"#,
        )],
        &["error element-twice /tags/1"],
    ),
    (
        Instances,
        &[(
            "/tags",
            r#"[{"key": "a", "value": "b"}, {"key": "A", "value": "c"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "AWS:a", "value": "b"}]"#)],
        &["error reserved-tag /tags/0/key"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "a", "value": "aws:b"}]"#)],
        &["error reserved-tag /tags/0/value"],
    ),
    (
        Instances,
        &[("/tags", r#"[{"key": "aws-a", "value": "b"}]"#)],
        &[],
    ),
    // CloudFormation's spelling.
    (
        Instances,
        &[("/PidMode", "\"task\"")],
        &["error member-capitalized /PidMode"],
    ),
    (Instances, &[("/pidMode", "\"task\"")], &[]),
    (
        Instances,
        &[("/family", ""), ("/Family", "\"web\"")],
        &["error member-capitalized /Family"],
    ),
    (
        Instances,
        &[(
            "/volumes",
            r#"[{"name": "v", "EFSVolumeConfiguration": {"fileSystemId": "fs-12345678"}}]"#,
        )],
        &["error member-capitalized /volumes/0/EFSVolumeConfiguration"],
    ),
    // What is not filled in is read by no rule.
    (
        Fargate,
        &[("/cpu", "\"${CPU}\"")],
        &["advice placeholder-unfilled /cpu"],
    ),
    (
        Fargate,
        &[("/memory", "\"<MEMORY>\"")],
        &["advice placeholder-unfilled /memory"],
    ),
    (
        Instances,
        &[("web/image", "\"$IMAGE\"")],
        &["advice placeholder-unfilled web/image"],
    ),
    (
        Instances,
        &[("/executionRoleArn", "\"arn:aws:iam::ACCOUNT_ID:role/e\"")],
        &["advice placeholder-unfilled /executionRoleArn"],
    ),
    (
        Fargate,
        &[("/networkMode", "\"{{ must_env `MODE` }}\"")],
        &["advice placeholder-unfilled /networkMode"],
    ),
    (
        Instances,
        &[
            ("side/name", "\"${SIDE}\""),
            (
                "web/dependsOn",
                r#"[{"containerName": "db", "condition": "START"}]"#,
            ),
            ("web/links", r#"["db"]"#),
        ],
        &["advice placeholder-unfilled side/name"],
    ),
    (
        Instances,
        &[
            ("side/essential", "\"${ESSENTIAL}\""),
            (
                "web/dependsOn",
                r#"[{"containerName": "side", "condition": "SUCCESS"}]"#,
            ),
        ],
        &["warning placeholder-unfilled side/essential"],
    ),
    (
        Instances,
        &[
            ("/volumes", r#"[{"name": "<VOLUME>"}]"#),
            (
                "web/mountPoints",
                r#"[{"sourceVolume": "data", "containerPath": "/d"}]"#,
            ),
        ],
        &["advice placeholder-unfilled /volumes/0/name"],
    ),
    (
        Instances,
        &[
            ("web/logConfiguration", r#"{"logDriver": "${DRIVER}"}"#),
            ("side/firelensConfiguration", r#"{"type": "fluentbit"}"#),
        ],
        &["advice placeholder-unfilled web/logConfiguration/logDriver"],
    ),
    // Tools write empty texts where there is nothing.
    (
        Instances,
        &[("web/portMappings/0/containerPortRange", "\"\"")],
        &["error empty-text web/portMappings/0/containerPortRange"],
    ),
    (
        Fargate,
        &[(
            "/volumes",
            r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "rootDirectory": "/a", "transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": ""}}}]"#,
        )],
        &[],
    ),
];
