//! Service Connect: names and proxies for the traffic between services.

use super::builders::{choice, flag, list, object, structure, text, union, whole};
use super::logging::LOG_CONFIGURATION;
use super::member::Structure;
use super::shape::Shape;

pub(super) static SERVICE_CONNECT: Structure = structure(
    "ServiceConnectConfiguration",
    &[
        flag("enabled", "Enabled", "Whether the service takes part.").required(),
        text(
            "namespace",
            "Namespace",
            "The Cloud Map namespace; the cluster's default when left out.",
        ),
        list(
            "services",
            &SERVICE,
            "Names",
            "The ports that other services can reach, and under which names.",
        )
        .set(&["portName"]),
        object(
            "logConfiguration",
            &LOG_CONFIGURATION,
            "Proxy logs",
            "Where the proxy's output goes.",
        ),
        object(
            "accessLogConfiguration",
            &ACCESS_LOG,
            "Access log",
            "Whether and how the proxy logs requests.",
        ),
        list(
            "containerConfigurations",
            &CONTAINER_CONFIGURATION,
            "Proxy settings",
            "One setting of the proxy in each item.",
        )
        .count(0, 10),
    ],
);

static SERVICE: Structure = structure(
    "ServiceConnectService",
    &[
        text(
            "portName",
            "Port name",
            "The named port of the task definition.",
        )
        .required(),
        text(
            "discoveryName",
            "Discovery name",
            "The name in Cloud Map; the port's name unless set.",
        )
        .like(Shape::PortName),
        list(
            "clientAliases",
            &CLIENT_ALIAS,
            "Client names",
            "The name and port that clients use.",
        )
        .count(0, 1)
        .set(&["port", "dnsName"]),
        whole(
            "ingressPortOverride",
            "Proxy port",
            "The port that the proxy listens on.",
        )
        .between(0, 65535),
        object("timeout", &TIMEOUT, "Timeouts", "When the proxy gives up."),
        object(
            "tls",
            &TLS,
            "Encryption",
            "Encrypts the traffic between services.",
        ),
    ],
);

static CLIENT_ALIAS: Structure = structure(
    "ServiceConnectClientAlias",
    &[
        whole("port", "Port", "The port that clients use.")
            .required()
            .between(0, 65535),
        text("dnsName", "Name", "The name that clients use.").like(Shape::DnsName),
        object(
            "testTrafficRules",
            &TEST_TRAFFIC,
            "Test traffic",
            "Which requests go to the new tasks before the others.",
        ),
    ],
);

static TEST_TRAFFIC: Structure = structure(
    "ServiceConnectTestTrafficRules",
    &[object(
        "header",
        &TEST_HEADER,
        "Header",
        "The request header that marks test traffic.",
    )
    .required()],
);

static TEST_HEADER: Structure = structure(
    "ServiceConnectTestTrafficHeaderRules",
    &[
        text("name", "Name", "The header's name.").required(),
        object(
            "value",
            &TEST_HEADER_VALUE,
            "Value",
            "The header's value; any value when left out.",
        ),
    ],
);

static TEST_HEADER_VALUE: Structure = structure(
    "ServiceConnectTestTrafficHeaderMatchRules",
    &[text("exact", "Exactly", "The value that the header must have.").required()],
);

static TIMEOUT: Structure = structure(
    "TimeoutConfiguration",
    &[
        whole(
            "idleTimeoutSeconds",
            "Idle",
            "When an idle connection is closed; 0 for never.",
        )
        .unit("seconds")
        .between(0, 2_147_483_647),
        whole(
            "perRequestTimeoutSeconds",
            "Request",
            "How long a request may take; 0 for ever.",
        )
        .unit("seconds")
        .between(0, 2_147_483_647),
    ],
);

static TLS: Structure = structure(
    "ServiceConnectTlsConfiguration",
    &[
        object(
            "issuerCertificateAuthority",
            &AUTHORITY,
            "Authority",
            "Who issues the certificates.",
        )
        .required(),
        text("kmsKey", "Key", "The key that encrypts the private keys."),
        text("roleArn", "Role", "The role that may issue certificates."),
    ],
);

static AUTHORITY: Structure = structure(
    "ServiceConnectTlsCertificateAuthority",
    &[text(
        "awsPcaAuthorityArn",
        "Private CA",
        "The ARN of the private certificate authority.",
    )],
);

static ACCESS_LOG: Structure = structure(
    "ServiceConnectAccessLogConfiguration",
    &[
        choice(
            "format",
            &["TEXT", "JSON"],
            "Format",
            "How a request is written.",
        )
        .required(),
        choice(
            "includeQueryParameters",
            &["DISABLED", "ENABLED"],
            "Query parameters",
            "Whether they are written too; they may hold secrets.",
        ),
    ],
);

static CONTAINER_CONFIGURATION: Structure = union(
    "ServiceConnectContainerConfiguration",
    &[choice(
        "logLevel",
        &["debug", "info"],
        "Log level",
        "How much the proxy logs.",
    )],
);
