//! The groups that changes stand in, in the order in which people ask for them.

/// The groups and the members that belong to them, by the name in the container or at the top.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "Revision",
        &["taskDefinition", "forceNewDeployment", "family"],
    ),
    ("Image", &["image"]),
    (
        "Containers",
        &["containerDefinitions", "containerOverrides", "overrides"],
    ),
    ("Environment", &["environment", "environmentFiles"]),
    (
        "Secrets",
        &["secrets", "repositoryCredentials", "credentialSpecs"],
    ),
    (
        "CPU and memory",
        &[
            "cpu",
            "memory",
            "memoryReservation",
            "ephemeralStorage",
            "resourceRequirements",
            "ulimits",
        ],
    ),
    (
        "Command",
        &["command", "entryPoint", "workingDirectory", "user"],
    ),
    ("Ports", &["portMappings"]),
    ("Health", &["healthCheck", "healthCheckGracePeriodSeconds"]),
    (
        "Start and stop",
        &[
            "dependsOn",
            "essential",
            "restartPolicy",
            "startTimeout",
            "stopTimeout",
        ],
    ),
    ("Logs", &["logConfiguration", "firelensConfiguration"]),
    (
        "Storage",
        &[
            "volumes",
            "mountPoints",
            "volumesFrom",
            "volumeConfigurations",
        ],
    ),
    ("Scaling", &["desiredCount", "count"]),
    (
        "Deployment",
        &[
            "deploymentConfiguration",
            "deploymentController",
            "schedulingStrategy",
        ],
    ),
    (
        "Load balancing",
        &[
            "loadBalancers",
            "vpcLatticeConfigurations",
            "gatewayConnectors",
        ],
    ),
    (
        "Network",
        &[
            "networkMode",
            "networkConfiguration",
            "serviceConnectConfiguration",
            "serviceRegistries",
            "links",
            "hostname",
            "dnsServers",
            "dnsSearchDomains",
            "extraHosts",
            "disableNetworking",
            "proxyConfiguration",
        ],
    ),
    (
        "Permissions",
        &[
            "taskRoleArn",
            "executionRoleArn",
            "role",
            "privileged",
            "readonlyRootFilesystem",
            "linuxParameters",
            "dockerSecurityOptions",
            "enableExecuteCommand",
            "pidMode",
            "ipcMode",
        ],
    ),
    (
        "Placement",
        &[
            "placementConstraints",
            "placementStrategy",
            "capacityProviderStrategy",
            "launchType",
            "platformVersion",
            "requiresCompatibilities",
            "runtimePlatform",
            "availabilityZoneRebalancing",
            "cluster",
        ],
    ),
    (
        "Tags",
        &[
            "tags",
            "dockerLabels",
            "enableECSManagedTags",
            "propagateTags",
        ],
    ),
];

/// The group of a change, by the names of the members on the way.
pub(super) fn of(members: &[&str]) -> &'static str {
    let telling = match members {
        ["overrides", "containerOverrides", inner, ..]
        | ["containerDefinitions" | "overrides", inner, ..] => inner,
        [first, ..] => first,
        [] => "",
    };
    GROUPS
        .iter()
        .find(|(_, names)| names.contains(&telling))
        .map_or("Other", |(group, _)| group)
}

/// The place of a group among the groups.
pub(super) fn order(group: &str) -> usize {
    GROUPS
        .iter()
        .position(|(known, _)| *known == group)
        .unwrap_or(GROUPS.len())
}
