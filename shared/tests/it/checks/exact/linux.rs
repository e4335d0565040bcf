//! The Linux kernel: capabilities, swap, users and kernel parameters.

use super::Base::{Fargate, Instances};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Instances,
        &[("web/linuxParameters/capabilities/add", r#"["NET_RAW"]"#)],
        &[],
    ),
    (
        Instances,
        &[("web/linuxParameters/capabilities/add", r#"["CAP_NET_RAW"]"#)],
        &["error capability-unknown web/linuxParameters/capabilities/add/0"],
    ),
    (
        Fargate,
        &[(
            "web/linuxParameters/capabilities/drop",
            r#"["ALL", "net_raw"]"#,
        )],
        &["error capability-unknown web/linuxParameters/capabilities/drop/1"],
    ),
    (
        Instances,
        &[(
            "web/linuxParameters/tmpfs",
            r#"[{"containerPath": "/tmp", "size": 16, "mountOptions": ["noexec", "mode=1777"]}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/linuxParameters/tmpfs",
            r#"[{"containerPath": "/tmp", "size": 16, "mountOptions": ["fast"]}]"#,
        )],
        &["error tmpfs-option-unknown web/linuxParameters/tmpfs/0/mountOptions/0"],
    ),
    (
        Instances,
        &[(
            "web/linuxParameters/tmpfs",
            r#"[{"containerPath": "/tmp", "size": 0}]"#,
        )],
        &["error out-of-range web/linuxParameters/tmpfs/0/size"],
    ),
    (
        Instances,
        &[
            ("web/linuxParameters/swappiness", "60"),
            ("web/linuxParameters/maxSwap", "64"),
        ],
        &[],
    ),
    (
        Instances,
        &[("web/linuxParameters/swappiness", "60")],
        &["warning swappiness-ignored web/linuxParameters/swappiness"],
    ),
    (
        Instances,
        &[
            ("web/linuxParameters/swappiness", "101"),
            ("web/linuxParameters/maxSwap", "64"),
        ],
        &["error out-of-range web/linuxParameters/swappiness"],
    ),
    (
        Instances,
        &[("web/linuxParameters/maxSwap", "-1")],
        &["error out-of-range web/linuxParameters/maxSwap"],
    ),
    (Instances, &[("web/user", "\"app:1000\"")], &[]),
    (Instances, &[("web/user", "\"${APP_USER}\"")], &[]),
    (
        Instances,
        &[("web/user", "\"-1\"")],
        &["error user-form web/user"],
    ),
    (
        Instances,
        &[("web/user", "\"1000:\"")],
        &["error user-form web/user"],
    ),
    (
        Instances,
        &[("web/user", "\"a:b:c\"")],
        &["error user-form web/user"],
    ),
    (
        Instances,
        &[("web/user", "\"my user\"")],
        &["error user-form web/user"],
    ),
    // Kernel parameters.
    (
        Instances,
        &[(
            "web/systemControls",
            r#"[{"namespace": "net.core.somaxconn", "value": "1"}, {"namespace": "kernel.shmmax", "value": "1"}, {"namespace": "fs.mqueue.msg_max", "value": "1"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/systemControls",
            r#"[{"namespace": "vm.max_map_count", "value": "262144"}]"#,
        )],
        &["error kernel-parameter-refused web/systemControls/0/namespace"],
    ),
    (
        Instances,
        &[
            ("/networkMode", "\"host\""),
            (
                "web/systemControls",
                r#"[{"namespace": "net.core.somaxconn", "value": "1"}]"#,
            ),
        ],
        &[
            "advice host-network /networkMode",
            "error kernel-parameter-of-host-network web/systemControls/0/namespace",
        ],
    ),
    (
        Instances,
        &[
            ("/ipcMode", "\"host\""),
            (
                "web/systemControls",
                r#"[{"namespace": "kernel.shmmax", "value": "1"}]"#,
            ),
        ],
        &[
            "advice host-ipc /ipcMode",
            "error kernel-parameter-of-host-ipc web/systemControls/0/namespace",
        ],
    ),
    (
        Instances,
        &[
            ("/ipcMode", "\"task\""),
            (
                "web/systemControls",
                r#"[{"namespace": "kernel.shmmax", "value": "1"}]"#,
            ),
        ],
        &[],
    ),
    (
        Fargate,
        &[
            (
                "web/systemControls",
                r#"[{"namespace": "net.core.somaxconn", "value": "1"}]"#,
            ),
            (
                "side/systemControls",
                r#"[{"namespace": "net.core.somaxconn", "value": "2"}]"#,
            ),
        ],
        &["warning kernel-parameter-contradicted side/systemControls/0/value"],
    ),
    (
        Fargate,
        &[
            (
                "web/systemControls",
                r#"[{"namespace": "net.core.somaxconn", "value": "1"}]"#,
            ),
            (
                "side/systemControls",
                r#"[{"namespace": "net.core.somaxconn", "value": "1"}]"#,
            ),
        ],
        &[],
    ),
];
