//! App Mesh's proxy.

use super::Base::{Fargate, Instances};
use super::Case;

/// Everything that the proxy needs, in short.
const PROXY: &str = r#"{"containerName": "side", "properties": [{"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"},
    {"name": "AppPorts", "value": "80"}, {"name": "IgnoredUID", "value": "1337"}, {"name": "EgressIgnoredIPs", "value": "169.254.170.2"}]}"#;

pub(super) const CASES: &[Case] = &[
    // App Mesh's proxy.
    (Fargate, &[("/proxyConfiguration", PROXY)], &[]),
    (
        Instances,
        &[("/proxyConfiguration", PROXY)],
        &["error proxy-network-mode /proxyConfiguration"],
    ),
    (
        Fargate,
        &[
            ("/proxyConfiguration", PROXY),
            ("/proxyConfiguration/containerName", "\"envoy\""),
        ],
        &["error proxy-container-unknown /proxyConfiguration/containerName"],
    ),
    (
        Fargate,
        &[
            ("/proxyConfiguration", PROXY),
            ("/proxyConfiguration/properties/0", ""),
        ],
        &["error proxy-property-missing /proxyConfiguration/properties"],
    ),
    (
        Fargate,
        &[
            ("/proxyConfiguration", PROXY),
            ("/proxyConfiguration/properties/3", ""),
        ],
        &["error proxy-property-missing /proxyConfiguration/properties"],
    ),
    (
        Fargate,
        &[
            ("/proxyConfiguration", PROXY),
            ("/proxyConfiguration/properties/3/name", "\"IgnoredGID\""),
        ],
        &[],
    ),
    (
        Fargate,
        &[
            ("/proxyConfiguration", PROXY),
            ("/proxyConfiguration/properties/4/name", "\"Egress\""),
        ],
        &["error proxy-property-unknown /proxyConfiguration/properties/4/name"],
    ),
];
