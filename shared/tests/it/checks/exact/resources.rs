//! CPU, memory, limits and accelerators.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (Fargate, &[("/cpu", "")], &["error fargate-size /cpu"]),
    (Fargate, &[("/memory", "")], &["error fargate-size /memory"]),
    (
        Fargate,
        &[("/cpu", "\"512\"")],
        &["error fargate-size /memory"],
    ),
    (
        Fargate,
        &[("/cpu", "\"300\"")],
        &["error fargate-size /cpu"],
    ),
    (
        Fargate,
        &[("/cpu", "\"8192\""), ("/memory", "\"20480\"")],
        &[],
    ),
    (
        Fargate,
        &[("/cpu", "\"8192\""), ("/memory", "\"17408\"")],
        &["error fargate-size /memory"],
    ),
    (
        Fargate,
        &[("/cpu", "\"32768\""), ("/memory", "\"61440\"")],
        &["advice fargate-size-newest /cpu"],
    ),
    (
        Instances,
        &[("/cpu", "\"64\"")],
        &["error task-cpu-range /cpu"],
    ),
    (
        Instances,
        &[("/cpu", "\"200 vCPU\"")],
        &["error task-cpu-range /cpu"],
    ),
    (Instances, &[("/cpu", "\"128\"")], &[]),
    (Instances, &[("/cpu", "\"196608\"")], &[]),
    (
        Instances,
        &[("web/memory", "")],
        &["error container-memory-missing web/memory"],
    ),
    (
        Instances,
        &[("web/memory", ""), ("web/memoryReservation", "128")],
        &[],
    ),
    (
        Instances,
        &[("web/memory", ""), ("/memory", "\"512\"")],
        &[],
    ),
    (Instances, &[("web/memoryReservation", "128")], &[]),
    (
        Instances,
        &[("web/memoryReservation", "256")],
        &["error memory-reservation-above-limit web/memoryReservation"],
    ),
    (
        Fargate,
        &[("web/memory", "1024")],
        &["error memory-above-task web/memory"],
    ),
    (Fargate, &[("web/memory", "448")], &[]),
    (
        Fargate,
        &[("web/memory", "449")],
        &["error memory-above-task /memory"],
    ),
    (
        Instances,
        &[("/memory", "\"150\"")],
        &["warning memory-above-task /memory"],
    ),
    (Fargate, &[("web/cpu", "128"), ("side/cpu", "128")], &[]),
    (
        Fargate,
        &[("web/cpu", "300")],
        &["error cpu-above-task web/cpu"],
    ),
    // AWS's numbers have 32 bits.
    (
        Instances,
        &[("web/memory", "2147483648")],
        &["error out-of-range web/memory"],
    ),
    (
        Fargate,
        &[("web/cpu", "200"), ("side/cpu", "100")],
        &["error cpu-above-task /cpu"],
    ),
    (
        Instances,
        &[("web/memory", "5")],
        &["warning memory-very-small web/memory"],
    ),
    (Instances, &[("web/memory", "6")], &[]),
    (
        Instances,
        &[("web/memoryReservation", "4")],
        &["warning memory-very-small web/memoryReservation"],
    ),
    (
        Instances,
        &[("web/cpu", "1")],
        &["warning cpu-share-range web/cpu"],
    ),
    (
        Instances,
        &[("web/cpu", "262145")],
        &["warning cpu-share-range web/cpu"],
    ),
    (Instances, &[("web/cpu", "2")], &[]),
    (Instances, &[("web/cpu", "0")], &[]),
    (
        Instances,
        &[(
            "web/ulimits",
            r#"[{"name": "nofile", "softLimit": 1, "hardLimit": 2}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/ulimits",
            r#"[{"name": "nofile", "softLimit": 2, "hardLimit": 1}]"#,
        )],
        &["error ulimit-soft-above-hard web/ulimits/0/softLimit"],
    ),
    (
        Instances,
        &[(
            "web/ulimits",
            r#"[{"name": "core", "softLimit": 1, "hardLimit": 1}, {"name": "core", "softLimit": 1, "hardLimit": 2}]"#,
        )],
        &["error element-twice web/ulimits/1"],
    ),
    (
        Instances,
        &[(
            "web/ulimits",
            r#"[{"name": "files", "softLimit": 1, "hardLimit": 1}]"#,
        )],
        &["error not-listed web/ulimits/0/name"],
    ),
];
