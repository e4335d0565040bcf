//! Terraform's names and forms: snake case of the schema's, and the exceptions.
//!
//! From the arguments of the provider `hashicorp/aws` 6.25.0.

/// The version of the provider that the tables are of.
pub(super) const PROVIDER: &str = "6.25.0";

/// How a member is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As an argument or block of this name.
    As(&'static str),
    /// As an argument of this name that is a text, though ECS has a number.
    TextAs(&'static str),
    /// As an argument or block of this name in the block around this one.
    Outside(&'static str),
    /// Its members stand in this block.
    Inline,
    /// A list of keys and values as a map of this name.
    TagsAs(&'static str),
    /// A list of names and values as a map of this name.
    PairsAs(&'static str),
    /// `ENABLED` and `DISABLED` as a switch of this name.
    SwitchAs(&'static str),
    /// The list as JSON text.
    JsonAs(&'static str),
    /// There is no argument for it.
    Nowhere,
}

use Form::{As, Inline, JsonAs, Nowhere, Outside, PairsAs, SwitchAs, TagsAs, TextAs};

/// The structure, the member, and how it is written.
const FORMS: [(&str, &str, Form); 50] = [
    (
        "RegisterTaskDefinitionRequest",
        "containerDefinitions",
        JsonAs("container_definitions"),
    ),
    ("RegisterTaskDefinitionRequest", "volumes", As("volume")),
    ("RegisterTaskDefinitionRequest", "tags", TagsAs("tags")),
    (
        "RegisterTaskDefinitionRequest",
        "inferenceAccelerators",
        Nowhere,
    ),
    (
        "RegisterTaskDefinitionRequest",
        "trustedExecutionConfiguration",
        Nowhere,
    ),
    ("ProxyConfiguration", "properties", PairsAs("properties")),
    ("EphemeralStorage", "sizeInGiB", As("size_in_gib")),
    ("Volume", "host", Inline),
    ("Volume", "configuredAtLaunch", As("configure_at_launch")),
    ("Volume", "s3filesVolumeConfiguration", Nowhere),
    ("HostVolumeProperties", "sourcePath", As("host_path")),
    ("CreateServiceRequest", "serviceName", As("name")),
    ("CreateServiceRequest", "service", As("name")),
    ("CreateServiceRequest", "loadBalancers", As("load_balancer")),
    ("CreateServiceRequest", "clientToken", Nowhere),
    ("CreateServiceRequest", "role", As("iam_role")),
    (
        "CreateServiceRequest",
        "placementStrategy",
        As("ordered_placement_strategy"),
    ),
    ("CreateServiceRequest", "tags", TagsAs("tags")),
    (
        "CreateServiceRequest",
        "enableECSManagedTags",
        As("enable_ecs_managed_tags"),
    ),
    (
        "CreateServiceRequest",
        "volumeConfigurations",
        As("volume_configuration"),
    ),
    ("CreateServiceRequest", "gatewayConnectors", Nowhere),
    ("CreateServiceRequest", "monitoring", Nowhere),
    ("LoadBalancer", "loadBalancerName", As("elb_name")),
    (
        "DeploymentConfiguration",
        "maximumPercent",
        Outside("deployment_maximum_percent"),
    ),
    (
        "DeploymentConfiguration",
        "minimumHealthyPercent",
        Outside("deployment_minimum_healthy_percent"),
    ),
    (
        "DeploymentConfiguration",
        "deploymentCircuitBreaker",
        Outside("deployment_circuit_breaker"),
    ),
    ("DeploymentConfiguration", "alarms", Outside("alarms")),
    (
        "DeploymentConfiguration",
        "bakeTimeInMinutes",
        TextAs("bake_time_in_minutes"),
    ),
    (
        "DeploymentConfiguration",
        "lifecycleHooks",
        As("lifecycle_hook"),
    ),
    ("DeploymentConfiguration", "earlySuccessCriteria", Nowhere),
    ("DeploymentCircuitBreaker", "resetOnHealthyTask", Nowhere),
    (
        "DeploymentCircuitBreaker",
        "thresholdConfiguration",
        Nowhere,
    ),
    ("DeploymentLifecycleHook", "targetType", Nowhere),
    ("DeploymentLifecycleHook", "timeoutConfiguration", Nowhere),
    (
        "LinearConfiguration",
        "stepBakeTimeInMinutes",
        TextAs("step_bake_time_in_minutes"),
    ),
    (
        "CanaryConfiguration",
        "canaryBakeTimeInMinutes",
        TextAs("canary_bake_time_in_minutes"),
    ),
    ("NetworkConfiguration", "awsvpcConfiguration", Inline),
    (
        "AwsVpcConfiguration",
        "assignPublicIp",
        SwitchAs("assign_public_ip"),
    ),
    ("ServiceConnectConfiguration", "services", As("service")),
    (
        "ServiceConnectConfiguration",
        "accessLogConfiguration",
        Nowhere,
    ),
    (
        "ServiceConnectConfiguration",
        "containerConfigurations",
        Nowhere,
    ),
    ("ServiceConnectService", "clientAliases", As("client_alias")),
    (
        "ServiceConnectTlsConfiguration",
        "issuerCertificateAuthority",
        As("issuer_cert_authority"),
    ),
    ("LogConfiguration", "secretOptions", As("secret_option")),
    (
        "ServiceVolumeConfiguration",
        "managedEBSVolume",
        As("managed_ebs_volume"),
    ),
    (
        "ServiceManagedEBSVolumeConfiguration",
        "sizeInGiB",
        As("size_in_gb"),
    ),
    (
        "ServiceManagedEBSVolumeConfiguration",
        "filesystemType",
        As("file_system_type"),
    ),
    ("EBSTagSpecification", "tags", TagsAs("tags")),
    ("VpcLatticeConfiguration", "advancedConfiguration", Nowhere),
    ("GatewayConnector", "deregistrationDelay", Nowhere),
];

/// How a member is written, where it is an exception.
pub(super) fn form(structure: &str, member: &str) -> Option<Form> {
    FORMS
        .iter()
        .find(|(of, name, _)| *of == structure && *name == member)
        .map(|(_, _, form)| *form)
}

/// A name in snake case.
pub(super) fn snake(name: &str) -> String {
    let mut made = String::new();
    for one in name.chars() {
        if one.is_ascii_uppercase() {
            made.push('_');
        }
        made.push(one.to_ascii_lowercase());
    }
    made
}
