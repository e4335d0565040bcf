//! Where output goes: log drivers and the log router.

use super::builders::{choice, list, map, structure};
use super::container_parts::SECRET;
use super::member::Structure;

pub(super) static LOG_CONFIGURATION: Structure = structure("LogConfiguration", &[
    choice("logDriver", &["json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"], "Log driver", "awslogs sends to CloudWatch Logs, awsfirelens to a log router in the task; Fargate takes these two and splunk.").takes_others().required(),
    map("options", "Options", "The driver's options; awslogs needs awslogs-group, awslogs-region and on Fargate awslogs-stream-prefix."),
    list("secretOptions", &SECRET, "Secret options", "Options whose values come from Secrets Manager or Parameter Store, such as a token.").set(&["name"]),
]);

pub(super) static FIRELENS: Structure = structure(
    "FirelensConfiguration",
    &[
        choice(
            "type",
            &["fluentd", "fluentbit"],
            "Router",
            "The router in this container's image.",
        )
        .required(),
        map(
            "options",
            "Options",
            "enable-ecs-log-metadata, config-file-type and config-file-value.",
        ),
    ],
);
