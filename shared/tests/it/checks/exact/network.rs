//! Ports, names, and App Mesh's proxy.

use super::Base::{Fargate, Instances, Windows};
use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "hostPort": 80}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "hostPort": 8080}]"#,
        )],
        &["error host-port-differs web/portMappings/0/hostPort"],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "hostPort": 0}]"#,
        )],
        &["error host-port-differs web/portMappings/0/hostPort"],
    ),
    (
        Instances,
        &[
            ("/networkMode", "\"host\""),
            (
                "web/portMappings",
                r#"[{"containerPort": 80, "hostPort": 8080}]"#,
            ),
        ],
        &[
            "advice host-network /networkMode",
            "error host-port-differs web/portMappings/0/hostPort",
        ],
    ),
    (
        Instances,
        &[("/networkMode", "\"none\"")],
        &["error ports-without-network web/portMappings"],
    ),
    (
        Instances,
        &[("/networkMode", "\"none\""), ("web/portMappings", "[]")],
        &[],
    ),
    (
        Instances,
        &[("web/portMappings/0/containerPort", "")],
        &["error port-missing web/portMappings/0/containerPort"],
    ),
    (
        Instances,
        &[("web/portMappings/0/containerPort", "0")],
        &["error out-of-range web/portMappings/0/containerPort"],
    ),
    (
        Instances,
        &[("web/portMappings/0/containerPort", "65536")],
        &["error out-of-range web/portMappings/0/containerPort"],
    ),
    (
        Instances,
        &[("web/portMappings/0/hostPort", "65536")],
        &["error out-of-range web/portMappings/0/hostPort"],
    ),
    (
        Instances,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "hostPort": 0}, {"containerPort": 81, "hostPort": 0}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[
            ("web/portMappings/0/hostPort", "8080"),
            (
                "side/portMappings",
                r#"[{"containerPort": 80, "hostPort": 8080}]"#,
            ),
        ],
        &["error host-port-twice side/portMappings/0/hostPort"],
    ),
    (
        Windows,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "hostPort": 8080}, {"containerPort": 81, "hostPort": 8080}]"#,
        )],
        &["error host-port-twice web/portMappings/1/hostPort"],
    ),
    (
        Instances,
        &[
            ("web/portMappings/0/hostPort", "8080"),
            (
                "side/portMappings",
                r#"[{"containerPort": 80, "hostPort": 8080, "protocol": "udp"}]"#,
            ),
        ],
        &[],
    ),
    (
        Fargate,
        &[(
            "side/portMappings",
            r#"[{"containerPort": 80, "protocol": "udp"}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[("side/portMappings", r#"[{"containerPort": 80}]"#)],
        &["error container-port-twice side/portMappings/0"],
    ),
    (
        Fargate,
        &[("side/portMappings", r#"[{"containerPortRange": "79-81"}]"#)],
        &["error container-port-twice side/portMappings/0"],
    ),
    (
        Instances,
        &[("side/portMappings", r#"[{"containerPort": 80}]"#)],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]"#,
        )],
        &["error port-name-twice web/portMappings/1/name"],
    ),
    (Fargate, &[("web/portMappings/0/name", "\"http-80\"")], &[]),
    (
        Fargate,
        &[("web/portMappings/0/name", "\"HTTP-80\"")],
        &["error wrong-form web/portMappings/0/name"],
    ),
    (
        Fargate,
        &[("web/portMappings/0/name", "\"-80\"")],
        &["error wrong-form web/portMappings/0/name"],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPortRange": "8080-8090"}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 8080, "containerPortRange": "8080-8090"}]"#,
        )],
        &["error port-missing web/portMappings/0/containerPortRange"],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"hostPort": 8080, "containerPortRange": "8080-8090"}]"#,
        )],
        &["error port-missing web/portMappings/0/containerPortRange"],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPortRange": "8090-8080"}]"#,
        )],
        &["error wrong-form web/portMappings/0/containerPortRange"],
    ),
    (
        Fargate,
        &[("web/portMappings", r#"[{"containerPortRange": "8080"}]"#)],
        &["error wrong-form web/portMappings/0/containerPortRange"],
    ),
    (
        Instances,
        &[
            ("/networkMode", "\"host\""),
            (
                "web/portMappings",
                r#"[{"containerPortRange": "8080-8090"}]"#,
            ),
        ],
        &[
            "advice host-network /networkMode",
            "error port-range-network-mode web/portMappings/0/containerPortRange",
        ],
    ),
    (
        Instances,
        &[(
            "web/portMappings",
            r#"[{"containerPortRange": "8080-8090"}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "name": "a", "appProtocol": "http"}]"#,
        )],
        &[],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "appProtocol": "http"}]"#,
        )],
        &["warning application-protocol-ignored web/portMappings/0/appProtocol"],
    ),
    (
        Fargate,
        &[(
            "web/portMappings",
            r#"[{"containerPort": 80, "name": "a", "protocol": "udp", "appProtocol": "http"}]"#,
        )],
        &["warning application-protocol-ignored web/portMappings/0/appProtocol"],
    ),
    (
        Instances,
        &[("web/portMappings/0/hostPort", "22")],
        &["warning host-port-reserved web/portMappings/0/hostPort"],
    ),
    (
        Instances,
        &[("web/portMappings/0/hostPort", "51679")],
        &["warning host-port-reserved web/portMappings/0/hostPort"],
    ),
    (
        Instances,
        &[("web/portMappings/0/hostPort", "32768")],
        &["warning host-port-reserved web/portMappings/0/hostPort"],
    ),
    (Instances, &[("web/portMappings/0/hostPort", "32767")], &[]),
    // What awsvpc does not have.
    (
        Fargate,
        &[("web/hostname", "\"web\"")],
        &["error not-on-platform web/hostname"],
    ),
    (Instances, &[("web/hostname", "\"web\"")], &[]),
    (
        Fargate,
        &[(
            "web/extraHosts",
            r#"[{"hostname": "a", "ipAddress": "10.0.0.1"}]"#,
        )],
        &["error not-on-platform web/extraHosts"],
    ),
    (
        Fargate,
        &[("web/dnsServers", r#"["10.0.0.2"]"#)],
        &["error not-on-platform web/dnsServers"],
    ),
    (
        Fargate,
        &[("web/dnsSearchDomains", r#"["a.example"]"#)],
        &["error not-on-platform web/dnsSearchDomains"],
    ),
    (
        Fargate,
        &[("web/disableNetworking", "true")],
        &["error not-on-platform web/disableNetworking"],
    ),
    (Instances, &[("web/disableNetworking", "true")], &[]),
    (Fargate, &[("web/disableNetworking", "false")], &[]),
];
