//! The order in which containers start, and links between them.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    // Dependencies.
    (
        Instances,
        &[(
            "web/dependsOn",
            r#"[{"containerName": "side", "condition": "START"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/dependsOn",
            r#"[{"containerName": "nope", "condition": "START"}]"#,
        )],
        &["error dependency-unknown web/dependsOn/0/containerName"],
    ),
    (
        Instances,
        &[(
            "web/dependsOn",
            r#"[{"containerName": "side", "condition": "HEALTHY"}]"#,
        )],
        &["error dependency-unhealthy web/dependsOn/0/condition"],
    ),
    (
        Instances,
        &[(
            "side/dependsOn",
            r#"[{"containerName": "web", "condition": "HEALTHY"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "side/dependsOn",
            r#"[{"containerName": "web", "condition": "SUCCESS"}]"#,
        )],
        &["error dependency-essential side/dependsOn/0/condition"],
    ),
    (
        Instances,
        &[(
            "web/dependsOn",
            r#"[{"containerName": "side", "condition": "COMPLETE"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[
            (
                "web/dependsOn",
                r#"[{"containerName": "side", "condition": "START"}]"#,
            ),
            (
                "side/dependsOn",
                r#"[{"containerName": "web", "condition": "START"}]"#,
            ),
        ],
        &["error dependency-cycle web/dependsOn"],
    ),
    (
        Instances,
        &[(
            "web/dependsOn",
            r#"[{"containerName": "web", "condition": "START"}]"#,
        )],
        &["error dependency-cycle web/dependsOn"],
    ),
    (
        Instances,
        &[
            ("web/links", r#"["side"]"#),
            (
                "side/dependsOn",
                r#"[{"containerName": "web", "condition": "START"}]"#,
            ),
        ],
        &["error dependency-cycle web/links"],
    ),
    (
        Instances,
        &[
            ("web/volumesFrom", r#"[{"sourceContainer": "side"}]"#),
            ("side/volumesFrom", r#"[{"sourceContainer": "web"}]"#),
        ],
        &["error dependency-cycle web/volumesFrom"],
    ),
    // A container that waits for one of a circle is not in it.
    (
        Instances,
        &[
            (
                "web/dependsOn",
                r#"[{"containerName": "side", "condition": "START"}]"#,
            ),
            (
                "side/dependsOn",
                r#"[{"containerName": "side", "condition": "START"}]"#,
            ),
        ],
        &["error dependency-cycle side/dependsOn"],
    ),
    (
        Instances,
        &[("web/volumesFrom", r#"[{"sourceContainer": "side"}]"#)],
        &[],
    ),
    (
        Instances,
        &[("web/volumesFrom", r#"[{"sourceContainer": "nope"}]"#)],
        &["error dependency-unknown web/volumesFrom/0/sourceContainer"],
    ),
    // Links.
    (
        Instances,
        &[
            ("/networkMode", "\"bridge\""),
            ("web/links", r#"["side:db"]"#),
        ],
        &[],
    ),
    (
        Instances,
        &[("web/links", r#"["nope:db"]"#)],
        &["error dependency-unknown web/links/0"],
    ),
    (
        Instances,
        &[("web/links", r#"["web:db"]"#)],
        &["error link-to-itself web/links/0"],
    ),
    (
        Instances,
        &[("/networkMode", "\"awsvpc\""), ("web/links", r#"["side"]"#)],
        &["error not-on-platform web/links"],
    ),
    (
        Fargate,
        &[("web/links", r#"["side"]"#)],
        &["error not-on-platform web/links"],
    ),
    (
        Instances,
        &[("/networkMode", "\"host\""), ("web/links", r#"["side"]"#)],
        &[
            "advice host-network /networkMode",
            "error links-without-bridge web/links",
        ],
    ),
];
