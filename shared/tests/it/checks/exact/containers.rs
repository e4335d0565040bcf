//! Containers as such: names, images, dependencies, links, restarts, placement.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    // Elements that do not say what they are about.
    (
        Instances,
        &[("web/mountPoints", r#"[{"containerPath": "/a"}]"#)],
        &["warning element-incomplete web/mountPoints/0/sourceVolume"],
    ),
    (
        Instances,
        &[("web/volumesFrom", r#"[{"readOnly": true}]"#)],
        &["warning element-incomplete web/volumesFrom/0/sourceContainer"],
    ),
    (
        Instances,
        &[(
            "web/systemControls",
            r#"[{"namespace": "net.core.somaxconn"}]"#,
        )],
        &["warning element-incomplete web/systemControls/0/value"],
    ),
    (
        Instances,
        &[(
            "/placementConstraints",
            r#"[{"expression": "attribute:ecs.os-type == linux"}]"#,
        )],
        &["warning element-incomplete /placementConstraints/0/type"],
    ),
    (
        Instances,
        &[("side/name", "")],
        &["error member-missing side/name"],
    ),
    (
        Instances,
        &[("side/name", "\"\"")],
        &["error empty-text side/name"],
    ),
    (
        Instances,
        &[("side/name", "\"a.b\"")],
        &["error wrong-form side/name"],
    ),
    (
        Instances,
        &[("side/name", "\"web\"")],
        &["error element-twice side"],
    ),
    (
        Instances,
        &[("web/essential", "false")],
        &["error no-essential-container web/essential"],
    ),
    (Instances, &[("web/essential", "true")], &[]),
    (
        Instances,
        &[("web/image", "")],
        &["error member-missing web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"\"")],
        &["error empty-text web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a b:1\"")],
        &["error image-invalid web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a+b:1\"")],
        &["error image-invalid web/image"],
    ),
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a/b_c-d:1.0\"")],
        &[],
    ),
    (
        Instances,
        &[("web/image", "\"public.ecr.aws/a@sha256:abc123\"")],
        &["error image-invalid web/image"],
    ),
    (
        Instances,
        &[(
            "web/image",
            "\"public.ecr.aws/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
        )],
        &[],
    ),
    // Restarts.
    (
        Instances,
        &[(
            "web/restartPolicy",
            r#"{"enabled": true, "restartAttemptPeriod": 60, "ignoredExitCodes": [0]}"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("web/restartPolicy", r#"{"enabled": false}"#)],
        &[],
    ),
    (
        Instances,
        &[(
            "web/restartPolicy",
            r#"{"enabled": true, "restartAttemptPeriod": 30}"#,
        )],
        &["error out-of-range web/restartPolicy/restartAttemptPeriod"],
    ),
    (
        Instances,
        &[(
            "web/restartPolicy",
            r#"{"enabled": false, "restartAttemptPeriod": 60}"#,
        )],
        &["warning restart-policy-unused web/restartPolicy/enabled"],
    ),
    (
        Instances,
        &[(
            "web/restartPolicy",
            r#"{"enabled": true, "ignoredExitCodes": [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50]}"#,
        )],
        &["error too-many web/restartPolicy/ignoredExitCodes"],
    ),
    // Placement.
    (
        Instances,
        &[(
            "/placementConstraints",
            r#"[{"type": "memberOf", "expression": "attribute:a == b"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("/placementConstraints", r#"[{"type": "memberOf"}]"#)],
        &["error task-constraint-expression /placementConstraints/0/expression"],
    ),
    (
        Instances,
        &[("/placementConstraints", r#"[{"type": "distinctInstance"}]"#)],
        &["error not-listed /placementConstraints/0/type"],
    ),
    (
        Fargate,
        &[(
            "/placementConstraints",
            r#"[{"type": "memberOf", "expression": "attribute:a == b"}]"#,
        )],
        &["error not-on-platform /placementConstraints"],
    ),
    (
        Instances,
        &[
            (
                "/placementConstraints",
                r#"[{"type": "memberOf", "expression": "a"}]"#,
            ),
            (
                "service:/placementConstraints",
                r#"[{"type": "memberOf", "expression": "a"}, {"type": "memberOf", "expression": "b"}, {"type": "memberOf", "expression": "c"}, {"type": "memberOf", "expression": "d"}, {"type": "memberOf", "expression": "e"}, {"type": "memberOf", "expression": "f"}, {"type": "memberOf", "expression": "g"}, {"type": "memberOf", "expression": "h"}, {"type": "memberOf", "expression": "i"}, {"type": "memberOf", "expression": "j"}]"#,
            ),
        ],
        &["error constraints-together /placementConstraints"],
    ),
];
