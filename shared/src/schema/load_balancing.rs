//! How traffic finds the tasks: load balancers, Cloud Map, VPC Lattice and gateways.

use super::builders::{choice, choices, object, structure, text, whole};
use super::member::Structure;
use super::shape::Shape;

pub(super) static LOAD_BALANCER: Structure = structure(
    "LoadBalancer",
    &[
        text(
            "targetGroupArn",
            "Target group",
            "The target group that the tasks register in.",
        )
        .like(Shape::TargetGroupArn),
        text(
            "loadBalancerName",
            "Classic load balancer",
            "The name of a Classic Load Balancer, instead of a target group.",
        ),
        text(
            "containerName",
            "Container",
            "The container that gets the traffic.",
        ),
        whole(
            "containerPort",
            "Container port",
            "The port of that container, as in its port mappings.",
        )
        .between(0, 65535),
        object(
            "advancedConfiguration",
            &ADVANCED,
            "Traffic shifting",
            "The second target group and the rules for deployments that shift traffic.",
        ),
    ],
);

static ADVANCED: Structure = structure(
    "AdvancedConfiguration",
    &[
        text(
            "alternateTargetGroupArn",
            "Second target group",
            "The target group that the other set of tasks registers in.",
        ),
        text(
            "productionListenerRule",
            "Production rule",
            "The listener rule for production traffic.",
        ),
        text(
            "testListenerRule",
            "Test rule",
            "The listener rule for test traffic.",
        ),
        text("roleArn", "Role", "The role that may change the rules."),
    ],
);

pub(super) static REGISTRY: Structure = structure(
    "ServiceRegistry",
    &[
        text("registryArn", "Registry", "The Cloud Map service's ARN.").like(Shape::RegistryArn),
        whole("port", "Port", "The port to register, for SRV records.").between(0, 65535),
        text(
            "containerName",
            "Container",
            "The container to register, with its port, instead of a port.",
        ),
        whole("containerPort", "Container port", "That container's port.").between(0, 65535),
    ],
);

pub(super) static VPC_LATTICE: Structure = structure(
    "VpcLatticeConfiguration",
    &[
        text("roleArn", "Role", "The role that may register targets.").required(),
        text(
            "targetGroupArn",
            "Target group",
            "The VPC Lattice target group.",
        )
        .required()
        .like(Shape::LatticeTargetGroup),
        text(
            "portName",
            "Port name",
            "The named port of the task definition.",
        )
        .required(),
        object(
            "advancedConfiguration",
            &LATTICE_ADVANCED,
            "Traffic shifting",
            "The second target group and the rules for deployments that shift traffic.",
        ),
    ],
);

static LATTICE_ADVANCED: Structure = structure(
    "VpcLatticeAdvancedConfiguration",
    &[
        text(
            "alternateTargetGroupArn",
            "Second target group",
            "The target group of the other set of tasks.",
        ),
        text(
            "productionListenerRule",
            "Production rule",
            "The listener rule for production traffic.",
        ),
        text(
            "testListenerRule",
            "Test rule",
            "The listener rule for test traffic.",
        ),
    ],
);

pub(super) static GATEWAY_CONNECTOR: Structure = structure(
    "GatewayConnector",
    &[
        text(
            "portName",
            "Port name",
            "The named port of the task definition.",
        )
        .required(),
        object(
            "healthCheck",
            &GATEWAY_HEALTH,
            "Health check",
            "How the gateway checks the tasks.",
        ),
        object(
            "filters",
            &GATEWAY_FILTERS,
            "Filters",
            "Who may come through the gateway.",
        ),
        object(
            "deregistrationDelay",
            &GATEWAY_DELAY,
            "Deregistration delay",
            "How long connections may finish when a task stops.",
        ),
    ],
);

static GATEWAY_HEALTH: Structure = structure(
    "GatewayConnectorHealthCheck",
    &[
        choice(
            "healthCheckProtocol",
            &["HTTP", "HTTPS"],
            "Protocol",
            "What the check speaks.",
        ),
        whole("healthCheckPort", "Port", "The port it asks."),
        text("healthCheckPath", "Path", "The path it asks for."),
        whole(
            "healthCheckTimeoutSeconds",
            "Timeout",
            "How long one check may take.",
        )
        .unit("seconds"),
        whole(
            "healthCheckIntervalSeconds",
            "Interval",
            "The time between two checks.",
        )
        .unit("seconds"),
        whole(
            "healthyThresholdCount",
            "Healthy after",
            "How many good checks make a task healthy.",
        ),
        whole(
            "unhealthyThresholdCount",
            "Unhealthy after",
            "How many failed checks make a task unhealthy.",
        ),
        object(
            "matcher",
            &GATEWAY_MATCHER,
            "Good answers",
            "Which answers count as healthy.",
        ),
    ],
);

static GATEWAY_MATCHER: Structure = structure(
    "GatewayConnectorHealthCheckMatcher",
    &[
        text("httpCode", "HTTP codes", "Such as 200 or 200-299."),
        text("grpcCode", "gRPC codes", "Such as 0 or 0-99."),
    ],
);

static GATEWAY_FILTERS: Structure = structure(
    "GatewayConnectorFilters",
    &[choices(
        "accessTypes",
        &["PUBLIC", "PRIVATE"],
        "Access",
        "Whether it is reached from the internet, from inside, or both.",
    )
    .count(0, 2)
    .set(&[])],
);

static GATEWAY_DELAY: Structure = structure(
    "GatewayConnectorDeregistrationDelay",
    &[whole(
        "timeoutSeconds",
        "Delay",
        "The time that open connections have.",
    )
    .unit("seconds")
    .between(0, 3600)],
);
