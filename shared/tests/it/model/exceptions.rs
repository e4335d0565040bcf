//! Where the schema differs from the model on purpose.

/// The place, the aspect and the reason.
pub(super) const EXCEPTIONS: &[(&str, &str, &str)] = &[
    // What the service refuses although its model allows it.
    (
        "ContainerDefinition.name",
        "required",
        "RegisterTaskDefinition answers: Container.name should not be null or empty",
    ),
    (
        "ContainerDefinition.image",
        "required",
        "RegisterTaskDefinition answers: Container.image should not be null or empty",
    ),
    (
        "RegisterTaskDefinitionRequest.containerDefinitions",
        "least",
        "RegisterTaskDefinition answers: Container list cannot be empty",
    ),
    (
        "RegisterTaskDefinitionRequest.containerDefinitions",
        "most",
        "the service quota for containers in a task definition, which cannot be raised",
    ),
    (
        "DeploymentConfiguration.maximumPercent",
        "least",
        "CreateService refuses less than 100",
    ),
    // What the descriptions say in words, or beside another member.
    (
        "AwsVpcConfiguration.subnets",
        "least",
        "tasks with awsvpc cannot start without a subnet",
    ),
    (
        "ContainerDefinition.environmentFiles",
        "most",
        "its description says: up to ten environment files",
    ),
    (
        "CreateServiceRequest.serviceRegistries",
        "most",
        "its description says: multiple service registries for each service isn't supported",
    ),
    (
        "CreateServiceRequest.volumeConfigurations",
        "most",
        "the developer guide allows one volume for each service",
    ),
    (
        "TaskDefinitionPlacementConstraint.expression",
        "most",
        "described for the expression of PlacementConstraint, which is the same language",
    ),
    (
        "ServiceManagedEBSVolumeConfiguration.volumeType",
        "values",
        "its description lists them; the model has any text",
    ),
    (
        "RepositoryCredentials.credentialsParameter",
        "least",
        "the length of SecretId in the model of Secrets Manager",
    ),
    (
        "RepositoryCredentials.credentialsParameter",
        "most",
        "the length of SecretId in the model of Secrets Manager",
    ),
    (
        "CanaryConfiguration.canaryPercent",
        "least",
        "described as from 0.1, and the schema's bounds are whole",
    ),
    (
        "DeploymentConfiguration.bakeTimeInMinutes",
        "most",
        "the most that is described for the bake times of steps and canaries",
    ),
    // The same as in a container, a service or a volume of a service.
    ("ContainerOverride.environmentFiles", "most", AS_CONTAINER),
    ("ContainerOverride.memory", "least", AS_CONTAINER),
    ("ContainerOverride.memoryReservation", "least", AS_CONTAINER),
    (
        "ContainerOverride.name",
        "required",
        "its description says: required if any override is specified",
    ),
    (
        "RunTaskRequest.volumeConfigurations",
        "most",
        "the developer guide allows one volume for each task",
    ),
    (
        "TaskManagedEBSVolumeConfiguration.volumeType",
        "values",
        "its description lists them; the model has any text",
    ),
    // Counts, sizes and times that cannot be negative, or not even nothing.
    ("ContainerDefinition.stopTimeout", "least", NOT_NEGATIVE),
    ("CreateServiceRequest.desiredCount", "least", NOT_NEGATIVE),
    (
        "DeploymentConfiguration.bakeTimeInMinutes",
        "least",
        NOT_NEGATIVE,
    ),
    ("ContainerOverride.cpu", "least", NOT_NEGATIVE),
    ("LinuxParameters.sharedMemorySize", "least", NOT_NEGATIVE),
    (
        "RunTaskRequest.count",
        "least",
        "a request for no task does nothing",
    ),
    (
        "TaskManagedEBSVolumeConfiguration.throughput",
        "least",
        NOT_NEGATIVE,
    ),
    (
        "ServiceManagedEBSVolumeConfiguration.throughput",
        "least",
        NOT_NEGATIVE,
    ),
    (
        "ThresholdConfiguration.value",
        "least",
        "after no failure at all a deployment would end at once",
    ),
    (
        "Tmpfs.size",
        "least",
        "a file system of no size holds nothing",
    ),
    // What the model does not say.
    (
        "CreateServiceRequest.cluster",
        "begins a deployment",
        "it says which service is meant and changes nothing",
    ),
    (
        "CreateServiceRequest.forceNewDeployment",
        "begins a deployment",
        "that is what it is for",
    ),
    (
        "CreateServiceRequest.gatewayConnectors",
        "begins a deployment",
        "as other ways to the tasks",
    ),
    (
        "CreateServiceRequest.deploymentController",
        "begins a deployment",
        UNSAID,
    ),
    (
        "CreateServiceRequest.monitoring",
        "begins a deployment",
        UNSAID,
    ),
    // Ports.
    (
        "EFSVolumeConfiguration.transitEncryptionPort",
        "least",
        PORT,
    ),
    ("EFSVolumeConfiguration.transitEncryptionPort", "most", PORT),
    ("LoadBalancer.containerPort", "least", PORT),
    ("LoadBalancer.containerPort", "most", PORT),
    ("PortMapping.containerPort", "least", PORT),
    ("PortMapping.containerPort", "most", PORT),
    (
        "S3FilesVolumeConfiguration.transitEncryptionPort",
        "least",
        PORT,
    ),
    (
        "S3FilesVolumeConfiguration.transitEncryptionPort",
        "most",
        PORT,
    ),
    ("ServiceRegistry.containerPort", "least", PORT),
    ("ServiceRegistry.containerPort", "most", PORT),
    ("ServiceRegistry.port", "least", PORT),
    ("ServiceRegistry.port", "most", PORT),
];

const AS_CONTAINER: &str = "described for the same member of ContainerDefinition";
const NOT_NEGATIVE: &str = "there is no less than none";
const PORT: &str = "a port has 16 bits";
const UNSAID: &str = "not said; the agent takes a new ECS deployment after it for its own";
