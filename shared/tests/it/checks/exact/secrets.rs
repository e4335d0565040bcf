//! Variables, secrets and files with variables.

use super::Base::Instances;
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[
            ("web/environment", r#"[{"name": "A", "value": "1"}]"#),
            ("web/secrets", r#"[{"name": "B", "valueFrom": "/b"}]"#),
        ],
        &[],
    ),
    (
        Instances,
        &[
            ("web/environment", r#"[{"name": "DB_HOST", "value": "1"}]"#),
            ("web/secrets", r#"[{"name": "DB_HOST", "valueFrom": "/b"}]"#),
        ],
        &["error secret-also-variable web/secrets/0/name"],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "/a"}, {"name": "A", "valueFrom": "/b"}]"#,
        )],
        &["error element-twice web/secrets/1"],
    ),
    (
        Instances,
        &[(
            "web/environment",
            r#"[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]"#,
        )],
        &["warning element-twice web/environment/1"],
    ),
    (
        Instances,
        &[("web/environment", r#"[{"name": "", "value": "1"}]"#)],
        &["error variable-unnamed web/environment/0/name"],
    ),
    (
        Instances,
        &[("web/environment", r#"[{"value": "1"}]"#)],
        &["error variable-unnamed web/environment/0/name"],
    ),
    (
        Instances,
        &[("web/secrets", r#"[{"name": "A", "valueFrom": ""}]"#)],
        &["error empty-text web/secrets/0/valueFrom"],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "arn:aws:s3:::a/b"}]"#,
        )],
        &["error secret-source web/secrets/0/valueFrom"],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "arn:aws:ssm:eu-central-1:123456789012:parameter/a"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration",
            r#"{"logDriver": "syslog", "secretOptions": [{"name": "a", "valueFrom": "arn:aws:ssm:eu-central-1:123456789012:document/a"}]}"#,
        )],
        &["error secret-source web/logConfiguration/secretOptions/0/valueFrom"],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password"}]"#,
        )],
        &["error secret-source web/secrets/0/valueFrom"],
    ),
    (
        Instances,
        &[(
            "web/secrets",
            r#"[{"name": "A", "valueFrom": "arn:aws:ssm:eu-central-1:210987654321:parameter/a"}]"#,
        )],
        &["warning parameter-account web/secrets/0/valueFrom"],
    ),
    (
        Instances,
        &[(
            "web/environmentFiles",
            r#"[{"type": "s3", "value": "arn:aws:s3:::cfg/app.env"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/environmentFiles",
            r#"[{"type": "s3", "value": "s3://cfg/app.env"}]"#,
        )],
        &["error wrong-form web/environmentFiles/0/value"],
    ),
    (
        Instances,
        &[(
            "web/environmentFiles",
            r#"[{"type": "s3", "value": "arn:aws:s3:::cfg/app.txt"}]"#,
        )],
        &["error environment-file-name web/environmentFiles/0/value"],
    ),
    (
        Instances,
        &[(
            "web/environmentFiles",
            r#"[{"type": "file", "value": "arn:aws:s3:::cfg/app.env"}]"#,
        )],
        &["error not-listed web/environmentFiles/0/type"],
    ),
    (
        Instances,
        &[(
            "web/credentialSpecs",
            r#"["credentialspec:arn:aws:s3:::cfg/a.json"]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("web/credentialSpecs", r#"["arn:aws:s3:::cfg/a.json"]"#)],
        &["error credential-spec-form web/credentialSpecs/0"],
    ),
    (
        Instances,
        &[(
            "web/credentialSpecs",
            r#"["credentialspec:arn:aws:s3:::cfg/a.json", "credentialspecdomainless:arn:aws:s3:::cfg/b.json"]"#,
        )],
        &["error too-many web/credentialSpecs"],
    ),
    (
        Instances,
        &[(
            "web/repositoryCredentials",
            r#"{"credentialsParameter": ""}"#,
        )],
        &["error empty-text web/repositoryCredentials/credentialsParameter"],
    ),
    // Secrets in the wrong place.
    (
        Instances,
        &[(
            "web/environment",
            r#"[{"name": "API_TOKEN", "value": "abcdefgh"}]"#,
        )],
        &["warning secret-in-environment web/environment/0/value"],
    ),
    (
        Instances,
        &[(
            "web/environment",
            r#"[{"name": "X", "value": "AKIAIOSFODNN7EXAMPLE"}]"#,
        )],
        &["warning secret-in-environment web/environment/0/value"],
    ),
    (
        Instances,
        &[(
            "web/environment",
            r#"[{"name": "X", "value": "postgres://a:pw@db/a"}]"#,
        )],
        &["warning secret-in-environment web/environment/0/value"],
    ),
    (
        Instances,
        &[(
            "web/environment",
            r#"[{"name": "API_TOKEN", "value": "${TOKEN}"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("web/command", r#"["run", "--db=postgres://a:pw@db/a"]"#)],
        &["warning secret-in-command web/command/1"],
    ),
    (
        Instances,
        &[("web/entryPoint", r#"["run", "AKIAIOSFODNN7EXAMPLE"]"#)],
        &["warning secret-in-command web/entryPoint/1"],
    ),
    (
        Instances,
        &[("web/command", r#"["run", "--db=postgres://a:${PW}@db/a"]"#)],
        &[],
    ),
    (
        Instances,
        &[(
            "web/logConfiguration",
            r#"{"logDriver": "splunk", "options": {"splunk-url": "https://a.example", "splunk-token": "abcdefgh"}}"#,
        )],
        &["warning secret-in-options web/logConfiguration/options/splunk-token"],
    ),
    (
        Instances,
        &[("web/dockerLabels", r#"{"dd-api-key": "abcdefgh"}"#)],
        &["warning secret-in-options web/dockerLabels/dd-api-key"],
    ),
    (
        Instances,
        &[("web/dockerLabels", r#"{"team": "blue"}"#)],
        &[],
    ),
];
