//! Health checks.

use super::Base::Instances;
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("web/healthCheck/command", "")],
        &["error member-missing web/healthCheck/command"],
    ),
    (
        Instances,
        &[("web/healthCheck/command", "[]")],
        &["error health-command web/healthCheck/command"],
    ),
    (
        Instances,
        &[("web/healthCheck/command", r#"["CMD"]"#)],
        &["error health-command web/healthCheck/command"],
    ),
    (
        Instances,
        &[("web/healthCheck/command", r#"["curl", "-f"]"#)],
        &["warning health-command web/healthCheck/command"],
    ),
    (
        Instances,
        &[("web/healthCheck/command", r#"["NONE"]"#)],
        &[],
    ),
    (
        Instances,
        &[("web/healthCheck/command", r#"["${CHECK}"]"#)],
        &[],
    ),
    (
        Instances,
        &[("web/healthCheck/command", r#"["CMD-SHELL", "exit 0"]"#)],
        &[],
    ),
    (
        Instances,
        &[
            ("web/healthCheck/interval", "4"),
            ("web/healthCheck/timeout", "2"),
        ],
        &["error out-of-range web/healthCheck/interval"],
    ),
    (
        Instances,
        &[("web/healthCheck/interval", "301")],
        &["error out-of-range web/healthCheck/interval"],
    ),
    (Instances, &[("web/healthCheck/interval", "300")], &[]),
    (
        Instances,
        &[("web/healthCheck/timeout", "1")],
        &["error out-of-range web/healthCheck/timeout"],
    ),
    (
        Instances,
        &[
            ("web/healthCheck/timeout", "61"),
            ("web/healthCheck/interval", "300"),
        ],
        &["error out-of-range web/healthCheck/timeout"],
    ),
    (
        Instances,
        &[("web/healthCheck/retries", "0")],
        &["error out-of-range web/healthCheck/retries"],
    ),
    (
        Instances,
        &[("web/healthCheck/retries", "11")],
        &["error out-of-range web/healthCheck/retries"],
    ),
    (
        Instances,
        &[("web/healthCheck/startPeriod", "301")],
        &["error out-of-range web/healthCheck/startPeriod"],
    ),
    (Instances, &[("web/healthCheck/startPeriod", "0")], &[]),
    (
        Instances,
        &[("web/healthCheck/timeout", "30")],
        &["warning health-overlap web/healthCheck/timeout"],
    ),
    (Instances, &[("web/healthCheck/timeout", "29")], &[]),
];
