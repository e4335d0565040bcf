//! The service: what `CreateService` and `UpdateService` take.

use super::builders::{choice, flag, list, object, structure, text, whole};
use super::deployment::{CONFIGURATION, CONTROLLER};
use super::load_balancing::{GATEWAY_CONNECTOR, LOAD_BALANCER, REGISTRY, VPC_LATTICE};
use super::member::Structure;
use super::monitoring::MONITORING;
use super::network::NETWORK;
use super::placement::{CONSTRAINT, STRATEGY};
use super::service_connect::SERVICE_CONNECT;
use super::service_volumes::VOLUME_CONFIGURATION;
use super::shape::Shape;
use super::task_definition::TAG;
use crate::plan::Effect::{NewTasksOnly, None, ReplacesTasks, Scales};

pub(super) static SERVICE: Structure = Structure {
    name: "CreateServiceRequest",
    members: &[
        text("cluster", "Cluster", "The cluster that the service is in, by name or ARN; default when it is left out.").on_update(None),
        text("serviceName", "Service name", "The service's name in its cluster. It can never be changed.").only_at_creation().required().like(Shape::Name),
        text("service", "Service", "The name or ARN of the service to update.").only_in_updates().required(),
        text("taskDefinition", "Task definition", "The revision that the service runs. A family without a revision means its newest one.").on_update(ReplacesTasks).like(Shape::TaskDefinition),
        choice("availabilityZoneRebalancing", &["ENABLED", "DISABLED"], "Zone rebalancing", "Moves tasks so that the Availability Zones stay even.").on_update(None),
        list("loadBalancers", &LOAD_BALANCER, "Load balancing", "The target groups that the tasks register in; an empty list takes the service out of all.").on_update(ReplacesTasks).set(&["targetGroupArn", "loadBalancerName"]).may_repeat().removed_by("[]"),
        list("serviceRegistries", &REGISTRY, "Service discovery", "The Cloud Map service that the tasks register in.").on_update(ReplacesTasks).count(0, 1).set(&["registryArn"]).removed_by("[]"),
        whole("desiredCount", "Desired count", "How many tasks are to run. Leave it out of updates when autoscaling decides.").on_update(Scales).unit("tasks").at_least(0),
        text("clientToken", "Client token", "Makes a repeated request safe; Longshore fills it in.").only_at_creation().like(Shape::ClientToken).length(0, 36),
        choice("launchType", &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"], "Launch type", "Where tasks run. Use either this or capacity providers; it can never be changed.").only_at_creation(),
        list("capacityProviderStrategy", &PROVIDER, "Capacity providers", "How tasks are spread over capacity providers, instead of a launch type.").on_update(NewTasksOnly).count(0, 20).set(&["capacityProvider"]).removed_by("[]"),
        text("platformVersion", "Platform version", "The version of Fargate, usually LATEST.").on_update(ReplacesTasks).like(Shape::PlatformVersion).removed_by("\"LATEST\""),
        text("role", "Role for the load balancer", "A role for registering targets, for tasks without awsvpc behind a single target group. Usually left out: ECS then uses its service-linked role.").only_at_creation().like(Shape::Role),
        object("deploymentConfiguration", &CONFIGURATION, "Deployment", "How tasks are replaced, and when a deployment counts as failed.").on_update(None),
        list("placementConstraints", &CONSTRAINT, "Placement constraints", "Which container instances may run the tasks.").on_update(NewTasksOnly).count(0, 10).set(&["type", "expression"]).removed_by("[]"),
        list("placementStrategy", &STRATEGY, "Placement strategy", "How tasks are spread over instances; applied in order.").on_update(NewTasksOnly).count(0, 5).removed_by("[]"),
        object("networkConfiguration", &NETWORK, "Network", "Subnets and security groups of tasks with awsvpc.").on_update(ReplacesTasks),
        whole("healthCheckGracePeriodSeconds", "Grace period", "How long failed health checks do not count after a task has started.").on_update(None).unit("seconds").between(0, 2_147_483_647).default("0").removed_by("0"),
        choice("schedulingStrategy", &["REPLICA", "DAEMON"], "Scheduling", "REPLICA keeps a number of tasks, DAEMON one on every instance. It can never be changed.").only_at_creation().default("\"REPLICA\""),
        object("deploymentController", &CONTROLLER, "Deployment controller", "Who carries deployments out: ECS, CodeDeploy or another tool.").on_update(None),
        list("tags", &TAG, "Tags", "Labels of the service; after its creation they are changed by TagResource.").only_at_creation().count(0, 50).set(&["key"]),
        flag("enableECSManagedTags", "ECS managed tags", "Tags tasks with the cluster's and service's name.").on_update(NewTasksOnly).default("false").removed_by("false"),
        choice("propagateTags", &["TASK_DEFINITION", "SERVICE", "NONE"], "Propagate tags", "Where tasks take their tags from.").on_update(NewTasksOnly).default("\"NONE\"").removed_by("\"NONE\""),
        flag("enableExecuteCommand", "ECS Exec", "Lets people with permission run commands in the containers.").on_update(NewTasksOnly).default("false").removed_by("false"),
        flag("forceNewDeployment", "Force a new deployment", "Replaces the tasks even when nothing else changes, for example to pull a moved tag.").only_in_updates().on_update(ReplacesTasks),
        object("serviceConnectConfiguration", &SERVICE_CONNECT, "Service Connect", "Names and proxies for the traffic between services.").on_update(ReplacesTasks).removed_by("{\"enabled\":false}"),
        list("volumeConfigurations", &VOLUME_CONFIGURATION, "Volumes", "What the volumes are that the task definition leaves to the service.").on_update(ReplacesTasks).count(0, 1).set(&["name"]).removed_by("[]"),
        list("vpcLatticeConfigurations", &VPC_LATTICE, "VPC Lattice", "The VPC Lattice target groups that the tasks register in.").on_update(ReplacesTasks).set(&["targetGroupArn", "portName"]).removed_by("[]"),
        list("gatewayConnectors", &GATEWAY_CONNECTOR, "Gateway connectors", "Lets a gateway reach the tasks.").on_update(ReplacesTasks).count(0, 1).set(&["portName"]).removed_by("[]"),
        object("monitoring", &MONITORING, "Monitoring", "Metrics in a finer resolution.").on_update(None),
    ],
    read_only: &[
        "clusterArn",
        "createdAt",
        "createdBy",
        "currentServiceDeployment",
        "currentServiceRevisions",
        "deployments",
        "events",
        "pendingCount",
        "platformFamily",
        "resourceManagementType",
        "roleArn",
        "runningCount",
        "serviceArn",
        "status",
        "taskSets",
    ],
    union: false,
};

pub(super) static PROVIDER: Structure = structure(
    "CapacityProviderStrategyItem",
    &[
        text(
            "capacityProvider",
            "Capacity provider",
            "Its name, such as FARGATE or FARGATE_SPOT.",
        )
        .required(),
        whole(
            "weight",
            "Weight",
            "Its share of the tasks beyond the base.",
        )
        .between(0, 1000)
        .default("0"),
        whole(
            "base",
            "Base",
            "How many tasks it runs at least; only one provider can have a base.",
        )
        .unit("tasks")
        .between(0, 100_000)
        .default("0"),
    ],
);
