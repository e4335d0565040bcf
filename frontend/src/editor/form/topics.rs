//! Which members stand in which folded part of the form. What is on the first screen of a section is
//! in no topic; a test holds that every other member of the schema is in exactly one.

use shared::issue::DocumentKind;
use shared::pointer::Pointer;

/// A folded part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Topic {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What it is for, in a sentence.
    pub(crate) gloss: &'static str,
    /// The members in it, by name; those of the deployment configuration after
    /// `deploymentConfiguration.`.
    pub(crate) members: &'static [&'static str],
}

const fn topic(
    id: &'static str,
    title: &'static str,
    gloss: &'static str,
    members: &'static [&'static str],
) -> Topic {
    Topic {
        id,
        title,
        gloss,
        members,
    }
}

/// The members of a container that are on its first screen.
#[cfg(test)]
const CONTAINER_BASICS: &[&str] = &[
    "name",
    "image",
    "cpu",
    "memory",
    "portMappings",
    "environment",
    "secrets",
];

/// What else a container may have.
pub(super) const OF_CONTAINER: &[Topic] = &[
    topic(
        "container-health",
        "Health check",
        "How ECS sees that the container works. Without one it counts as well as long as it runs.",
        &["healthCheck", "essential", "restartPolicy"],
    ),
    topic(
        "container-logs",
        "Logs",
        "Where what the container prints goes.",
        &["logConfiguration", "firelensConfiguration"],
    ),
    topic(
        "container-start",
        "Command and start",
        "What runs in the container, and what it waits for.",
        &[
            "entryPoint",
            "command",
            "workingDirectory",
            "user",
            "dependsOn",
            "startTimeout",
            "stopTimeout",
            "interactive",
            "pseudoTerminal",
        ],
    ),
    topic(
        "container-storage",
        "Storage",
        "The volumes of the task that the container sees.",
        &["mountPoints", "volumesFrom", "readonlyRootFilesystem"],
    ),
    topic(
        "container-memory",
        "Memory, limits and accelerators",
        "What the container may use beside the limits above.",
        &["memoryReservation", "ulimits", "resourceRequirements"],
    ),
    topic(
        "container-network",
        "Network of the container",
        "Names and addresses that the container knows.",
        &[
            "links",
            "hostname",
            "dnsServers",
            "dnsSearchDomains",
            "extraHosts",
            "disableNetworking",
        ],
    ),
    topic(
        "container-image",
        "Image and environment files",
        "Credentials for a private registry, and variables from a file in S3.",
        &[
            "repositoryCredentials",
            "versionConsistency",
            "environmentFiles",
        ],
    ),
    topic(
        "container-security",
        "Linux and security",
        "What the container may do to the system under it.",
        &[
            "privileged",
            "linuxParameters",
            "dockerSecurityOptions",
            "systemControls",
            "credentialSpecs",
        ],
    ),
    topic(
        "container-labels",
        "Labels",
        "Labels that tools on the instance read.",
        &["dockerLabels"],
    ),
];

/// The members of a task definition that are on the first screens.
#[cfg(test)]
const TASK_BASICS: &[&str] = &[
    "family",
    "containerDefinitions",
    "cpu",
    "memory",
    "taskRoleArn",
    "executionRoleArn",
];

/// What else a task definition may have.
pub(super) const OF_TASK: &[Topic] = &[
    topic(
        "task-platform",
        "Runtime platform and compatibility",
        "What the images are built for, and where the task is meant to run.",
        &["runtimePlatform", "requiresCompatibilities"],
    ),
    topic(
        "task-network",
        "Network mode and namespaces",
        "How the containers reach the network and each other.",
        &["networkMode", "pidMode", "ipcMode", "proxyConfiguration"],
    ),
    topic(
        "task-volumes",
        "Volumes and scratch space",
        "Storage that the containers can mount.",
        &["volumes", "ephemeralStorage"],
    ),
    topic(
        "task-placement",
        "Placement of the task",
        "Which instances may run it.",
        &["placementConstraints", "inferenceAccelerators"],
    ),
    topic(
        "task-more",
        "Tags, fault injection and isolation",
        "Labels for costs and access rules, and rare settings.",
        &[
            "tags",
            "enableFaultInjection",
            "trustedExecutionConfiguration",
        ],
    ),
];

/// The members of a service that are on the first screens.
#[cfg(test)]
const SERVICE_BASICS: &[&str] = &[
    "cluster",
    "serviceName",
    "service",
    "taskDefinition",
    "launchType",
    "networkConfiguration",
    "desiredCount",
    "loadBalancers",
    "role",
    "deploymentConfiguration.minimumHealthyPercent",
    "deploymentConfiguration.maximumPercent",
    "healthCheckGracePeriodSeconds",
];

/// What else a service may have.
pub(super) const OF_SERVICE: &[Topic] = &[
    topic(
        "service-strategy",
        "Deployment strategy: blue/green, linear, canary",
        "How a new version takes over, and what can stop it on the way.",
        &[
            "deploymentConfiguration.strategy",
            "deploymentConfiguration.bakeTimeInMinutes",
            "deploymentConfiguration.linearConfiguration",
            "deploymentConfiguration.canaryConfiguration",
            "deploymentConfiguration.lifecycleHooks",
            "deploymentConfiguration.earlySuccessCriteria",
            "deploymentController",
        ],
    ),
    topic(
        "service-breaker",
        "Circuit breaker",
        "Stops a deployment whose tasks keep failing, and goes back to what ran before.",
        &["deploymentConfiguration.deploymentCircuitBreaker"],
    ),
    topic(
        "service-alarms",
        "Alarms that stop a deployment",
        "CloudWatch alarms that fail a deployment while it rolls.",
        &["deploymentConfiguration.alarms"],
    ),
    topic(
        "service-capacity",
        "Capacity providers and platform version",
        "What the tasks run on, instead of one launch type.",
        &["capacityProviderStrategy", "platformVersion"],
    ),
    topic(
        "service-placement",
        "Scheduling and placement",
        "How many tasks run where among the instances.",
        &[
            "schedulingStrategy",
            "placementStrategy",
            "placementConstraints",
            "availabilityZoneRebalancing",
        ],
    ),
    topic(
        "service-connect",
        "Service Connect",
        "Names under which services of a namespace reach each other.",
        &["serviceConnectConfiguration"],
    ),
    topic(
        "service-discovery",
        "Service discovery, VPC Lattice and gateways",
        "Other ways to be found.",
        &[
            "serviceRegistries",
            "vpcLatticeConfigurations",
            "gatewayConnectors",
        ],
    ),
    topic(
        "service-volumes",
        "EBS volumes",
        "Volumes that ECS makes for each task.",
        &["volumeConfigurations"],
    ),
    topic(
        "service-more",
        "Tags, ECS Exec and monitoring",
        "Labels, shells into containers, metrics, and how the request itself is made.",
        &[
            "tags",
            "enableECSManagedTags",
            "propagateTags",
            "enableExecuteCommand",
            "monitoring",
            "forceNewDeployment",
            "clientToken",
        ],
    ),
];

/// The topic that a member stands in; nothing for one of a first screen, or one that nobody knows.
pub(super) fn of(kind: DocumentKind, pointer: &Pointer, name: &str) -> Option<&'static Topic> {
    let in_container = pointer
        .tokens()
        .next()
        .is_some_and(|first| first == "containerDefinitions");
    let topics = match kind {
        DocumentKind::TaskDefinition if in_container => OF_CONTAINER,
        DocumentKind::TaskDefinition => OF_TASK,
        DocumentKind::Service | DocumentKind::RunTask => OF_SERVICE,
    };
    topics.iter().find(|topic| {
        topic
            .members
            .iter()
            .any(|member| member.rsplit('.').next() == Some(name))
    })
}

#[cfg(test)]
mod tests {
    use shared::issue::DocumentKind;
    use shared::pointer::Pointer;
    use shared::schema::{self, Element, Structure, Value};

    use super::{
        CONTAINER_BASICS, OF_CONTAINER, OF_SERVICE, OF_TASK, SERVICE_BASICS, TASK_BASICS, Topic, of,
    };

    fn names(basics: &[&'static str], topics: &[Topic]) -> Vec<&'static str> {
        let mut names: Vec<_> = basics
            .iter()
            .copied()
            .chain(
                topics
                    .iter()
                    .flat_map(|topic| topic.members.iter().copied()),
            )
            .collect();
        names.sort_unstable();
        names
    }

    fn members(structure: &Structure) -> Vec<&'static str> {
        structure.members.iter().map(|member| member.name).collect()
    }

    #[test]
    fn every_member_has_one_place_in_the_form() {
        let task = schema::root(DocumentKind::TaskDefinition);
        let mut wanted = members(task);
        wanted.sort_unstable();
        assert_eq!(names(TASK_BASICS, OF_TASK), wanted);

        let Some(Value::List(list)) = task.member("containerDefinitions").map(|one| one.value)
        else {
            panic!("containers are a list");
        };
        let Element::Object(container) = list.element else {
            panic!("containers are objects");
        };
        let mut wanted = members(container);
        wanted.sort_unstable();
        assert_eq!(names(CONTAINER_BASICS, OF_CONTAINER), wanted);

        let service = schema::root(DocumentKind::Service);
        let Some(Value::Object(deployment)) = service
            .member("deploymentConfiguration")
            .map(|one| one.value)
        else {
            panic!("the deployment configuration is an object");
        };
        let inner: Vec<String> = members(deployment)
            .into_iter()
            .map(|name| format!("deploymentConfiguration.{name}"))
            .collect();
        let mut wanted: Vec<&str> = members(service)
            .into_iter()
            .filter(|name| *name != "deploymentConfiguration")
            .chain(inner.iter().map(String::as_str))
            .collect();
        wanted.sort_unstable();
        assert_eq!(names(SERVICE_BASICS, OF_SERVICE), wanted);
    }

    #[test]
    fn a_place_is_found_in_its_topic() {
        let kind = DocumentKind::TaskDefinition;
        let check = Pointer::parse("/containerDefinitions/1/healthCheck/command");
        assert_eq!(
            of(kind, &check, "healthCheck").unwrap().id,
            "container-health"
        );
        let tags = Pointer::parse("/tags/0/key");
        assert_eq!(of(kind, &tags, "tags").unwrap().id, "task-more");
        assert_eq!(
            of(DocumentKind::Service, &tags, "tags").unwrap().id,
            "service-more"
        );
        assert!(of(kind, &Pointer::parse("/family"), "family").is_none());
    }
}
